// https://docs.kraken.com/api-reference/market-data/get-ohlc-data
import AdapterKit

/// Kraken's daily candles: only the newest 720, the running one among them.
///
///     {"error":[],"result":{"XXBTZEUR":[[1591475580,"0.02499","0.02499","0.02499","0.02499","0.00000","0.0",0]],
///       "last":1591517580}}
enum KrakenCandles: AdapterStream {
    static let page = Evidence.documented(
        "https://docs.kraken.com/api-reference/market-data/get-ohlc-data", readOn: Prices.readOn)
    /// About one request a second for each address.
    static let calls = RateBucket.sliding("calls", 1, per: .seconds(1), scope: .address)
    static let endpoint = Endpoint(
        "ohlc", .get, "/0/public/OHLC", purpose: "Reads the daily candles of one market.",
        query: [.text("pair", required: true), .fixed("interval", "1440", type: .integer), .integer("since")],
        cost: [calls(1)], evidence: [page], keepsRaw: false)
    static let declaration = StreamDeclaration.price(
        "prices", label: "Daily closes",
        bounds: [
            .rolling(
                .days(719), page, reason: "An answer holds the newest 720 candles, of which the last is still running.",
                basis: .utcDay)
        ], order: .up, pageMax: 720, overRange: .clamp, settle: .days(1), evidence: [page])
    static let adapter = Prices.adapter(
        "kraken-prices", name: "Kraken daily prices", exchange: "Kraken", sourceURL: page.url,
        launched: Instant(year: 2011, month: 7, day: 1),
        sites: [Site(name: "main", label: "Kraken", hosts: ["api.kraken.com"])], endpoint: endpoint, stream: Self.self)

    /// Kraken's own names, where they are not the usual ones.
    private static let names: [String: String] = ["BTC": "XBT", "DOGE": "XDG", "LUNC": "LUNA", "LUNA": "LUNA2"]

    static func request(_ ask: StreamAsk<NoCursor>) throws -> Request {
        let market = try Prices.market(ask)
        // `since` is exclusive: asked one candle early, and what is too early is left out.
        return Request(
            endpoint,
            [
                "pair": .text((names[market.base] ?? market.base) + (names[market.quote] ?? market.quote)),
                "since": .time(ask.from - .days(1), .seconds),
            ])
    }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        guard answer.isSuccess else { throw answer.statusError(exchange: "Kraken") }
        let json = try answer.json()
        for error in try json["error"].elements { throw failure(try error.looseText, ask.unit) }
        for (name, candles) in try json["result"].members where try name.text != "last" {
            for candle in try candles.elements {
                try Prices.add(
                    candle[4].amount, on: candle[0].time(.seconds).instant, ask, to: page, place: candle.path)
            }
        }
        return .end()
    }

    private static func failure(_ code: Text, _ unit: HistoryUnit?) -> AdapterError {
        if code.hasPrefix("EQuery:Unknown asset pair") { return Prices.notOffered("Kraken", unit) }
        let text = String(code)
        if code.hasPrefix("EGeneral:Too many requests") || code.hasPrefix("EAPI:Rate limit exceeded") {
            return AdapterError(
                .rateLimited, retry: .after(.seconds(5)), code: text, message: "Kraken asks for a pause.")
        }
        if code.hasPrefix("EService:") {
            return AdapterError(
                .exchangeUnavailable, retry: .sameRequest, code: text, message: "Kraken cannot answer at the moment.")
        }
        return AdapterError(.badRequest, code: text, message: "Kraken did not accept the request for prices.")
    }
}
