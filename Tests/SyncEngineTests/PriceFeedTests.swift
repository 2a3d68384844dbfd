import HistoryModel
import HistoryStore
import Synchronization
import Testing

@testable import SyncEngine

/// A source of prices in memory: what it serves, and what it was asked.
private final class Source: Sendable {
    struct Asked: Sendable, Equatable {
        var market: String
        var from: String
        var until: String
    }
    let asked = Mutex<[Asked]>([])
    let closes = Mutex<[String: String]>([:])
    let failure = Mutex<ExchangeError?>(nil)
    let now = Mutex(Instant(year: 2026, month: 6, day: 1, hour: 12))
    /// Hands over days that nobody asked for.
    let extra = Mutex<[String]>([])
    let maxSpan: Span?
    let bounds: [HistoryBound]

    init(maxSpan: Span? = .days(300), bounds: [HistoryBound] = [HistoryBound(.unlimited)]) {
        self.maxSpan = maxSpan
        self.bounds = bounds
    }

    func world() -> ConnectionWorld {
        var manifest = AdapterManifest()
        manifest.id = "table"
        manifest.launched = Instant(year: 2010, month: 1, day: 1)
        manifest.sites = [Site(name: "main", label: "", hosts: ["api.example.com"])]
        manifest.endpoints = [EndpointRow(name: "prices", method: .get, path: "/prices")]
        var stream = StreamDeclaration(name: "prices", label: "Prices", role: .price, walk: .byTime, bounds: bounds)
        stream.maxSpan = maxSpan
        stream.settle = .days(1)
        manifest.streams = [stream]
        return ConnectionWorld(
            manifest: manifest,
            request: { ask in
                self.asked.withLock {
                    $0.append(Asked(market: ask.unit?.key ?? "", from: ask.from.date, until: ask.until.date))
                }
                return AdapterRequest(endpoint: 0, arguments: [])
            },
            send: { _ in
                if let failure = self.failure.withLock({ $0 }) { throw failure }
                return ExchangeAnswer(endpoint: 0, status: 200, received: self.now.withLock { $0 })
            },
            parse: { ask, _ in
                var page = ParsedPage(ending: .end(bookmark: []))
                var day = ask.from
                let market = ask.unit?.key ?? ""
                while day < ask.until {
                    if let close = self.closes.withLock({ $0["\(market) \(day.date)"] }) {
                        page.prices.append(ReportedPrice(day: day, market: market, close: close))
                    }
                    day = day + .days(1)
                }
                for text in self.extra.withLock({ $0 }) {
                    page.prices.append(ReportedPrice(day: Instant(iso8601: text)!, market: market, close: "1"))
                }
                return ParsedStep(page: page)
            },
            now: { self.now.withLock { $0 } }, sleep: { _ in })
    }

    func feed(_ store: HistoryStore, budget: Int = 100, refreshes: Bool = false) -> PriceFeed {
        PriceFeed(store: store, isSimulated: false, budget: budget, refreshes: refreshes) { id in
            id == "table" ? self.world() : nil
        }
    }
}

@Suite("Prices are read by the day, only what is wanted and missing")
struct PriceFeedTests {
    private let store: HistoryStore
    init() throws { store = try HistoryStore.inMemory() }

