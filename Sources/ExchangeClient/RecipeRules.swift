import HistoryModel

/// What a recipe may not do, whatever the adapter declares.
enum RecipeRules {
    /// Indices of the fields some recipe of the scheme uses as a key.
    static func keyFields(of scheme: CredentialScheme) -> Set<Int> {
        var indices: Set<Int> = []
        for step in scheme.signings.flatMap(\.steps) {
            switch step.operation {
            case .hmac(_, let key), .sign(_, let key): indices.insert(key)
            default: continue
            }
        }
        return indices.filter { scheme.fields.indices.contains($0) }
    }

    static func nonceFormat(of recipe: SigningRecipe) -> SigningPart.TimeFormat? {
        for part in recipe.steps.flatMap(\.parts) {
            if case .nonce(let format) = part.source { return format }
        }
        return nil
    }

    /// Throws when the recipe names what does not exist, sends a key, or puts a secret where logs keep it.
    static func check(_ recipe: SigningRecipe, of scheme: CredentialScheme) throws(ExchangeError) {
        let keyNames = Set(keyFields(of: scheme).map { scheme.fields[$0].name })
        let secretNames = Set(scheme.fields.filter(\.isSecret).map(\.name))
        // Whether each result still contains a secret in readable form.
        var revealing: [Bool] = []
        var nonce: SigningPart.TimeFormat?
        // A secret placed in the body is in every later BODY part.
        var bodyCarriesSecret = false
        for step in recipe.steps {
            try checkIndices(step, recipe, scheme)
            var carriesSecret = false
            for part in step.parts {
                switch part.source {
                case .field(let name):
                    guard scheme.fields.contains(where: { $0.name == name }) else {
                        throw fault(
                            recipe, "names the credential field \"\(name)\", which its key family does not have")
                    }
                    guard !keyNames.contains(name) else {
                        throw fault(recipe, "would send the field \"\(name)\", which is used as a key")
                    }
                    carriesSecret = carriesSecret || secretNames.contains(name)
                case .result(let index):
                    guard revealing.indices.contains(index) else {
                        throw fault(recipe, "names result \(index) before it exists")
                    }
                    carriesSecret = carriesSecret || revealing[index]
                case .body:
                    carriesSecret = carriesSecret || bodyCarriesSecret
                case .nonce(let format):
                    guard nonce == nil || nonce == format, format != .isoSeconds, format != .isoMilliseconds else {
                        throw fault(recipe, "writes its nonce in more than one format, or not as a number")
                    }
                    nonce = format
                default: continue
                }
            }
            switch step.operation {
            case .join: revealing.append(carriesSecret)
            case .digest, .hmac, .sign: revealing.append(false)
            case .addQuery(let name):
                guard !carriesSecret else {
                    throw fault(recipe, "would put a secret into the query as \"\(name)\", where servers log it")
                }
                try checkName(name, recipe)
            case .addForm(let name):
                bodyCarriesSecret = bodyCarriesSecret || carriesSecret
                try checkName(name, recipe)
            case .header(let name):
                guard HeaderRules.allows(name: name) else {
                    throw fault(recipe, "sets the header \"\(name)\", which no recipe may set")
                }
            case .setBody: bodyCarriesSecret = bodyCarriesSecret || carriesSecret
            case .sortQuery: continue
            }
        }
    }

    private static func checkIndices(
        _ step: SigningStep, _ recipe: SigningRecipe, _ scheme: CredentialScheme
    ) throws(ExchangeError) {
        let key: Int? =
            switch step.operation {
            case .hmac(_, let index), .sign(_, let index): index
            default: nil
            }
        for index in [key, step.skippedWhenEmpty].compactMap({ $0 }) where !scheme.fields.indices.contains(index) {
            throw fault(recipe, "names credential field \(index), which its key family does not have")
        }
    }
    private static func checkName(_ name: String, _ recipe: SigningRecipe) throws(ExchangeError) {
        guard !name.isEmpty, !HeaderRules.isMethodOverride(name) else {
            throw fault(recipe, "adds the argument \"\(name)\", which servers may read as another method")
        }
    }
    private static func fault(_ recipe: SigningRecipe, _ what: String) -> ExchangeError {
        .adapterFault("The adapter's recipe \"\(recipe.name)\" \(what).")
    }
}
