import HistoryModel
import Synchronization
import Testing

@testable import Valuation

/// Sources as a table: `"kraken-prices BTC/EUR 2025-04-17" → close`, or a reason.
private final class Table: Sendable {
    let closes: [String: String]
    let reasons: [String: Value.Reason]
    let asked = Mutex<[String]>([])
    init(_ closes: [String: String], reasons: [String: Value.Reason] = [:]) {
        self.closes = closes
        self.reasons = reasons
    }

    func answer(_ query: PriceQuery) throws -> PriceAnswer {
        let market = "\(query.route.source) \(query.route.base)/\(query.route.quote)"
        asked.withLock { $0.append(market) }
        let isKnown = closes.keys.contains { $0.hasPrefix(market + " ") }
        var answer = PriceAnswer()
        for day in query.days {
            let place = "\(market) \(day)"
            if let close = closes[place] {
                answer.closes[day] = PriceLink(
                    source: query.route.source, base: query.route.base, quote: query.route.quote,
                    close: try amount(close), day: day, fetchedAt: day.end + .hours(2))
            } else {
                answer.missing[day] = reasons[place] ?? reasons[market] ?? (isKnown ? .noClose : .noMarket)
            }
        }
        return answer
    }

    func resolver(currency: String = "EUR", now: String = "2026-11-24T12:00:00Z") throws -> PriceResolver {
        PriceResolver(currency: currency, sources: .standard, now: try instant(now)) { try self.answer($0) }
    }
    func resolve(_ asset: String, _ days: [String], venue: String = "kraken", currency: String = "EUR") async throws
        -> [String: PriceResolver.Resolution]
    {
        let found = try await resolver(currency: currency)
            .resolve(asset, venue: venue, days: Set(try days.map { try day($0) }))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.key.description, $0.value) })
    }
}

extension PriceResolver.Resolution {
    fileprivate var said: String {
        switch self {
        case .success(let price): price.price.description
        case .failure(let missing): missing.reason.rawValue
        }
    }
    fileprivate var chain: [String] { (try? get().links.map { "\($0.source) \($0.base)/\($0.quote)" }) ?? [] }
}

@Suite("Prices are found in a fixed order")
struct ResolverTests {
    private let thursday = "2025-04-17"

    @Test("the record's own exchange comes first, then Binance, Coinbase, Kraken")
    func order() async throws {
        let closes = [
            "kraken-prices BTC/EUR 2025-04-17": "1", "binance-prices BTC/EUR 2025-04-17": "2",
            "coinbase-prices BTC/EUR 2025-04-17": "3",
        ]
        for (venue, expected) in [("kraken", "1"), ("binance", "2"), ("coinbase", "3"), ("bitstamp", "2")] {
            let table = Table(closes)
            #expect(try await table.resolve("BTC", [thursday], venue: venue)[thursday]?.said == expected)
            #expect(table.asked.withLock { $0.count } == 1, "nobody else is asked")
        }
        let rest = Table(closes.filter { !$0.key.hasPrefix("kraken") })
        #expect(try await rest.resolve("BTC", [thursday])[thursday]?.said == "2")
    }

    @Test("without a euro market: dollars at the day's rate, then stablecoins by their own market, then bitcoin")
    func chains() async throws {
        let dollars = Table([
            "coinbase-prices XTZ/USD 2025-04-17": "0.568", "ecb EUR/USD 2025-04-17": "1.136",
            "binance-prices XTZ/USDT 2025-04-17": "9",
        ])
        let first = try await dollars.resolve("XTZ", [thursday])[thursday]
        #expect(first?.said == "0.5" && first?.chain == ["coinbase-prices XTZ/USD", "ecb EUR/USD"])

        let stable = Table([
            "binance-prices ADA/USDT 2025-04-17": "0.62", "kraken-prices USDT/EUR 2025-04-17": "0.88",
            "ecb EUR/USD 2025-04-17": "1.136", "binance-prices ADA/BTC 2025-04-17": "9",
        ])
        let second = try await stable.resolve("ADA", [thursday])[thursday]
        #expect(second?.said == "0.5456" && second?.chain == ["binance-prices ADA/USDT", "kraken-prices USDT/EUR"])

        // A stablecoin without a euro market goes by its dollar market, never as a dollar.
        let through = Table([
            "binance-prices ADA/USDT 2025-04-17": "0.5", "coinbase-prices USDT/USD 2025-04-17": "0.999",
            "ecb EUR/USD 2025-04-17": "1.25",
        ])
        let third = try await through.resolve("ADA", [thursday])[thursday]
        #expect(third?.said == "0.3996")
        #expect(third?.chain == ["binance-prices ADA/USDT", "coinbase-prices USDT/USD", "ecb EUR/USD"])

        let bitcoin = Table([
            "binance-prices REP/BTC 2025-04-17": "0.0002", "kraken-prices BTC/EUR 2025-04-17": "74000",
        ])
        let fourth = try await bitcoin.resolve("REP", [thursday])[thursday]
        #expect(fourth?.said == "14.8" && fourth?.chain == ["binance-prices REP/BTC", "kraken-prices BTC/EUR"])
    }

