import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A made-up exchange whose lists all page by a word.
private enum Paged {
    static let docs = Evidence.documented("https://example.com/docs", readOn: "2026-11-24")
    static let budget = RateBucket.sliding("all", 600, per: .seconds(5), scope: .address)
    static let endpoint = CountedCalls(
        "/v1/", signing: "private", shared: budget, remaining: "X-Left", reset: "X-Reset",
        .milliseconds(relative: false)
    ) { .documented("https://example.com/" + $0, readOn: "2026-11-24") }
    static func open(_ answer: Answer) throws -> JSON {
        try answer.content("result", code: "code", said: "said") { code, said in
            Refusal(.badRequest, .never, String(said)).error(code: code)
        }
    }
    static let list = PagedLists(
        next: "next", unit: "class", unknown: "Nobody says.", open: { try open($0) }, endpoint)
    static let words = list(
        "words", "Words", [.reward], "words", page: "words", limit: 2, rate: 10, days: 7,
        units: [.products("a", "A")], at: ["rows", "list"],
        refused: ("account", "old", "An old account has none."),
        PlainRow(
            .reward, id: "id", time: "at", state: "state", ["good fine": []], group: "word:",
            legs: [.received("coin", "amount")], keep: ["note"]))
    static let numbers = list(
        "numbers", "Numbers", [.other, .trade], "numbers", page: "numbers", limit: 2, rate: 10, per: .minutes(1),
        paged: "page", numbered: true
    ) { row, _, page in
        let isBuy = try row["side"].says("buy", or: "sell", "Neither.")
        try page.add(
            .trade, at: try row["at"].secondsOrMilliseconds, key: try page.key(row, "id", "no", "side"), raw: row
        ) {
            record in
            let (base, quote) = LegAsset.sides(of: try row["market"].text, quotes: ["USDT EUR": true])
            try record.fill(
                row, isBuy: isBuy, of: base, for: quote, quantity: "size", price: "price", value: "value")
            try record.changed("FEE", row, by: ["flow"], fee: "fee", or: "change")
            try record.describe(
                row, wallet: "w", label: "l", ids: ["order": "id", "none": "no"], keep: ["side", "no"])
        }
    }
    enum Held: Snapshot {
        static let endpoint = Paged.endpoint("held", "held", "Reads what is held.", "held", rate: 1)
        static let declaration = StreamDeclaration.balance(label: "Held", evidence: endpoint.row.evidence)
        static func read(_ answer: Answer, into page: Page) throws {
            guard let held = try answer.ifAllowed(Paged.open) else { return }
            try page.add(holdings: held["held"], of: "coin", "size", wallet: "w")
        }
    }
    static let adapter = Adapter(
        id: "paged", version: "1.0.0", name: "Paged", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://example.com", exchange: "Paged", launched: Instant(year: 2015, month: 1, day: 1),
        schemes: [
            Scheme(
                "hmac", label: "Key", secret: "Secret", .text, signing: "private",
                .hmac(.sha256, key: "secret", as: "signature", of: [.time(.milliseconds), .query()]),
                [.header("KEY", .field("key")), .header("SIGN", .result("signature").hex)])
        ], sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])],
        endpoints: [words.endpoint, numbers.endpoint, Held.endpoint], streams: [Held.self],
        pagedLists: [words, numbers],
        guide: [])
}

