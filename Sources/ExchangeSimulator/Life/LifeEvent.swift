import HistoryModel

/// What happens in a synthetic life at an exchange, in no exchange's words. Amounts are smallest units of the asset.
package struct LifeEvent: Sendable {
    package struct Fill: Sendable {
        package var at: Instant
        /// Base units.
        package var volume: Int64
        /// Quote units for one whole base coin, at the market's price decimals.
        package var price: Int64
        package var cost: Int64
        package var fee: Int64
    }
    package enum Kind: Sendable {
        case deposit(asset: Int, amount: Int64, fee: Int64, credited: Instant)
        /// `failed`: when the money came back. `settled`: when the network or bank was done with it.
        case withdrawal(asset: Int, amount: Int64, fee: Int64, settled: Instant, failed: Bool)
        /// The fills of one order; with `feeCredits`, their fees are paid in the exchange's own credits.
        case order(market: Int, buys: Bool, maker: Bool, fills: [Fill], feeCredits: Bool)
        /// Bought or sold in the app, outside the order book.
        case convert(from: Int, paid: Int64, fee: Int64, to: Int, received: Int64)
        /// Into staking (`amount` > 0) or out of it; arrives at `arrives`.
        case stake(asset: Int, amount: Int64, arrives: Instant)
        /// Into the earn programme or out of it.
        case earnMove(asset: Int, amount: Int64, automatic: Bool)
        case stakingReward(asset: Int, amount: Int64)
        case earnReward(asset: Int, amount: Int64, commission: Int64)
        case airdrop(asset: Int, amount: Int64, named: Bool)
        /// The exchange swapped a coin it no longer lists.
        case forcedConversion(from: Int, amount: Int64, to: Int, received: Int64)
        case credit(asset: Int, amount: Int64)
        /// A row of a type no documentation names.
        case unheardOf(asset: Int, amount: Int64)
    }
    package var at: Instant
    package var kind: Kind
}

/// What can be held. Prices are rough, in hundredths of a euro at the end of the life.
package struct LifeAsset: Sendable {
    package var code: String
    package var decimals: Int
    package var isFiat = false
    package var euroCents: Int64
    package var stakes = false
    package var earns = false
}

package struct LifeMarket: Sendable {
    /// Indices into the assets.
    package var base: Int
    package var quote: Int
    package var priceDecimals: Int
    /// No longer traded in the last third of the life.
    package var isDelisted = false
}

/// The cast of every synthetic life. Its decimals are close to what captured answers show; none is a claim.
package enum LifeCast {
    package static let euro = 0, dollar = 1, bitcoin = 2, ether = 3, tether = 9, feeCredits = 12
    package static let assets = [
        LifeAsset(code: "EUR", decimals: 4, isFiat: true, euroCents: 100),
        LifeAsset(code: "USD", decimals: 4, isFiat: true, euroCents: 92),
        LifeAsset(code: "BTC", decimals: 10, euroCents: 5_400_000),
        LifeAsset(code: "ETH", decimals: 10, euroCents: 260_000, stakes: true, earns: true),
        LifeAsset(code: "XRP", decimals: 8, euroCents: 52),
        LifeAsset(code: "LTC", decimals: 10, euroCents: 8_000),
        LifeAsset(code: "DOGE", decimals: 8, euroCents: 12),
        LifeAsset(code: "ADA", decimals: 8, euroCents: 42, stakes: true),
        LifeAsset(code: "DOT", decimals: 10, euroCents: 610, stakes: true, earns: true),
        LifeAsset(code: "USDT", decimals: 8, euroCents: 92),
        LifeAsset(code: "XTZ", decimals: 10, euroCents: 90),
        LifeAsset(code: "REP", decimals: 10, euroCents: 1_400),
        LifeAsset(code: "KFEE", decimals: 2, euroCents: 1),
    ]
    package static let markets = [
        LifeMarket(base: 2, quote: 0, priceDecimals: 5), LifeMarket(base: 3, quote: 0, priceDecimals: 5),
        LifeMarket(base: 3, quote: 2, priceDecimals: 5), LifeMarket(base: 4, quote: 0, priceDecimals: 5),
        LifeMarket(base: 7, quote: 0, priceDecimals: 6), LifeMarket(base: 8, quote: 1, priceDecimals: 4),
        LifeMarket(base: 2, quote: 9, priceDecimals: 5), LifeMarket(base: 5, quote: 1, priceDecimals: 5),
        LifeMarket(base: 6, quote: 0, priceDecimals: 7), LifeMarket(base: 10, quote: 0, priceDecimals: 4),
        LifeMarket(base: 11, quote: 0, priceDecimals: 5, isDelisted: true),
    ]
}
