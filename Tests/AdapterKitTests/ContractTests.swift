import AdapterKit
import AdapterTesting
import CPortolan
import HistoryModel
import Testing

@Suite("An adapter written with the kit keeps the ABI's contract")
struct ContractTests {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Example.adapter) }

    static let body = """
        {"count":2,"held":"-0.5","rows":[
          {"id":17,"time":1500,"memo":"a\\u00e9\\ud800","size":"2","price":"-3.5","fee":"-0.1"},
          {"id":"x18","time":"1501","memo":"","size":-1,"price":2,"fee":0}]}
        """
    func page(_ body: String, status: Int = 200, headers: [TextPair] = []) -> ParsedPage {
        probe.parse(
            probe.ask("everything"), probe.answer("everything", status: status, headers: headers, body: body.utf8))
    }
    func error(_ page: ParsedPage) -> ExchangeError? {
        if case .fail(let error) = page.ending { error } else { nil }
    }

    @Test func aRequestIsARowAndItsArgumentsInOrder() throws {
        let ask = probe.ask("everything", settings: [TextPair("account", "margin")])
        let request = try probe.request(ask)
        #expect(probe.manifest.endpoints[request.endpoint].name == "everything")
        #expect(
            request.arguments == [
                TextPair("account", "margin"), TextPair("from", "0"), TextPair("types", "a"), TextPair("types", "b"),
            ])
    }

    @Test func aCursorComesBackAsItWasWritten() throws {
        guard case .next(let cursor, let notBefore) = page(Self.body).ending else {
            Issue.record("no next")
            return
        }
        #expect(notBefore == Instant(seconds: 12))
        #expect(String(decoding: cursor, as: UTF8.self) == "i7;s4:ü;:;")
        #expect(try probe.request(probe.ask("everything", cursor: cursor))["from"] == "7")
        #expect(try probe.request(probe.ask("everything", bookmark: cursor))["from"] == "7")
    }

    @Test(arguments: [
        "x", "i", "i7", "i7;", "i7;s", "i7;s9:a;", "i7;s-1:;", "i7;s1:a;z", "i99999999999999999999;s0:;", "s0:;i7;",
    ])
    func aCursorThatCannotBeReadRestartsTheWindow(_ text: String) {
        let error = #expect(throws: ExchangeError.self) {
            try probe.request(probe.ask("everything", cursor: Array(text.utf8)))
        }
        #expect(error?.retry == .restartWindow)
    }

    @Test func recordsCarryEverythingTheRowSaid() throws {
        let records = page(Self.body).records.records
        try #require(records.count == 2)
        let first = records[0]
        #expect(first.kind == .trade && first.flags == [.composed, .detail])
        #expect(first.time == Instant(nanoseconds: 1_500_000_000) && first.timeUnit == .milliseconds(1))
        #expect(first.key == "17" && first.group == "trade:17" && first.market == "BTC-EUR" && first.wallet == "spot")
        #expect(first.label == "aé\u{FFFD}" && first.txHash == "hash" && first.address == "address")
        #expect(
            first.legs == [
                Leg(.in, "", "2", flags: .base),
                // Sent a negative price times a size: it came in.
                Leg(.in, "EUR", "3.5", times: "2", flags: .quote), Leg(.rebate, "EUR", "0.1", flags: .inside),
            ])
        #expect(first.ids == [TextPair("trade", "17")])
        let bytes = Array(Self.body.utf8)
        #expect(first.extra == [TextPair("raw", String(decoding: bytes[first.raw], as: UTF8.self))])
        #expect(records[1].legs.map(\.role) == [.out, .in, .fee], "two negative factors make a positive one")
        #expect(records[1].extra[0].value.hasPrefix("{\"id\":\"x18\""))
    }

    @Test func thePageCarriesWhatElseWasSaid() {
        let page = page(Self.body)
        #expect(page.total == 2)
        #expect(page.facts == [TextPair("version", "v2")])
        #expect(page.gaps.map(\.reason) == [.ties])
        #expect(page.balances == [ReportedBalance(wallet: "spot", asset: "BTC", amount: "-0.5")])
        #expect(page.prices == [ReportedPrice(day: Instant(seconds: 86_400), market: "BTC-EUR", close: "-0.5")])
    }

    @Test func unitsAreListed() throws {
        let body = #"[{"symbol":"BTCEUR","base":"BTC","quote":"EUR"}]"#
        let page = probe.parse(probe.ask("markets"), probe.answer("markets", body: body.utf8))
        #expect(
            page.units == [
                HistoryUnit(kind: .market, key: "BTCEUR", base: "BTC", quote: "EUR", listedFrom: Instant(seconds: 1))
            ])
    }

    @Test func aPageEndsInExactlyOneWay() {
        if case .split = page(#"{"ending":"split"}"#).ending {} else { Issue.record("not split") }
        let limited = error(page(#"{"ending":"limit"}"#))
        #expect(
            limited
                == ExchangeError(.rateLimited, retry: .after(.seconds(5)), code: "429", message: "Wait.", place: "here")
        )
        #expect(error(page(#"{"ending":"other"}"#))?.kind == .malformed)
        #expect(error(page(#"{"ending":"network"}"#))?.kind == .malformed, "the host's own kinds are not the adapter's")
        #expect(error(page("[]"))?.place == "count")
        #expect(error(page("<html>"))?.kind == .malformed)
        #expect(error(page(#"{"count":-1,"rows":[]}"#))?.kind == .malformed)
    }

    @Test(arguments: [
        (401, ExchangeError.Kind.auth), (403, .permission), (429, .rateLimited), (404, .badRequest),
        (503, .exchangeUnavailable),
    ])
    func anHTTPStatusHasAKind(_ status: Int, _ kind: ExchangeError.Kind) {
        #expect(error(page("", status: status))?.kind == kind)
    }
    @Test func retryAfterIsHonoured() {
        #expect(error(page("", status: 429, headers: [TextPair("retry-after", "7")]))?.retry == .after(.seconds(7)))
        #expect(error(page("", status: 429, headers: [TextPair("retry-after", "x")]))?.retry == .after(.seconds(60)))
    }

    @Test func anUnknownStreamOrRowIsToldApart() {
        #expect(throws: ExchangeError.self) { try probe.request(probe.ask("no such stream")) }
        #expect(
            error(probe.parse(probe.ask("no such stream"), probe.answer("everything", body: [])))?.kind == .badRequest)
        // A row the manifest does not have is the stream's business, not a crash.
        #expect(error(probe.parse(probe.ask("everything"), probe.answer("nothing", body: [])))?.kind == .malformed)
    }

    @Test(arguments: ["record", "total", "fact"]) func aSinkThatStopsIsObeyedAtOnce(_ stopping: String) {
        var sink = ptl_page_sink()
        var calls = 0
        withUnsafeMutablePointer(to: &calls) { counter in
            sink.ctx = UnsafeMutableRawPointer(counter)
            sink.record = { ctx, _ in
                ctx?.assumingMemoryBound(to: Int.self).pointee += 1
                return 0
            }
            if stopping == "record" { sink.record = { _, _ in 42 } }
            if stopping == "total" { sink.total = { _, _ in 42 } }
            if stopping == "fact" { sink.fact = { _, _, _ in 42 } }
            sink.end = { ctx, _ in
                ctx?.assumingMemoryBound(to: Int.self).pointee += 1000
                return 0
            }
            sink.next = { ctx, _, _ in
                ctx?.assumingMemoryBound(to: Int.self).pointee += 1000
                return 0
            }
            sink.fail = { ctx, _ in
                ctx?.assumingMemoryBound(to: Int.self).pointee += 1000
                return 0
            }
            func parse(_ body: String) -> Int32? {
                probe.ask("everything").lend { ask in
                    probe.answer("everything", body: body.utf8).lend { response in
                        probe.table.pointee.parse?(probe.table, ask, response, &sink)
                    }
                }
            }
            #expect(parse(Self.body) == 42)
            if stopping == "record" { #expect(parse(#"{"ending":"swallow"}"#) == 42) }
        }
        #expect(calls == (stopping == "fact" ? 2 : 0), "no terminal call after a stop")
    }

    @Test func sinksTheHostDoesNotOfferArePassedOver() {
        var sink = ptl_page_sink()
        let status = probe.ask("everything").lend { ask in
            probe.answer("everything", body: Self.body.utf8).lend { response in
                probe.table.pointee.parse?(probe.table, ask, response, &sink)
            }
        }
        #expect(status == PTL_OK)
        #expect(probe.table.pointee.parse?(probe.table, nil, nil, nil) != PTL_OK)
        #expect(probe.table.pointee.request?(nil, nil, nil) != PTL_OK)
    }

    @Test func theSameArgumentsGiveTheSameCalls() {
        let pages = (0..<5).map { _ in page(Self.body).records.records }
        #expect(Set(pages).count == 1)
    }

    @Test func damagedAnswersNeverCrashAndNeverBreakTheContract() {
        var random = Seeded(seed: 7)
        for _ in 0..<5000 {
            var bytes = Array(Self.body.utf8)
            JSONOracleTests.damage(&bytes, &random)
            let page = probe.parse(probe.ask("everything"), probe.answer("everything", body: bytes))
            if let error = error(page) { #expect(error.kind == .malformed || error.kind == .rateLimited, "\(error)") }
        }
    }
}
