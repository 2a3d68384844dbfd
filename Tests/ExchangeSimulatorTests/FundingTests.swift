import ExchangeSimulator
import HistoryModel
import Testing

@Suite("Deposits and withdrawals")
struct FundingTests {
    @Test(
        "without cursor an array of 25, with one an object that leads through all", arguments: ["Deposit", "Withdraw"])
    func cursor(which: String) throws {
        let asker = try Asker(size: 3000)
        let name = which == "Deposit" ? "deposits" : "withdrawals"
        #expect(try #require(try asker.ask("\(which)Status")["result"]).elements.count == 25)
        #expect(try #require(try asker.ask("\(which)Status", "limit=7")["result"]).elements.count == 7)
        var ids: [String] = []
        var cursor = "true"
        while cursor != "" {
            let escaped = cursor.split(separator: "=", omittingEmptySubsequences: false).joined(separator: "%3D")
            let result = try #require(try asker.ask("\(which)Status", "cursor=\(escaped)&limit=10")["result"])
            let rows = try #require(result[name]).elements
            #expect(rows.count <= 10)
            ids += rows.map { $0.text("refid") }
            cursor = result.text("next_cursor")
        }
        let truth = try #require(try asker.truth()[name]).elements.map { $0.text("refid") }
        #expect(ids == truth.reversed())
    }

    @Test("time bounds and asset cut the list")
    func filters() throws {
        let asker = try Asker(size: 3000)
        let all = try #require(try asker.ask("DepositStatus", "limit=500")["result"]).elements
        let (newer, older) = (all[5].text("time"), all[20].text("time"))
        let cut = try #require(try asker.ask("DepositStatus", "start=\(older)&end=\(newer)&limit=500")["result"])
        #expect(
            cut.elements == all.filter { Int($0.text("time"))! > Int(older)! && Int($0.text("time"))! <= Int(newer)! })
        let euros = try #require(try asker.ask("DepositStatus", "asset=ZEUR&limit=500")["result"])
        #expect(euros.elements == all.filter { $0.text("asset") == "ZEUR" })
    }

    @Test("what is under way settles as the clock gets there, and only then is in the ledger")
    func settling() throws {
        let asker = try Asker()
        func newest(_ method: String, _ place: Int) throws -> JSONValue {
            try #require(try asker.ask(method)["result"]).elements[place]
        }
        #expect(try newest("DepositStatus", 0).text("status-prop") == "onhold")
        #expect(try newest("DepositStatus", 1).text("status") == "Pending")
        #expect(try newest("WithdrawStatus", 1).text("status") == "Pending")
        let deposit = try newest("DepositStatus", 1).text("refid")
        #expect(try !asker.allLedgerRows().contains { $0.1.text("refid") == deposit })
        let rows = try asker.count()

        asker.simulator.clock.advance(by: .hours(4))
        #expect(try newest("DepositStatus", 1).text("status") == "Success")
        #expect(try newest("WithdrawStatus", 0).text("status") == "Success")
        #expect(try newest("WithdrawStatus", 1).text("status") == "Failure")
        #expect(try asker.allLedgerRows().contains { $0.1.text("refid") == deposit })
        #expect(try asker.count() == rows + 2)
    }

    @Test("a failed withdrawal is two ledger rows of one refid that cancel")
    func failed() throws {
        let asker = try Asker(size: 3000)
        asker.simulator.clock.advance(by: .days(2))
        let failed = try #require(try asker.truth()["withdrawals"]).elements.filter { $0.text("fails") == "true" }
        #expect(failed.count > 3)
        let ledger = try asker.allLedgerRows("type=withdrawal")
        for withdrawal in failed {
            let rows = ledger.filter { $0.1.text("refid") == withdrawal.text("refid") }.map { $0.1 }
            #expect(rows.count == 2)
            let net = try rows.reduce(Amount.zero) {
                try $0.adding(Amount($1.text("amount"))!).subtracting(Amount($1.text("fee"))!)
            }
            #expect(net.isZero)
        }
    }

    @Test("can be limited to the last days")
    func lookback() throws {
        let asker = try Asker(size: 3000) { $0.fundingDays = 90 }
        let rows = try #require(try asker.ask("DepositStatus", "limit=500")["result"]).elements
        let floor = (Asker.start - .days(90)).nanoseconds / 1_000_000_000
        #expect(!rows.isEmpty && rows.allSatisfy { Int64($0.text("time"))! >= floor })
    }
}
