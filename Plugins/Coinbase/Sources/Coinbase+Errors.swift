import AdapterKit

extension Coinbase {
    private static let refusals: WordGroups<Refusal> = [
        "authentication_error invalid_token expired_token revoked_token invalid_authentication_method HTTP_401": .init(
            .auth, .newCredential,
            "Coinbase refused the key. A new one may need up to 48 hours to work; an old one may be gone: make a new "
                + "one and connect again."),
        // 402: the second factor is asked for.
        "invalid_scope permission_denied two_factor_required HTTP_402 HTTP_403": .init(
            .permission, .newCredential,
            "The Coinbase key lacks the right View, or its IP allowlist does not name this address. See "
                + "`portolan adapters guide coinbase`."),
        "rate_limit_exceeded": .init(.rateLimited, .after(.seconds(60)), "Coinbase asks for a pause."),
        "param_required validation_error invalid_request not_found": .init(
            .badRequest, .never, "Coinbase did not accept the request."),
        "internal_server_error HTTP_5": .init(
            .exchangeUnavailable, .sameRequest, "Coinbase cannot answer at the moment."),
    ]

    /// The answer's JSON. Throws what Coinbase calls an error, whatever the status.
    ///
    ///     {"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}           /v2
    ///     {"error":"invalid_token","error_description":"The access token is invalid"}       both
    static func open(_ answer: Answer, at now: Instant) throws -> JSON {
        let told = (try? answer.json()).flatMap { $0["errors"][0]["id"].ifFilled ?? $0["error"].ifFilled }
        let word = (try? told?.looseText) ?? .empty
        if answer.isSuccess, word.isEmpty { return try answer.json() }
        throw refusals.error(word, answer, exchange: "Coinbase", signed: now)
    }
}
