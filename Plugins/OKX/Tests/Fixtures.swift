import AdapterKit
import AdapterTesting
import HistoryModel
import OKXAdapter
import Testing

/// OKX's answers, as documented or captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(OKX.adapter) }

    /// Every stream has one endpoint of its name, but for the key.
    static let streams = [
        "key", "funding-ledger", "deposits", "withdrawals", "fiat-deposits", "fiat-withdrawals", "conversions",
        "easy-conversions", "earn-interest", "fills", "trading-ledger", "funding-balance", "trading-balance",
    ]
    static let listed = streams.filter { $0 != "key" && !$0.hasSuffix("balance") }
    static let spot = HistoryUnit(kind: .productClass, key: "SPOT", label: "Spot")

    func parse(
        _ stream: String, _ body: some Sequence<UInt8>, from: Instant = Instant(nanoseconds: 0), cursor: String = "",
        status: Int = 200
    ) -> ParsedPage {
        probe.parse(
            ask(stream, from: from, cursor: cursor),
            probe.answer(stream == "key" ? "account-config" : stream, status: status, body: body))
    }
    func ask(_ stream: String, from: Instant = Instant(nanoseconds: 0), cursor: String = "") -> Ask {
        probe.ask(
            stream, from: from, cursor: cursor.isEmpty ? [] : Array("s\(cursor.utf8.count):\(cursor);".utf8),
            unit: stream == "fills" ? Self.spot : nil)
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
    /// What a page leaves for the next: the cursor's text, `end`, or what went wrong.
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, _):
            String(decoding: cursor.drop { $0 != UInt8(ascii: ":") }.dropFirst().dropLast(), as: UTF8.self)
        case .end: "end"
        case .split: "split"
        case .fail(let error): "\(error)"
        }
    }

    static func bytes(_ fixture: String) throws -> [UInt8] {
        try Fixture.bytes("\(fixture).json")
    }
}
