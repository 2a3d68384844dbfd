import AdapterKit
import AdapterTesting
import HistoryModel
import KrakenAdapter
import Testing

/// Kraken's answers, as captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Kraken.adapter) }

    static let endpoints = [
        "key": "key-info", "ledger": "ledgers", "balance": "balance", "deposits": "deposit-status",
        "withdrawals": "withdraw-status",
    ]
    func parse(
        _ stream: String, _ body: some Sequence<UInt8>, cursor: [UInt8] = [], status: Int = 200,
        headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            probe.ask(stream, cursor: cursor),
            probe.answer(Self.endpoints[stream] ?? "", status: status, headers: headers, body: body))
    }
    /// The records of a fixture. Fails the test when the page did not end well.
    func records(_ stream: String, _ fixture: String) throws -> [Record] {
        let page = parse(stream, try Self.bytes(fixture))
        if case .fail(let error) = page.ending { throw error }
        return page.records.records
    }
    func error(_ page: ParsedPage) -> ExchangeError? {
        if case .fail(let error) = page.ending { error } else { nil }
    }

    static func bytes(_ fixture: String) throws -> [UInt8] {
        try Fixture.bytes("\(fixture).json")
    }
}
