import ExchangeSimulator
import HistoryModel
import Testing

@Suite("The synthetic account")
struct AccountTests {
    @Test("is the same for the same seed and another for another")
    func deterministic() throws {
        let first = try Asker(seed: 3).truth().text()
        #expect(try Asker(seed: 3).truth().text() == first)
        #expect(try Asker(seed: 4).truth().text() != first)
    }

    @Test("adds up row by row to its balances, and never overdraws", arguments: [1, 2, 7] as [UInt64])
    func balances(seed: UInt64) throws {
        let asker = try Asker(size: 5000, seed: seed)
        var sums: [String: Amount] = [:]
        for (_, row) in try asker.allLedgerRows().reversed() {
            let asset = row.text("asset")
            let sum = try (sums[asset] ?? .zero).adding(Amount(row.text("amount"))!).subtracting(
                Amount(row.text("fee"))!)
            sums[asset] = sum
            #expect(sum == Amount(row.text("balance")))
            #expect(!sum.isNegative)
        }
        let reported = try #require(try asker.ask("Balance")["result"]).members
        #expect(reported.count == sums.count)
        for (asset, balance) in reported { #expect(Amount(balance.plainText!) == sums[asset], "\(asset)") }
        let extended = try #require(try asker.ask("BalanceEx")["result"]).members
        #expect(extended.map { $0.1.text("balance") } == reported.map { $0.1.plainText })
    }

    @Test("has every kind of row, empty months, ties and shared orders")
    func variety() throws {
        let asker = try Asker(size: 3000)
        let rows = try asker.allLedgerRows().map { $0.1 }
        let kinds = Set(rows.map { $0.text("type") + "/" + $0.text("subtype") })
        let wanted = [
            "trade/", "trade/tradespot", "spend/", "receive/", "deposit/", "withdrawal/", "transfer/",
            "transfer/airdrop",
            "transfer/spottostaking", "transfer/stakingfromspot", "transfer/stakingtospot", "transfer/spotfromstaking",
            "staking/", "earn/reward", "earn/allocation", "earn/autoallocation", "earn/deallocation", "adjustment/",
            "credit/", "syntheticnovelty/",
        ]
        #expect(kinds == Set(wanted))
        #expect(rows.contains { $0.text("asset") == "KFEE" && Amount($0.text("amount"))!.isZero })
        let seconds = rows.map { Int64($0.text("time").prefix(10))! }
        let longest = zip(seconds, seconds.dropFirst()).map { $0 - $1 }.max()!
        #expect(longest > 100 * 86_400)
        let trades = try #require(try asker.truth()["trades"]).elements
        #expect(Set(trades.map { $0.text("ordertxid") }).count < trades.count)
        #expect(trades.contains { $0.text("pair") == "XREPZEUR" })
        let decimals = Set(rows.map { $0.text("time").drop { $0 != "." }.dropFirst().count })
        #expect(decimals.isSuperset(of: [0, 3, 4, 7]))
    }

    @Test("can have counts that are exact multiples of the page size", arguments: [1, 2, 3] as [UInt64])
    func fullPages(seed: UInt64) throws {
        let asker = try Asker(size: 1201, seed: seed) { $0.fullPages = true }
        #expect(try asker.count() == 1250)
        #expect(try asker.count(method: "TradesHistory") % 50 == 0)
    }

    @Test("can have equal times on both sides of every page edge")
    func ties() throws {
        let asker = try Asker(size: 1000) { $0.tiesAtPageEdges = true }
        let rows = try asker.allLedgerRows().map { $0.1.text("time") }
        for edge in stride(from: 50, to: rows.count, by: 50) { #expect(rows[edge - 1] == rows[edge]) }
        let trades = try #require(try asker.truth()["trades"]).elements.map { $0.text("time") }
        for edge in stride(from: trades.count - 50, to: 0, by: -50) { #expect(trades[edge - 1] == trades[edge]) }
    }

    @Test("lives on after the start when told to")
    func future() throws {
        let asker = try Asker(size: 2000) { $0.futureDays = 60 }
        let before = try asker.count()
        #expect(before == 2000)
        asker.simulator.clock.advance(by: .days(61))
        #expect(try asker.count() > before + 20)
    }

    @Test("ids lead back to their number, for every kind")
    func scramble() {
        for value in [0, 1, 2, UInt64.max, 0xDEAD_BEEF, 1 << 63] {
            #expect(Scramble.backward(Scramble.forward(value)) == value)
        }
    }

    @Test("the public tables name every asset and every pair that is not delisted")
    func publicTables() throws {
        let asker = try Asker()
        func table(_ name: String) throws -> JSONValue {
            let request = WireRequest(method: "GET", path: "/0/public/\(name)", headers: ["user-agent": "synthetic"])
            return try #require(try JSONReading.parse(asker.simulator.handle(request).answer.wholeBody)["result"])
        }
        #expect(try table("Assets")["XXBT"]?.text("altname") == "XBT")
        #expect(try table("AssetPairs")["XXBTZEUR"]?.text("wsname") == "XBT/EUR")
        #expect(try table("AssetPairs")["XREPZEUR"] == nil)
        #expect(try table("Time").text("unixtime") == "1780315200")
    }
}
