import AdapterHost
import HistoryModel
import Testing

@Suite("An adapter built against a later header is read as far as this host knows")
struct GrowthTests {
    @Test func `longer structs are walked by their stride, and sisters have manifests of their own`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("grown"))
        let adapters = try await process.adapters()
        #expect(adapters.map(\.refusal) == [nil, nil])
        #expect(adapters.map(\.index) == [0, 1])
        #expect(adapters.map(\.manifest?.id) == ["broken", "sister"])
        #expect(adapters[1].manifest?.streams.map(\.name) == ["rows", "markets"])
    }

    @Test func `it finds zeros behind what this host hands out, and everything that was asked`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("grown"))
        var ask = Ask.first(breaking: true)
        ask.unit = HistoryUnit(kind: .market, key: "XBT/EUR", label: "Bitcoin", base: "BTC", quote: "EUR")
        ask.facts = [TextPair("account", "7")]
        ask.bookmark = [0, 255, 7]
        let page = try await process.parse(adapter: 1, ask, .page(""))
        guard case .end(let bookmark) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(bookmark == [0, 255, 7])
        let record = page.records.record(at: 0)
        #expect(record.key == "XBT/EUR")
        #expect(record.legs == [Leg(.in, "BTC", "1"), Leg(.out, "EUR", "2")])
        #expect(record.ids == [TextPair("account", "7")])
        #expect(record.extra == [TextPair("content-type", "text/plain")])
        #expect(record.time == ask.now)
    }

    @Test func `a record kind this host does not know is kept as unclassified`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("grown"))
        var ask = Ask.first(breaking: true)
        ask.unit = HistoryUnit(kind: .market, key: "m", base: "A", quote: "B")
        let record = try await process.parse(adapter: 0, ask, .page("")).records.record(at: 0)
        #expect(record.kind == .unclassified)
        #expect(record.flags == .detail)
    }
}
