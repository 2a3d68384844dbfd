import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A list of words, read three at a time, of which at most ten can be skipped.
private enum WordList: AdapterStream {
    static let endpoint = Endpoint(
        "list", .get, "/list", purpose: "Reads words.", query: [.integer("offset")],
        evidence: [.documented("https://docs.example.com/list", readOn: "2026-11-24")])
    static let declaration = StreamDeclaration.history(
        "list", label: "List", kinds: [.other], walk: .byCursor, bounds: [], order: .up, paging: .offset,
        settle: .hours(1))
    static let rows = RowSkipping(pageMax: 3, most: 10)
    static let refusals: Words<Refusal> = [
        "E1": Refusal(.auth, .newCredential, "The key is wrong."),
        "E2": Refusal(.rateLimited, .after(.seconds(9)), "Wait."),
        "E2:long": Refusal(.exchangeUnavailable, .sameRequest, "Down."),
    ]

    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(endpoint, ["offset": .int(rows.offset(ask.cursor))])
    }
    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let json = try answer.json()
        guard json.kind == .array else { throw refusals.error(json.firstText, answer, exchange: "Listing") }
        var count: Int64 = 0
        for word in try json.elements {
            count += 1
            try page.add(.other, at: Moment("1", .seconds)!, key: page.uppercased(try word.text), raw: word) { _ in }
        }
        return try rows.ending(ask, rows: count, into: page)
    }
}

@Suite("What adapters share") struct HelperTests {
    let probe: AdapterProbe
    init() throws {
        probe = try AdapterProbe(
            Adapter(
                id: "listing", version: "1.0.0", name: "Listing", vendor: "Portolan", license: "Apache-2.0",
                sourceURL: "https://example.com/", exchange: "Listing", launched: Instant(year: 2019, month: 5, day: 1),
                schemes: [], sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])],
                endpoints: [WordList.endpoint], streams: [WordList.self], guide: []))
    }
    private func parse(
        _ body: String, cursor: String = "", status: Int = 200, headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            probe.ask("list", cursor: Array(cursor.utf8)),
            probe.answer("list", status: status, headers: headers, body: body.utf8))
    }

    @Test func onlyASCIILettersBecomeCapitals() throws {
        let page = parse(#"["btc","1inch","ALREADY","{`z~","\u00e9a"]"#)
        #expect(page.records.records.map(\.key) == ["BTC", "1INCH", "ALREADY", "{`Z~", "éA"])
    }

    @Test(arguments: [
        ("", "0"), ("i3;", "2"), ("i1;", "0"), ("i0;", "0"), ("i-9223372036854775808;", "0"),
        ("i9223372036854775807;", "9223372036854775806"),
    ])
    func eachPageRepeatsARow(_ cursor: String, _ offset: String) throws {
        let request = try probe.request(probe.ask("list", cursor: Array(cursor.utf8)))
        #expect(request.arguments == [TextPair("offset", offset)])
    }

    @Test(arguments: [
        (2, "", "end", false), (0, "i3;", "end", false), (3, "", "i3;", false), (3, "i3;", "i5;", false),
        (3, "i9;", "i11;", false), (3, "i10;", "end", true), (3, "i9223372036854775807;", "end", true),
    ])
    func aFullPageGoesOnWhileItsRowsCanBeSkipped(_ rows: Int, _ cursor: String, _ expected: String, _ gap: Bool) {
        let page = parse("[" + (0..<rows).map { "\"w\($0)\"" }.joined(separator: ",") + "]", cursor: cursor)
        switch page.ending {
        case .next(let next, nil): #expect(String(decoding: next, as: UTF8.self) == expected)
        case .end(let bookmark): #expect(expected == "end" && bookmark.isEmpty)
        default: Issue.record("\(page.ending)")
        }
        #expect(page.gaps.map(\.reason) == (gap ? [.lastRows] : []))
    }

    @Test func pagesMayNotOverlap() {
        let whole = RowSkipping(pageMax: 3, overlap: 0)
        #expect([nil, 0, 3, -5].map { whole.offset($0) } == [0, 0, 3, 0])
        #expect(RowSkipping(pageMax: 3, overlap: -7).overlap == 0)
    }

    @Test(arguments: [
        (#"{"e":"E1"}"#, 200, ExchangeError.Kind.auth, ExchangeError.Retry.newCredential, "E1"),
        (#"{"e":{"field":[[],"","E1: so it is"]}}"#, 403, .auth, .newCredential, "E1: so it is"),
        (#"{"e":"E2"}"#, 200, .rateLimited, .after(.seconds(9)), "E2"),
        (#"{"e":"E2:longer"}"#, 200, .exchangeUnavailable, .sameRequest, "E2:longer"),
        (#"{"e":"new"}"#, 200, .badRequest, .never, "new"), (#"{"e":"new"}"#, 401, .auth, .newCredential, "new"),
        (#"{"e":7}"#, 503, .exchangeUnavailable, .sameRequest, "HTTP 503"), (#"{}"#, 200, .badRequest, .never, ""),
    ])
    func aWordOfTheExchangeIsLookedUp(
        _ body: String, _ status: Int, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry, _ code: String
    ) {
        guard case .fail(let error) = parse(body, status: status).ending else {
            Issue.record("not an error")
            return
        }
        #expect(error.kind == kind && error.retry == retry && error.exchangeCode == code, "\(error)")
    }

    @Test func aPauseIsAsLongAsTheAnswerSays() {
        let page = parse(#"{"e":"E2"}"#, status: 429, headers: [TextPair("retry-after", "3")])
        guard case .fail(let error) = page.ending else {
            Issue.record("not an error")
            return
        }
        #expect(error.retry == .after(.seconds(3)) && error.message == "Wait.")
        let long = parse(#"{"e":"\#(String(repeating: "é", count: 300))"}"#)
        if case .fail(let error) = long.ending { #expect(error.exchangeCode.utf8.count == 100) }
    }
}
