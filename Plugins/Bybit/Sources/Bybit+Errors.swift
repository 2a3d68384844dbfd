import AdapterKit

extension Bybit {
    /// Bybit says what is wrong with HTTP 200: `{"retCode":10003,"retMsg":"API key is invalid.","result":{}}`.
    static let failures: Words<Failure> = {
        let expired = Failure(
            .auth, .newCredential,
            "The Bybit key is expired or gone. Keys without an address expire after three months: make a new one.")
        let forbidden = Failure(
            .permission, .newCredential, "Bybit does not allow this account or its country to read this.")
        let busy = Failure(.rateLimited, .after(.seconds(2)), "Bybit asks for a pause.")
        let late = Failure(
            .clockSkew, .sameRequest, "Bybit says that the request's time is off. Check this machine's clock.")
        let otherAccount = Failure(.notOffered, .never, "Bybit does not serve this to an account of this kind.")
        let down = Failure(.exchangeUnavailable, .sameRequest, "Bybit cannot answer at the moment.")
        return [
            "10003": Failure(
                .auth, .newCredential,
                "Bybit does not know the key. A key works only on the site that issued it: choose the site with --site, or make a new key."
            ),
            "10004": Failure(
                .auth, .newCredential, "Bybit refused the signature. Are API key and secret complete and of one key?"),
            "10007": Failure(.auth, .newCredential, "Bybit refused the key. Make a new one and connect again."),
            "33004": expired, "-2015": expired,
            "10005": Failure(
                .permission, .newCredential,
                "The Bybit key lacks a right. Tick what `portolan adapters guide bybit` lists, and connect again."),
            "10010": Failure(
                .permission, .newCredential,
                "The Bybit key is bound to other network addresses. Add this one on Bybit's page of the key."),
            "10008": forbidden, "10009": forbidden, "10024": forbidden, "10027": forbidden,
            "10002": late, "-1": late,
            "10006": busy, "170222": busy,
            "10001": wrong, "10017": wrong, "10029": wrong,
            "10028": otherAccount, "100028": otherAccount,
            "10000": down, "10016": down, "429": down, "170001": down, "170007": down, "170032": down,
        ]
    }()
    static let wrong = Failure(.badRequest, .never, "Bybit did not accept the request.")

    /// The `result` of an answer. Throws what Bybit calls an error, whatever the HTTP status.
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else { throw statusError(answer) }
        let json = try answer.json()
        // Some proxies write the number as text.
        _ = try json["retCode"].int
        let code = try json["retCode"].word
        guard code == "0" else {
            throw failure(code, try json["retMsg"].ifPresent?.looseText ?? .empty, answer)
        }
        return json["result"]
    }

    private static func failure(_ code: Text, _ said: Text, _ answer: Answer) -> AdapterError {
        var found = failures[code] ?? wrong
        if code == "10001", said.mentions("year", "range", "interval") {
            found = Failure(.range, .never, "Bybit refused the range of time asked for.")
        }
        if code == "10006" { found.retry = .after(untilReset(answer) ?? .seconds(2)) }
        return found.error(code: code)
    }

    private static func statusError(_ answer: Answer) -> AdapterError {
        var error = answer.statusError(exchange: "Bybit")
        if answer.status == 403 {
            error =
                answer.body.mentions("frequent")
                ? AdapterError(
                    .rateLimited, retry: .after(.minutes(10)), code: "HTTP 403",
                    message: "Bybit shut this network address out for ten minutes: too many requests.")
                : AdapterError(
                    .permission, retry: .newCredential, code: "HTTP 403",
                    message: "Bybit refuses requests from this network address, as it does from the US and China.")
        } else if answer.status == 429 {
            error.retry = .after(answer.retryAfter ?? untilReset(answer) ?? .seconds(5))
        }
        return error
    }

    /// From a moment of the answer to the one its header names, at most a minute.
    private static func untilReset(_ answer: Answer) -> Span? {
        guard let header = answer.header("x-bapi-limit-reset-timestamp"), let reset = Int64(header) else { return nil }
        let (wait, overflow) = reset.subtractingReportingOverflow(
            answer.received.units(.milliseconds, roundedUp: false))
        return overflow ? nil : .milliseconds(min(max(wait, 1), 60_000))
    }
}
