import HistoryModel

/// Bybit, API v5, as its documentation describes it (bybit-exchange.github.io/docs/v5): a unified account 2.0.
package struct SimulatedBybit: SimulatedExchange {
    package static let id = "bybit"
    package static let rateLimitError = "10006"
    package static let defaultCredentials = SimulatedCredentials(
        key: "syntheticPortolanKey", secret: "syntheticSecretForTheSimulatorOnly01")

    var books: AccountBooks<BybitRow>
    var key: AccountKey
    let settings: AccountSettings
    private let isGenerous: Bool
    private var calls: [String: RateWindow] = [:]
    private var address = RateWindow(600, per: .seconds(5))
    private var shutUntil: Instant?

    package init(settings: AccountSettings) throws {
        self.settings = settings
        isGenerous = settings.tier == "off"
        key = AccountKey(
            settings.credentials, created: settings.start - .days(30),
            reading: ["SpotTrade", "AccountTransfer", "ExchangeHistory", "Earn"])
        books = BybitAccount.books(settings)
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        key.apply(faults)
        books.apply(faults)
    }

    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        books.truth(of: Self.id, settings: settings, at: now)
    }
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        try books.change(command, at: now)
    }

    /// `10005`, or `10005: what Bybit says`; any other text under the code of an outage.
    package func errorAnswer(_ text: String) -> WireAnswer {
        let code = Int(text.prefix { $0 != ":" })
        let said = Self.said[code ?? 0] ?? text
        return envelope(code: code ?? 10016, said, .object([]), at: .distantPast)
    }

    private static let said: [Int: String] = [
        10001: "Request parameter error.", 10002: "The request time exceeds the time window range.",
        10003: "API key is invalid.", 10004: "Error sign, please check your signature generation algorithm.",
        10005: "Permission denied, please check your API key permissions.",
        10006: "Too many visits. Exceeded the API Rate Limit.",
        33004: "Your api key has expired.",
    ]

    /// Why a request is refused.
    struct Refusal: Error {
        var code: Int
        var said: String
        init(_ code: Int, _ said: String? = nil) {
            self.code = code
            self.said = said ?? SimulatedBybit.said[code] ?? ""
        }
    }

    func envelope(code: Int = 0, _ said: String, _ result: JSONValue, at now: Instant) -> WireAnswer {
        .json(
            Array(
                JSONValue.object([
                    ("retCode", .int(code)), ("retMsg", .string(said)), ("result", result),
                    ("retExtInfo", .object([])), ("time", .int(max(0, now.nanoseconds) / 1_000_000)),
                ]).text().utf8))
    }

    func envelope(_ result: JSONValue, at now: Instant) -> WireAnswer { envelope("OK", result, at: now) }

    // MARK: One request

    /// What a reader of history must never call. Refused whatever the key may do.
    private static let writes = [
        "/v5/order/", "/v5/asset/withdraw/create", "/v5/asset/withdraw/cancel", "/v5/asset/transfer/inter-transfer",
        "/v5/asset/transfer/universal-transfer", "/v5/asset/exchange/quote-apply", "/v5/asset/exchange/convert-execute",
        "/v5/position/", "/v5/earn/place-order", "/v5/user/", "/v5/account/set-", "/v5/account/upgrade-to-uta",
    ]

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.query.utf8)
        entry.arguments = fields.pairs
        let isRead = request.method == "GET" || request.path == Self.registerTime
        if !isRead, Self.writes.contains(where: request.path.hasPrefix) {
            entry.violation = "\(request.path) is not a read"
            return refused(Refusal(10005), &entry, at: now)
        }
        if let shut = shutOut(at: now) {
            entry.errors = ["403"]
            return shut
        }
        if let answer = publicAnswer(request.path, fields, at: now) { return answer }
        do {
            try checkKey(request, at: now)
            guard let call = Self.calls[request.path], isRead else { throw Refusal(404, "not found") }
            entry.cost = 1
            var answer = try limited(request.path, call, at: now) { bybit throws(Refusal) in
                if let right = call.right, !bybit.key.has(right) { throw Refusal(10005) }
                return try call.answer(&bybit, fields, now)
            }
            entry.rows = answer.rows
            answer.wire.headers += limits(request.path, call, at: now)
            return answer.wire
        } catch let refusal as Refusal {
            if refusal.code == 404 {
                entry.errors = ["404"]
                return .html("<html><body>404 page not found</body></html>", status: 404)
            }
            var answer = refused(refusal, &entry, at: now)
            if refusal.code == 10006, let call = Self.calls[request.path] {
                answer.headers += limits(request.path, call, at: now)
            }
            return answer
        } catch {
            return refused(Refusal(10016, "\(error)"), &entry, at: now)
        }
    }

    private func refused(_ refusal: Refusal, _ entry: inout RequestLog.Entry, at now: Instant) -> WireAnswer {
        entry.errors = ["\(refusal.code)"]
        return envelope(code: refusal.code, refusal.said, .object([]), at: now)
    }

    /// What is signed is what was sent: time, key, window and the query or body, byte for byte.
    private mutating func checkKey(_ request: WireRequest, at now: Instant) throws(Refusal) {
        if request.method == "GET", !request.body.isEmpty { throw Refusal(10001, "A GET has no body.") }
        guard let sent = request.headers["x-bapi-timestamp"], let time = Int64(sent),
            let signature = request.headers["x-bapi-sign"]
        else { throw Refusal(10001, "empty value: apiTimestamp[] apiKey[] apiSignature[]") }
        guard request.headers["x-bapi-api-key"] == key.credentials.key else { throw Refusal(10003) }
        let window = request.headers["x-bapi-recv-window"] ?? ""
        let stamped = Instant(nanoseconds: min(max(0, time), 9_000_000_000_000) * 1_000_000)
        let age = settings.patience(.milliseconds(min(Int64(window) ?? 5000, 3_600_000)))
        guard stamped >= now - age, stamped < now + settings.patience(.seconds(1)) else { throw Refusal(10002) }
        let payload = request.method == "GET" ? Array(request.query.utf8) : request.body
        let message = Array((sent + key.credentials.key + window).utf8) + payload
        let expected = Digests.hex(Digests.hmacSHA256(key: Array(key.credentials.secret.utf8), message: message))
        guard signature == expected else { throw Refusal(10004) }
        guard key.use(at: now) else { throw Refusal(33004) }
    }

    // MARK: Limits

    private mutating func shutOut(at now: Instant) -> WireAnswer? {
        if isGenerous { return nil }
        if let until = shutUntil, now < until { return .html("403, access too frequent", status: 403) }
        if address.take(1, at: now) { return nil }
        shutUntil = now + .minutes(10)
        return .html("403, access too frequent", status: 403)
    }

    private mutating func limited<Answer>(
        _ path: String, _ call: Call, at now: Instant, _ body: (inout SimulatedBybit) throws(Refusal) -> Answer
    ) throws(Refusal) -> Answer {
        var window = calls[path] ?? RateWindow(call.rate, per: call.period)
        let fits = window.take(1, at: now)
        calls[path] = window
        guard fits || isGenerous else { throw Refusal(10006) }
        return try body(&self)
    }

    private mutating func limits(_ path: String, _ call: Call, at now: Instant) -> [(String, String)] {
        guard var window = calls[path] else { return [] }
        let left = max(0, call.rate - window.used(at: now))
        let reset = left > 0 ? now : window.resets(at: now)
        calls[path] = window
        return [
            ("X-Bapi-Limit", "\(call.rate)"), ("X-Bapi-Limit-Status", "\(left)"),
            ("X-Bapi-Limit-Reset-Timestamp", "\(reset.nanoseconds / 1_000_000)"),
        ]
    }
}
