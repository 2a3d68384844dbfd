import ExchangeSimulator
import HistoryModel
import Testing

@Suite("Ledgers are served as Kraken serves them")
struct PagingTests {
    @Test("pages of 50, newest first, whose union is the truth", arguments: [400, 401, 449])
    func union(size: Int) throws {
        let asker = try Asker(size: size)
        #expect(try asker.ledgerIDs().count == 50)
        let rows = try asker.allLedgerRows()
        let truth = try #require(try asker.truth()["ledger"]).elements.filter { $0.text("future") == "false" }
        #expect(rows.count == size)
        #expect(rows.map { $0.0 } == truth.reversed().map { $0.text("id") })
        #expect(try asker.count() == size)
    }

    @Test("an offset behind the end is an empty page, and without_count leaves the count out")
    func edges() throws {
        let asker = try Asker()
        #expect(try asker.ledgerIDs("ofs=400").isEmpty)
        #expect(try asker.ledgerIDs("ofs=399").count == 1)
        #expect(try asker.ask("Ledgers", "without_count=true")["result"]?["count"] == nil)
        #expect(try asker.errors("Ledgers", "ofs=-1") == ["EGeneral:Invalid arguments"])
        #expect(try asker.errors("Ledgers", "start=yesterday") == ["EGeneral:Invalid arguments"])
    }

    @Test("start is exclusive and end inclusive, by time")
    func bounds() throws {
        let asker = try Asker()
        let rows = try asker.allLedgerRows()
        let (newer, older) = (rows[10].1.text("time"), rows[60].1.text("time"))
        let between = rows.filter {
            Amount($0.1.text("time"))! > Amount(older)! && Amount($0.1.text("time"))! <= Amount(newer)!
        }
        #expect(try asker.allLedgerRows("start=\(older)&end=\(newer)").map { $0.0 } == between.map { $0.0 })
        #expect(try asker.count("start=\(older)&end=\(newer)") == between.count)
    }

    @Test("start and end take ledger ids, and rows of the same instant stay apart")
    func idBounds() throws {
        let asker = try Asker { $0.tiesAtPageEdges = true }
        let rows = try asker.allLedgerRows().map { $0.0 }
        #expect(try asker.allLedgerRows("start=\(rows[50])&end=\(rows[3])").map { $0.0 } == Array(rows[3..<50]))
        #expect(try asker.errors("Ledgers", "start=LAAAAA-AAAAA-AAAAAA") == ["EGeneral:Invalid arguments"])
    }

    @Test("the type filter takes that type alone", arguments: ["trade", "deposit", "earn", "syntheticnovelty"])
    func typeFilter(type: String) throws {
        let asker = try Asker(size: 1500)
        let wanted = try asker.allLedgerRows().filter { $0.1.text("type") == type }
        #expect(!wanted.isEmpty)
        #expect(try asker.allLedgerRows("type=\(type)").map { $0.0 } == wanted.map { $0.0 })
        #expect(try asker.count("type=\(type)") == wanted.count)
    }

    @Test("the asset filter takes raw names and altnames, several at once", arguments: ["XXBT,ZEUR", "XBT,EUR"])
    func assetFilter(assets: String) throws {
        let asker = try Asker()
        let wanted = try asker.allLedgerRows().filter { ["XXBT", "ZEUR"].contains($0.1.text("asset")) }
        #expect(try asker.allLedgerRows("asset=\(assets)").map { $0.0 } == wanted.map { $0.0 })
        #expect(try asker.errors("Ledgers", "asset=NOSUCH") == ["EQuery:Unknown asset"])
    }

    @Test("QueryLedgers gives what Ledgers gave, at most twenty at once")
    func byID() throws {
        let asker = try Asker()
        let page = try #require(try asker.ask("Ledgers")["result"]?["ledger"]).members
        let ids = page.prefix(20).map { $0.0 }
        let result = try #require(try asker.ask("QueryLedgers", "id=\(ids.joined(separator: ","))")["result"])
        #expect(result == .object(Array(page.prefix(20))))
        let many = page.prefix(21).map { $0.0 }.joined(separator: ",")
        #expect(try asker.errors("QueryLedgers", "id=\(many)") == ["EGeneral:Invalid arguments"])
    }

    @Test("a trade leads to ledger rows that carry its id and add up to it")
    func tradesAndLedgers() throws {
        let asker = try Asker(size: 1000)
        let page = try #require(try asker.ask("TradesHistory", "ledgers=true")["result"]?["trades"]).members
        #expect(page.count == 50)
        for (id, trade) in page {
            let legs = try #require(trade["ledgers"]).elements.compactMap(\.plainText)
            let rows = try #require(
                try asker.ask("QueryLedgers", "id=\(legs.joined(separator: ","))")["result"]
            ).members.map { $0.1 }
            #expect(rows.allSatisfy { $0.text("refid") == id && $0.text("time") == trade.text("time") })
            #expect(Amount(rows[0].text("amount"))!.magnitude == Amount(trade.text("cost"))!)
            #expect(Amount(rows[1].text("amount"))!.magnitude == Amount(trade.text("vol"))!)
        }
        let one = page[0].0
        #expect(try asker.ask("QueryTrades", "txid=\(one)")["result"]?[one]?.text("vol") == page[0].1.text("vol"))
        #expect(try asker.count("type=no position", method: "TradesHistory") > 50)
        #expect(try asker.count("type=closed position", method: "TradesHistory") == 0)
    }

    @Test("a row has the members of a captured one, of the same JSON types")
    func shapes() throws {
        let asker = try Asker()
        let pairs: [(String, JSONValue, JSONValue)] = [
            (
                "ledger", try fixture("ledger-1")["result"]!["ledger"]!.members[0].1,
                try asker.ask("Ledgers")["result"]!["ledger"]!.members[0].1
            ),
            (
                "trade", try fixture("trade-1")["result"]!["trades"]!.members[0].1,
                try asker.ask("TradesHistory")["result"]!["trades"]!.members[0].1
            ),
            (
                "deposit", try fixture("deposit-1")["result"]!.elements[0],
                // The newest is on hold and says so; the captured one was not.
                try asker.ask("DepositStatus")["result"]!.elements[1]
            ),
        ]
        for (name, captured, made) in pairs {
            #expect(made.members.map { $0.0 } == captured.members.map { $0.0 }, "\(name)")
            // The captured deposit quotes its time, which the live one does not.
            for (member, value) in captured.members where name != "deposit" || member != "time" {
                #expect(kind(made[member]!) == kind(value), "\(name) \(member)")
            }
        }
    }

    private func kind(_ value: JSONValue) -> String {
        switch value {
        case .string: "string"
        case .number: "number"
        case .bool: "bool"
        default: "other"
        }
    }
}
