import ExchangeSimulator
import HistoryModel
import Testing

extension ExchangeCase {
    static let binance: ExchangeCase = {
        var binance = ExchangeCase(
            id: "binance",
            // Early, so that a walk since the opening has few empty windows.
            now: "2021-09-01T12:00:00Z",
            // Trades of a market that is listed no more; the name of the market itself is gone.
            unread: ["delisted"], moving: "deposits", writingRight: "enableWithdrawals")
        // Half a year, a year and a half, ninety days; since December and June 2020.
        binance.limited = ["p2p", "transfers", "pay", "margin-interest", "margin-flow", "dust", "rebates"]
        return binance
    }()
}

@Suite("Binance", .realPrograms, .timeLimit(.minutes(40)))
struct BinanceEndToEndTests {
    @Test("asks every listed market, those of known assets first, and never more than its budget allows")
    func manyMarkets() async throws {
        try await Scene.play(ExchangeCase.binance.account(size: 300, options: ["--option", "markets=400"])) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: .binance)
            let log = try scene.exchange.log()
            let refused = log.entries.filter { !$0.errors.isEmpty }
            #expect(refused.isEmpty, "no limit was broken")
            let trades = log.entries.filter { $0.path == "/api/v3/myTrades" }
            #expect(trades.count == 400)
            // Every market that was used lies before all that never were.
            let used = trades.indices.filter { trades[$0].rows > 0 }
            #expect(used.count == 10 && (used.max() ?? 0) < 200, "\(used)")
        }
    }

    @Test("of dust only the newest hundred are served, and what is older is said to be out of reach")
    func dust() async throws {
        var account = ExchangeCase.binance.account(size: 200)
        account.now = "2026-06-01T12:00:00Z"
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let found = try await scene.host.account().expectTrue(to: truth, of: .binance)
            #expect(truth.visible("dust").count == 180 && (99...100).contains(found.read["dust"] ?? 0))
            #expect(found.unreadable["dust"]?.keys.contains("last_n") == true, "\(found.unreadable)")
        }
    }

    @Test("an account without margin is not asked for margin trades")
    func withoutMargin() async throws {
        try await Scene.play(ExchangeCase.binance.account(size: 200, options: ["--option", "margin=no"])) { scene in
            try await scene.host.connected()
            let result = try await scene.host.sync()
            #expect(result.code == 0, "\(result.said)")
            #expect(result.output.contains("not_offered"), "\(result.output)")
            let paths = Set(try scene.exchange.log().entries.map(\.path))
            #expect(!paths.contains("/sapi/v1/margin/myTrades") && !paths.contains("/sapi/v1/margin/allPairs"))
        }
    }

    @Test("a pause without a length is a pause all the same, and a ban is longer")
    func pauses() async throws {
        try await Scene.play(ExchangeCase.binance.account(size: 200)) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["rateLimitEvery": "40"])
            let result = try await scene.host.sync()
            #expect(result.code == 0, "\(result.said)")
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: .binance)
        }
    }
}
