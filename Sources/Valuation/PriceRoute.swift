/// One way to a price: a market at a source, and for a quote other than the wanted currency the way on from there.
package struct PriceRoute: Hashable, Sendable {
    package var source: String
    package var base: String
    package var quote: String
}

/// Where prices come from, and in what order.
package struct PriceSources: Hashable, Sendable {
    /// Price adapters of exchanges, the first first. The one of a record's own exchange comes before all of them.
    package var exchanges: [String]
    /// The adapter of exchange rates.
    package var rates: String
    package init(exchanges: [String], rates: String) {
        self.exchanges = exchanges
        self.rates = rates
    }

    package static let standard = PriceSources(
        exchanges: ["binance-prices", "coinbase-prices", "kraken-prices"], rates: "ecb")

    /// The price adapter of a record's own exchange.
    static func own(_ venue: String) -> String { venue + "-prices" }

    /// Stablecoins a price may pass through, each by its own market: none of them is the dollar.
    static let stablecoins = ["USDT", "USDC"]

    /// The ways from an asset to a currency: its market in that currency, then in euro and dollar with the rate of
    /// the day, then in a stablecoin, then in bitcoin. For each quote the record's own exchange, then the others.
    func routes(from asset: String, to currency: String, venue: String) -> [PriceRoute] {
        var quotes = [currency]
        for money in ["EUR", "USD"] where money != currency { quotes.append(money) }
        if !Self.stablecoins.contains(asset) {
            quotes += Self.stablecoins
            if asset != "BTC" { quotes.append("BTC") }
        }
        let own = Self.own(venue)
        let order = exchanges.contains(own) ? [own] + exchanges.filter { $0 != own } : exchanges
        return quotes.filter { $0 != asset }.flatMap { quote in
            order.map { PriceRoute(source: $0, base: asset, quote: quote) }
        }
    }
}

/// The closes of one market that are wanted.
package struct PriceQuery: Sendable {
    package var route: PriceRoute
    package var days: Set<UTCDay>
    package init(_ route: PriceRoute, days: Set<UTCDay>) {
        self.route = route
        self.days = days
    }
}

/// What a source has to say about days that were asked for: a close, or why there is none.
package struct PriceAnswer: Sendable {
    package var closes: [UTCDay: PriceLink] = [:]
    package var missing: [UTCDay: Value.Reason] = [:]
    package init() {}
}
