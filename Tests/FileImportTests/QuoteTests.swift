import HistoryModel
import Testing

@testable import FileImport

@Suite("Quotes and sizes in files")
struct QuoteTests {
    private static let header = "txid,refid,time,type,asset,amount,fee\n"
    private func row(_ number: Int, refid: String? = nil, type: String = "deposit") -> String {
        "L\(number),\(refid ?? "R\(number)"),2024-01-01 00:00:0\(number),\(type),EUR,1,0\n"
    }

    private func refusal(_ rows: [String]) throws -> String {
        let file = try Scratch(Self.header + rows.joined())
        let error = #expect(throws: FileImportError.self) { try file.summary() }
        #expect(error?.code == .brokenQuote)
        return error?.message ?? ""
    }

    @Test("a quote that is never closed refuses the file and names the line where it opened")
    func unclosed() throws {
        let message = try refusal([row(1), row(2, refid: "\"R2"), row(3), row(4)])
        #expect(message.contains("line 3: a quote opens and is never closed"))
        #expect(message.contains("--skip-bad-rows does not help"))
        let long = try refusal([row(1, refid: "\"R1")] + (0..<60_000).map { _ in row(2) } + [row(3, refid: "\"R3\"")])
        #expect(long.contains("line 2: a quote opens and is never closed"))
    }

    @Test("so does one that closes in the middle of a cell, for it opened too early")
    func misplaced() throws {
        let quoted = "\"L4\",\"R4\",\"2024-01-01 00:00:04\",deposit,EUR,1,0\n"
        #expect(try refusal([row(1), row(2, refid: "\"R2"), row(3), quoted]).contains("line 3: a quote opens"))
        #expect(try refusal([row(1, refid: "\"R\"1")]).contains("line 2"))
    }

    @Test("so do two damaged rows whose quotes make one cell of the rows between, or of their halves")
    func swallowed() throws {
        for between in [[row(3), row(4)], []] {
            let rows = [row(1), row(2, type: "\"deposit")] + between + [row(5, type: "deposit\""), row(6)]
            #expect(try refusal(rows).contains("line 3: a quote opens that takes the rows behind it"))
        }
    }

    @Test("cells that hold lines of their own, blanks behind quotes and CRLF are no damage")
    func sound() throws {
        let note = "\"one, two\nthree, four, five: \"\"six\"\"\n\n2024-01-01 seven\" "
        let koinly = "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Label,Description,TxHash\r\n"
        let file = try Scratch(
            koinly + "2024-01-01 00:00,,,1,BTC,\"\",\(note),\r\n2024-01-02 00:00,,,1,BTC,,,\"a\"\r\n")
        let records = try file.records()
        #expect(records.count == 2 && records[0].extra[0].value.hasSuffix("seven"))
        #expect(records[1].ids == [TextPair("TxHash", "a")])
    }

    @Test("a row of far too many cells or letters is a bad row, is not held, and the next one is read")
    func oversized() throws {
        for filler in [",", "x"] {
            let file = try Scratch(Self.header + row(1) + String(repeating: filler, count: 2 << 20) + "\n" + row(3))
            let summary = try file.summary()
            #expect(summary.problems.map(\.line) == [3] && summary.records == 2)
            #expect(summary.problems.first?.sentence.contains("1000 cells") == true)
        }
        let commas = try Scratch(String(repeating: ",", count: 100_000))
        let rows = try TableRows(path: commas.path, separator: 0x2C, width: 7, from: 0, line: 1)
        #expect(throws: RowProblem.self) { try rows.advance() }
        #expect(rows.count == TableRows.mostCells)
    }
}
