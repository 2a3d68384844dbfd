import HistoryModel

/// Bitstamp, as its API page describes it (www.bitstamp.net/api).
package struct SimulatedBitstamp: SimulatedExchange {
    package static let id = "bitstamp"
    package static let rateLimitError = "400.002"
    package static let defaultCredentials = SimulatedCredentials(
        key: "syntheticBitstampKeyNotARealOne0", secret: "syntheticBitstampSecretNotReal00")

    var books: AccountBooks<BitstampRow>
    private var key: BitstampKey
    private let settings: AccountSettings
    private var second = RateWindow(400, per: .seconds(1))
    private var tenMinutes = RateWindow(10_000, per: .minutes(10))
    /// Whether `limit` counts the rows of each list of coin transactions, or of all of them together.
    let limitsEachList: Bool

    package init(settings: AccountSettings) throws {
        let limit = settings.options["limit"] ?? "all"
        guard ["all", "each"].contains(limit) else {
            throw Faults.Unknown(description: "The option limit is all or each, not \"\(limit)\".")
        }
        limitsEachList = limit == "each"
        self.settings = settings
        key = BitstampKey(settings)
        books = BitstampLife.books(settings)
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        books.apply(faults)
        key.apply(faults)
    }
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        books.truth(of: Self.id, settings: settings, at: now)
    }
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        try books.change(command, at: now)
    }

    // MARK: Errors

    package func errorAnswer(_ text: String) -> WireAnswer {
        if let reason = BitstampKey.reasons[text] {
            return Self.json(
                [("status", .string("error")), ("reason", .string(reason)), ("code", .string(text))], status: 403)
        }
        guard let status = Int(text.prefix(3)), text.dropFirst(3).hasPrefix(".") else {
            return Self.json([("status", .string("error")), ("reason", .string(text))], status: 400)
        }
        let explanation = text == Self.rateLimitError ? "Request rejected due to exceeded rate limit." : ""
        return Self.json(
            [("response_code", .string(text)), ("response_explanation", .string(explanation))], status: status)
    }
    static func json(_ members: [(String, JSONValue)], status: Int = 200) -> WireAnswer {
        .json(Array(JSONValue.object(members).text().utf8), status: status)
    }

    /// What a request is refused with: a code, or the words of an old endpoint.
    struct Refusal: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    // MARK: Requests

    /// What a reader of history must never call: first words of the path after /api/v2/.
    static let writes = [
        "buy/", "sell/", "cancel_order/", "cancel_all_orders/", "replace_order/", "withdrawal/open/",
        "withdrawal/cancel/", "ripple_withdrawal/", "transfer-to-main/", "transfer-from-main/", "earn/subscribe/",
        "earn/unsubscribe/", "earn/subscriptions/setting/", "revoke_all_api_keys/", "instant_convert_address/new/",
        "close_position", "adjust_position_collateral/", "leverage_settings/", "crypto-transactions/deposits/",
    ]
    private static func isWrite(_ name: Substring) -> Bool {
        writes.contains { name.hasPrefix($0) } || name.hasSuffix("_withdrawal/") || name.hasSuffix("_address/")
    }

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.method == "GET" ? Array(request.query.utf8) : request.body)
        entry.arguments = fields.pairs
        guard request.path.hasPrefix("/api/v2/") else { return refuse("404.001", &entry) }
        let name = request.path.dropFirst("/api/v2/".count)
        if request.method != "GET", Self.isWrite(name) {
            entry.violation = "\(name) is not a read"
            return refuse("API0003", &entry)
        }
        if request.method == "GET", let listed = Self.publicAnswer(name) { return listed }
        if let code = key.check(request, at: now) { return refuse(code, &entry) }
        if settings.tier != "off" {
            guard second.take(1, at: now), tenMinutes.take(1, at: now) else {
                return refuse(Self.rateLimitError, &entry)
            }
            entry.cost = 1
        }
        do {
            let value = try value(of: name, request.method, fields, at: now, noting: &entry)
            var answer = WireAnswer.json(Array(value.text().utf8))
            let signature = key.answerSignature(request, contentType: answer.contentType, body: answer.wholeBody)
            answer.headers.append(("X-Server-Auth-Signature", signature))
            return answer
        } catch let refusal as Refusal {
            return refuse(refusal.text, &entry)
        } catch {
            return refuse("500.001", &entry)
        }
    }

    private mutating func value(
        of name: Substring, _ method: String, _ fields: FormFields, at now: Instant,
        noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        func need(_ right: String) throws {
            if !key.key.has(right) { throw Refusal("API0003") }
        }
        switch (method, name) {
        case ("POST", "account_balances/"):
            try need(BitstampKey.balance)
            return balances(at: now)
        case ("POST", _) where name.hasPrefix("user_transactions/"):
            try need(BitstampKey.transactions)
            let pair = name.dropFirst("user_transactions/".count)
            return try transactions(String(pair), fields, at: now, noting: &entry)
        case ("POST", "crypto-transactions/"):
            try need(BitstampKey.transactions)
            return try coins(fields, at: now, noting: &entry)
        case ("POST", "withdrawal-requests/"):
            try need(BitstampKey.transactions)
            return try requests(fields, at: now, noting: &entry)
        case ("GET", "earn/transactions/"):
            try need(BitstampKey.transactions)
            return try earnings(fields, at: now, noting: &entry)
        default: throw Refusal("404.001")
        }
    }

    private func refuse(_ text: String, _ entry: inout RequestLog.Entry) -> WireAnswer {
        entry.errors = [text]
        return errorAnswer(text)
    }
}
