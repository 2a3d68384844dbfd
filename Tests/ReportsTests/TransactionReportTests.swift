import Foundation
import HistoryModel
import Reports
import Testing

@Suite("Transactions")
struct TransactionReportTests {
    let transactions = SyntheticExchange.transactions

    private func export(_ format: TransactionExport.Format, _ transactions: [Transaction]) -> String {
        var export = TransactionExport(format)
        var bytes: [UInt8] = []
        export.begin(into: &bytes)
        for transaction in transactions { export.append(transaction, to: &bytes) }
        export.end(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("tables, JSON and exports are those checked in")
    func snapshots() throws {
        try expectSnapshot(TransactionReport.table(transactions), "transactions-list.txt")
        try expectSnapshot(TransactionReport.show(transactions[1]), "transactions-show.txt")
        try expectSnapshot(
            JSONValue.array(transactions.map(TransactionReport.json)).text(pretty: true), "transactions.json")
        try expectSnapshot(export(.csv, transactions), "export.csv")
        try expectSnapshot(export(.koinly, transactions), "export-koinly.csv")
        try expectSnapshot(export(.json, transactions), "export.json")
    }

    @Test("rows of one group are one transaction, details add to it and move nothing")
    func grouping() throws {
        #expect(transactions.map(\.records.count) == [2, 2, 1, 1])
        let withdrawal = transactions[1]
        #expect(withdrawal.legs.map(\.text) == ["-0.5 BTC", "fee 0.0005 BTC inside"])
        #expect(withdrawal.txHash == "ab12")
        #expect(withdrawal.time == Instant(iso8601: "2025-01-02T03:04:05Z"))
        #expect(transactions[2].status == .pending)
        #expect(transactions[2].legs.map(\.text) == ["+3 ETH"])
    }

    @Test("of what is under way the details tell the amounts until a row moves them")
    func pendingDetails() throws {
        func deposit(_ flags: RecordFlags) throws -> Transaction {
            let record = Record(
                .deposit, at: SyntheticExchange.now, key: "D", group: "ref:D", flags: flags,
                legs: [Leg(.in, "BTC", "0.5")])
            return try #require(Transaction([SyntheticExchange.stored("deposits", record)]))
        }
        let pending = try deposit([.detail, .pending])
        #expect(pending.status == .pending)
        #expect(pending.legs.map(\.text) == ["+0.5 BTC"])
        #expect(try deposit([.detail, .void]).status == .void)
        #expect(try deposit(.detail).status == .detail)
        #expect(export(.koinly, [pending, try deposit(.detail)]).split(separator: "\r\n").count == 1)
        var moved = pending.records[0]
        moved.stream = "ledger"
        moved.record.flags = []
        let both = try #require(Transaction([moved, pending.records[0]]))
        #expect(both.status == .final)
        #expect(both.legs.map(\.text) == ["+0.5 BTC"])
    }

    @Test("the same group of two connections is two transactions")
    func connectionsApart() {
        var other = SyntheticExchange.records[0]
        other.connection = "second"
        #expect(Transaction.id(of: other) != Transaction.id(of: SyntheticExchange.records[0]))
    }

    @Test("an amount beyond 38 digits is kept as text")
    func hugeAmount() throws {
        let digits = String(repeating: "9", count: 50)
        let record = Record(.deposit, at: SyntheticExchange.now, key: "X", legs: [Leg(.in, "SHIB", digits)])
        let transaction = try #require(Transaction([SyntheticExchange.stored("ledger", record)]))
        #expect(transaction.legs.map(\.amount) == [digits])
        #expect(export(.csv, [transaction]).contains(",\(digits),SHIB,"))
    }

    @Test("the columns of a file change the holding by what the legs do")
    func balanced() {
        let row = export(.csv, [transactions[1]]).split(separator: "\r\n")[1]
        #expect(row.contains(",0.4995,BTC,,,0.0005,BTC,"))
    }

    @Test("Koinly gets nothing that moves no balance, and one hash per row")
    func koinly() {
        let rows = export(.koinly, transactions).split(separator: "\r\n").dropFirst()
        #expect(rows.count == 4)
        #expect(!rows.contains { $0.contains("ETH") })
        #expect(rows.first?.hasPrefix("2024-12-24 18:30:15 UTC,1000,EUR,0.02,BTC,1.6,EUR,,,,") == true)
        #expect(Set(rows.map { $0.split(separator: ",").last }).count == 4)
    }

    @Test("an empty export is still a whole file")
    func empty() throws {
        #expect(export(.csv, []).hasSuffix("transaction\r\n"))
        let list = try JSONSerialization.jsonObject(with: Data(export(.json, []).utf8)) as? [Any]
        #expect(list?.isEmpty == true)
    }

    @Test(
        "a cell that a spreadsheet would run is made harmless, a negative number is left alone",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-1.5", "-1.5"), ("-1", "-1"),
            ("-1+2", "'-1+2"), ("-", "'-"), ("-1.", "'-1."), ("-cmd", "'-cmd"), ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\""),
            ("plain", "plain"), ("", ""),
        ])
    func cells(_ cell: String, _ written: String) {
        var bytes: [UInt8] = []
        CSVRow.append([cell, "z"], to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == written + ",z\r\n")
    }
}
