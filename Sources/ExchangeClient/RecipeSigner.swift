import HistoryModel

/// What a recipe's TIME, NONCE and RANDOM parts stand for in one request.
package struct SigningMoment: Sendable {
    /// The exchange's time, as well as it is known.
    package var time: Instant
    /// In the format the recipe names; empty when it has no nonce.
    package var nonce: String
    package var random: @Sendable (SigningPart.RandomFormat) -> String
    package init(
        time: Instant, nonce: String = "",
        random: @escaping @Sendable (SigningPart.RandomFormat) -> String = SigningMoment.systemRandom
    ) {
        self.time = time
        self.nonce = nonce
        self.random = random
    }

    package static func systemRandom(_ format: SigningPart.RandomFormat) -> String {
        var bytes = randomBytes(16)
        guard format == .uuid4 else { return String(decoding: ByteEncoding.hex(bytes), as: UTF8.self) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(ByteEncoding.hex(bytes))
        let pieces = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20...]]
        return pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }
}

/// Signs drafts by the recipes of one scheme with the credentials of one connection.
///
/// Keys are read once, here; a wrong format or a recipe that would give a key away is an error before any request.
package struct RecipeSigner: Sendable {
    private let scheme: CredentialScheme
    private let fields: [String: Secret]
    private let keys: [Int: SigningKey]

    package init(scheme: CredentialScheme, credentials: [String: Secret]) throws(ExchangeError) {
        for field in scheme.fields where !field.isOptional && credentials[field.name]?.isEmpty != false {
            throw .credential("The \(field.label) is missing; connect again and give it.")
        }
        for recipe in scheme.signings { try RecipeRules.check(recipe, of: scheme) }
        var keys: [Int: SigningKey] = [:]
        for index in RecipeRules.keyFields(of: scheme) {
            let field = scheme.fields[index]
            guard let secret = credentials[field.name], !secret.isEmpty else { continue }
            keys[index] = try SigningKey(secret, of: field)
        }
        self.scheme = scheme
        self.fields = credentials
        self.keys = keys
    }

    /// The one nonce format of a recipe, or nil when it has none.
    package func nonceFormat(recipe index: Int) -> SigningPart.TimeFormat? {
        guard scheme.signings.indices.contains(index) else { return nil }
        return RecipeRules.nonceFormat(of: scheme.signings[index])
    }

    /// Adds what the recipe says. Gives back every result, for overwriting where an answer echoes it.
    package func sign(
        _ draft: inout RequestDraft, recipe index: Int, at moment: SigningMoment
    ) throws(ExchangeError) -> [[UInt8]] {
        guard scheme.signings.indices.contains(index) else {
            throw .adapterFault("The adapter's key family \"\(scheme.name)\" has no recipe \(index).")
        }
        var run = Run(signer: self, draft: draft, moment: moment)
        for step in scheme.signings[index].steps { try run.perform(step) }
        draft = run.draft
        return run.results
    }

    // MARK: - Evaluation

    private struct Run {
        let signer: RecipeSigner
        var draft: RequestDraft
        let moment: SigningMoment
        var results: [[UInt8]] = []
        /// One random value per request and format.
        var random: [SigningPart.RandomFormat: String] = [:]

        mutating func perform(_ step: SigningStep) throws(ExchangeError) {
            if let index = step.skippedWhenEmpty {
                let field = signer.scheme.fields[index].name
                guard signer.fields[field]?.isEmpty == false else {
                    // Later parts count results: a step left out keeps its number.
                    if step.operation.yieldsResult { results.append([]) }
                    return
                }
            }
            let joined = try join(step.parts)
            switch step.operation {
            case .join: results.append(joined)
            case .digest(let algorithm): results.append(joined.withUnsafeBytes { algorithm.digest($0) })
            case .hmac(let algorithm, let key):
                guard case .bytes(let secret)? = signer.keys[key] else { throw signer.wrongKey(key) }
                results.append(secret.withBytes { algorithm.authenticationCode(key: $0, message: joined) })
            case .sign(let algorithm, let key):
                guard case .privateKey(let privateKey)? = signer.keys[key] else { throw signer.wrongKey(key) }
                results.append(try privateKey.sign(joined, algorithm))
            case .header(let name):
                let value = String(decoding: joined, as: UTF8.self)
                guard HeaderRules.allows(name: name), HeaderRules.allows(value: value) else {
                    throw signer.unusableHeader(name)
                }
                draft.setHeader(name, value)
            case .addQuery(let name): draft.query.append(EncodedPair(name, String(decoding: joined, as: UTF8.self)))
            case .addForm(let name):
                guard case .form(var pairs) = draft.body else {
                    throw .adapterFault("The adapter's recipe adds \"\(name)\" to a form, but the row has none.")
                }
                pairs.insert(EncodedPair(name, String(decoding: joined, as: UTF8.self)), at: 0)
                draft.body = .form(pairs)
            case .setBody: draft.body = .text(joined)
            case .sortQuery: draft.sortQuery()
            }
        }

        private mutating func join(_ parts: [SigningPart]) throws(ExchangeError) -> [UInt8] {
            var out: [UInt8] = []
            for part in parts {
                let bytes = try value(of: part.source)
                if part.encoding == .raw { out += bytes } else { out += part.encoding.apply(to: bytes) }
            }
            return out
        }

        private mutating func value(of source: SigningPart.Source) throws(ExchangeError) -> [UInt8] {
            switch source {
            case .literal(let text): return Array(text.utf8)
            case .method: return Array(draft.method.name.utf8)
            case .host: return Array(draft.host.utf8)
            case .path: return Array(draft.path.utf8)
            case .query(let decoded): return decoded ? Array(draft.decodedQueryText.utf8) : draft.queryText
            case .markedQuery(let decoded):
                guard !draft.query.isEmpty else { return [] }
                return [0x3F] + (decoded ? Array(draft.decodedQueryText.utf8) : draft.queryText)
            case .body: return draft.bodyBytes
            case .contentType: return draft.bodyBytes.isEmpty ? [] : Array((draft.contentType ?? "").utf8)
            case .tag: return Array(draft.tag.utf8)
            case .time(let format, let shift): return Array(format.text(of: moment.time + shift).utf8)
            case .nonce: return Array(moment.nonce.utf8)
            case .random(let format):
                let text = random[format] ?? moment.random(format)
                random[format] = text
                return Array(text.utf8)
            case .field(let name): return signer.fields[name]?.withBytes { Array($0) } ?? []
            case .result(let index):
                guard results.indices.contains(index) else {
                    throw .adapterFault("The adapter's recipe names result \(index) before it exists.")
                }
                return results[index]
            case .parametersJSON: return JSONArgument.object(draft.parameters)
            case .parametersTail:
                var out: [UInt8] = []
                for parameter in draft.parameters {
                    out.append(0x2C)
                    parameter.writeMember(into: &out)
                }
                return out
            case .parametersSorted:
                let sorted = draft.parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                return sorted.flatMap { Array(($0.name + $0.plainText).utf8) }
            }
        }
    }

    private func wrongKey(_ index: Int) -> ExchangeError {
        let label = scheme.fields.indices.contains(index) ? scheme.fields[index].label : "key"
        return .adapterFault("The adapter's recipe uses the \(label) in a way its declared format does not allow.")
    }
    /// A credential with a line end or a letter outside ASCII in it: the user's to fix, as a row's own text is checked
    /// when the adapter is added.
    private func unusableHeader(_ name: String) -> ExchangeError {
        guard HeaderRules.allows(name: name) else {
            return .adapterFault("The adapter's recipe sets the header \"\(name)\", which no recipe may set.")
        }
        return .credential(
            "A credential holds characters that cannot be sent in the header \"\(name)\"; copy the key again.")
    }
}

