import AdapterKit

extension Coinbase {
    private static let refused = AdapterError(
        .auth, retry: .newCredential,
        message: "Coinbase refused the key. A new one may need up to 48 hours to work; an old one may be gone: make a "
            + "new one and connect again.")
    private static let forbidden = AdapterError(
        .permission, retry: .newCredential,
        message: "The Coinbase key lacks the right View, or its IP allowlist does not name this address. See "
            + "`portolan adapters guide coinbase`.")
    private static let busy = AdapterError(
        .rateLimited, retry: .after(.seconds(60)), message: "Coinbase asks for a pause.")
    private static let wrong = AdapterError(.badRequest, message: "Coinbase did not accept the request.")
    private static let down = AdapterError(
        .exchangeUnavailable, retry: .sameRequest, message: "Coinbase cannot answer at the moment.")
    private static let clock = AdapterError(
        .clockSkew, retry: .sameRequest,
        message: "Coinbase refused the request, and its clock differs from this machine's. Set the clock.")

    private static let named: Words<AdapterError> = [
        "authentication_error": refused, "invalid_token": refused, "expired_token": refused, "revoked_token": refused,
        "invalid_authentication_method": refused, "invalid_scope": forbidden, "permission_denied": forbidden,
        "two_factor_required": forbidden, "rate_limit_exceeded": busy, "param_required": wrong,
        "validation_error": wrong, "invalid_request": wrong, "not_found": wrong, "internal_server_error": down,
    ]

    /// The answer's JSON. Throws what Coinbase calls an error, whatever the status.
    ///
    ///     {"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}           /v2
    ///     {"error":"invalid_token","error_description":"The access token is invalid"}       both
    ///
    /// - Parameter now: the time the request was signed with. A token from a wrong clock is refused like a wrong key:
    ///   only the date of the answer tells the two apart.
    static func open(_ answer: Answer, at now: Instant) throws -> JSON {
        var code: String?
        if let json = try? answer.json(), let text = json["errors"][0]["id"].ifFilled ?? json["error"].ifFilled {
            code = (try? text.looseText).map { String($0.prefix(100)) }
        }
        if answer.isSuccess, code == nil { return try answer.json() }
        var error = code.flatMap { named.longestPrefix(of: $0) } ?? byStatus(answer.status)
        if error.kind == .auth, let stated = answer.date, max(stated - now, now - stated) > .seconds(30) {
            error = clock
        }
        if error.kind == .rateLimited, let pause = answer.retryAfter { error.retry = .after(pause) }
        error.exchangeCode = code ?? "HTTP \(answer.status)"
        throw error
    }

    private static func byStatus(_ status: Int) -> AdapterError {
        switch status {
        case 401: refused
        // 402: the second factor is asked for.
        case 402, 403: forbidden
        case 429: busy
        case 500...: down
        default: wrong
        }
    }
}