@Suite("Lists that all page alike")
struct PagedListTests {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Paged.adapter) }

    func ask(_ stream: String, cursor: String = "", facts: [TextPair] = []) -> Ask {
        var ask = probe.ask(stream, cursor: cursor.isEmpty ? [] : Array("s\(cursor.utf8.count):\(cursor);".utf8))
        ask.unit = probe.manifest.stream(named: stream)?.units.first
        ask.facts = facts
        return ask
    }
    func parse(_ stream: String, _ result: String, cursor: String = "") -> ParsedPage {
        probe.parse(
            ask(stream, cursor: cursor),
            probe.answer(stream == "balance" ? "held" : stream, body: #"{"code":0,"result":\#(result)}"#.utf8))
    }
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, _): String(decoding: cursor, as: UTF8.self)
        case .end: "end"
        case .split: "split"
        case .fail(let error): "\(error.kind) \(error.message)"
        }
    }

    @Test func theyStandBeforeTheBalances() throws {
        #expect(probe.manifest.streams.map(\.name) == ["words", "numbers", "balance"])
        let row = try #require(probe.manifest.endpoints.first)
        #expect(row.path == "/v1/words")
        #expect(row.parameters.map(\.name) == ["class", "startTime", "endTime", "limit", "cursor"])
        #expect(
            probe.manifest.buckets.map(\.remainingHeader) == ["", "X-Left", "", "X-Left"], "of a minute none is known")
        let numbers = try #require(probe.manifest.stream(named: "numbers"))
        #expect(numbers.walk == .byCursor && numbers.support == .partial && numbers.note == "Nobody says.")
    }

    @Test func theAskCarriesItsUnitAndBothEnds() throws {
        let request = try probe.request(ask("words", cursor: "n"))
        #expect(request["class"] == "a" && request["startTime"] != nil && request["endTime"] != nil)
        #expect(request["cursor"] == "n")
        #expect(try probe.request(ask("numbers"))["page"] == "1")
        #expect(throws: ExchangeError.self) {
            try probe.request(ask("words", facts: [TextPair("account", "old")]))
        }
    }

    @Test func aWordLeadsOnWhileThereAreRows() {
        let row = #"{"id":"1","at":"1700000000","state":"fine","coin":"BTC","amount":"1","note":"n"}"#
        let page = parse("words", #"{"list":[\#(row)],"next":"n"}"#)
        #expect(ending(page) == "s1:n;" && page.records.records.map(\.group) == ["word:1"])
        #expect(page.records.records.first?.flags == [] && page.records.records.first?.label == "fine")
        #expect(ending(parse("words", #"{"rows":[\#(row)],"next":""}"#)) == "end")
        #expect(ending(parse("words", #"{"rows":[],"next":"n"}"#)) == "end")
        #expect(ending(parse("words", #"{"rows":null}"#)) == "end")
        #expect(ending(parse("words", #"{}"#)).hasPrefix("malformed"))
    }

    @Test func numbersEndWithAShortPage() throws {
        let row = #"{"id":"1","at":1700000000,"side":"sell","market":"BTCUSDT","size":"2","price":"3","fee":"0.1"}"#
        let page = parse("numbers", #"{"list":[\#(row),\#(row)]}"#, cursor: "4")
        #expect(ending(page) == "s1:5;" && ending(parse("numbers", #"{"list":[\#(row)]}"#)) == "end")
        let record = try #require(page.records.records.first)
        #expect(record.key == "1::sell" && record.wallet == "w" && record.ids == [TextPair("order", "1")])
        #expect(
            record.legs == [
                Leg(.out, "BTC", "2", flags: .base), Leg(.in, "USDT", "2", times: "3", flags: .quote),
                Leg(.fee, "FEE", "0.1"),
            ])
        #expect(record.extra == [TextPair("side", "sell")])
        let neither = row.split(separator: "sell").joined(separator: "held")
        #expect(ending(parse("numbers", #"{"list":[\#(neither)]}"#)) == "malformed Neither.")
    }

    @Test func theWholeCountsWhereNoPartSaysAnything() {
        let row = #"{"id":"1","at":1,"side":"buy","market":"X","size":"0","price":"1","fee":"0","change":"-5"}"#
        #expect(parse("numbers", #"{"list":[\#(row)]}"#).records.records.first?.legs == [Leg(.out, "FEE", "5")])
    }

    @Test func whatMayNotBeReadIsLeftOut() {
        let held = parse("balance", #"{"held":[{"coin":"A","size":"1"},{"coin":"B","size":"0"},{"coin":"C"}]}"#)
        #expect(held.balances == [ReportedBalance(wallet: "w", asset: "A", amount: "1")] && ending(held) == "end")
        let refused = probe.parse(
            ask("balance"), probe.answer("held", body: #"{"code":"7","said":"no"}"#.utf8))
        #expect(ending(refused) == "end" && refused.balances.isEmpty)
        let words = probe.parse(ask("words"), probe.answer("words", body: #"{"code":"7","said":"no"}"#.utf8))
        #expect(ending(words) == "badRequest no")
    }
}
