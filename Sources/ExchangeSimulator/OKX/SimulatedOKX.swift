import HistoryModel

/// OKX's unified API, as its reference describes it (www.okx.com/docs-v5/en, early 2026).
package struct SimulatedOKX: SimulatedExchange {
    package static let id = "okx"
    package static let rateLimitError = "50011"
    package static let defaultCredentials = SimulatedCredentials([
        "key": "00000000-synthetic-okx-key-portolan0", "secret": "00000000SYNTHETIC0OKX0SECRET0000",
        "passphrase": "synthetic-Passphrase1",
    ])

    var books: AccountBooks<OKXRow>
    private(set) var key: AccountKey
    let settings: AccountSettings
    private var limits: [String: RateWindow] = [:]
    private var refusals = 0
    /// The host that serves this account; keys of other sites are not known there.
    private let host: String
    static let hosts = ["global": "www.okx.com", "eea": "eea.okx.com", "us": "us.okx.com"]

    package init(settings: AccountSettings) throws {
        self.settings = settings
        guard let host = Self.hosts[settings.options["site"] ?? "global"] else {
            throw Faults.Unknown(description: "The site is global, eea or us.")
        }
        self.host = host
        key = AccountKey(settings.credentials, created: settings.start - .days(30), reading: ["read_only"])
        books = AccountBooks(OKXAccountBuilder(settings: settings).histories, settings: settings)
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        key.apply(faults)
        books.apply(faults)
    }
    package func errorAnswer(_ text: String) -> WireAnswer { Self.answer(text, [], status: 200) }
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        books.truth(of: Self.id, settings: settings, at: now)
    }
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        try books.change(command, at: now)
    }

    static func answer(_ code: String, _ data: [JSONValue], status: Int = 200) -> WireAnswer {
        let message = code == "0" ? "" : "synthetic message of \(code)"
        let envelope = JSONValue.object([
            ("code", .string(code)), ("data", .array(data)), ("msg", .string(message)),
        ])
        return .json(Array(envelope.text().utf8), status: status)
    }

    /// A code of the error table, with its HTTP status.
    struct Refusal: Error {
        var code: String
        var status = 200
    }

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.query.utf8)
        entry.arguments = fields.pairs
        do {
            guard let path = request.path.after("/api/v5/") else { throw Refusal(code: "404", status: 404) }
            guard request.method == "GET" else {
                entry.violation = "\(request.method) \(path) is not a read"
                throw Refusal(code: "50120")
            }
            if let data = publicData(path, fields, at: now) { return Self.answer("0", data) }
            guard let endpoint = Self.endpoints[path] else { throw Refusal(code: "404", status: 404) }
            try authenticate(request, at: now)
            try take(path, endpoint.calls, endpoint.period, at: now)
            entry.cost = 1
            if path != "account/config", !key.has("read_only") { throw Refusal(code: "50120") }
            let data = try endpoint.data(&self, fields, now)
            entry.rows = data.count
            return Self.answer("0", data)
        } catch let refusal as Refusal {
            entry.errors = [refusal.code]
            return Self.answer(refusal.code, [], status: refusal.status)
        } catch {
            return Self.answer("50026", [], status: 500)
        }
    }

    // MARK: Who asks

    private mutating func authenticate(_ request: WireRequest, at now: Instant) throws {
        func header(_ name: String, orElse code: String) throws -> String {
            guard let value = request.headers["ok-access-" + name], !value.isEmpty else {
                throw Refusal(code: code, status: 401)
            }
            return value
        }
        let (id, passphrase) = (try header("key", orElse: "50103"), try header("passphrase", orElse: "50104"))
        let (sign, stamp) = (try header("sign", orElse: "50106"), try header("timestamp", orElse: "50107"))
        // 2020-12-08T09:08:57.715Z, and nothing else.
        guard stamp.utf8.count == 24, stamp.hasSuffix("Z"), let stamped = Instant(iso8601: stamp) else {
            throw Refusal(code: "50112", status: 401)
        }
        let age = settings.patience(.seconds(30))
        guard stamped > now - age, stamped < now + age else {
            throw Refusal(code: "50102", status: 401)
        }
        // A key works on its own site; whoever names none of the sites is taken for one that came right.
        let asked = request.headers["host"] ?? ""
        if Self.hosts.values.contains(asked), asked != host { throw Refusal(code: "50119") }
        guard id == key.credentials.key else { throw Refusal(code: "50111", status: 401) }
        guard passphrase == key.credentials["passphrase"] else { throw Refusal(code: "50105", status: 401) }
        let query = request.query.isEmpty ? "" : "?" + request.query
        let text = Array((stamp + request.method + request.path + query).utf8) + request.body
        let expected = Digests.base64(Digests.hmacSHA256(key: Array(key.credentials.secret.utf8), message: text))
        guard sign == expected else { throw Refusal(code: "50113", status: 401) }
        guard key.use(at: now) else { throw Refusal(code: "50111", status: 401) }
    }

    /// So many calls of each endpoint; the refusal comes with HTTP 200 and 429 in turn.
    private mutating func take(_ path: String, _ calls: Int, _ period: Span, at now: Instant) throws {
        if settings.tier == "off" { return }
        guard limits[path, default: RateWindow(calls, per: period)].take(1, at: now) else {
            refusals += 1
            throw Refusal(code: "50011", status: refusals % 2 == 0 ? 200 : 429)
        }
    }

    // MARK: What is asked

    private struct Endpoint: Sendable {
        var calls: Int
        var period: Span
        var data: @Sendable (inout SimulatedOKX, FormFields, Instant) throws -> [JSONValue]
        init(
            _ calls: Int, _ period: Span,
            _ data: @escaping @Sendable (inout SimulatedOKX, FormFields, Instant) throws -> [JSONValue]
        ) {
            self.calls = calls
            self.period = period
            self.data = data
        }
        init(_ calls: Int, _ period: Span, _ question: OKXQuestion) {
            self.init(calls, period) { try $0.page(question, $1, at: $2) }
        }
    }
    private static let (second, twoSeconds) = (Span.seconds(1), Span.seconds(2))
    private static let endpoints: [String: Endpoint] = [
        "account/config": Endpoint(5, twoSeconds) { okx, _, _ in [okx.configuration] },
        "account/balance": Endpoint(10, twoSeconds) { okx, _, now in okx.tradingBalances(at: now) },
        "asset/balances": Endpoint(6, second) { okx, _, now in okx.fundingBalances(at: now) },
        "asset/currencies": Endpoint(6, second) { okx, _, _ in okx.currencies },
        "asset/bills-history": Endpoint(
            1, second, OKXQuestion(.funding, by: .chosen, back: .since(OKXAccountBuilder.ledgerStart))),
        "asset/bills": Endpoint(6, second, OKXQuestion(.funding, by: .time, back: .months(1))),
        "asset/deposit-history": Endpoint(6, second, OKXQuestion(.deposits, by: .time)),
        "asset/withdrawal-history": Endpoint(6, second, OKXQuestion(.withdrawals, by: .time)),
        "asset/convert/history": Endpoint(6, second, OKXQuestion(.conversions, by: .time)),
        "fiat/deposit-order-history": Endpoint(3, second, OKXQuestion(.fiatDeposits, by: .bounds)),
        "fiat/withdrawal-order-history": Endpoint(3, second, OKXQuestion(.fiatWithdrawals, by: .bounds)),
        "trade/easy-convert-history": Endpoint(1, twoSeconds, OKXQuestion(.dust, by: .time, back: .days(7))),
        "finance/savings/lending-history": Endpoint(6, second, OKXQuestion(.interest, by: .time, back: .months(1))),
        "trade/fills": Endpoint(60, twoSeconds, OKXQuestion(.fills, by: .id, back: .days(3))),
        "trade/fills-history": Endpoint(
            10, twoSeconds, OKXQuestion(.fills, by: .id, back: .months(3), required: ["instType"])),
        "account/bills": Endpoint(5, second, OKXQuestion(.trading, by: .id, back: .days(7))),
        "account/bills-archive": Endpoint(5, twoSeconds, OKXQuestion(.trading, by: .id, back: .months(3))),
    ]
}

extension String {
    fileprivate func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
