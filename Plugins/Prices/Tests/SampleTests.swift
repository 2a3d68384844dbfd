import AdapterKit
import HistoryModel
import Testing

/// The captured candles are of minutes and weeks, none of a day in euro: what they show is the shape. Their close is
/// looked at by asking for the day they are in, with the time moved to the day's start.
@Suite("The captured answers are read as expected")
struct SampleTests {
    struct Expected {
        var opened: Instant
        var close: String
    }

    /// The candles of `candles.expected.json` for one file: every scalar as text.
    private func expected(_ file: String) throws -> [Expected] {
        try JSON.read(try Source.fixture("candles.expected.json")) { json in
            let name = json.members(named: file)
            let list = name["candles"].exists ? name["candles"] : name
            return try list.elements.map { candle in
                Expected(
                    opened: try #require(Instant(iso8601: String(try candle["open_time_utc"].text))),
                    close: String(try candle["close"].text))
            }
        }
    }

    /// The captured answer with its unix times moved to the start of successive days; nothing else is touched.
    private func moved(_ file: String, _ opened: [Instant], milliseconds: Bool) throws -> (String, [Instant]) {
        var text = String(decoding: try Source.fixture(file), as: UTF8.self)
        var days: [Instant] = []
        for (place, instant) in opened.enumerated() {
            let day = instant.startOfUTCDay + .days(Int64(place))
            let unit: Int64 = milliseconds ? 1_000_000 : 1_000_000_000
            text = text.replacing(String(instant.nanoseconds / unit), with: String(day.nanoseconds / unit))
            days.append(day)
        }
        return (text, days)
    }

    @Test(arguments: [
        ("kraken-prices", "kraken-ohlc-1.json", "ETH/BTC", false),
        ("coinbase-prices", "coinbase-exchange-candles-1.json", "ETH/BTC", false),
        ("binance-prices", "binance-klines-1.json", "ETH/BTC", true),
    ])
    func candles(_ id: String, _ file: String, _ market: String, _ milliseconds: Bool) throws {
        let expected = try expected(file)
        let (body, days) = try moved(file, expected.map(\.opened), milliseconds: milliseconds)
        let source = try Source(id)
        let first = try #require(days.first)
        let ask = try source.ask(market, from: first.description, until: (first + .days(30)).description)
        let page = source.parse(ask, body.utf8)
        if case .fail(let error) = page.ending { Issue.record("\(error)") }
        #expect(page.prices.map(\.day) == days)
        #expect(page.prices.map(\.close) == expected.map(\.close))
        #expect(page.prices.allSatisfy { $0.market == market })
    }

    @Test func theReferenceRatesInTheLayoutOfTheInterface() throws {
        let source = try Source("ecb")
        let ask = try source.ask("EUR/USD", from: "2025-04-14", until: "2025-04-26")
        let page = source.parse(ask, try Source.fixture("ecb-data-api-dataonly.csv"))
        let rates = Dictionary(uniqueKeysWithValues: page.prices.map { ($0.day.date, $0.close) })
        // Every row of the bank's own file says the same; the holidays of Easter have none.
        let file = String(decoding: try Source.fixture("ecb-eurofxref-hist-excerpt.csv"), as: UTF8.self)
        var compared = 0
        for line in file.split(separator: "\n").dropFirst() where line.hasPrefix("2025-04-") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard let rate = rates[String(cells[0])] else { continue }
            #expect(Amount(rate) == Amount(cells[1]))
            compared += 1
        }
        #expect(compared == rates.count && rates.count == 8)
        #expect(rates["2025-04-18"] == nil && rates["2025-04-21"] == nil)
        let pounds = source.parse(
            try source.ask("EUR/GBP", from: "2025-04-17", until: "2025-04-18"),
            try Source.fixture("ecb-data-api-dataonly.csv"))
        #expect(pounds.prices.map(\.close) == ["0.85873"])
    }
}

extension JSON {
    /// A member by a name that is not known when the program is written.
    fileprivate func members(named name: String) -> JSON {
        guard let members = try? members else { return self["missing"] }
        for (key, value) in members where (try? String(key.text)) == name { return value }
        return self["missing"]
    }
}
