import AdapterKit
import AdapterTesting
import BitstampAdapter
import HistoryModel
import Testing

/// Bitstamp's answers, as captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Bitstamp.adapter) }

    static let endpoints = [
        "key": "account-balances", "transactions": "user-transactions", "crypto-transactions": "crypto-transactions",
        "withdrawal-requests": "withdrawal-requests", "earn": "earn-transactions", "balance": "account-balances",
    ]
    func parse(
        _ stream: String, _ body: some Sequence<UInt8>, cursor: String = "", bookmark: String = "", status: Int = 200,
        headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            probe.ask(stream, cursor: Array(cursor.utf8), bookmark: Array(bookmark.utf8)),
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
    func request(_ stream: String, cursor: String = "", bookmark: String = "") throws -> [TextPair] {
        try probe.request(
            probe.ask(stream, cursor: Array(cursor.utf8), bookmark: Array(bookmark.utf8))
        ).arguments
    }
    /// How a page ended: "next CURSOR", "end BOOKMARK", "fail".
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, _): "next " + String(decoding: cursor, as: UTF8.self)
        case .end(let bookmark): "end " + String(decoding: bookmark, as: UTF8.self)
        case .split: "split"
        case .fail(let error): "fail: \(error)"
        }
    }

    static func bytes(_ fixture: String) throws -> [UInt8] {
        try Fixture.bytes("\(fixture).json")
    }
}
