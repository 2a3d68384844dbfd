import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A list that is read oldest first, as small as it gets.
private enum List: AdapterStream {
    static let page = Evidence.documented("https://example.com/docs", readOn: "2026-11-24")
    static let endpoint = Endpoint(
        "list", .get, "/list", purpose: "Reads.", query: ["after"], evidence: [page])
    static let declaration = StreamDeclaration.history(
        "list", label: "List", kinds: [.other], walk: .byCursor, bounds: [.unlimited(page)], order: .up,
        paging: .token, settle: .days(1), evidence: [page])

    static func request(_ ask: StreamAsk<RisingCursor>) -> Request {
        let last = RisingCursor(ask).last
        return Request(endpoint, ["after": last.isEmpty ? .omitted : .text(last)])
    }
    static func parse(
        _ ask: StreamAsk<RisingCursor>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<RisingCursor> {
        var place = RisingCursor(ask)
        let json = try answer.json()
        for row in try json["rows"].elements {
            let moment = try row["at"].time(.seconds)
            try page.add(.other, at: moment, key: try row["id"].word, raw: row) { record in
                try record.keep(row, ["id", "note", "flag", "none", "list"])
            }
            place.pass(try row["id"].word, at: moment.instant, until: ask.until)
        }
        if try json["date"].bool { try page.add(fact: "date", try page.text(answer.date?.description ?? "none")) }
        return try json["more"].bool ? .next(place) : .end(bookmark: place.bookmark)
    }
    static let adapter = Adapter(
        id: "list", version: "1.0.0", name: "List", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://example.com", exchange: "List", launched: Instant(year: 2015, month: 1, day: 1),
        schemes: [], sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])], endpoints: [endpoint],
        streams: [List.self], guide: [])
}

@Suite("A list that is read oldest first")
struct RisingCursorTests {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(List.adapter) }

    func ask(cursor: [UInt8] = [], bookmark: [UInt8] = []) -> Ask {
        probe.ask("list", until: Instant(seconds: 100), cursor: cursor, bookmark: bookmark)
    }
    func parse(_ rows: String, more: Bool, date: String? = nil, _ ask: Ask) -> ParsedPage {
        probe.parse(
            ask,
            probe.answer(
                "list", headers: date.map { [TextPair("date", $0)] } ?? [],
                body: #"{"rows":[\#(rows)],"more":\#(more),"date":\#(date != nil)}"#.utf8))
    }
    func position(_ page: ParsedPage) -> [UInt8] {
        switch page.ending {
        case .next(let cursor, _): cursor
        case .end(let bookmark): bookmark
        default: []
        }
    }

    @Test func goesOnBehindTheLastRowAndLaterBehindTheBookmark() throws {
        #expect(try probe.request(ask()).arguments.isEmpty)
        let first = parse(#"{"id":1,"at":98},{"id":2,"at":99}"#, more: true, ask())
        #expect(try probe.request(ask(cursor: position(first)))["after"] == "2")
        let second = parse(#"{"id":3,"at":100},{"id":4,"at":50}"#, more: false, ask(cursor: position(first)))
        #expect(try probe.request(ask(bookmark: position(second)))["after"] == "2", "3 is as young as the walk")
        let nothing = parse("", more: false, ask(bookmark: position(second)))
        #expect(position(nothing) == position(second), "nothing new: the bookmark stays")
        let young = parse(#"{"id":3,"at":100}"#, more: false, ask())
        #expect(position(young).isEmpty)
    }

    @Test func keepsWhatAMemberSays() throws {
        let page = parse(#"{"id":1,"at":1,"note":"caf\u00e9","flag":true,"none":"","list":[]}"#, more: false, ask())
        #expect(
            page.records.records.first?.extra == [
                TextPair("id", "1"), TextPair("note", "café"), TextPair("flag", "true"),
            ])
    }

    @Test(arguments: [
        ("Tue, 15 Nov 1994 08:12:31 GMT", "1994-11-15T08:12:31Z"),
        ("Wed, 31 Dec 2261 23:59:60 GMT", "2262-01-01T00:00:00Z"),
        ("Tue, 15 Foo 1994 08:12:31 GMT", "none"), ("Tue, 32 Nov 1994 08:12:31 GMT", "none"),
        ("Tue, 15 Nov 1994 24:12:31 GMT", "none"), ("Tue, 15 Nov 1994 08:12:31 CET", "none"),
        ("Tue, 15 Nov 99999999999999999999 08:12:31 GMT", "none"), ("1994-11-15T08:12:31Z", "none"), ("", "none"),
    ])
    func readsTheDateOfAnAnswer(_ header: String, _ expected: String) {
        #expect(parse("", more: false, date: header, ask()).facts == [TextPair("date", expected)])
    }
}
