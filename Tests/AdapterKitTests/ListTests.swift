import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A made-up exchange whose lists come newest first, three rows a page: one paged by id, one by seconds, without ids.
private enum Listed {
    static let rows = Endpoint("rows", .get, "/rows", purpose: "Reads rows.", query: ["before"])
    static let adapter = Adapter(
        id: "listed", version: "1.0.0", name: "Listed", vendor: "Test", license: "Apache-2.0",
        sourceURL: "https://example.com/listed", exchange: "Listed", launched: Instant(nanoseconds: 0), schemes: [],
        sites: [Site(name: "main", label: "Listed", hosts: ["api.example.com"])], endpoints: [rows],
        streams: [ByID.self, ByTime.self], guide: [])

    static func declare(_ name: String, _ bounds: [HistoryBound]) -> StreamDeclaration {
        .history(
            name, label: name, kinds: [.reward], walk: .byCursor, bounds: bounds, order: .down, paging: .token,
            pageMax: 3, settle: .hours(1))
    }
    static func request(_ cursor: String?) -> Request {
        Request(rows, ["before": cursor.map { .text($0) } ?? .omitted])
    }

    enum ByID: NewestFirst {
        static let declaration = declare("ids", [.rolling(.days(10))])
        static let edge = PageEdge.id("id", time: "at", .milliseconds)
        static let launched = Instant(nanoseconds: 0)
        static func request(_ ask: StreamAsk<String>) -> Request { Listed.request(ask.cursor) }
        static func rows(_ answer: Answer) throws -> JSON { try answer.json() }
        static func add(_ row: JSON, to page: Page) throws {
            try page.add(.reward, at: try row["at"].time(.milliseconds), key: try row["id"].word, raw: row) { record in
                try record.ids(row, "id", "order", "missing")
                try record.keep(row, ["note", "empty", "missing"])
                if let amount = try row.amountIfAny("amount") { try record.moved("BTC", amount) }
            }
        }
    }

    enum ByTime: NewestFirst {
        static let declaration = declare("times", [.unlimited()])
        static let edge = PageEdge.time("at", .seconds)
        static let launched = Instant(nanoseconds: 0)
        static func request(_ ask: StreamAsk<String>) -> Request { Listed.request(ask.cursor) }
        static func rows(_ answer: Answer) throws -> JSON { try answer.json() }
        static func add(_ row: JSON, to page: Page) throws {
            try page.add(.reward, at: try row["at"].time(.seconds), key: try row["at"].word, flags: .composed, raw: row)
            { _ in }
        }
    }
}

@Suite("Lists that come newest first")
struct ListTests {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Listed.adapter) }

    func parse(_ stream: String, _ body: String, from: Int64 = 0, cursor: String = "") -> ParsedPage {
        let ask = probe.ask(
            stream, from: Instant(seconds: from), now: Instant(seconds: 10_000_000),
            cursor: cursor.isEmpty ? [] : Array("s\(cursor.utf8.count):\(cursor);".utf8))
        return probe.parse(ask, probe.answer("rows", body: body.utf8))
    }
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, _): String(decoding: cursor, as: UTF8.self)
        case .end(let bookmark): bookmark.isEmpty ? "end without bookmark" : "end"
        case .split: "split"
        case .fail(let error): "\(error)"
        }
    }
    func ids(_ times: Int64...) -> String {
        "[" + times.map { #"{"id":"i\#($0)","at":\#($0 * 1000)}"# }.joined(separator: ",") + "]"
    }
    func times(_ times: Int64...) -> String { "[" + times.map { #"{"at":\#($0)}"# }.joined(separator: ",") + "]" }

    @Test func byIDUntilAPageIsEmpty() {
        #expect(ending(parse("ids", ids(9, 8, 7))) == "s2:i7;")
        #expect(ending(parse("ids", ids(6))) == "s2:i6;", "a short page is not the last")
        #expect(ending(parse("ids", "[]", cursor: "i6")) == "end")
    }

    /// The declared limit is ten days before 10,000,000: 9,136,000.
    @Test func theWalkEndsBehindWhereItIsToGo() {
        #expect(ending(parse("ids", ids(9_500_000, 9_400_000), from: 9_400_000)) == "s8:i9400000;")
        #expect(ending(parse("ids", ids(9_500_000, 9_399_999), from: 9_400_000)) == "end")
        #expect(ending(parse("ids", ids(9_500_000, 5), from: 9_136_000)) == "s2:i5;", "there is more than promised")
        #expect(ending(parse("ids", ids(9_500_000, 5), from: 9_136_001)) == "end")
    }

    @Test func byTimeTheEdgeOfAFullPageIsAskedForAgain() {
        #expect(ending(parse("times", times(9, 8, 7))) == "s1:8;")
        #expect(ending(parse("times", times(7, 7), cursor: "8")) == "s1:7;")
        #expect(ending(parse("times", "[]", cursor: "7")) == "end")
        #expect(ending(parse("times", times(7), cursor: "7")) == "end", "an exchange that includes the instant")
    }

    @Test func moreRowsOfAnInstantThanAPageHoldsAreAGap() {
        let first = parse("times", times(7, 7, 7))
        #expect(ending(first) == "s1:8;" && first.gaps.isEmpty)
        let second = parse("times", times(7, 7, 7), cursor: "8")
        #expect(ending(second) == "s1:7;")
        #expect(second.gaps == [Gap(Interval(Instant(seconds: 7), Instant(seconds: 8))!, .ties)])
    }

    @Test func whatIsEmptyOrMissingIsLeftOut() throws {
        let body = #"[{"id":"1","at":1,"order":7,"note":"n","empty":"","amount":""},{"id":"2","at":1,"amount":"-1"}]"#
        let records = parse("ids", body).records.records
        #expect(records[0].ids == [TextPair("id", "1"), TextPair("order", "7")])
        #expect(records[0].extra == [TextPair("note", "n")] && records[0].legs.isEmpty)
        #expect(records[1].legs == [Leg(.out, "BTC", "1")])
        let odd = parse("ids", #"[{"id":"1","at":1,"note":{}}]"#)
        #expect(odd.records.records.map(\.extra) == [[]])
        let wrong = parse("ids", #"[{"id":"1","at":1,"order":{}}]"#)
        guard case .fail(let error) = wrong.ending else {
            Issue.record("\(wrong.ending)")
            return
        }
        #expect(error.kind == .malformed && error.place == "[0].order")
    }

    @Test func aMissingIDIsNoEmptyWord() {
        guard case .fail(let error) = parse("ids", #"[{"at":1}]"#).ending else {
            Issue.record("read")
            return
        }
        #expect(error.kind == .malformed && error.place == "[0].id")
    }

    @Test(
        arguments: [
            ("20", 1), ("21", 1), ("22", 1), ("83", 2), ("139", 2), ("2", nil), ("0 21", nil), ("20 21", nil),
            ("", nil),
            ("8", nil), ("39", nil), ("13", nil),
        ] as [(String, Int?)])
    func groupsOfWords(_ word: String, _ value: Int?) throws {
        let table: WordGroups<Int> = [
            """
            20 21
            22
            """: 1, "83 139": 2,
        ]
        #expect(try JSON.read("\"\(word)\"".utf8) { table[try $0.text] } == value)
    }
}
