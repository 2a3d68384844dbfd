import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A source whose answers are CSV, to read some.
private enum Table: AdapterStream {
    static let endpoint = Endpoint("table", .get, "/table", purpose: "Reads a table.")
    static let declaration = StreamDeclaration.price(
        "prices", label: "Prices", bounds: [.unlimited()], order: .up, maxSpan: .days(300), settle: .days(1))
    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        var lines = try answer.csv()
        while let row = try lines.next() {
            guard let day = Instant(iso8601: String(try row["day"])), let close = DecimalText(try row["close"]) else {
                throw AdapterError(.malformed, message: "no day or no close", place: row.place)
            }
            try page.add(close: close, of: page.text(ask.unit?.key ?? ""), on: day)
        }
        return .end()
    }
    static let adapter = Adapter(
        id: "table", version: "1.0.0", name: "Table", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://example.com", exchange: "Table", launched: Instant(year: 2020, month: 1, day: 1),
        schemes: [], sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])], endpoints: [endpoint],
        streams: [Table.self], guide: [])
}

@Suite("CSV answers are read under the names of their first line")
struct CSVTests {
    private func parse(_ text: String) throws -> ParsedPage {
        let probe = try AdapterProbe(Table.adapter)
        let ask = probe.ask("prices", unit: HistoryUnit(kind: .market, key: "A/B", base: "A", quote: "B"))
        return probe.parse(ask, probe.answer("table", body: text.utf8))
    }
    private func closes(_ text: String) throws -> [String] {
        let page = try parse(text)
        if case .fail(let error) = page.ending { throw error }
        return page.prices.map { "\($0.day.date) \($0.close) \($0.market)" }
    }

    @Test(arguments: [
        "close,day\n1.50,2025-01-02\n", "day,more,close\r\n2025-01-02,x,1.50\r\n",
        "\u{FEFF}\"day\",\"close\"\n2025-01-02,\"1.50\"",
        "day,close,\n\n2025-01-02,1.50,\n\n",
    ])
    func whatevertheOrder(_ text: String) throws { #expect(try closes(text) == ["2025-01-02 1.50 A/B"]) }

    @Test(arguments: [
        ("", "no CSV"), ("day\n2025-01-02\n", "column close"), ("day,close\n2025-01-02\n", "1 cells where"),
        ("day,close\n2025-01-02,\"1,5\"\n", "quote or a comma"), ("day,close\n2025-01-02,x\n", "no day"),
    ])
    func refused(_ text: String, _ said: String) throws {
        #expect { try closes(text) } throws: { "\($0)".contains(said) && ($0 as? ExchangeError)?.kind == .malformed }
    }

    @Test func aPriceStreamDeclaresWholeDays() throws {
        let stream = try AdapterProbe(Table.adapter).manifest.streams[0]
        #expect(stream.role == .price && stream.walk == .byTime && stream.alignment == .day)
        #expect(stream.maxSpan == .days(300) && stream.settle == .days(1) && stream.kinds.isEmpty)
    }
}
