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
}

extension Words where Value == Refusal {
    /// The error of the longest word of the table that the exchange's own begins with. A word that is not in the table
    /// means what the status says; under a status of success, a request that was not accepted.
    ///
    /// A pause is as long as Retry-After says, where the answer says anything.
    public func error(_ word: Text, _ answer: Answer, exchange: String) -> ExchangeError {
        let code = String(decoding: String(word).utf8.prefix(100), as: UTF8.self)
        guard let refusal = longestPrefix(of: word) else {
            var error =
                answer.isSuccess
                ? ExchangeError(.badRequest, message: "\(exchange) did not accept the request.")
                : answer.statusError(exchange: exchange)
            if !code.isEmpty { error.exchangeCode = code }
            return error
        }
        let pause = refusal.kind == .rateLimited ? answer.retryAfter : nil
        return ExchangeError(
            refusal.kind, retry: pause.map { .after($0) } ?? refusal.retry, code: code, message: refusal.sentence)
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
