/// How a request is signed: ordered steps the host evaluates. The words are those of `portolan/adapter.h`.
public struct SigningRecipe: Hashable, Sendable {
    public var name: String
    public var steps: [SigningStep]
    public init(name: String, steps: [SigningStep]) {
        self.name = name
        self.steps = steps
    }
}

public struct SigningStep: Hashable, Sendable {
    public enum Operation: Hashable, Sendable {
        case join
        case digest(HashAlgorithm)
        /// The key is the scheme's field with this index.
        case hmac(HashAlgorithm, key: Int)
        case sign(SignatureAlgorithm, key: Int)
        case header(String)
        case addQuery(String)
        case addForm(String)
        case setBody
        case sortQuery

        /// Whether the step appends a result that later parts can name.
        public var yieldsResult: Bool {
            switch self {
            case .join, .digest, .hmac, .sign: true
            default: false
            }
        }
    }
    public var operation: Operation
    public var parts: [SigningPart]
    /// Leave the step out when the scheme's field with this index is empty.
    public var skippedWhenEmpty: Int?
    public init(_ operation: Operation, parts: [SigningPart] = [], skippedWhenEmpty: Int? = nil) {
        self.operation = operation
        self.parts = parts
        self.skippedWhenEmpty = skippedWhenEmpty
    }
}

public enum HashAlgorithm: UInt32, Sendable { case sha256 = 1, sha384, sha512 }
public enum SignatureAlgorithm: UInt32, Sendable { case es256 = 16, ed25519, rsaSHA256 }

public struct SigningPart: Hashable, Sendable {
    public enum Encoding: UInt32, Sendable { case raw, hex, base64, base64URL, percent, json, hexUpper }
    public enum TimeFormat: UInt32, Sendable {
        case seconds = 1
        case milliseconds, microseconds, nanoseconds, isoMilliseconds, isoSeconds
    }
    public enum RandomFormat: UInt32, Sendable { case hex32 = 1, uuid4 }
    public enum Source: Hashable, Sendable {
        case literal(String)
        case method, host, path
        case query(decoded: Bool)
        /// `?` and the query, or nothing when the query is empty.
        case markedQuery(decoded: Bool)
        case body, contentType, tag
        case time(TimeFormat, shift: Span)
        case nonce(TimeFormat)
        case random(RandomFormat)
        /// A credential field of the scheme, by name.
        case field(String)
        /// The result of an earlier step, from 0.
        case result(Int)
        case parametersJSON, parametersTail, parametersSorted
    }
    public var source: Source
    public var encoding: Encoding
    public init(_ source: Source, _ encoding: Encoding = .raw) {
        self.source = source
        self.encoding = encoding
    }
}
