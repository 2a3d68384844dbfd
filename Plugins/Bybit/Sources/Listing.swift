import AdapterKit

/// One history call: what its row of the endpoint table and its stream's declaration need.
struct Call: Sendable {
    let endpoint: Endpoint
    let declaration: StreamDeclaration
    /// Names of the range's parameters; empty: the call takes no range.
    let range: [String]
    let unit: TimeScale
    /// Name of the parameter that says which page; numbered from 1, or Bybit's own `nextPageCursor`.
    let paged: String
    var isNumbered: Bool { declaration.paging == .pageNumber }

    /// - Parameters:
    ///   - days: the widest window. Without one the call takes no range.
    ///   - rate: calls of an account in a second, or in the period given.
    ///   - bounds: none: no limit is documented, and none known.
    init(
        _ name: String, _ label: String, _ kinds: [RecordKind], path: String, page: String, limit: UInt32, rate: UInt32,
        per period: Span = .seconds(1), days: Int64? = nil, hours: Int64? = nil, query: [Parameter] = [],
        range: [String] = ["startTime", "endTime"], in unit: TimeScale = .milliseconds, paged: String = "cursor",
        size: String = "limit", numbered: Bool = false, bounds: [HistoryBound] = [],
        order: StreamDeclaration.Order = .down, basis: StreamDeclaration.TimeBasis = .created, composed: Bool = false,
        settle: Int64 = 1, step: Span = .milliseconds(1), units: [HistoryUnit] = [], note: String = ""
    ) {
        let evidence = Bybit.docs(page)
        self.range = days == nil ? [] : range
        self.unit = unit
        self.paged = paged
        endpoint = Bybit.endpoint(
            name, path, "Reads this history: \(label).", page, rate: rate, per: period,
            query: query + (units.isEmpty ? [] : [.text("category", required: true)])
                + self.range.map { .integer($0, required: true) }
                + [
                    .fixed(size, String(limit), type: .integer),
                    numbered ? .integer(paged, required: true) : .text(paged),
                ])
        let unknown = HistoryBound.unknown(evidence, reason: "No limit is documented.")
        declaration = .history(
            name, label: label, kinds: kinds, walk: days == nil ? .byCursor : .byTime,
            bounds: bounds.isEmpty ? [unknown] : bounds, support: bounds.isEmpty ? .partial : .readable, order: order,
            paging: numbered ? .pageNumber : .token, pageMax: limit, overRange: days == nil ? .unknown : .error,
            timeBasis: basis, identity: composed ? .composed : .id, maxSpan: days.map { .days($0) },
            // Of thirty days one page says "at most", another "less than".
            planSpan: days == 30 ? .days(29) : nil,
            defaultSpan: hours.map { .hours($0) } ?? days.map { .days($0) }, settle: .days(settle),
            resolution: days == nil ? nil : step, units: units,
            note: note.isEmpty && bounds.isEmpty ? "How far back Bybit keeps this is not documented." : note,
            evidence: [evidence])
    }
}

/// A stream over pages of rows: all of Bybit's histories.
protocol Listing: AdapterStream where Cursor == String {
    static var call: Call { get }
    /// Names of the member that holds the rows; the first there is counts.
    static var rows: [Text] { get }
    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws
}

extension Listing {
    static var declaration: StreamDeclaration { call.declaration }
    static var rows: [Text] { ["list"] }
    static func request(_ ask: StreamAsk<String>) throws -> Request { listed(ask) }

    /// Cursor: what Bybit calls `nextPageCursor`, as it came, or the number of the page.
    ///
    /// Every request carries both ends of a range: without them Bybit answers its default span and says nothing. The
    /// end belongs to Bybit's range, so a window is asked for a step too wide, never wider than Bybit accepts.
    static func listed(_ ask: StreamAsk<String>) -> Request {
        var request = Request(call.endpoint)
        if let unit = ask.unit { request.add("category", .text(unit.key)) }
        if let from = call.range.first, let until = call.range.last {
            request.add(from, .int(max(0, ask.from.units(call.unit, roundedUp: false))))
            request.add(until, .timeRoundedUp(ask.until, call.unit))
        }
        if let cursor = ask.cursor ?? (call.isNumbered ? "1" : nil) { request.add(call.paged, .text(cursor)) }
        return request
    }

    /// A page without a row is the last, whatever cursor it carries: Bybit gives one with every page of deposits.
    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let result = try Bybit.open(answer)
        let list = rows.lazy.map { result[$0] }.first { $0.exists } ?? result[rows.first ?? "list"]
        let count = try list.eachRow { try add($0, ask, to: page) }
        if call.isNumbered {
            let number = Int64(ask.cursor ?? "1") ?? 1
            return count < call.declaration.pageMax ? .end() : .next(String(number &+ 1))
        }
        let next = String(try result["nextPageCursor"].ifPresent?.text ?? .empty)
        return count == 0 || next.isEmpty ? .end() : .next(next)
    }
}

/// Bybit's words for how it went; what is not here is not final. Numbers are those of deposits.
let states: Words<RecordFlags> = [
    "success": [], "Success": [], "SUCCESS": [], "BlockchainConfirmed": [], "partial_fulfillment": [],
    // success; credited to the funding pool; still valid after, and not undone by, a rollback
    "3": [], "10012": [], "70012": [], "70013": [],
    "failure": .void, "Fail": .void, "FAILED": .void, "Reject": .void, "CancelByUser": .void,
    // failed; rolled back
    "4": .void, "70011": .void,
]

/// A stream whose rows are plain.
protocol Movements: Listing {
    static var plain: PlainRow { get }
    static func flags(_ row: JSON, _ ask: StreamAsk<String>) throws -> RecordFlags
}

extension Movements {
    static func flags(_ row: JSON, _ ask: StreamAsk<String>) throws -> RecordFlags { [] }
    static func add(_ json: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        try plain.add(json, flags: try flags(json, ask), to: page)
    }
}
