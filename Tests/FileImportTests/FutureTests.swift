import HistoryModel
import Testing

@testable import FileImport

/// Rows that cannot have happened yet, and files without any.
@Suite("Rows of the future, and files without rows")
struct FutureTests {
    private static let now = Instant(iso8601: "2024-03-19T12:00:00Z")!
    private static let kraken =
        #""txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance""# + "\n"

    private func summary(_ file: Scratch) throws -> FileSummary {
        try FileImport(path: file.path, clock: FileClock(now: Self.now)).read { _ in }
    }

    @Test("a row later than now is a bad row with its line; a day is allowed for clocks and zones")
    func kraken() throws {
        func row(_ number: Int, _ time: String) -> String {
            "L\(number),R\(number),\(time),deposit,,currency,XXBT,spot / main,1,0,1\n"
        }
        let file = try Scratch(
            Self.kraken + row(1, "2024-03-18 12:00:00") + row(2, "2024-03-20 11:59:59") + row(3, "2024-03-20 12:00:01")
                + row(4, "2031-01-01 00:00:00"))
        let summary = try summary(file)
        #expect(summary.problems.map(\.line) == [4, 5])
        #expect(summary.problems.allSatisfy { $0.sentence.contains("in the future") })
        #expect(summary.problems[1].sentence.contains("2031-01-01") == true)
        #expect(summary.records == 2 && summary.last == Instant(iso8601: "2024-03-20T11:59:59Z"))
    }

    @Test(
        "every format knows them",
        arguments: [
            "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Label,Description,TxHash\n2031-01-01 00:00:00 UTC,,,1,BTC,,,,,x\n",
            "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark\n1,2031-05-01 10:10:00,Spot,Deposit,BTC,1,\n",
            "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\na,2031-05-01 10:10:00 UTC,Receive,BTC,1,EUR,€1,€1,€1,€0,x\n",
            "Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,Monnaie ou jeton envoyé\nDépôt,05/01/2031 12:00:00,GMT,1,BTC,,\n",
        ])
    func everyFormat(_ text: String) throws {
        let summary = try summary(try Scratch(text))
        #expect(summary.problems.map(\.line) == [2])
        #expect(summary.problems.first?.sentence.contains("future") == true, "\(summary.problems)")
    }

    @Test("an empty file is called empty, not a file without a known header", arguments: ["", "\n\r\n \n"])
    func empty(_ text: String) throws {
        let file = try Scratch(text, name: "nothing.csv")
        let error = #expect(throws: FileImportError.self) { try file.records() }
        #expect(error?.message.contains("nothing.csv is empty") == true)
        let none = #expect(throws: FileImportError.self) { try FileImport(path: "/dev/null") }
        #expect(none?.message.contains("empty") == true)
        let meant = #expect(throws: FileImportError.self) { try FileImport(path: file.path, format: .waltio) }
        #expect(meant?.message.contains("empty") == true)
    }

    @Test("a file with a header alone holds no rows, and that is no mistake")
    func headerOnly() throws {
        let summary = try summary(try Scratch(Self.kraken))
        #expect(summary.rows == 0 && summary.records == 0 && summary.problems.isEmpty)
    }
}
