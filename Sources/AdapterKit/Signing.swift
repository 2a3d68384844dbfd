/// How a request is signed: ordered steps the host evaluates. Results and fields are named, never counted.
///
///     Signing("private", [
///         .form("nonce", .nonce(.microseconds)),
///         .digest(.sha256, as: "inner", .nonce(.microseconds), .body),
///         .hmac(.sha512, key: "secret", as: "signature", .path, .result("inner")),
///         .header("API-Sign", .result("signature").base64),
///     ])
public struct Signing: Sendable {
    public var name: String
    public var steps: [Step]
    public init(_ name: String, _ steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    public struct Step: Sendable {
        enum Operation: Sendable {
            case join, digest(HashAlgorithm), hmac(HashAlgorithm, key: String), sign(SignatureAlgorithm, key: String)
            case header(String), query(String), form(String), body, sortQuery
        }
        var operation: Operation
        var result: String?
        var unlessEmpty: String?
        var parts: [Part]

        public static func join(as result: String, _ parts: Part...) -> Step {
            Step(operation: .join, result: result, parts: parts)
        }
        public static func digest(_ hash: HashAlgorithm, as result: String, _ parts: Part...) -> Step {
            Step(operation: .digest(hash), result: result, parts: parts)
        }
        /// `key` is a credential field: used as a key, it may be placed nowhere.
        public static func hmac(_ hash: HashAlgorithm, key: String, as result: String, _ parts: Part...) -> Step {
            Step(operation: .hmac(hash, key: key), result: result, parts: parts)
        }
        public static func sign(_ kind: SignatureAlgorithm, key: String, as result: String, _ parts: Part...) -> Step {
            Step(operation: .sign(kind, key: key), result: result, parts: parts)
        }
        /// The same, over parts that have a name of their own.
        public static func hmac(_ hash: HashAlgorithm, key: String, as result: String, of parts: [Part]) -> Step {
            Step(operation: .hmac(hash, key: key), result: result, parts: parts)
        }
        public static func sign(_ kind: SignatureAlgorithm, key: String, as result: String, of parts: [Part]) -> Step {
            Step(operation: .sign(kind, key: key), result: result, parts: parts)
        }
        /// Sets a header; with `unlessEmpty` only when that credential field was filled in.
        public static func header(_ name: String, _ parts: Part..., unlessEmpty: String? = nil) -> Step {
            Step(operation: .header(name), unlessEmpty: unlessEmpty, parts: parts)
        }
        /// Appends to the query.
        public static func query(_ name: String, _ parts: Part..., unlessEmpty: String? = nil) -> Step {
            Step(operation: .query(name), unlessEmpty: unlessEmpty, parts: parts)
        }
        /// Puts a member in front of the form.
        public static func form(_ name: String, _ parts: Part..., unlessEmpty: String? = nil) -> Step {
            Step(operation: .form(name), unlessEmpty: unlessEmpty, parts: parts)
        }
        public static func body(_ parts: Part...) -> Step { Step(operation: .body, parts: parts) }
        public static var sortQuery: Step { Step(operation: .sortQuery, parts: []) }
    }

    /// A piece of what is joined, hashed or sent. A string literal stands for itself.
    public struct Part: Sendable, ExpressibleByStringLiteral {
        var source: SigningPart.Source
        var result: String?
        var encoding = SigningPart.Encoding.raw
        init(_ source: SigningPart.Source, result: String? = nil) {
            self.source = source
            self.result = result
        }
        public init(stringLiteral value: String) { self.init(.literal(value)) }

        public static var method: Part { Part(.method) }
        public static var host: Part { Part(.host) }
        public static var path: Part { Part(.path) }
        /// The query as it stands at this step; decoded: before percent-encoding.
        public static func query(decoded: Bool = false) -> Part { Part(.query(decoded: decoded)) }
        /// `?` and the query, or nothing when the query is empty.
        public static func markedQuery(decoded: Bool = false) -> Part { Part(.markedQuery(decoded: decoded)) }
        public static var body: Part { Part(.body) }
        public static var contentType: Part { Part(.contentType) }
        public static var tag: Part { Part(.tag) }
        public static func time(_ format: SigningPart.TimeFormat, shift: Span = .zero) -> Part {
            Part(.time(format, shift: shift))
        }
        public static func nonce(_ format: SigningPart.TimeFormat) -> Part { Part(.nonce(format)) }
        public static func random(_ format: SigningPart.RandomFormat) -> Part { Part(.random(format)) }
        /// A credential field.
        public static func field(_ name: String) -> Part { Part(.field(name)) }
        /// What an earlier step of that name gave.
        public static func result(_ name: String) -> Part { Part(.result(0), result: name) }
        public static var parametersJSON: Part { Part(.parametersJSON) }
        public static var parametersTail: Part { Part(.parametersTail) }
        public static var parametersSorted: Part { Part(.parametersSorted) }

        public var hex: Part { encoded(.hex) }
        public var hexUpper: Part { encoded(.hexUpper) }
        public var base64: Part { encoded(.base64) }
        public var base64URL: Part { encoded(.base64URL) }
        public var percent: Part { encoded(.percent) }
        /// The inside of a JSON string.
        public var json: Part { encoded(.json) }
        private func encoded(_ encoding: SigningPart.Encoding) -> Part {
            var copy = self
            copy.encoding = encoding
            return copy
        }
    }
}

/// One family of keys: what the user types, and how requests are signed with it.
public struct Scheme: Sendable {
    public var name: String
    public var label: String
    public var fields: [CredentialField]
    public var signings: [Signing]
    public init(_ name: String, label: String, fields: [CredentialField], signings: [Signing]) {
        self.name = name
        self.label = label
        self.fields = fields
        self.signings = signings
    }

