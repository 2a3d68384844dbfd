// https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-candles
import AdapterKit

/// Coinbase Exchange's daily candles, newest first, numbers instead of texts, and the low before the high.
///
///     [[1591514160,0.02507,0.02507,0.02507,0.02507,0.02816506]]     time, low, high, open, close, volume
enum CoinbaseCandles: AdapterStream {
    static let page = Evidence.documented(
        "https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-candles",
        readOn: Prices.readOn)
    /// 10 requests a second for each address; its bursts of 15 are left alone.
    static let calls = RateBucket.sliding("calls", 10, per: .seconds(1), scope: .address)
    static let endpoint = Endpoint(
        "candles", .get, "/products/{product}/candles", purpose: "Reads the daily candles of one market.",
        path: [.text("product", required: true)],
        query: [
            .fixed("granularity", "86400", type: .integer), .text("start", required: true),
            .text("end", required: true),
        ],
        cost: [calls(1)], evidence: [page], keepsRaw: false)
    static let declaration = StreamDeclaration.price(
        "prices", label: "Daily closes",
        bounds: [.unlimited(page, reason: "Since the market was listed.")], order: .down, pageMax: 300,
        overRange: .error, maxSpan: .days(300), settle: .days(1),
        note: "A day without a trade has no candle.", evidence: [page])
    static let adapter = Prices.adapter(
        "coinbase-prices", name: "Coinbase Exchange daily prices", exchange: "Coinbase", sourceURL: page.url,
        // The company's first year; markets were listed later.
        launched: Instant(year: 2012, month: 6, day: 1),
        sites: [Site(name: "main", label: "Coinbase Exchange", hosts: ["api.exchange.coinbase.com"])],
        endpoint: endpoint, stream: Self.self)

    static func request(_ ask: StreamAsk<NoCursor>) throws -> Request {
        let market = try Prices.market(ask)
        // Both ends count as candles of their own: 300 days from the first to the last.
        return Request(
            endpoint,
            [
                "product": .text("\(market.base)-\(market.quote)"), "start": .time(ask.from, .iso8601),
                "end": .time(ask.until - .days(1), .iso8601),
            ])
    }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        if answer.status == 404 { throw Prices.notOffered("Coinbase", ask.unit) }
        guard answer.isSuccess else { throw answer.statusError(exchange: "Coinbase") }
        for candle in try answer.json().elements {
            try Prices.add(candle[4].amount, on: candle[0].time(.seconds).instant, ask, to: page, place: candle.path)
        }
        return .end()
    }
}
