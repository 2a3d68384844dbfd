import AdapterKit

extension Bybit {
    /// Bybit says what is wrong with HTTP 200: `{"retCode":10003,"retMsg":"API key is invalid.","result":{}}`.
    static let refusals: WordGroups<Refusal> = [
        "10003": .newKey(
            "Bybit does not know the key. A key works only on the site that issued it: choose the site with --site, or make a new key."
        ),
        "10004": .newKey("Bybit refused the signature. Are API key and secret complete and of one key?"),
        "10007": .newKey("Bybit refused the key. Make a new one and connect again."),
        "33004 -2015": .newKey(
            "The Bybit key is expired or gone. Keys without an address expire after three months: make a new one."),
        "10005": .newRights(
            "The Bybit key lacks a right. Tick what `portolan adapters guide bybit` lists, and connect again."),
        "10010": .newRights(
            "The Bybit key is bound to other network addresses. Add this one on Bybit's page of the key."),
        "10008 10009 10024 10027": .newRights("Bybit does not allow this account or its country to read this."),
        "10002 -1": Refusal(
            .clockSkew, .sameRequest, "Bybit says that the request's time is off. Check this machine's clock."),
        "10006 170222": Refusal(.rateLimited, .after(.seconds(2)), "Bybit asks for a pause."),
        "10028 100028": Refusal(.notOffered, .never, "Bybit does not serve this to an account of this kind."),
        "10000 10016 429 170001 170007 170032": .later("Bybit cannot answer at the moment."),
    ]
    private static let shutOut = Refusal(
        .rateLimited, .after(.minutes(10)), "Bybit shut this network address out for ten minutes: too many requests.")
    private static let shunned = Refusal.newRights(
        "Bybit refuses requests from this network address, as it does from the US and China.")

    /// The `result` of an answer. Throws what Bybit calls an error, whatever the HTTP status.
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else { throw statusError(answer) }
        return try answer.content("result", code: "retCode", said: "retMsg") { error($0, $1, answer) }
    }

    private static func error(_ code: Text, _ said: Text, _ answer: Answer) -> AdapterError {
        var found = refusals[code] ?? Refusal(.badRequest, .never, "Bybit did not accept the request.")
        if code == "10001", said.mentions("year", "range", "interval") {
            found = Refusal(.range, .never, "Bybit refused the range of time asked for.")
        }
        if code == "10006", let wait = untilReset(answer) { found.retry = .after(wait) }
        return found.error(code: code)
    }

    private static func statusError(_ answer: Answer) -> AdapterError {
        if answer.status == 403 {
            return (answer.body.mentions("frequent") ? shutOut : shunned).error(code: "HTTP 403")
        }
        var error = answer.statusError(exchange: "Bybit")
        if answer.status == 429 { error.retry = .after(answer.retryAfter ?? untilReset(answer) ?? .seconds(5)) }
        return error
    }

    private static func untilReset(_ answer: Answer) -> Span? {
        answer.wait(until: "x-bapi-limit-reset-timestamp", atMost: .minutes(1))
    }
}
