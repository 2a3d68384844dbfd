/// One whole answer of the exchange, of whatever status. Its bytes live as long as the `parse`.
public struct Answer {
    let scratch: UnsafeMutablePointer<Scratch>
    public let status: Int
    public let received: Instant
    /// Name of the row that was asked.
    public let endpoint: String
    let headers: [TextPair]

    public var isSuccess: Bool { (200..<300).contains(status) }
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as JSON, checked as a whole on first use. Throws `malformed` when it is not.
    public func json() throws -> JSON { try JSON.scan(scratch) }
    /// The body as it came, not checked to be UTF-8.
    public var body: Text { Text(start: scratch.pointee.body, count: scratch.pointee.bodyCount) }

    /// What the HTTP status alone says, for exchanges whose body says no more.
    public func statusError(exchange: String) -> ExchangeError {
        let code = "HTTP \(status)"
        switch status {
        case 401:
            return ExchangeError(
                .auth, retry: .newCredential, code: code,
                message: "\(exchange) refused the key. Connect again with a new one.")
        case 403:
            return ExchangeError(
                .permission, retry: .newCredential, code: code,
                message: "\(exchange) forbids this request. Check the key's rights and its address list.")
        case 429:
            return ExchangeError(
                .rateLimited, retry: .after(retryAfter ?? .seconds(60)), code: code,
                message: "\(exchange) asks for a pause.")
        case 500...:
            return ExchangeError(
                .exchangeUnavailable, retry: retryAfter.map { .after($0) } ?? .sameRequest, code: code,
                message: "\(exchange) cannot answer at the moment.")
        default:
            return ExchangeError(.badRequest, code: code, message: "\(exchange) did not accept the request.")
        }
    }
    /// The seconds of a Retry-After header, at most a day.
    public var retryAfter: Span? {
        guard let text = header("retry-after"), let seconds = Int64(text), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}

@available(*, unavailable) extension Answer: Sendable {}