    @Test("each day takes its own way, and a final answer opens the next")
    func dayByDay() async throws {
        let table = Table(
            ["kraken-prices BTC/EUR 2025-04-17": "74000", "binance-prices BTC/EUR 2020-04-17": "6500"],
            reasons: ["kraken-prices BTC/EUR 2020-04-17": .beyondLimits])
        let found = try await table.resolve("BTC", [thursday, "2020-04-17", "2009-04-17"])
        #expect(
            found.mapValues(\.said) == [thursday: "74000", "2020-04-17": "6500", "2009-04-17": "no-close-that-day"])
    }

    @Test(
        "A9 T3 what may still come is waited for, and no other source steps in",
        arguments: [
            Value.Reason.notYetServed, .sourceUnavailable, .budgetReached,
        ])
    func waiting(_ reason: Value.Reason) async throws {
        let table = Table(
            ["binance-prices BTC/EUR 2025-04-17": "2"], reasons: ["kraken-prices BTC/EUR 2025-04-17": reason])
        #expect(try await table.resolve("BTC", [thursday])[thursday]?.said == reason.rawValue)
        #expect(table.asked.withLock { $0 } == ["kraken-prices BTC/EUR"])
        // The same where the way on from a quote is what is waited for.
        let bridge = Table(
            ["coinbase-prices XTZ/USD 2025-04-17": "0.5", "binance-prices XTZ/BTC 2025-04-17": "9"],
            reasons: ["ecb EUR/USD": reason])
        #expect(try await bridge.resolve("XTZ", [thursday])[thursday]?.said == reason.rawValue)
    }

    @Test("a running day is not asked for")
    func today() async throws {
        let table = Table(["kraken-prices BTC/EUR 2026-11-24": "1"])
        #expect(try await table.resolve("BTC", ["2026-11-24"])["2026-11-24"]?.said == "price-not-yet-published")
        #expect(table.asked.withLock { $0.isEmpty })
    }

    @Test("an asset nobody lists has no market; each way was tried once")
    func unlisted() async throws {
        let table = Table([:])
        #expect(try await table.resolve("KFEE", [thursday])[thursday]?.said == "no-market")
        let asked = table.asked.withLock { $0 }
        #expect(asked.count == Set(asked).count && asked.count == 15)
    }
}

@Suite("Exchange rates are those of the business day")
struct RateTests {
    private func table() -> Table {
        // Around Easter 2025, as the bank published them.
        Table([
            "ecb EUR/USD 2025-04-16": "1.1355", "ecb EUR/USD 2025-04-17": "1.136", "ecb EUR/USD 2025-04-22": "1.1476",
            "ecb EUR/GBP 2025-04-17": "0.85873", "ecb EUR/CHF 2025-04-17": "0.9291",
        ])
    }

    @Test(
        "A11 T3 weekends and holidays take the rate of the working day before",
        arguments: [
            ("2025-04-16", "2025-04-16"), ("2025-04-17", "2025-04-17"), ("2025-04-18", "2025-04-17"),
            ("2025-04-19", "2025-04-17"), ("2025-04-20", "2025-04-17"), ("2025-04-21", "2025-04-17"),
            ("2025-04-22", "2025-04-22"),
        ])
    func businessDays(_ wanted: String, _ published: String) async throws {
        let found = try await table().resolve("USD", [wanted])[wanted]
        let link = try #require(try found?.get().links.first)
        #expect(link.day.description == published && link.divides)
        let price = try amount("1").divided(by: link.close, scale: Valuer.scale, Valuer.rounding)
        #expect(found?.said == price.description)
    }

    @Test("only working days are asked for")
    func asked() async throws {
        let table = table()
        _ = try await table.resolve("USD", ["2025-04-18", "2025-04-19", "2025-04-20", "2025-04-21"])
        #expect(table.asked.withLock { $0.count } == 1)
    }

