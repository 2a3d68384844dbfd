import HistoryModel

/// What keeps a secret inside the host: the manifest is written by whoever wrote the library.
enum RecipeRules {
    static func check(_ schemes: [CredentialScheme]) throws(BrokenFrame) {
        if let first = schemes.first {
            let names = first.signings.map(\.name)
            guard schemes.allSatisfy({ $0.signings.map(\.name) == names }) else {
                throw BrokenFrame("its schemes do not all list the same signings in the same order")
            }
        }
        // By name over all schemes: what is a key in one of them is placed in none.
        var keys: Set<String> = []
        for scheme in schemes {
            for step in scheme.signings.flatMap(\.steps) {
                if let index = step.operation.keyField { keys.insert(scheme.fields[index].name) }
            }
        }
        for scheme in schemes {
            for signing in scheme.signings { try check(signing, scheme, keys) }
        }
    }

    private static func check(
        _ signing: SigningRecipe, _ scheme: CredentialScheme, _ keys: Set<String>
    ) throws(BrokenFrame) {
        func refuse(_ reason: String) -> BrokenFrame {
            BrokenFrame("signing \(signing.name) of scheme \(scheme.name) \(reason)")
        }
        // For each result so far: whether it shows a secret as it is.
        var results: [Bool] = []
        // A secret placed in the body is in every later BODY part.
        var bodyShowsSecret = false
        for step in signing.steps {
            var showsSecret = false
            for part in step.parts {
                switch part.source {
                case .field(let name):
                    guard let field = scheme.fields.first(where: { $0.name == name }) else {
                        throw refuse("uses field \(name.prefix(100)), which the scheme does not have")
                    }
                    guard !keys.contains(name) else { throw refuse("sends \(name), which is a signing key") }
                    if field.isSecret { showsSecret = true }
                case .result(let index):
                    guard results.indices.contains(index) else {
                        throw refuse("uses result \(index) before it is there")
                    }
                    if results[index] { showsSecret = true }
                case .body: if bodyShowsSecret { showsSecret = true }
                default: break
                }
            }
            switch step.operation {
            case .join: results.append(showsSecret)
            case .digest, .hmac, .sign: results.append(false)
            case .addQuery where showsSecret: throw refuse("puts a secret into the address, where it is logged")
            case .addForm, .setBody: if showsSecret { bodyShowsSecret = true }
            case .header, .addQuery, .sortQuery: break
            }
        }
    }
}

extension SigningStep.Operation {
    /// Index of the credential field that is the key.
    var keyField: Int? {
        switch self {
        case .hmac(_, let key), .sign(_, let key): key
        default: nil
        }
    }
}
