import AdapterKit
import AdapterTesting
import CoinbaseAdapter
import HistoryModel
import Testing

/// Coinbase's answers, as captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Coinbase.adapter) }

    static let endpoints = [
        "key": "key-permissions", "wallets": "accounts", "fiat-wallets": "accounts", "balance": "accounts",
        "transactions": "transactions", "deposits": "deposits", "withdrawals": "withdrawals", "fills": "fills",
    ]
    static let wallet = HistoryUnit(kind: .wallet, key: "W1", label: "My wallet")

    func parse(
        _ stream: String, _ body: some Sequence<UInt8>, cursor: [UInt8] = [], bookmark: [UInt8] = [],
        until: Instant = Instant(seconds: 2_000_000_000), status: Int = 200, headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            probe.ask(stream, until: until, cursor: cursor, bookmark: bookmark, unit: Self.wallet),
            probe.answer(Self.endpoints[stream] ?? "", status: status, headers: headers, body: body))
    }
    /// The records of an answer. Throws when the page did not end well.
    func records(_ stream: String, _ body: [UInt8]) throws -> [Record] {
        let page = parse(stream, body)
        if case .fail(let error) = page.ending { throw error }
        return page.records.records
    }
    func records(_ stream: String, _ fixture: String) throws -> [Record] {
        try records(stream, try Self.bytes(fixture))
    }
    func error(_ page: ParsedPage) -> ExchangeError? {
        if case .fail(let error) = page.ending { error } else { nil }
    }

    static func bytes(_ fixture: String) throws -> [UInt8] {
        try Fixture.bytes("\(fixture).json")
    }
    /// The pages of a fixture that holds one per wallet, in its order.
    static func pages(_ fixture: String) throws -> [(wallet: String, body: [UInt8])] {
        let bytes = try bytes(fixture)
        return try JSON.read(bytes) { json in
            try json["accounts"].members.map { (String(try $0.name.text), Array(bytes[$0.value.range])) }
        }
    }
}
