/// How the lists of one exchange page, where all page alike: makes a `PagedList`, its endpoint and its declaration from
/// what differs.
///
///     static let list = PagedLists(
///         next: "nextPageCursor", unit: "category", unknown: "How far back Coinbox keeps this is not documented.",
///         open: { try open($0) }, endpoint)
///     static let deposits = list(
///         "deposits", "Deposits", [.deposit], "deposit/list", page: "deposits", limit: 50, rate: 5, days: 30,
///         PlainRow(.deposit, id: "id", …))
public struct PagedLists: Sendable {
    public var next: StaticString
    public var unit: String
    public var unknown: String
    public var open: @Sendable (Answer) throws -> JSON
    public var endpoint: CountedCalls

    /// - Parameters:
    ///   - next: the answer's member that says what to ask for next.
    ///   - unit: the parameter that takes a unit's key.
    ///   - unknown: the note of a list whose limit is not documented, and that has no note of its own.
    public init(
        next: StaticString, unit: String, unknown: String, open: @escaping @Sendable (Answer) throws -> JSON,
        _ endpoint: CountedCalls
    ) {
        (self.next, self.unit, self.unknown, self.open, self.endpoint) = (next, unit, unknown, open, endpoint)
    }

    /// One list. Give the shape of its rows, or what reads one.
    ///
    /// - Parameters:
    ///   - rate: calls in a second, or in the period given.
    ///   - days: the widest window, which is also what the exchange answers when none is asked for, unless `hours` says
    ///     otherwise. Without it the call takes no range.
    ///   - planned: windows are cut into so many days.
    ///   - size: the parameter that asks for full pages.
    ///   - numbered: pages are numbered.
    ///   - bounds: none: no limit is documented, and none known.
    ///   - settle: days in which a row may still appear or change.
    public func callAsFunction(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ path: String, page: String, limit: UInt32,
        rate: UInt32, per period: Span = .seconds(1), days: Int64? = nil, planned: Int64? = nil, hours: Int64? = nil,
        query: [Parameter] = [], span: (from: String, until: String) = ("startTime", "endTime"),
        in scale: TimeScale = .milliseconds, paged: String = "cursor", size: String = "limit", numbered: Bool = false,
        bounds: [HistoryBound] = [], order: StreamDeclaration.Order = .down,
        basis: StreamDeclaration.TimeBasis = .created, composed: Bool = false, settle: Int64 = 1,
        step: Span = .milliseconds(1), units: [HistoryUnit] = [], note: String = "",
        at place: [StaticString] = ["list"],
        refused: (fact: String, value: String, sentence: String)? = nil, _ row: PlainRow? = nil,
        read: PagedList.Reader? = nil
    ) -> PagedList {
        let range = days == nil ? nil : span
        var query = query
        if !units.isEmpty { query.append(.text(unit, required: true)) }
        if let range { query += [.integer(range.from, required: true), .integer(range.until, required: true)] }
        query.append(.fixed(size, String(limit), type: .integer))
        query.append(numbered ? .integer(paged, required: true) : .text(paged))
        let endpoint = endpoint(
            name, path, "Reads this history: \(label).", page, rate: rate, per: period, query: query)
        let evidence = endpoint.row.evidence
        let isKnown = !bounds.isEmpty
        let nobodySays = HistoryBound(.unknown, reason: "No limit is documented.", evidence: evidence)
        let declaration = StreamDeclaration.history(
            name, label: label, kinds: kinds, walk: range == nil ? .byCursor : .byTime,
            bounds: isKnown ? bounds : [nobodySays], support: isKnown ? .readable : .partial, order: order,
            paging: numbered ? .pageNumber : .token, pageMax: limit, overRange: range == nil ? .unknown : .error,
            timeBasis: basis, identity: composed ? .composed : .id, maxSpan: days.map { .days($0) },
            planSpan: planned.map { .days($0) }, defaultSpan: hours.map { .hours($0) } ?? days.map { .days($0) },
            settle: .days(settle), resolution: range == nil ? nil : step, units: units,
            note: note.isEmpty && !isKnown ? unknown : note, evidence: evidence)
        return PagedList(
            declaration, endpoint, span: range, scale: scale, page: paged, next: numbered ? nil : next, unit: unit,
            at: place, refused: refused, open: open, read ?? { try row?.add($0, to: $2) })
    }
}