extension RequestDraft {
    /// By encoded name, then encoded value, as bytes.
    mutating func sortQuery() {
        let encoded = query.map { (ByteEncoding.percent($0.name.utf8), ByteEncoding.percent($0.value.utf8), $0) }
        query = encoded.sorted {
            $0.0 == $1.0 ? $0.1.lexicographicallyPrecedes($1.1) : $0.0.lexicographicallyPrecedes($1.0)
        }.map { $0.2 }
    }
}

extension SigningPart.TimeFormat {
    func text(of time: Instant) -> String {
        switch self {
        case .seconds: return String(time.roundedDown(to: .seconds(1)).nanoseconds / 1_000_000_000)
        case .milliseconds: return String(time.roundedDown(to: .milliseconds(1)).nanoseconds / 1_000_000)
        case .microseconds: return String(time.roundedDown(to: Span(nanoseconds: 1000)).nanoseconds / 1000)
        case .nanoseconds: return String(time.nanoseconds)
        case .isoSeconds: return String(time.roundedDown(to: .seconds(1)).description.dropLast())
        case .isoMilliseconds:
            let whole = time.roundedDown(to: .seconds(1))
            let rest = String((time - whole).nanoseconds / 1_000_000)
            let padded = String(repeating: "0", count: 3 - rest.utf8.count) + rest
            return whole.description.dropLast() + "." + padded + "Z"
        }
    }
}