    /// A key that is sent and a secret that signs, with one signing: the one step that makes `signature`, then others.
    public init(
        _ name: String, label: String, secret: String, _ format: CredentialField.Format, signing: String,
        _ sign: Signing.Step, _ steps: [Signing.Step]
    ) {
        self.init(
            name, label: label,
            fields: [
                CredentialField(name: "key", label: "API key", format: .text),
                CredentialField(name: "secret", label: secret, format: format),
            ], signings: [Signing(signing, [sign] + steps)])
    }

    /// The form the host knows, names turned into places. What does not resolve is told in `problems`.
    func resolved(_ problems: inout [String]) -> CredentialScheme {
        CredentialScheme(
            name: name, label: label, fields: fields, signings: signings.map { recipe($0, &problems) })
    }

    private func recipe(_ signing: Signing, _ problems: inout [String]) -> SigningRecipe {
        var results: [String] = []
        func field(_ name: String, _ problems: inout [String]) -> Int {
            if let place = fields.firstIndex(where: { $0.name == name }) { return place }
            problems.append("Signing \(signing.name): scheme \(self.name) has no field \(name).")
            return 0
        }
        var steps: [SigningStep] = []
        for step in signing.steps {
            let parts = step.parts.map { part -> SigningPart in
                var source = part.source
                if let name = part.result {
                    if let place = results.lastIndex(of: name) {
                        source = .result(place)
                    } else {
                        problems.append("Signing \(signing.name): no earlier step gives \(name).")
                    }
                }
                if case .field(let name) = source { _ = field(name, &problems) }
                return SigningPart(source, part.encoding)
            }
            let operation: SigningStep.Operation =
                switch step.operation {
                case .join: .join
                case .digest(let hash): .digest(hash)
                case .hmac(let hash, let key): .hmac(hash, key: field(key, &problems))
                case .sign(let kind, let key): .sign(kind, key: field(key, &problems))
                case .header(let name): .header(name)
                case .query(let name): .addQuery(name)
                case .form(let name): .addForm(name)
                case .body: .setBody
                case .sortQuery: .sortQuery
                }
            steps.append(
                SigningStep(
                    operation, parts: parts, skippedWhenEmpty: step.unlessEmpty.map { field($0, &problems) }))
            if let result = step.result { results.append(result) }
        }
        return SigningRecipe(name: signing.name, steps: steps)
    }
}
