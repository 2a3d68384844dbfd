// https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md (klines, limits, errors)
import AdapterKit

/// Binance's daily candles, oldest first.
///
///     [[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11",1499644799999,"2434.19",308,…]]
///      open time, open, high, low, close, volume, close time, …
enum BinanceCandles: AdapterStream {
    static let page = Evidence.documented(
        "https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md", readOn: Prices.readOn)
    static let weight = RateBucket.sliding(
        "weight", 6000, per: .minutes(1), scope: .address, usedHeader: "x-mbx-used-weight-1m")
    static let endpoint = Endpoint(
        "klines", .get, "/api/v3/klines", purpose: "Reads the daily candles of one market.",
        query: [
            .text("symbol", required: true), .fixed("interval", "1d"), .integer("startTime", required: true),
            .integer("endTime", required: true), .fixed("limit", "1000", type: .integer),
        ],
        cost: [weight(2)], evidence: [page], keepsRaw: false)
    static let declaration = StreamDeclaration.price(
        "prices", label: "Daily closes",
        bounds: [.unlimited(page, reason: "Since the market was listed.")], order: .up, pageMax: 1000,
        overRange: .clamp, maxSpan: .days(1000), settle: .days(1),
        note: "Markets that are no longer traded may stop answering.", evidence: [page])
    static let adapter = Prices.adapter(
        "binance-prices", name: "Binance daily prices", exchange: "Binance", sourceURL: page.url,
        launched: Instant(year: 2017, month: 7, day: 14),
        sites: [
            // Serves market data and nothing else.
            Site(name: "data", label: "Market data only", hosts: ["data-api.binance.vision"]),
            Site(name: "main", label: "Binance", hosts: ["api.binance.com"]),
        ], endpoint: endpoint, stream: Self.self)

    static func request(_ ask: StreamAsk<NoCursor>) throws -> Request {
        let market = try Prices.market(ask)
        // Both ends are inclusive, by the time a candle opens.
        return Request(
            endpoint,
            [
                "symbol": .text(market.base + market.quote), "startTime": .time(ask.from, .milliseconds),
                "endTime": .time(ask.until - .milliseconds(1), .milliseconds),
            ])
    }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        guard answer.isSuccess else { throw failure(answer, ask.unit) }
        for candle in try answer.json().elements {
            let closes = try candle[6].time(.milliseconds).instant
            // The running candle: its close lies ahead.
            if closes >= ask.now { continue }
            try Prices.add(
                candle[4].amount, on: candle[0].time(.milliseconds).instant, ask, to: page, place: candle.path)
        }
        return .end()
    }

    private static func failure(_ answer: Answer, _ unit: HistoryUnit?) -> AdapterError {
        if let code = try? answer.json()["code"].int, code == -1121 { return Prices.notOffered("Binance", unit) }
        switch answer.status {
        case 418, 429:
            return AdapterError(
                .rateLimited, retry: .after(answer.retryAfter ?? .minutes(1)), code: "HTTP \(answer.status)",
                message: "Binance asks for a pause.")
        case 451:
            return AdapterError(
                .permission, code: "HTTP 451", message: "Binance does not serve the country this request came from.")
        default: return answer.statusError(exchange: "Binance")
        }
    }
}
