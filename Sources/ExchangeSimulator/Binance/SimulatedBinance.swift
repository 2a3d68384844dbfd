import HistoryModel

/// Binance, as its spot documentation and the reference of its /sapi endpoints describe it.
package struct SimulatedBinance: SimulatedExchange {
    package static let id = "binance"
    package static let rateLimitError = "-1003"
    package static let defaultCredentials = SimulatedCredentials(
        key: "syntheticPortolanKeyForTheSimulatorOnlyNotARealOneAtBinance00000",
        secret: "syntheticPortolanSecretForTheSimulatorOnlyNotARealOneAtBinance00")

    var books: AccountBooks<BinanceRow>
    var key: AccountKey
    let settings: AccountSettings
    let markets: [BinanceNames.Market]
    let symbols: Set<String>
    private let exchangeInfo: [UInt8]
    private var windows: [String: RateWindow] = [:]
    private var faults = Faults()
    /// Whether the account has cross margin and an isolated pair.
    let hasMargin: Bool

    package init(settings: AccountSettings) throws {
        self.settings = settings
        for name in settings.options.keys where !["markets", "margin"].contains(name) {
            throw Faults.Unknown(description: "Binance has no option \(name); there are markets=N and margin=no.")
        }
        hasMargin = settings.options["margin"] != "no"
        markets = BinanceNames.listing(Int(settings.options["markets"] ?? "0") ?? 0)
        symbols = Set(markets.map(\.symbol))
        exchangeInfo = BinanceNames.exchangeInfo(markets)
        key = AccountKey(settings.credentials, created: settings.start - .days(30), reading: ["enableReading"])
        let rows = BinanceLife(settings: settings).rows
        let pages = [
            "deposits": 1000, "withdrawals": 1000, "fiat-orders": 500, "fiat-payments": 500, "conversions": 1000,
            "distributions": 500, "rebates": 200, "margin-flow": 1000, "trades": 1000, "delisted": 1000,
            "margin-trades": 1000, "isolated-trades": 1000, "allocations": 1000,
        ]
        books = AccountBooks(
            (["deposits"] + rows.keys.sorted().filter { $0 != "deposits" }).map { name in
                .init(
                    name, page: pages[name] ?? 100, newestFirst: !name.hasSuffix("trades"), rows: rows[name] ?? [])
            }, settings: settings)
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        self.faults = faults
        key.apply(faults)
        books.apply(faults)
    }
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        books.truth(of: Self.id, settings: settings, at: now)
    }
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        try books.change(command, at: now)
    }

    // MARK: - Errors

    struct Refusal: Error {
        var code: Int
        var words: String
        var status: Int
        init(_ code: Int, _ words: String = "synthetic refusal", status: Int = 400) {
            (self.code, self.words, self.status) = (code, words, status)
        }
        static func missing(_ name: String) -> Refusal {
            Refusal(-1102, "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed.")
        }
        static let key = Refusal(-2015, "Invalid API-key, IP, or permissions for action.", status: 401)
    }
    package func errorAnswer(_ text: String) -> WireAnswer {
        let code = Int(text) ?? -1000
        return answer(Refusal(code, text, status: code == -1003 ? 429 : 400))
    }
    private func answer(_ refusal: Refusal) -> WireAnswer {
        let body = JSONValue.object([("code", .int(refusal.code)), ("msg", .string(refusal.words))])
        return .json(Array(body.text().utf8), status: refusal.status)
    }

    // MARK: - Answers

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.query.utf8)
        entry.arguments = fields.pairs.filter { $0.name != "signature" && $0.name != "timestamp" }
        if request.method != "GET" { entry.violation = "\(request.method) \(request.path) is not a read" }
        do {
            guard request.method == "GET" else { throw Refusal.key }
            guard let cost = cost(of: request.path, fields) else { throw Refusal(-1000, "no such path", status: 404) }
            let used = try take(cost, request.path, at: now)
            entry.cost = cost.weight
            var answer = WireAnswer.json(try body(of: request, fields, at: now, noting: &entry))
            if settings.tier != "off" { answer.headers.append((cost.header, "\(used)")) }
            return answer
        } catch let refusal as Refusal {
            entry.errors = ["\(refusal.code)"]
            var answer = answer(refusal)
            // It was seen to be 0.
            if refusal.status == 429 { answer.headers.append(("Retry-After", "0")) }
            return answer
        } catch { return answer(Refusal(-1000)) }
    }

    private func cost(of path: String, _ fields: FormFields) -> BinanceCost? {
        if let list = BinanceList.all[path] { return list.cost }
        switch path {
        case "/api/v3/time", "/api/v3/ping": return .shared(1)
        case "/api/v3/myTrades": return .shared(fields.filled("orderId") == nil ? 20 : 5)
        case "/api/v3/exchangeInfo", "/api/v3/account", "/api/v3/myAllocations": return .shared(20)
        case "/sapi/v1/account/apiRestrictions", "/sapi/v1/margin/allPairs": return .address(1)
        case "/sapi/v1/margin/account", "/sapi/v1/margin/isolated/account", "/sapi/v1/margin/isolated/allPairs",
            "/sapi/v1/capital/config/getall", "/sapi/v1/margin/myTrades":
            return .address(10)
        default: return nil
        }
    }
    /// What is used of the budget afterwards. Throws when it is too much.
    private mutating func take(_ cost: BinanceCost, _ path: String, at now: Instant) throws -> Int {
        if settings.tier == "off" { return 0 }
        var name = path
        if case .shared = cost { name = "weight" }
        var window = windows[name] ?? cost.window
        let fits = window.take(cost.weight, at: now)
        let used = window.used(at: now)
        windows[name] = window
        guard fits else { throw Refusal(-1003, "Too much request weight used.", status: 429) }
        return used
    }

    private mutating func body(
        of request: WireRequest, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> [UInt8] {
        switch request.path {
        case "/api/v3/ping": return Array("{}".utf8)
        case "/api/v3/time":
            return Array(JSONValue.object([("serverTime", .int(now.nanoseconds / 1_000_000))]).text().utf8)
        case "/api/v3/exchangeInfo": return exchangeInfo
        // Market data: the key is enough.
        case "/sapi/v1/margin/allPairs":
            guard request.headers["x-mbx-apikey"] == key.credentials.key else { throw Refusal.key }
        default: try check(request, fields, at: now)
        }
        let value: JSONValue
        if let list = BinanceList.all[request.path] {
            value = try rows(of: list, fields, at: now, noting: &entry)
        } else {
            switch request.path {
            case "/api/v3/myTrades": value = try fills("trades", "fromId", "id", fields, at: now, noting: &entry)
            case "/api/v3/myAllocations":
                value = try fills("allocations", "fromAllocationId", "allocationId", fields, at: now, noting: &entry)
            case "/sapi/v1/margin/myTrades":
                let history = fields["isIsolated"] == "TRUE" ? "isolated-trades" : "margin-trades"
                value = try fills(history, "fromId", "id", fields, at: now, noting: &entry)
            default: value = accountAnswer(request.path, at: now)
            }
        }
        return Array(value.text().utf8)
    }

    /// The string to sign is the query as sent, without its last member.
    private mutating func check(_ request: WireRequest, _ fields: FormFields, at now: Instant) throws {
        guard let given = request.headers["x-mbx-apikey"] else {
            throw Refusal(-2014, "API-key format invalid.", status: 401)
        }
        guard given == key.credentials.key else { throw Refusal.key }
        guard let last = fields.pairs.last, last.name == "signature",
            let end = request.query.range(ofLast: "&signature=")
        else { throw Refusal.missing("signature") }
        let expected = Digests.hex(
            Digests.hmacSHA256(
                key: Array(key.credentials.secret.utf8), message: Array(request.query.utf8.prefix(end)) + request.body))
        guard last.value.lowercased() == expected else {
            throw Refusal(-1022, "Signature for this request is not valid.")
        }
        guard let time = fields["timestamp"].flatMap({ Int64($0) }) else { throw Refusal.missing("timestamp") }
        let window = fields["recvWindow"].flatMap { Int64($0) } ?? 5000
        guard window <= 60_000 else { throw Refusal(-1131, "recvWindow must be less than 60000.") }
        let sent = Instant(nanoseconds: min(time, 9_000_000_000_000) * 1_000_000)
        guard sent < now + settings.patience(.seconds(1)), now - sent <= settings.patience(.milliseconds(window)) else {
            throw Refusal(-1021, "Timestamp for this request is outside of the recvWindow.")
        }
        guard key.use(at: now), key.has("enableReading") else { throw Refusal.key }
    }
}

extension String {
    /// Bytes before the last place where the text stands.
    fileprivate func range(ofLast text: String) -> Int? {
        let (all, wanted) = (Array(utf8), Array(text.utf8))
        guard all.count >= wanted.count else { return nil }
        return (0...(all.count - wanted.count)).last { all[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
