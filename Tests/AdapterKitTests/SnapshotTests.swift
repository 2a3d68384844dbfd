import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// Rights, a trade and what is held, all in one answer: `{"perm":"view,trade","side":"buy","at":1700000000123,"held":[…]}`.
private enum Account: Snapshot {
    static let page = Evidence.documented("https://example.com/docs", readOn: "2026-11-24")
    static let endpoint = Endpoint("account", .get, "/account", purpose: "Reads the account.", evidence: [page])
    static let declaration = StreamDeclaration.balance("account", label: "Account", evidence: endpoint.row.evidence)
    static let rights: Words<KeyFacts.Rights> = ["view": .read, "trade": [.trade, .move]]

    static func read(_ answer: Answer, into page: Page) throws {
        let json = try answer.json()
        try page.add(key: KeyFacts(rights: rights.rights(in: try json["perm"].text, apart: ",")))
        try page.add(balances: json["held"], of: "coin", "free", wallet: "spot")
        let isBuy = try json.isBuy("side")
        try page.add(.trade, at: try json["at"].milliseconds, key: "1", raw: json) { record in
            try record.traded(
                LegAsset("BTC"), try json["size"].amount, for: LegAsset("EUR"), try json["cost"].amount, isBuy: isBuy)
        }
    }
}

@Suite("A stream of one answer, and what such answers hold") struct SnapshotTests {
    let probe: AdapterProbe
    init() throws {
        probe = try AdapterProbe(
            Adapter(
                id: "one", version: "1.0.0", name: "One", vendor: "Portolan", license: "Apache-2.0",
                sourceURL: "https://example.com", exchange: "One", launched: Instant(year: 2015, month: 1, day: 1),
                schemes: [], sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])],
                endpoints: [Account.endpoint], streams: [Account.self], guide: []))
    }
    private func parse(_ perm: String = "view", side: String = "buy") -> ParsedPage {
        let held = #"[{"coin":"BTC","free":"1.50"},{"coin":"EUR","free":"-3"}]"#
        let trade = #""side":"\#(side)","at":1700000000123,"size":"2","cost":"70""#
        return probe.parse(
            probe.ask("account"), probe.answer("account", body: #"{"perm":"\#(perm)",\#(trade),"held":\#(held)}"#.utf8))
    }

    @Test func itAsksOnceAndEnds() throws {
        let request = try probe.request(probe.ask("account"))
        #expect(request.arguments.isEmpty)
        guard case .end(let bookmark) = parse().ending else {
            Issue.record("not at its end")
            return
        }
        #expect(bookmark.isEmpty)
    }

    @Test func everyRowOfAListIsABalance() {
        let balances = parse().balances
        #expect(balances.map(\.asset) == ["BTC", "EUR"] && balances.map(\.wallet) == ["spot", "spot"])
        #expect(balances.map(\.amount) == ["1.50", "-3"])
    }

    private static let lists: [(String, KeyFacts.Rights)] = [
        ("view", .read), ("trade,view", [.read, .trade, .move]), ("view,vote", [.read, .otherWrite]),
        ("", .otherWrite), ("view,", [.read, .otherWrite]), ("View", .otherWrite),
    ]
    @Test(arguments: lists) func aRightNobodyKnowsMayWrite(_ perm: String, _ rights: KeyFacts.Rights) {
        #expect(parse(perm).key?.rights == rights)
    }

    @Test func aTradeHasTwoSidesAndTheBaseComesFirst() {
        func legs(_ side: String) -> [Leg] { parse(side: side).records.records.flatMap(\.legs) }
        #expect(legs("buy") == [Leg(.in, "BTC", "2"), Leg(.out, "EUR", "70")])
        #expect(legs("sell") == [Leg(.out, "BTC", "2"), Leg(.in, "EUR", "70")])
        #expect(parse().records.records.map(\.time) == [Instant(nanoseconds: 1_700_000_000_123_000_000)])
        guard case .fail(let error) = parse(side: "BUY").ending else {
            Issue.record("not an error")
            return
        }
        #expect(error.kind == .malformed && error.place == "side")
    }

    @Test func whatAnyExchangeMaySayIsSaidInItsName() {
        let busy = Refusal.busy("One", pause: .seconds(7)).error(code: "E7")
        #expect(busy.kind == .rateLimited && busy.retry == .after(.seconds(7)) && busy.exchangeCode == "E7")
        #expect(busy.message == "One asks for a pause.")
        #expect(Refusal.wrong("One").kind == .badRequest && Refusal.down("One").retry == .sameRequest)
    }

    @Test func shortFormsSayTheSame() {
        let short = Omission("a", [.trade, .fee], .file, evidence: [Account.page], text: "Gone.")
        let kinds = RecordKinds([.trade, .fee])
        #expect(short == Omission(name: "a", kinds: kinds, text: "Gone.", remedy: .file, evidence: [Account.page]))
        let units = HistoryUnit.classes(["spot": "Spot", "swap": "Swaps"])
        #expect(units.map(\.key) == ["spot", "swap"] && units.map(\.label) == ["Spot", "Swaps"])
        #expect(units.allSatisfy { $0.kind == .productClass })
    }
}
