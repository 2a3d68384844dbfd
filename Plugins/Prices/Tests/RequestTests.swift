import AdapterKit
import AdapterTesting
import HistoryModel
import PricesAdapter
import Testing

/// One source behind its C table.
struct Source {
    let probe: AdapterProbe
    init(_ id: String) throws { probe = try AdapterProbe(try #require(Prices.adapters.first { $0.id == id })) }

    func ask(
        _ market: String, from: String, until: String, now: String = "2026-11-24T12:00:00Z"
    ) throws -> Ask {
        let halves = market.split(separator: "/").map(String.init)
        return probe.ask(
            probe.manifest.streams[0].name, from: try #require(Instant(iso8601: from)),
            until: try #require(Instant(iso8601: until)), now: try #require(Instant(iso8601: now)),
            unit: HistoryUnit(kind: .market, key: market, base: halves[0], quote: halves[1]))
    }
    func arguments(_ market: String, from: String, until: String) throws -> [String: String] {
        let request = try probe.request(try ask(market, from: from, until: until))
        return Dictionary(uniqueKeysWithValues: request.arguments.map { ($0.name, $0.value) })
    }
    func parse(_ ask: Ask, _ body: some Sequence<UInt8>, status: Int = 200, headers: [TextPair] = []) -> ParsedPage {
        probe.parse(
            ask, probe.answer(probe.manifest.endpoints[0].name, status: status, headers: headers, body: body))
    }
    func error(_ ask: Ask, _ body: String, status: Int = 200, headers: [TextPair] = []) -> ExchangeError? {
        if case .fail(let error) = parse(ask, body.utf8, status: status, headers: headers).ending { error } else { nil }
    }
    static func fixture(_ name: String) throws -> [UInt8] {
        try Fixture.bytes(name)
    }
}

@Suite("Each source is asked in its own words")
struct RequestTests {
    @Test func krakenOneCandleEarlyAndUnderItsOwnNames() throws {
        let source = try Source("kraken-prices")
        let arguments = try source.arguments("BTC/EUR", from: "2026-01-02", until: "2026-01-05")
        #expect(arguments == ["pair": "XBTEUR", "since": "1767225600"])
        #expect(try source.arguments("DOGE/BTC", from: "2026-01-02", until: "2026-01-05")["pair"] == "XDGXBT")
    }

    @Test func coinbaseWithBothEndsInclusive() throws {
        let arguments = try Source("coinbase-prices").arguments("BTC/EUR", from: "2024-01-01", until: "2024-10-27")
        #expect(
            arguments == ["product": "BTC-EUR", "start": "2024-01-01T00:00:00Z", "end": "2024-10-26T00:00:00Z"])
    }

    @Test func binanceInMilliseconds() throws {
        let arguments = try Source("binance-prices").arguments("ETH/USDT", from: "2024-01-01", until: "2024-01-03")
        #expect(arguments == ["symbol": "ETHUSDT", "startTime": "1704067200000", "endTime": "1704239999999"])
    }

    @Test func theCentralBankByDays() throws {
        let source = try Source("ecb")
        let arguments = try source.arguments("EUR/USD", from: "2025-04-14", until: "2025-04-26")
        #expect(arguments == ["currency": "USD", "startPeriod": "2025-04-14", "endPeriod": "2025-04-25"])
        #expect(throws: ExchangeError.self) { try source.arguments("BTC/EUR", from: "2025-04-14", until: "2025-04-15") }
    }

    @Test(arguments: ["ecb", "kraken-prices", "coinbase-prices", "binance-prices"])
    func aNameNoMarketHasIsNotOffered(_ id: String) throws {
        let source = try Source(id)
        #expect {
            try source.arguments("../X/EUR?a=b", from: "2025-04-14", until: "2025-04-15")
        } throws: { ($0 as? ExchangeError)?.kind == .notOffered }
    }
}