    private func day(_ text: String) -> Int {
        Int((Instant(iso8601: text)! - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
    }
    private func read(_ feed: PriceFeed, _ days: [String], market: (String, String) = ("BTC", "EUR")) async throws
        -> [String: String]
    {
        let reading = try await feed.closes(
            source: "table", base: market.0, quote: market.1, days: Set(days.map(day)))
        var said: [String: String] = [:]
        for text in days {
            said[text] = reading.closes[day(text)]?.close ?? reading.missing[day(text)].map { "\($0)" }
        }
        return said
    }

    @Test("days that are there are not asked for again; windows are as few as the source allows")
    func windows() async throws {
        let source = Source()
        for text in ["2024-01-10", "2024-02-20", "2025-06-01", "2026-05-30"] {
            source.closes.withLock { $0["BTC/EUR \(text)"] = "50" }
        }
        let feed = source.feed(store)
        let found = try await read(feed, ["2024-01-10", "2024-02-20", "2025-06-01", "2026-05-30"])
        #expect(found.values.allSatisfy { $0 == "50" })
        #expect(
            source.asked.withLock { $0.map { "\($0.from) \($0.until)" } } == [
                "2024-01-10 2024-02-21", "2025-06-01 2025-06-02", "2026-05-30 2026-05-31",
            ])
        let second = source.feed(store)
        #expect(try await read(second, ["2024-01-10", "2026-05-30"]).values.allSatisfy { $0 == "50" })
        #expect(await second.requests == 0)
    }

    @Test("a running day is never asked for, and never taken when it is offered")
    func running() async throws {
        let source = Source()
        source.closes.withLock { $0["BTC/EUR 2026-06-01"] = "99" }
        #expect(try await read(source.feed(store), ["2026-06-01"]) == ["2026-06-01": "notYetServed"])
        #expect(source.asked.withLock { $0.isEmpty })
        source.extra.withLock { $0 = ["2026-06-01"] }
        let feed = source.feed(store)
        #expect(try await read(feed, ["2026-05-31"]) == ["2026-05-31": "unavailable"])
        #expect(await feed.troubles.count == 1)
        #expect(try store.prices(of: PriceMarket(source: "table", market: "BTC/EUR")).closes.isEmpty)
    }

    @Test("a missing close is asked for again until its settle span is over, then it is final")
    func settling() async throws {
        let source = Source()
        #expect(try await read(source.feed(store), ["2026-05-31"]) == ["2026-05-31": "notYetServed"])
        #expect(try await read(source.feed(store), ["2026-05-31"]) == ["2026-05-31": "notYetServed"])
        #expect(source.asked.withLock { $0.count } == 2)
        source.now.withLock { $0 = Instant(year: 2026, month: 6, day: 2) }
        #expect(try await read(source.feed(store), ["2026-05-31"]) == ["2026-05-31": "noClose"])
        #expect(try await read(source.feed(store), ["2026-05-31"]) == ["2026-05-31": "noClose"])
        #expect(source.asked.withLock { $0.count } == 3)
    }

    @Test("declared limits keep days from being asked for")
    func limits() async throws {
        let source = Source(bounds: [HistoryBound(.rolling(.days(719)), basis: .utcDay)])
        let found = try await read(source.feed(store), ["2024-06-10", "2024-06-11", "2024-06-12"])
        #expect(found["2024-06-10"] == "beyondLimits" && found["2024-06-11"] == "beyondLimits")
        #expect(found["2024-06-12"] == "noClose")
        #expect(source.asked.withLock { $0.map(\.from) } == ["2024-06-12"])
    }

    @Test("a market that is not offered is not asked for again for a month")
    func notOffered() async throws {
        let source = Source()
        source.failure.withLock { $0 = ExchangeError(.notOffered, message: "No such market.") }
        #expect(try await read(source.feed(store), ["2026-05-01"]) == ["2026-05-01": "notOffered"])
        #expect(try await read(source.feed(store), ["2026-05-02"]) == ["2026-05-02": "notOffered"])
        #expect(source.asked.withLock { $0.count } == 1)
        source.now.withLock { $0 = Instant(year: 2026, month: 7, day: 2) }
        source.failure.withLock { $0 = nil }
        source.closes.withLock { $0["BTC/EUR 2026-05-02"] = "5" }
        #expect(try await read(source.feed(store), ["2026-05-02"]) == ["2026-05-02": "5"])
    }

    @Test(
        "a source that is down is left alone for the run; one that refuses us is passed over",
        arguments: [
            (ExchangeError.Kind.network, "unavailable"), (.exchangeUnavailable, "unavailable"),
            (.permission, "notOffered"),
        ])
    func down(_ kind: ExchangeError.Kind, _ expected: String) async throws {
        let source = Source()
        source.failure.withLock { $0 = ExchangeError(kind, message: "No.") }
        let feed = source.feed(store)
        #expect(try await read(feed, ["2026-05-01"]) == ["2026-05-01": expected])
        let asked = source.asked.withLock { $0.count }
        #expect(try await read(feed, ["2026-05-01"], market: ("ETH", "EUR")) == ["2026-05-01": expected])
        #expect(source.asked.withLock { $0.count } == asked)
        #expect(await feed.troubles == ["table: No."])
        #expect(try store.prices(of: PriceMarket(source: "table", market: "BTC/EUR")).refusal == nil)
    }

    @Test("no run asks a source more often than its budget")
    func budget() async throws {
        let source = Source(maxSpan: .days(1))
        let feed = source.feed(store, budget: 2)
        let found = try await read(feed, ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"])
        #expect(found.values.filter { $0 == "budgetReached" }.count == 2)
        #expect(await feed.requests == 2)
        #expect(try await read(source.feed(store), ["2026-05-03", "2026-05-04"]).values.allSatisfy { $0 == "noClose" })
    }

    @Test("a close that changed is noted beside the stored one, and taken when it is accepted")
    func changed() async throws {
        let source = Source()
        source.closes.withLock { $0["BTC/EUR 2026-05-01"] = "50" }
        _ = try await read(source.feed(store), ["2026-05-01"])
        source.closes.withLock { $0["BTC/EUR 2026-05-01"] = "51" }
        #expect(try await read(source.feed(store, refreshes: true), ["2026-05-01"]) == ["2026-05-01": "50"])
        let change = try #require(try store.changedCloses().first)
        #expect(change.kept == "50" && change.offered == "51")
        try store.acceptChangedCloses()
        #expect(try store.changedCloses().isEmpty)
        #expect(try await read(source.feed(store), ["2026-05-01"]) == ["2026-05-01": "51"])
    }

    @Test("a source that is not installed has no market")
    func absent() async throws {
        let feed = Source().feed(store)
        let reading = try await feed.closes(source: "nowhere", base: "BTC", quote: "EUR", days: [day("2026-05-01")])
        #expect(reading.missing == [day("2026-05-01"): .notOffered])
    }

    @Test(arguments: [
        ([1, 2, 3], 300, [1..<4]), ([1, 300, 301], 300, [1..<301, 301..<302]), ([], 5, []), ([7], 1, [7..<8]),
        ([1, 2, 3], 1, [1..<2, 2..<3, 3..<4]),
    ])
    func cut(_ days: [Int], _ widest: Int, _ expected: [Range<Int>]) {
        #expect(PriceWindows.covering(days, widest: widest) == expected)
    }
}
