import AdapterKit

/// A list read by rows to skip, each page beginning with the last row of the one before.
protocol SkippingStream: AdapterStream where Cursor == Int64 {
    static var endpoint: Endpoint { get }
    static func add(_ row: JSON, to page: Page) throws
}

extension SkippingStream {
    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(endpoint, ["offset": .int(Skipping.rows.offset(ask.cursor))])
    }
    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        var rows: Int64 = 0
        for row in try Skipping.open(answer).elements {
            try add(row, to: page)
            rows += 1
        }
        return try Skipping.rows.ending(ask, rows: rows, into: page)
    }
}
enum Skipping {
    static let rows = RowSkipping(pageMax: 1000, most: 200_000)
    static let wholePages = RowSkipping(pageMax: rows.pageMax, most: rows.most, overlap: 0)
    static let parameters: [Parameter] = [.fixed("limit", "1000", type: .integer), .integer("offset", required: true)]

    /// These lists only tell more of what is read anyway. Whether one needs a right that nobody should tick is not
    /// documented, nor how a query is signed but in examples: a key that is refused for that lacks nothing.
    static func open(_ answer: Answer) throws -> JSON {
        do {
            return try Bitstamp.open(answer)
        } catch let error as AdapterError {
            let isQuery = answer.endpoint == Earn.endpoint.row.name
            let forgiven = ["API0003", "No permission found"] + (isQuery ? ["API0005"] : [])
            guard forgiven.contains(error.exchangeCode) else { throw error }
            throw AdapterError(
                .notOffered, code: error.exchangeCode,
                message: "Bitstamp does not let this key read this list. It only adds to rows that are read anyway.")
        }
    }

    static func declaration(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ bounds: [HistoryBound],
        _ paging: StreamDeclaration.Paging, identity: StreamDeclaration.Identity = .id, note: String, _ page: Evidence
    ) -> StreamDeclaration {
        let reachable = HistoryBound.lastRows(
            rows.most + rows.pageMax, page, reason: "Bitstamp skips at most 200,000 rows and gives at most 1000.")
        return .history(
            name, label: label, kinds: kinds, walk: .byCursor, bounds: bounds + [reachable], support: .partial,
            order: .unknown, paging: paging, pageMax: 1000, identity: identity, settle: .days(1), note: note,
            evidence: [page])
    }
}
