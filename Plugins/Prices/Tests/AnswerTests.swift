import AdapterKit
import HistoryModel
import Testing

@Suite("What a source answers is taken with care")
struct AnswerTests {
    @Test(
        "a running candle is never taken",
        arguments: [
            (
                "kraken-prices",
                #"{"error":[],"result":{"XXBTZEUR":[[1763856000,"1","1","1","10","1","1",1],[1763942400,"1","1","1","11","1","1",1]],"last":1763856000}}"#
            ),
            ("coinbase-prices", "[[1763942400,1,1,1,11,1],[1763856000,1,1,1,10,1]]"),
            (
                "binance-prices",
                #"[[1763856000000,"1","1","1","10","1",1763942399999,"1",1,"1","1","0"],[1763942400000,"1","1","1","11","1",1764028799999,"1",1,"1","1","0"]]"#
            ),
        ])
    func running(_ id: String, _ body: String) throws {
        let source = try Source(id)
        // 2025-11-23 is over, 2025-11-24 is not; even a window that reaches too far takes nothing of it.
        let ask = try source.ask("BTC/EUR", from: "2025-11-01", until: "2025-12-01", now: "2025-11-24T12:00:00Z")
        let page = source.parse(ask, body.utf8)
        #expect(page.prices.map(\.day.date) == ["2025-11-23"] && page.prices.map(\.close) == ["10"])
        let early = try source.ask("BTC/EUR", from: "2025-11-24", until: "2025-12-01", now: "2025-11-24T12:00:00Z")
        #expect(source.parse(early, body.utf8).prices.isEmpty, "what lies before the window is left out")
    }

    @Test func coinbaseNumbersKeepTheirDigits() throws {
        let source = try Source("coinbase-prices")
        let ask = try source.ask("BTC/EUR", from: "2025-11-01", until: "2025-11-24")
        let page = source.parse(ask, "[[1763856000,1,2,3,0.10000000000000000001,5]]".utf8)
        #expect(page.prices.map(\.close) == ["0.10000000000000000001"])
    }

    @Test(
        "an unknown market is not offered",
        arguments: [
            ("kraken-prices", 200, #"{"error":["EQuery:Unknown asset pair"]}"#),
            ("coinbase-prices", 404, #"{"message":"NotFound"}"#),
            ("binance-prices", 400, #"{"code":-1121,"msg":"Invalid symbol."}"#),
        ])
    func unknownMarket(_ id: String, _ status: Int, _ body: String) throws {
        let source = try Source(id)
        let ask = try source.ask("NOPE/EUR", from: "2025-11-01", until: "2025-11-24")
        #expect(source.error(ask, body, status: status)?.kind == .notOffered)
    }

    @Test(
        "a limit is told as one",
        arguments: [
            ("kraken-prices", 200, #"{"error":["EGeneral:Too many requests"]}"#),
            ("kraken-prices", 200, #"{"error":["EAPI:Rate limit exceeded"]}"#),
            ("coinbase-prices", 429, #"{"message":"slow"}"#),
            ("binance-prices", 429, "{}"), ("binance-prices", 418, "{}"), ("ecb", 429, ""),
        ])
    func limits(_ id: String, _ status: Int, _ body: String) throws {
        let source = try Source(id)
        let ask = try source.ask(id == "ecb" ? "EUR/USD" : "BTC/EUR", from: "2025-11-01", until: "2025-11-24")
        let error = source.error(ask, body, status: status, headers: [TextPair("retry-after", "17")])
        #expect(error?.kind == .rateLimited)
        if status != 200 { #expect(error?.retry == .after(.seconds(17))) }
    }

    @Test func aCountryThatIsNotServedIsNotAskedAgain() throws {
        let source = try Source("binance-prices")
        let error = source.error(try source.ask("BTC/EUR", from: "2025-11-01", until: "2025-11-02"), "{}", status: 451)
        #expect(error?.kind == .permission && error?.retry == .never)
    }

    @Test("no rates in a period are no failure", arguments: [(404, "No results found."), (200, "")])
    func noRates(_ status: Int, _ body: String) throws {
        let source = try Source("ecb")
        let page = source.parse(
            try source.ask("EUR/RUB", from: "2025-11-01", until: "2025-11-02"), body.utf8, status: status)
        guard case .end = page.ending else {
            Issue.record("\(page.ending)")
            return
        }
        #expect(page.prices.isEmpty)
    }

    @Test("a rate that is empty or NaN is none; columns go by name")
    func holes() throws {
        let source = try Source("ecb")
        let csv = """
            TIME_PERIOD,OBS_STATUS,CURRENCY,OBS_VALUE\r
            2025-11-03,A,USD,1.1514\r
            2025-11-04,H,USD,\r
            2025-11-05,H,USD,NaN\r
            2025-11-06,A,"USD",1.1533\r

            """
        let page = source.parse(try source.ask("EUR/USD", from: "2025-11-01", until: "2025-11-20"), csv.utf8)
        #expect(page.prices.map(\.day.date) == ["2025-11-03", "2025-11-06"])
        #expect(page.prices.map(\.close) == ["1.1514", "1.1533"])
    }

    @Test(
        "what is no answer of theirs is malformed",
        arguments: [
            ("kraken-prices", "<html>"), ("coinbase-prices", #"{"message":"x"}"#), ("binance-prices", "[[1]]"),
            ("ecb", "A,B\n1,2\n"), ("ecb", "TIME_PERIOD,CURRENCY,OBS_VALUE\n2025-11-03,USD\n"),
            ("kraken-prices", #"{"error":[],"result":{"X":[[1763859600,"1","1","1","10","1","1",1]]}}"#),
            ("coinbase-prices", "[[1763856000,1,2,3,0,5]]"),
        ])
    func malformed(_ id: String, _ body: String) throws {
        let source = try Source(id)
        let ask = try source.ask(id == "ecb" ? "EUR/USD" : "BTC/EUR", from: "2025-11-01", until: "2025-11-24")
        #expect(source.error(ask, body)?.kind == .malformed)
    }
}
