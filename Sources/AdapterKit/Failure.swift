/// What an exchange's own word for an error means, for tables: `Words<Failure>`.
public struct Failure: Sendable {
    public var kind: AdapterError.Kind
    public var retry: AdapterError.Retry
    /// For the person who can do something about it.
    public var sentence: String
    public init(_ kind: AdapterError.Kind, _ retry: AdapterError.Retry = .never, _ sentence: String) {
        self.kind = kind
        self.retry = retry
        self.sentence = sentence
    }
    public func error(code: Text) -> AdapterError {
        AdapterError(kind, retry: retry, code: String(code.prefix(64)), message: sentence)
    }
}
