import AdapterKit
import AdapterTesting
import BinanceAdapter
import HistoryModel
import Testing

/// Binance's answers, as captured, and what the adapter makes of them through its C table.
struct Bench {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Binance.adapter) }

    static let market = HistoryUnit(kind: .market, key: "BNBBTC", base: "BNB", quote: "BTC")
    func unit(_ stream: String, _ key: String) -> HistoryUnit? {
        let declared = probe.manifest.stream(named: stream)
        if let unit = declared?.units.first(where: { $0.key == key }) { return unit }
        if declared?.unitStream == nil { return nil }
        return key == "LTCUSDT" ? HistoryUnit(kind: .market, key: key, base: "LTC", quote: "USDT") : Self.market
    }
    /// The first unit, where a stream has units and none is named.
    private func of(_ stream: String, _ key: String?) -> HistoryUnit? {
        unit(stream, key ?? probe.manifest.stream(named: stream)?.units.first?.key ?? "")
    }

    func request(
        _ stream: String, unit key: String? = nil, from: Instant = Instant(seconds: 100),
        until: Instant = Instant(seconds: 200), cursor: String = "", bookmark: String = ""
    ) throws -> AdapterRequest {
        try probe.request(
            probe.ask(
                stream, from: from, until: until, cursor: Array(cursor.utf8), bookmark: Array(bookmark.utf8),
                unit: of(stream, key)))
    }
    /// Name of the row that a request asks.
    func row(_ request: AdapterRequest) -> String { probe.manifest.endpoints[request.endpoint].name }

    func parse(
        _ stream: String, unit key: String? = nil, _ body: some Sequence<UInt8>, cursor: String = "",
        bookmark: String = "", from: Instant = Instant(nanoseconds: 0), status: Int = 200, headers: [TextPair] = []
    ) -> ParsedPage {
        let unit = of(stream, key)
        let ask = probe.ask(
            stream, from: from, cursor: Array(cursor.utf8), bookmark: Array(bookmark.utf8), unit: unit)
        let row = (try? probe.request(ask)).map(row) ?? ""
        return probe.parse(ask, probe.answer(row, status: status, headers: headers, body: body))
    }
    /// The records of a fixture. Fails the test when the page did not end well.
    func records(_ stream: String, unit: String? = nil, _ fixture: String) throws -> [Record] {
        let page = parse(stream, unit: unit, try Self.bytes(fixture))
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

extension ParsedPage {
    /// How the page ended, in a word that a table of expectations can hold.
    var word: String {
        switch ending {
        case .next(let cursor, nil): "next \(String(decoding: cursor, as: UTF8.self))"
        case .next: "next, later"
        case .split: "split"
        case .end(let bookmark): bookmark.isEmpty ? "end" : "end \(String(decoding: bookmark, as: UTF8.self))"
        case .fail(let error): "fail \(error)"
        }
    }
}
