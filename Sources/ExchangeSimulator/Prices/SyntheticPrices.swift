import HistoryModel

/// What things cost in the simulated world: the same on every run, in whole-number arithmetic, no claim about any market.
package enum SyntheticPrices {
    /// Rough worth in hundredths of a euro.
    private static let euroCents: [String: Int64] = [
        "EUR": 100, "USD": 92, "GBP": 116, "CHF": 104, "BTC": 5_400_000, "ETH": 260_000, "XRP": 52, "LTC": 8_000,
        "DOGE": 12, "ADA": 42, "DOT": 610, "USDT": 91, "USDC": 93, "XTZ": 90, "REP": 1_400,
    ]
    private static let currencies: Set<String> = ["EUR", "USD", "GBP", "CHF"]

    /// Hundred-millionths of a euro for one whole unit on a day. Currencies move within two percent, coins within twenty.
    private static func worth(_ asset: String, day: Int) -> Int128 {
        guard let cents = euroCents[asset] else { return 0 }
        if asset == "EUR" { return 100_000_000 }
        var seed = UInt64(bitPattern: Int64(day)) &* 31
        for byte in asset.utf8 { seed = seed &* 131 &+ UInt64(byte) }
        let width: UInt64 = currencies.contains(asset) ? 40 : 400
        let permille = Int128(1000 - Int64(width / 2) + Int64(Scramble.forward(seed) % (width + 1)))
        return Int128(cents) * 1_000_000 * permille / 1000
    }

    /// The close of a market on a day as decimal text with eight decimals. Venues differ by some tenths of a percent.
    package static func close(_ base: String, _ quote: String, day: Int, venuePermille: Int = 1000) -> String {
        let units = worth(base, day: day) * Int128(venuePermille) * 100_000 / max(1, worth(quote, day: day))
        return decimalText(units: Int64(clamping: max(1, units)), decimals: 8)
    }

    /// Units of a currency for one euro, with five decimals.
    package static func rate(_ currency: String, day: Int) -> String {
        decimalText(units: Int64(10_000_000_000_000 / max(1, worth(currency, day: day))), decimals: 5)
    }

    // MARK: - Days on which reference rates are published

    private static let easterSundays = [
        "2011-04-24", "2012-04-08", "2013-03-31", "2014-04-20", "2015-04-05", "2016-03-27", "2017-04-16", "2018-04-01",
        "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05",
        "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21",
    ].compactMap { Instant(iso8601: $0) }

    package static func hasRates(_ day: Instant) -> Bool {
        // 1970-01-01 was a Thursday.
        let number = (day - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay
        if (number + 3) % 7 >= 5 { return false }
        if ["01-01", "05-01", "12-25", "12-26"].contains(String(day.date.suffix(5))) { return false }
        return !easterSundays.contains { $0 - .days(2) == day || $0 + .days(1) == day }
    }
}