    @Test("any currency can be the report's: through the euro, both rates named")
    func otherCurrencies() async throws {
        let found = try await table().resolve("GBP", ["2025-04-17"], currency: "USD")["2025-04-17"]
        #expect(try found?.get().price == amount("1.136").divided(by: amount("0.85873"), scale: 18, .halfEven))
        #expect(try found?.get().links.map(\.quote) == ["GBP", "USD"])
        let euro = try await table().resolve("EUR", ["2025-04-17"], currency: "CHF")["2025-04-17"]
        #expect(euro?.said == "0.9291")
        let coin = Table([
            "kraken-prices BTC/EUR 2025-04-17": "74000", "ecb EUR/CHF 2025-04-17": "0.9291",
            "binance-prices BTC/USDT 2025-04-17": "1",
        ])
        let bitcoin = try await coin.resolve("BTC", ["2025-04-17"], currency: "CHF")["2025-04-17"]
        #expect(bitcoin?.said == "68753.4" && bitcoin?.chain == ["kraken-prices BTC/EUR", "ecb EUR/CHF"])
    }

    @Test("a rate that is late is waited for; a currency that ended has none, or its last one for ever")
    func ends() async throws {
        let late = Table([:], reasons: ["ecb EUR/USD 2025-04-17": .notYetServed])
        #expect(try await late.resolve("USD", ["2025-04-19"])["2025-04-19"]?.said == "price-not-yet-served")
        let ruble = Table(["ecb EUR/RUB 2022-03-01": "117.2"])
        let found = try await ruble.resolve("RUB", ["2022-03-02", "2022-03-08", "2022-03-20"])
        #expect(try found["2022-03-08"]?.get().links[0].day.description == "2022-03-01")
        #expect(found["2022-03-20"]?.said == "no-exchange-rate")
        let kuna = try await Table([:]).resolve("HRK", ["2023-05-05", "2025-12-24"])
        #expect(try kuna["2023-05-05"]?.get().links.map(\.text) == ["fixed EUR/HRK 7.5345 of 2023-01-01"])
        #expect(try await Table([:]).resolve("ARS", ["2025-04-17"])["2025-04-17"]?.said == "no-exchange-rate")
    }

    @Test("the working days are those of the bank's own file")
    func calendar() throws {
        // The longest gaps of the file, and the days that are missing in it.
        for (first, last) in [("2023-12-22", "2023-12-27"), ("2024-03-28", "2024-04-02"), ("2025-04-17", "2025-04-22")]
        {
            let (first, last) = (try day(first), try day(last))
            #expect(TargetCalendar.isWorkingDay(first) && TargetCalendar.isWorkingDay(last))
            for between in first.advanced(by: 1)..<last { #expect(!TargetCalendar.isWorkingDay(between), "\(between)") }
        }
        #expect(try TargetCalendar.isWorkingDay(day("2025-05-02")) && !TargetCalendar.isWorkingDay(day("2025-05-01")))
        #expect(TargetCalendar.easterSunday(2026) == UTCDay(year: 2026, month: 4, day: 5))
        #expect(TargetCalendar.easterSunday(2000) == UTCDay(year: 2000, month: 4, day: 23))
        #expect(try TargetCalendar.workingDay(onOrBefore: day("2025-04-21")) == day("2025-04-17"))
        #expect(!TargetCalendar.isWorkingDay(UTCDay(year: 1970, month: 1, day: 3)))
    }
}

@Suite("Settings are lines, and say what is wrong with them")
struct SettingsTests {
    @Test func standard() throws {
        #expect(try ValuationSettings(parsing: "") == ValuationSettings())
        #expect(ValuationSettings().currency == "EUR")
    }
    @Test func chosen() throws {
        let settings = try ValuationSettings(
            parsing: "# mine\r\n currency = CHF\nsources= kraken-prices ,binance-prices\nrates = ecb\n")
        #expect(settings.currency == "CHF")
        #expect(settings.sources.exchanges == ["kraken-prices", "binance-prices"])
    }
    @Test(arguments: [
        "currency", "currency = USDT", "currency = eur", "colour = red", "sources = ", "sources = a, a",
        "sources = A/B",
        "currency = EUR\ncurrency = USD", "rates = ",
    ])
    func refused(_ text: String) {
        #expect(throws: ValuationSettings.Malformed.self) { try ValuationSettings(parsing: text) }
    }
}
