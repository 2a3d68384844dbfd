/// What an exchange's error code or word means: one line of an adapter's table of them.
///
///     static let refusals: Words<Refusal> = ["API0003": .forbidden, "500.": .down]
public struct Refusal: Sendable {
    public var kind: ExchangeError.Kind
    public var retry: ExchangeError.Retry
    /// For people: what is wrong, and what to do.
    public var sentence: String
    public init(_ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry = .never, _ sentence: String) {
        self.kind = kind
        self.retry = retry
        self.sentence = sentence
    }

    // What any exchange may say.
    public static func busy(_ exchange: String, pause: Span) -> Refusal {
        Refusal(.rateLimited, .after(pause), "\(exchange) asks for a pause.")
    }
    public static func wrong(_ exchange: String) -> Refusal {
        Refusal(.badRequest, .never, "\(exchange) did not accept the request.")
    }
    public static func down(_ exchange: String) -> Refusal {
        Refusal(.exchangeUnavailable, .sameRequest, "\(exchange) cannot answer at the moment.")
    }

    /// - Parameter code: the exchange's own word for it.
    public func error(code: String) -> ExchangeError {
        ExchangeError(kind, retry: retry, code: code, message: sentence)
    }
    /// The key is wrong or gone: a new one helps.
    public static func newKey(_ sentence: String) -> Refusal { Refusal(.auth, .newCredential, sentence) }
    /// The key may not: one with other rights helps.
    public static func newRights(_ sentence: String) -> Refusal { Refusal(.permission, .newCredential, sentence) }
    /// The exchange has trouble: the same request will do, later.
    public static func later(_ sentence: String) -> Refusal { Refusal(.exchangeUnavailable, .sameRequest, sentence) }
    /// The error as it is thrown. Of the exchange's code the first hundred bytes are kept.
    public func error(code: Text) -> ExchangeError {
        ExchangeError(
            kind, retry: retry, code: String(decoding: String(code).utf8.prefix(100), as: UTF8.self), message: sentence)
    }
}

extension PrefixTable where Value == Refusal {
    /// The error of the longest word of the table that the exchange's own begins with. A word that is not in the table
    /// means what the table says of its status, `"HTTP_401"` or `"HTTP_5"`, or else what the status says everywhere;
    /// under a status of success, a request that was not accepted.
    ///
    /// A pause is as long as Retry-After says, where the answer says anything.
    ///
    /// - Parameter signed: the time the request was signed with, for exchanges that refuse a signature from a wrong
    ///   clock like a wrong key: only the date of the answer tells the two apart.
    public func error(
        _ word: Text, _ answer: Answer, exchange: String, signed: Instant? = nil
    ) -> ExchangeError {
        var error: ExchangeError
        if let refusal = longestPrefix(of: word) ?? longestPrefix(of: "HTTP_\(answer.status)") {
            error = ExchangeError(refusal.kind, retry: refusal.retry, message: refusal.sentence)
        } else if answer.isSuccess {
            error = ExchangeError(.badRequest, message: "\(exchange) did not accept the request.")
        } else {
            error = answer.statusError(exchange: exchange)
        }
        if error.kind == .rateLimited, let pause = answer.retryAfter { error.retry = .after(pause) }
        if error.kind == .auth, let signed, let date = answer.date, max(date - signed, signed - date) > .seconds(30) {
            error = ExchangeError(
                .clockSkew, retry: .sameRequest,
                message: "\(exchange) refused the request, and its clock differs from this machine's. Set the clock.")
        }
        let code = String(decoding: String(word).utf8.prefix(100), as: UTF8.self)
        error.exchangeCode = !code.isEmpty || answer.isSuccess ? code : "HTTP \(answer.status)"
        return error
    }
}

extension JSON {
    /// The first text that is not empty in a value, however deep: a reason may be a text, or lists of texts by field.
    public var firstText: Text {
        switch kind {
        case .string: return (try? looseText) ?? .empty
        case .array:
            for element in (try? elements) ?? Elements(container: self) {
                let text = element.firstText
                if !text.isEmpty { return text }
            }
        case .object:
            for (_, value) in (try? members) ?? Members(container: self) {
                let text = value.firstText
                if !text.isEmpty { return text }
            }
        default: break
        }
        return .empty
    }
}
