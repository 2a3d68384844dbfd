import HistoryModel

/// What the synthetic life calls things, and what Bitstamp does.
enum BitstampNames {
    struct Asset: Sendable {
        var code: String
        /// Of amounts as Bitstamp writes them; none is a claim.
        var decimals: Int
        /// Of `LifeCast.assets`.
        var index: Int
        /// The type of a withdrawal request.
        var withdrawal: Int
        var network = ""

        /// Units of the life in units of Bitstamp, rounded half up.
        func units(_ amount: Int64) -> Int64 {
            let step = LifeCast.assets[index].decimals - decimals
            if step <= 0 { return amount * Int64(powersOfTen[-step]) }
            let power = Int64(powersOfTen[step])
            let half = amount < 0 ? -power / 2 : power / 2
            return (amount + half) / power
        }
    }
    /// XTZ, REP and fee credits of the life are not listed.
    static let assets = [
        Asset(code: "EUR", decimals: 2, index: 0, withdrawal: 0),
        Asset(code: "USD", decimals: 2, index: 1, withdrawal: 2),
        Asset(code: "BTC", decimals: 8, index: 2, withdrawal: 1, network: "bitcoin"),
        Asset(code: "ETH", decimals: 8, index: 3, withdrawal: 16, network: "ethereum"),
        Asset(code: "XRP", decimals: 8, index: 4, withdrawal: 14, network: "xrpl"),
        Asset(code: "LTC", decimals: 8, index: 5, withdrawal: 15, network: "litecoin"),
        Asset(code: "DOGE", decimals: 8, index: 6, withdrawal: 80, network: "dogecoin"),
        Asset(code: "ADA", decimals: 8, index: 7, withdrawal: 56, network: "cardano"),
        Asset(code: "DOT", decimals: 8, index: 8, withdrawal: 81, network: "polkadot"),
        Asset(code: "USDT", decimals: 2, index: 9, withdrawal: 42, network: "ethereum"),
    ]
    static func asset(_ index: Int) -> Asset? { assets.first { $0.index == index } }
    static func isFiat(_ asset: Asset) -> Bool { LifeCast.assets[asset.index].isFiat }

    /// The markets of the life that Bitstamp lists.
    static let markets = LifeCast.markets.compactMap { market -> (base: Asset, quote: Asset, life: LifeMarket)? in
        guard let base = asset(market.base), let quote = asset(market.quote) else { return nil }
        return (base, quote, market)
    }
}
