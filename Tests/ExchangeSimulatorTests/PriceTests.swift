import ExchangeSimulator
import HistoryModel
import Testing

@Suite("Simulated sources of prices keep the real limits")
struct PriceTests {
    private let now = Instant(iso8601: "2026-06-01T12:00:00Z")!

    private func simulator(tier: String = "off", at now: Instant? = nil) throws -> Simulator {
        let start = now ?? self.now
        var settings = AccountSettings(start: start, credentials: SimulatedPrices.defaultCredentials)
        settings.tier = tier
        return try Simulator(
            exchange: SimulatedPrices.self, settings: settings,
            clock: SimulatorClock(start: start, monotonic: { 0 }))
    }
    private func get(_ path: String, _ query: String, from simulator: Simulator) -> (status: Int, body: String) {
        let answer = simulator.handle(WireRequest(method: "GET", path: path, query: query)).answer
        return (answer.status, String(decoding: answer.wholeBody, as: UTF8.self))
    }
    private func rows(_ body: String) throws -> [[String]] {
        guard case .array(let rows) = try JSONReading.parse(Array(body.utf8)) else { return [] }
        return rows.map { row in if case .array(let cells) = row { cells.compactMap(\.plainText) } else { [] } }
    }

    @Test func krakenServesTheNewest720AndTheRunningOneLast() throws {
        let all = get("/0/public/OHLC", "pair=XBTEUR&interval=1440&since=0", from: try simulator())
        let result = try #require(try JSONReading.parse(Array(all.body.utf8))["result"])
        guard case .array(let candles)? = result["XXBTXEUR"], case .array(let last)? = candles.last else {
            Issue.record("\(all.body.prefix(200))")
            return
        }
        #expect(candles.count == 720 && last.first?.plainText == "1780272000")
        #expect(result["last"]?.plainText == "1780185600", "the newest that is over")
        // Exclusive: the candle of that very second does not come again, the running one always does.
        let late = get("/0/public/OHLC", "pair=XBTEUR&interval=1440&since=1780185600", from: try simulator())
        #expect(late.body.contains("[1780272000,") && !late.body.contains("[1780185600,"))
        #expect(
            get("/0/public/OHLC", "pair=NOPE&interval=1440", from: try simulator()).body.contains(
                "EQuery:Unknown asset pair"))
    }

    @Test func coinbaseRefusesMoreThan300AndPutsTheLowFirst() throws {
        let path = "/products/BTC-EUR/candles"
        let most = get(
            path, "granularity=86400&start=2024-01-01T00:00:00Z&end=2024-10-26T00:00:00Z", from: try simulator())
        let candles = try rows(most.body)
        #expect(most.status == 200 && candles.count == 301, "300, and one that precedes the start")
        #expect(Int64(candles[0][0])! > Int64(candles[1][0])!, "newest first")
        #expect(Amount(candles[0][1])! < Amount(candles[0][2])!)
        #expect(
            get(path, "granularity=86400&start=2024-01-01T00:00:00Z&end=2024-10-27T00:00:00Z", from: try simulator())
                .status == 400)
        #expect(get("/products/NO-EUR/candles", "granularity=86400", from: try simulator()).status == 404)
    }

    @Test func binanceGivesAtMostAThousandByOpenTime() throws {
        let answer = get(
            "/api/v3/klines", "symbol=BTCEUR&interval=1d&startTime=1577836800000&endTime=1780315200000&limit=1000",
            from: try simulator())
        let candles = try rows(answer.body)
        #expect(candles.count == 1000 && candles[0][0] == "1577836800000" && candles[0].count == 12)
        #expect(candles[0][6] == "1577923199999")
        let bad = get("/api/v3/klines", "symbol=XX&interval=1d&startTime=0&endTime=1", from: try simulator())
        #expect(bad.status == 400 && bad.body.contains("-1121"))
    }

    @Test func theBankPublishesOnWorkingDaysInTheAfternoon() throws {
        let path = "/service/data/EXR/D.USD.EUR.SP00.A"
        let easter = get(path, "startPeriod=2025-04-16&endPeriod=2025-04-23", from: try simulator())
        let days = easter.body.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",")[6] }
        #expect(days == ["2025-04-16", "2025-04-17", "2025-04-22", "2025-04-23"])
        let today = "startPeriod=2026-06-01&endPeriod=2026-06-01"
        #expect(get(path, today, from: try simulator()).body.isEmpty, "not before 15:00 UTC")
        #expect(get(path, today, from: try simulator(at: now + .hours(4))).body.contains("2026-06-01"))
        #expect(get("/service/data/EXR/D.XXX.EUR.SP00.A", today, from: try simulator()).body.isEmpty)
    }

    @Test func eachHasItsOwnRateLimit() throws {
        let limited = try simulator(tier: "starter")
        let kraken = { get("/0/public/OHLC", "pair=XBTEUR&interval=1440", from: limited).body }
        #expect(!kraken().contains("Too many") && kraken().contains("EGeneral:Too many requests"))
        let coinbase = {
            get(
                "/products/BTC-EUR/candles", "granularity=86400&start=2026-05-01T00:00:00Z&end=2026-05-02T00:00:00Z",
                from: limited
            ).status
        }
        #expect((0..<15).allSatisfy { _ in coinbase() == 200 } && coinbase() == 429)
        let binance = { get("/api/v3/klines", "symbol=BTCEUR&interval=1d&startTime=0&endTime=1", from: limited).status }
        #expect((0..<3000).allSatisfy { _ in binance() == 200 } && binance() == 429)
    }

    @Test func nothingButReadsIsAnswered() throws {
        let simulator = try simulator()
        let answer = simulator.handle(WireRequest(method: "POST", path: "/api/v3/klines")).answer
        #expect(answer.status == 405 && simulator.log.entries.first?.violation != nil)
        #expect(get("/api/v3/account", "", from: simulator).status == 404)
    }

    @Test func closesAreTheSameOnEveryRunAndVenuesDiffer() {
        #expect(SyntheticPrices.close("BTC", "EUR", day: 20_000) == SyntheticPrices.close("BTC", "EUR", day: 20_000))
        #expect(SyntheticPrices.close("BTC", "EUR", day: 20_000) != SyntheticPrices.close("BTC", "EUR", day: 20_001))
        #expect(
            SyntheticPrices.close("BTC", "EUR", day: 20_000, venuePermille: 1001)
                != SyntheticPrices.close("BTC", "EUR", day: 20_000))
    }

    @Test func commandsWithholdAndAmend() throws {
        let simulator = try simulator()
        func change(_ text: String) throws { _ = try simulator.change(try JSONReading.parse(Array(text.utf8))) }
        let ask = {
            get(
                "/products/BTC-EUR/candles", "granularity=86400&start=2026-05-20T00:00:00Z&end=2026-05-20T00:00:00Z",
                from: simulator
            ).body
        }
        let before = try rows(ask())
        try change(#"{"action":"amend","venue":"coinbase","market":"BTC/EUR","day":"2026-05-20","close":"7"}"#)
        #expect(try rows(ask())[0][4] == "7")
        try change(#"{"action":"withhold","venue":"coinbase","market":"BTC/EUR","day":"2026-05-20"}"#)
        #expect(try rows(ask()).count == before.count - 1)
        try change(#"{"action":"serve","venue":"coinbase","market":"BTC/EUR","day":"2026-05-20"}"#)
        #expect(try rows(ask()) == before)
        try change(#"{"action":"silence","venue":"coinbase"}"#)
        #expect(simulator.handle(WireRequest(method: "GET", path: "/products/BTC-EUR/candles")).answer.status == 503)
        #expect(throws: Faults.Unknown.self) { try change(#"{"action":"dance"}"#) }
    }
}
