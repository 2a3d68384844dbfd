import HistoryModel
import Synchronization

/// Sources of daily prices, all behind one address and told apart by their paths: the candles of three exchanges and the
/// reference rates of the European Central Bank, each with its own format and limits. No key, no account.
package struct SimulatedPrices: SimulatedExchange {
    package static let id = "prices"
    package static let defaultCredentials = SimulatedCredentials([:])
    package static let rateLimitError = "EGeneral:Too many requests"

    private var changes = PriceChanges()
    private let isLimited: Bool
    private var krakenCalls = RateWindow(1, per: .seconds(1))
    private var coinbaseCalls = RateWindow(15, per: .seconds(1))
    private var binanceWeight = RateWindow(6000, per: .minutes(1), .onTheClock)

    package init(settings: AccountSettings) throws { isLimited = settings.tier != "off" }

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.query.utf8)
        entry.arguments = fields.pairs
        guard request.method == "GET" else {
            entry.violation = "a \(request.method), where there is nothing but GET"
            return Self.error(405, #"{"message":"Method not allowed"}"#, noting: &entry)
        }
        let parts = request.path.split(separator: "/").map(String.init)
        let (venue, answer): (String, (inout Self, inout RequestLog.Entry) -> WireAnswer)
        if request.path == "/0/public/OHLC" {
            (venue, answer) = ("kraken", { $0.kraken(fields, at: now, noting: &$1) })
        } else if parts.count == 3, parts[0] == "products", parts[2] == "candles" {
            (venue, answer) = ("coinbase", { $0.coinbase(parts[1], fields, at: now, noting: &$1) })
        } else if request.path == "/api/v3/klines" {
            (venue, answer) = ("binance", { $0.binance(fields, at: now, noting: &$1) })
        } else if parts.count == 4, parts.prefix(3) == ["service", "data", "EXR"] {
            (venue, answer) = ("ecb", { $0.referenceRates(parts[3], fields, at: now, noting: &$1) })
        } else {
            return Self.error(404, #"{"message":"NotFound"}"#, noting: &entry)
        }
        if changes.silent.contains(venue) { return Self.error(503, #"{"message":"silent"}"#, noting: &entry) }
        return answer(&self, &entry)
    }

    static func error(_ status: Int, _ body: String, noting entry: inout RequestLog.Entry) -> WireAnswer {
        entry.errors.append(body)
        return .json(Array(body.utf8), status: status)
    }

    // MARK: - Exchanges

    private static let krakenNames = ["BTC": "XBT", "DOGE": "XDG"]

    private mutating func kraken(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        func refuse(_ code: String, _ entry: inout RequestLog.Entry) -> WireAnswer {
            entry.errors.append(code)
            return errorAnswer(code)
        }
        guard !isLimited || krakenCalls.take(1, at: now) else { return refuse(Self.rateLimitError, &entry) }
        guard fields["interval"] == "1440" else { return refuse("EGeneral:Invalid arguments", &entry) }
        guard let market = PriceVenue.kraken.market(fields["pair"] ?? "", apart: "", names: Self.krakenNames) else {
            return refuse("EQuery:Unknown asset pair", &entry)
        }
        let since = fields.filled("since").flatMap { unixTime($0) } ?? .distantPast
        // The newest 720 and not one more, whatever `since` says; the running one is always there.
        let newest = PriceVenue.kraken.candles(
            market, from: now.startOfUTCDay - .days(719), until: now + .days(1), at: now, changes)
        let rows = newest.filter { $0.day > since || $0.isRunning }
        entry.rows = rows.count
        let last = rows.last { !$0.isRunning }?.day ?? since
        let list = rows.map { row -> JSONValue in
            let price = JSONValue.string(row.close)
            return .array([
                .int(row.day.nanoseconds / 1_000_000_000), price, price, price, price, price, .string("1.00000000"),
                .int(7),
            ])
        }
        let names = market.split(separator: "/").map { "X" + (Self.krakenNames[String($0)] ?? String($0)) }
        let result: [(String, JSONValue)] = [
            (names.joined(), .array(list)), ("last", .int(last.nanoseconds / 1_000_000_000)),
        ]
        return .json(Array(JSONValue.object([("error", .array([])), ("result", .object(result))]).text().utf8))
    }

    private mutating func coinbase(
        _ product: String, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        guard !isLimited || coinbaseCalls.take(1, at: now) else {
            return Self.error(429, #"{"message":"Public rate limit exceeded"}"#, noting: &entry)
        }
        guard let market = PriceVenue.coinbase.market(product, apart: "-") else {
            return Self.error(404, #"{"message":"NotFound"}"#, noting: &entry)
        }
        guard fields["granularity"] == "86400", let start = fields["start"].flatMap({ Instant(iso8601: $0) }),
            let end = fields["end"].flatMap({ Instant(iso8601: $0) }), start <= end
        else { return Self.error(400, #"{"message":"Unsupported granularity or range"}"#, noting: &entry) }
        guard end - start < .days(300) else {
            return Self.error(400, #"{"message":"Count of aggregations requested exceeds 300"}"#, noting: &entry)
        }
        // One that precedes the start comes along, as the documentation warns.
        let rows = PriceVenue.coinbase.candles(market, from: start - .days(1), until: end + .days(1), at: now, changes)
        entry.rows = rows.count
        let list = rows.reversed().map { row -> JSONValue in
            // Time, low, high, open, close, volume: the low is no price of the day's end.
            .array([
                .int(row.day.nanoseconds / 1_000_000_000), .number("0.00000001"), .number("99999999"),
                .number("0.5"), .number(row.close), .number("12.25"),
            ])
        }
        return .json(Array(JSONValue.array(list).text().utf8))
    }

    private mutating func binance(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        guard !isLimited || binanceWeight.take(2, at: now) else {
            var answer = Self.error(429, #"{"code":-1003,"msg":"Too many requests."}"#, noting: &entry)
            answer.headers.append(("Retry-After", "60"))
            return answer
        }
        guard let market = PriceVenue.binance.market(fields["symbol"] ?? "", apart: "") else {
            return Self.error(400, #"{"code":-1121,"msg":"Invalid symbol."}"#, noting: &entry)
        }
        let milliseconds = { (name: String) in
            fields.filled(name).flatMap { Int64($0) }.map { Instant(nanoseconds: 0) + .milliseconds($0) }
        }
        let limit = min(Int(fields["limit"] ?? "") ?? 500, 1000)
        guard fields["interval"] == "1d", let start = milliseconds("startTime"), let end = milliseconds("endTime")
        else {
            return Self.error(400, #"{"code":-1100,"msg":"Illegal characters found in a parameter."}"#, noting: &entry)
        }
        let rows = PriceVenue.binance.candles(
            market, from: start, until: end + .milliseconds(1), at: now, changes
        ).prefix(limit)
        entry.rows = rows.count
        let list = rows.map { row -> JSONValue in
            let open = row.day.nanoseconds / 1_000_000
            let price = JSONValue.string(row.close)
            return .array([
                .int(open), .string("0.50000000"), .string("99999999.00000000"), .string("0.00000001"), price,
                .string("12.25000000"), .int(open + 86_399_999), .string("1.00000000"), .int(308),
                .string("1.00000000"), .string("1.00000000"), .string("0"),
            ])
        }
        var answer = WireAnswer.json(Array(JSONValue.array(list).text().utf8))
        answer.headers.append(("X-MBX-USED-WEIGHT-1M", String(binanceWeight.used(at: now))))
        return answer
    }

    // MARK: - The central bank

    private func referenceRates(
        _ key: String, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "D", parts[2...] == ["EUR", "SP00", "A"],
            let start = fields["startPeriod"].flatMap({ Instant(iso8601: $0) }),
            let end = fields["endPeriod"].flatMap({ Instant(iso8601: $0) })
        else { return Self.error(400, "bad request", noting: &entry) }
        var csv = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\r\n"
        let first = Instant(year: 1999, month: 1, day: 4)
        for currency in parts[1].split(separator: "+").map(String.init) where ["USD", "GBP", "CHF"].contains(currency) {
            var day = max(start, first)
            while day <= end {
                let number = Int((day - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
                let place = PriceChanges.Place(venue: "ecb", market: "EUR/\(currency)", day: number)
                // About 16:00 in Frankfurt.
                if SyntheticPrices.hasRates(day), day + .hours(15) <= now, !changes.withheld.contains(place) {
                    let rate = changes.closes[place] ?? SyntheticPrices.rate(currency, day: number)
                    csv += "EXR.D.\(currency).EUR.SP00.A,D,\(currency),EUR,SP00,A,\(day.date),\(rate)\r\n"
                    entry.rows = (entry.rows ?? 0) + 1
                }
                day = day + .days(1)
            }
        }
        return WireAnswer(
            contentType: "application/vnd.sdmx.data+csv", body: .bytes(entry.rows == nil ? [] : Array(csv.utf8)))
    }

    // MARK: - Control

    package mutating func apply(_ faults: Faults, at now: Instant) {}
    package func errorAnswer(_ text: String) -> WireAnswer {
        .json(Array(JSONValue.object([("error", .strings([text]))]).text().utf8))
    }
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        let markets = [PriceVenue.kraken, .coinbase, .binance].map { venue in
            (venue.name, JSONValue.strings(venue.markets.sorted()))
        }
        let rest = Mutex<[UInt8]?>(Array(JSONValue.object([("markets", .object(markets))]).text().utf8))
        return { rest.withLock { $0.take() } }
    }

    /// `withhold` and `amend` (with `close`) name venue, market and day; `serve` takes both back; `silence` and `speak`
    /// name a venue.
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        let venue = command["venue"]?.plainText ?? ""
        switch command["action"]?.plainText {
        case "silence": changes.silent.insert(venue)
        case "speak": changes.silent.remove(venue)
        case let action?:
            guard let market = command["market"]?.plainText,
                let day = command["day"]?.plainText.flatMap({ Instant(iso8601: $0) })
            else { throw Faults.Unknown(description: "A change of a price names venue, market and day.") }
            let number = Int((day - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
            let place = PriceChanges.Place(venue: venue, market: market, day: number)
            switch action {
            case "withhold": changes.withheld.insert(place)
            case "serve":
                changes.withheld.remove(place)
                changes.closes[place] = nil
            case "amend": changes.closes[place] = command["close"]?.plainText
            default: throw Faults.Unknown(description: "There is no change \(action) of prices.")
            }
        case nil: throw Faults.Unknown(description: "A change needs an action.")
        }
        return .object([("done", .bool(true))])
    }
}
