import HistoryModel

/// What is listed, in Binance's words.
enum BinanceNames {
    /// The cast has dollars and fee credits; here they are another currency and the exchange's own coin.
    static let assets = LifeCast.assets.map { $0.code == "USD" ? "TRY" : $0.code == "KFEE" ? "BNB" : $0.code }
    static func symbol(_ market: LifeMarket) -> String { assets[market.base] + assets[market.quote] }

    struct Market: Sendable {
        var base: String
        var quote: String
        var symbol: String { base + quote }
    }
    /// Used by margin and order routing.
    static let routed = Market(base: "BTC", quote: "USDT")
    static let isolated = Market(base: "ETH", quote: "USDT")

    /// At least the used ones; then made-up coins against the usual quotes, up to that number.
    static func listing(_ count: Int) -> [Market] {
        var markets = LifeCast.markets.filter { !$0.isDelisted }
            .map { Market(base: assets[$0.base], quote: assets[$0.quote]) }
        markets += [isolated, Market(base: "BNB", quote: "BTC")]
        let quotes = ["USDT", "FDUSD", "USDC", "BTC", "TRY", "BNB", "EUR"]
        var number = 0
        while markets.count < count {
            let coin = "S" + String(10_000 + number / quotes.count)
            markets.append(Market(base: coin, quote: quotes[number % quotes.count]))
            number += 1
        }
        return markets
    }

    /// The whole answer, made once.
    static func exchangeInfo(_ markets: [Market]) -> [UInt8] {
        let limit = JSONValue.object([
            ("rateLimitType", .string("REQUEST_WEIGHT")), ("interval", .string("MINUTE")), ("intervalNum", .int(1)),
            ("limit", .int(6000)),
        ])
        let filters = JSONValue.array([
            .object([
                ("filterType", .string("PRICE_FILTER")), ("minPrice", .string("0.00000100")),
                ("maxPrice", .string("1000000.00000000")), ("tickSize", .string("0.00000100")),
            ]),
            .object([
                ("filterType", .string("LOT_SIZE")), ("minQty", .string("0.00000001")),
                ("maxQty", .string("9000.00000000")), ("stepSize", .string("0.00000001")),
            ]),
        ])
        let symbols = markets.map { market in
            JSONValue.object([
                ("symbol", .string(market.symbol)), ("status", .string("TRADING")), ("baseAsset", .string(market.base)),
                ("baseAssetPrecision", .int(8)), ("quoteAsset", .string(market.quote)), ("quotePrecision", .int(8)),
                ("quoteAssetPrecision", .int(8)), ("orderTypes", .strings(["LIMIT", "MARKET"])),
                ("isSpotTradingAllowed", .bool(true)), ("isMarginTradingAllowed", .bool(market.quote == "USDT")),
                ("filters", filters), ("permissions", .array([])),
            ])
        }
        let sor = JSONValue.object([("baseAsset", .string("BTC")), ("symbols", .strings([routed.symbol]))])
        return Array(
            JSONValue.object([
                ("timezone", .string("UTC")), ("rateLimits", .array([limit])), ("exchangeFilters", .array([])),
                ("symbols", .array(symbols)), ("sors", .array([sor])),
            ]).text().utf8)
    }
}
