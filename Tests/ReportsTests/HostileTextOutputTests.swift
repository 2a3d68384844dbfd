import HistoryModel
import Reports
import Testing

@Suite("Texts of others steer nothing")
struct HostileTextOutputTests {
    private func cell(_ text: String) -> String {
        var out: [UInt8] = []
        CSVRow.append([text], to: &out)
        return String(decoding: out.dropLast(2), as: UTF8.self)
    }

    @Test(arguments: [
        "=1+1", "+1", "@SUM(A1)", "-1+1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", "-", "-1e5", "=\u{0}",
    ])
    func `a cell that a spreadsheet would run begins with an apostrophe`(text: String) {
        let plain = cell(text)
        #expect(plain.hasPrefix("'") || plain.hasPrefix("\"'"))
    }

    @Test func `control characters do not get into a file that is shown on a terminal`() {
        for value in Array(UInt32(0)..<0x20) + Array(0x7F..<0xA0) where ![0x09, 0x0A, 0x0D].contains(value) {
            let scalar = Unicode.Scalar(value)!
            #expect(cell("a\(scalar)b") == "a\u{FFFD}b")
        }
        #expect(cell("a\u{1B}[2J") == "a\u{FFFD}[2J")
        #expect(cell("grüße €") == "grüße €")
    }

    @Test func `what turns or hides text gets neither into a table nor onto a page, and is the same as on a terminal`()
    {
        let marks = [0x061C, 0x00AD, 0x2028, 0x2060, 0xFEFF, 0xE0041] + Array(0x200B...0x200F) + Array(0x202A...0x202E)
        for value in marks + Array(0x2066...0x2069) {
            let text = "a\(Unicode.Scalar(UInt32(value))!)b"
            #expect(TerminalText.escaped(text) != text)
            #expect(cell(text) == "a\u{FFFD}b")
            #expect(HTMLText.escaped(text) == "a\u{FFFD}b")
        }
        #expect(HTMLText.escaped("a\tb\nc ü ض") == "a\tb\nc ü ض")
    }

    @Test func `JSON says the same text without what steers a terminal`() {
        for value: UInt32 in [0, 0x1B, 0x7F, 0x80, 0x9B, 0x9F, 0x061C, 0x200E, 0x2028, 0x202E, 0x2066, 0x2069] {
            let text = JSONValue.string("a\(Unicode.Scalar(value)!)b").text()
            let digits = String(value, radix: 16)
            #expect(text == "\"a\\u" + String(repeating: "0", count: 4 - digits.count) + digits + "b\"")
        }
        #expect(JSONValue.string("â€é\u{A0}ض").text() == "\"â€é\u{A0}ض\"")
        #expect(JSONValue.object([("\u{9B}", .string("\"\\\n"))]).text() == "{\"\\u009b\":\"\\\"\\\\\\n\"}")
    }

    @Test func `keys that differ only in their bytes are two transactions`() {
        var gatherer = TransactionGatherer()
        var found: [Transaction] = []
        for key in ["\u{E9}", "e\u{301}"] {
            let record = Record(.trade, at: Instant(seconds: 5), key: key, legs: [Leg(.in, "BTC", "1")])
            found += gatherer.add(StoredRecord(connection: "x", adapter: "x", stream: "s", record: record))
        }
        found += gatherer.finish()
        #expect(found.count == 2)
    }

    @Test func `a clock set while a sync runs ends no progress line`() {
        for (started, now) in [(Instant.distantPast, Instant.distantFuture), (.distantFuture, .distantPast)] {
            let progress = SyncProgress(
                connection: "x", stream: "s", coveredUntil: Instant(seconds: 30),
                target: Interval(Instant(seconds: 0), Instant(seconds: 1000)), started: started)
            #expect(!progress.line(at: now, width: 80).isEmpty)
        }
    }
}
