import AdapterKit
import AdapterTesting
import BybitAdapter
import HistoryModel
import Testing

/// Bybit's answers, as captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Bybit.adapter) }

    /// The row each stream asks first, where it is not called like the stream.
    static let endpoints = ["key": "key-info", "balance": "unified-balance"]
    static let histories = [
        "deposits", "internal-deposits", "withdrawals", "conversions", "old-conversions", "dust", "yield",
        "earn-orders", "transfers", "unified-log", "funding-log", "executions", "earlier-executions",
    ]

    func ask(_ stream: String, unit: String? = nil, cursor: String = "", facts: [TextPair] = []) -> Ask {
        var ask = probe.ask(stream, cursor: cursor.isEmpty ? [] : Array("s\(cursor.utf8.count):\(cursor);".utf8))
        ask.facts = facts
        let units = probe.manifest.stream(named: stream)?.units ?? []
        ask.unit = unit.flatMap { key in units.first { $0.key == key } } ?? units.first
        return ask
    }
    func parse(
        _ stream: String, _ body: some Sequence<UInt8>, unit: String? = nil, cursor: String = "",
        facts: [TextPair] = [], endpoint: String? = nil, status: Int = 200, headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            ask(stream, unit: unit, cursor: cursor, facts: facts),
            probe.answer(
                endpoint ?? Self.endpoints[stream] ?? stream, status: status, headers: headers, body: body))
    }
    /// The records of a fixture. Fails the test when the page did not end well.
    func records(
        _ stream: String, _ fixture: String, unit: String? = nil, facts: [TextPair] = []
    ) throws -> [Record] {
        let page = parse(stream, try Self.bytes(fixture), unit: unit, facts: facts)
        if case .fail(let error) = page.ending { throw error }
        return page.records.records
    }
    func error(_ page: ParsedPage) -> ExchangeError? {
        if case .fail(let error) = page.ending { error } else { nil }
    }
    /// `end`, or the cursor that follows.
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, nil): String(decoding: cursor, as: UTF8.self)
        case .end(let bookmark): bookmark.isEmpty ? "end" : "end with a bookmark"
        default: "\(page.ending)"
        }
    }

    static func bytes(_ fixture: String) throws -> [UInt8] {
        try Fixture.bytes("\(fixture).json")
    }
}
