import HistoryModel

/// A random walk of prices, in whole numbers throughout.
struct LifePrices {
    /// Hundred-millionths of a euro for one whole coin.
    private var prices: [Int64] = LifeCast.assets.map { $0.euroCents * 1_000_000 / ($0.isFiat ? 1 : 4) }

    mutating func move(random: inout SeededRandom) {
        let index = Int(random.number(1...Int64(prices.count - 2)))
        let cast = LifeCast.assets[index]
        guard !cast.isFiat else { return }
        let home = cast.euroCents * 1_000_000
        let moved = prices[index] / 1000 * (1000 + random.number(-24...26))
        prices[index] = min(max(moved, home / 20), home * 3)
    }

    func units(ofEuroCents cents: Int64, in asset: Int) -> Int64 {
        let scaled = Int128(cents) * 1_000_000 * Int128(powersOfTen[LifeCast.assets[asset].decimals])
        return Int64(scaled / Int128(prices[asset]))
    }
    func euroCents(of units: Int64, asset: Int) -> Int64 {
        Int64(Int128(units) * Int128(prices[asset]) / Int128(powersOfTen[LifeCast.assets[asset].decimals]) / 1_000_000)
    }

    private func price(_ market: LifeMarket) -> Int64 {
        max(
            1,
            Int64(
                Int128(prices[market.base]) * Int128(powersOfTen[market.priceDecimals]) / Int128(prices[market.quote])))
    }
    private func cost(_ market: LifeMarket, volume: Int64, price: Int64) -> Int64 {
        let base = LifeCast.assets[market.base].decimals + market.priceDecimals
        let quote = LifeCast.assets[market.quote].decimals
        let product = Int128(volume) * Int128(price)
        return Int64(product * Int128(powersOfTen[quote]) / Int128(powersOfTen[base]))
    }

    func volume(_ market: LifeMarket, affordableWith quote: Int64) -> Int64 {
        let whole = Int128(quote) * Int128(powersOfTen[market.priceDecimals])
        let decimals = LifeCast.assets[market.base].decimals
        let scaled = whole * Int128(powersOfTen[decimals]) / Int128(powersOfTen[LifeCast.assets[market.quote].decimals])
        // A hundredth stays behind for the fee.
        return Int64(scaled / Int128(price(market)) / 100 * 99)
    }

    func fill(_ market: LifeMarket, volume: Int64, at: Instant, maker: Bool) -> LifeEvent.Fill {
        let price = price(market)
        let cost = cost(market, volume: volume, price: price)
        return LifeEvent.Fill(
            at: at, volume: volume, price: price, cost: cost, fee: (cost * (maker ? 16 : 26) + 9_999) / 10_000)
    }
}
