import AdapterKit

/// One of OKX's lists: newest first, a hundred rows a page.
protocol OKXList: NewestFirst {
    static var list: ListSpec { get }
}

/// What is declared of a list, and how its pages are asked for.
struct ListSpec: Sendable {
    let edge: PageEdge
    /// `after` takes an id or a time and gives what is older; `before` of the fiat lists takes the last instant wanted.
    let parameter: String
    let endpoint: Endpoint
    let declaration: StreamDeclaration

    /// - Parameters:
    ///   - reads: what it reads, for the person who approves the endpoint.
    ///   - calls: allowed in each period.
    init(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ bounds: [HistoryBound], _ edge: PageEdge,
        _ path: String, reads: String, _ calls: UInt32, per period: Span = .seconds(1), _ anchor: String,
        query: [Parameter] = [], settle: Span = .days(1), identity: StreamDeclaration.Identity = .id,
        parameter: String = "after", units: [HistoryUnit] = [], note: String = ""
    ) {
        self.edge = edge
        self.parameter = parameter
        endpoint = OKX.endpoint(
            name, path, "Reads \(reads).", query: query + [.text(parameter), .fixed("limit", "100")], calls,
            per: period, anchor)
        let evidence = endpoint.row.evidence
        declaration = .history(
            name, label: label, kinds: kinds, walk: .byCursor,
            bounds: bounds.map { HistoryBound($0.kind, reason: $0.reason, evidence: evidence) },
            support: bounds.contains { $0.kind == .unknown } ? .partial : .readable, order: .down,
            paging: edge.isTime ? .time : .token, pageMax: 100, identity: identity, settle: settle,
            resolution: .milliseconds(1), units: units, note: note, evidence: evidence)
    }
    static let nobodySays = [HistoryBound(.unknown, reason: "The documentation names no limit.")]
    static let threeMonths = [
        HistoryBound(.rolling(.calendarMonths(3)), reason: "Documented as the last 3 months."),
        HistoryBound(.rolling(.days(90)), reason: "Should those months be counted as 90 days."),
        HistoryBound(
            .unknown, reason: "An older copy of the page promised a year from July 2024 on; what OKX has is taken."),
    ]
}

extension OKXList {
    static var declaration: StreamDeclaration { list.declaration }
    static var launched: Instant { OKX.launched }
    static func rows(_ answer: Answer) throws -> JSON { try OKX.open(answer) }
    static var edge: PageEdge { list.edge }

    static func request(_ ask: StreamAsk<String>) -> Request {
        var request = Request(list.endpoint)
        if let unit = ask.unit { request.add("instType", .text(unit.key)) }
        if let cursor = ask.cursor {
            let isBound = list.parameter == "before"
            request.add(list.parameter, isBound ? .int(max(Int64(cursor) ?? 1, 1) - 1) : .text(cursor))
        }
        return request
    }
}

extension PageEdge {
    static let bill = PageEdge.id("billId", time: "ts", .milliseconds)
    static func time(_ member: StaticString) -> PageEdge { .time(member, .milliseconds) }
}
