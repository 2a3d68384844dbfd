import HistoryModel

/// A venue whose candles are simulated: its markets, since when, and how far its prices lie from the others'.
struct PriceVenue: Sendable {
    var name: String
    var permille: Int
    var listed: Instant
    /// `BTC/EUR`; made up, but like what such venues list.
    var markets: Set<String>

    static let kraken = PriceVenue(
        name: "kraken", permille: 1001, listed: Instant(year: 2013, month: 9, day: 10),
        markets: pairs(["BTC", "ETH", "XRP", "LTC", "ADA", "DOT", "DOGE", "USDT"], ["EUR"])
            .union(pairs(["BTC", "ETH", "USDT", "USDC"], ["USD"])))
    static let coinbase = PriceVenue(
        name: "coinbase", permille: 1003, listed: Instant(year: 2015, month: 1, day: 1),
        markets: pairs(["BTC", "ETH", "LTC", "USDT"], ["EUR"]).union(pairs(["BTC", "ETH", "XTZ", "USDT"], ["USD"])))
    static let binance = PriceVenue(
        name: "binance", permille: 1002, listed: Instant(year: 2017, month: 8, day: 17),
        markets: pairs(["BTC", "ETH", "XRP"], ["EUR"]).union(pairs(["BTC", "ETH", "XRP", "ADA"], ["USDT"]))
            .union(["REP/BTC"]))

    private static func pairs(_ bases: [String], _ quotes: [String]) -> Set<String> {
        Set(bases.flatMap { base in quotes.map { "\(base)/\($0)" } })
    }

    /// The market a venue's own name for it means, where it has one; `apart` is what stands between the two assets.
    func market(_ symbol: String, apart: String, names: [String: String] = [:]) -> String? {
        markets.first { market in
            let halves = market.split(separator: "/").map(String.init)
            return halves.map { names[$0] ?? $0 }.joined(separator: apart) == symbol
        }
    }
}

/// One day of one market.
struct SimulatedCandle: Sendable {
    var day: Instant
    var close: String
    var isRunning: Bool
}

/// What was changed by command: closes of its own, and days that are not served.
struct PriceChanges: Sendable {
    struct Place: Hashable, Sendable {
        var venue: String
        var market: String
        var day: Int
    }
    var closes: [Place: String] = [:]
    var withheld: Set<Place> = []
    /// Venues that answer nothing but HTTP 503.
    var silent: Set<String> = []
}

extension PriceVenue {
    /// The candles of days that begin in [from, until), oldest first, up to the running one.
    func candles(_ market: String, from: Instant, until: Instant, at now: Instant, _ changes: PriceChanges)
        -> [SimulatedCandle]
    {
        let halves = market.split(separator: "/").map(String.init)
        var candles: [SimulatedCandle] = []
        var day = max(from, listed).roundedUp(to: .days(1))
        while day < until, day <= now {
            let number = Int((day - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
            let place = PriceChanges.Place(venue: name, market: market, day: number)
            if !changes.withheld.contains(place) {
                let isRunning = day + .days(1) > now
                // What is running shows a price nobody could mistake for a close.
                let close = SyntheticPrices.close(
                    halves[0], halves[1], day: number, venuePermille: isRunning ? 5000 : permille)
                candles.append(
                    SimulatedCandle(day: day, close: changes.closes[place] ?? close, isRunning: isRunning))
            }
            day = day + .days(1)
        }
        return candles
    }
}
