/// A stream as a table: lists of an exchange, how each pages, and what the fields of its rows mean. For exchanges
/// with many endpoints of one shape; where a stream has its own mind, write an `AdapterStream`.
///
///     ListStream(
///         .history("conversions", label: "Conversions", kinds: [.conversion], …),
///         [Listing(endpoint, span: ("startTime", "endTime"), .pages("current", 100), at: ["rows"], [ListPart(shape)])],
///         open: { try Coinbox.open($0) })
///
/// Snapshots can be tables too: a part may add units and balances instead of records.
public struct ListStream: Sendable {
    public var declaration: StreamDeclaration
    public var lists: [Listing]
    /// The stream that lists this one's units; nil: the parts of the lists are the units, if they have names.
    public var unitsListedBy: String?
    /// The answer's JSON. Throws what the exchange calls an error.
    public var open: @Sendable (Answer) throws -> JSON

    public init(
        _ declaration: StreamDeclaration, _ lists: [Listing], unitsListedBy: String? = nil,
        open: @escaping @Sendable (Answer) throws -> JSON
    ) {
        (self.declaration, self.lists, self.unitsListedBy, self.open) = (declaration, lists, unitsListedBy, open)
        if unitsListedBy == nil, declaration.units.isEmpty {
            self.declaration.units = lists.flatMap(\.parts).filter { !$0.unit.isEmpty }.map {
                HistoryUnit(kind: .productClass, key: $0.unit, label: $0.label)
            }
        }
    }

    /// A history walked by time, or from ids on, whose paging is that of its lists.
    public static func history(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ bounds: [HistoryBound], maxSpan: Span? = nil,
        planSpan: Span? = nil, defaultSpan: Span? = nil, order: StreamDeclaration.Order = .unknown,
        overRange: StreamDeclaration.OverRange = .unknown, settle: Span, resolution: Span? = nil,
        delisted: StreamDeclaration.Delisted = .unknown, support: StreamDeclaration.Support = .readable,
        note: String = "", _ lists: [Listing], unitsListedBy: String? = nil,
        open: @escaping @Sendable (Answer) throws -> JSON
    ) -> ListStream {
        let paging: (walk: StreamDeclaration.Walk, kind: StreamDeclaration.Paging) =
            switch lists.first?.paging {
            case .pages: (.byTime, .pageNumber)
            case .offset: (.byTime, .offset)
            case .from: (.byCursor, .token)
            default: (.byTime, .none)
            }
        return ListStream(
            .history(
                name, label: label, kinds: kinds, walk: paging.walk, bounds: bounds, support: support, order: order,
                paging: paging.kind, pageMax: UInt32(clamping: lists.first?.paging.size ?? 0), overRange: overRange,
                delisted: delisted, maxSpan: maxSpan, planSpan: planSpan, defaultSpan: defaultSpan, settle: settle,
                resolution: resolution, note: note, evidence: lists.first?.endpoint.row.evidence ?? []),
            lists, unitsListedBy: unitsListedBy, open: open)
    }

    /// A snapshot of several lists reads one after another; the cursor is the number of the list, from 1.
    private func step(_ ask: StreamAsk<Int64>) -> Int64 {
        declaration.walk == .snapshot && lists.count > 1 ? min(max(1, ask.cursor ?? 1), Int64(lists.count)) : 1
    }
    private func further(_ ask: StreamAsk<Int64>) -> PageEnding<Int64> {
        let next = step(ask) + 1
        return declaration.walk == .snapshot && next <= lists.count ? .next(next) : .end()
    }
    private func place(_ ask: StreamAsk<Int64>) throws -> (list: Listing, part: ListPart) {
        let unit = ask.unit
        for list in lists.dropFirst(Int(step(ask)) - 1) {
            for part in list.parts where part.unit.isEmpty || part.unit == unit?.key { return (list, part) }
        }
        throw ExchangeError(
            .badRequest, message: "The stream \(declaration.name) has no part named \(unit?.key ?? "nothing").")
    }

    func request(_ ask: StreamAsk<Int64>) throws -> Request {
        let (list, part) = try place(ask)
        var request = Request(list.endpoint)
        for (name, value) in part.arguments { request.add(name, .text(value)) }
        if let name = list.unitParameter { request.add(name, .text(ask.unit?.key ?? "")) }
        if let span = list.span {
            // Wide rather than narrow: ranges whose end belongs to them, and ranges whose end does not.
            request.add(span.from, .time(ask.from, list.scale))
            request.add(span.until, .timeRoundedUp(ask.until, list.scale))
        }
        switch list.paging {
        case .pages(let name, _): request.add(name, .int(max(1, ask.cursor ?? 1)))
        case .offset(let name, _): request.add(name, .int(max(1, ask.cursor ?? 1) &- 1))
        case .from(let name, _, _): request.add(name, .int(Self.start(ask)))
        case .whole, .newest, .all, .answer: break
        }
        return request
    }
    private static func start(_ ask: StreamAsk<Int64>) -> Int64 { max(0, ask.cursor ?? ask.bookmark ?? 0) }

    func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let (list, part) = try place(ask)
        let json: JSON
        do {
            json = try open(answer)
        } catch let error as ExchangeError
            where error.kind == .notOffered && (declaration.role == .units || step(ask) > 1)
        {
            // An account without such a thing has no such units, and nothing there.
            return .end()
        }
        var count: Int64 = 0
        var (oldest, next) = (Instant.distantFuture, Self.start(ask))
        if case .answer = list.paging {
            count = try part.read(ListedRow(json: json, page: page, unit: ask.unit))
        } else if let rows = try list.rows(of: json) {
            for json in rows {
                let row = ListedRow(json: json, page: page, unit: ask.unit)
                count &+= try part.read(row)
                if case .newest(_, let time) = list.paging { oldest = min(oldest, try row.time(time).instant) }
                if case .from(_, let id, _) = list.paging { next = max(next, try row[id].int &+ 1) }
            }
        }
        switch list.paging {
        case .pages(_, let size):
            if let total = json["total"].ifPresent { try page.total(try total.int) }
            return count < size ? .end() : .next(max(1, ask.cursor ?? 1) &+ 1)
        case .offset(_, let size): return count < size ? .end() : .next((max(1, ask.cursor ?? 1) &- 1) &+ count)
        case .whole(let size, let more):
            let isFull = try more.flatMap { json[Text(stringLiteral: $0)].ifPresent }.map { try $0.bool }
            return isFull ?? (count >= size) ? .split : .end()
        case .newest(let most, _):
            // The oldest row itself may be cut in two.
            if count >= most, let gap = Interval(ask.from, oldest + .milliseconds(1)) {
                try page.add(gap: gap, .lastRows)
            }
            return .end()
        case .from(_, _, let size): return count < size ? .end(bookmark: next) : .next(next)
        case .all, .answer: return further(ask)
        }
    }
}

/// One list: where it is and how it pages.
public struct Listing: Sendable {
    public enum Paging: Sendable {
        /// Numbered pages, from 1, of so many rows.
        case pages(String, Int64)
        /// Rows to skip. Each page repeats the last row of the one before.
        case offset(String, Int64)
        /// One page. When it is full, or its member of that name says that there is more, the window is halved.
        case whole(Int64, more: StaticString? = nil)
        /// Only the newest rows, so many, are served; what is older is a gap. Names the field of the row's time.
        case newest(Int64, time: StaticString)
        /// Rows from an id on, oldest first: the parameter, the field of the id, rows in a full page. Walks by cursor;
        /// the bookmark is the first id not read yet.
        case from(String, id: StaticString, Int64)
        /// One page that holds everything.
        case all
        /// The answer is one row; what its part counts is of no matter.
        case answer

        /// The parameter that says where to go on.
        public var parameter: Parameter? {
            switch self {
            case .pages(let name, _), .offset(let name, _), .from(let name, _, _): .integer(name, required: true)
            case .whole, .newest, .all, .answer: nil
            }
        }
        /// Rows in a full page; 0 where there is no such thing.
        public var size: Int64 {
            switch self {
            case .all, .answer: 0
            case .pages(_, let size), .offset(_, let size), .whole(let size, _), .newest(let size, _),
                .from(_, _, let size):
                size
            }
        }
    }
    public var endpoint: Endpoint
    public var span: (from: String, until: String)?
    public var scale: TimeScale
    public var paging: Paging
    /// The parameter that takes the unit's key.
    public var unitParameter: String?
    /// Where the rows stand in the answer; empty: the answer is the array.
    public var place: [StaticString]
    public var parts: [ListPart]

    public init(
        _ endpoint: Endpoint, span: (from: String, until: String)? = nil, scale: TimeScale = .milliseconds,
        _ paging: Paging, unitParameter: String? = nil, at place: [StaticString] = [], _ parts: [ListPart]
    ) {
        (self.endpoint, self.span, self.scale, self.paging) = (endpoint, span, scale, paging)
        (self.unitParameter, self.place, self.parts) = (unitParameter, place, parts)
    }

    /// The parameters such a list needs. `size` names the one that asks for full pages.
    public static func query(
        unit: String? = nil, span: (from: String, until: String)? = nil, _ paging: Paging, size: String = ""
    ) -> [Parameter] {
        var query = unit.map { [Parameter.text($0, required: true)] } ?? []
        if let span { query += [.integer(span.from, required: true), .integer(span.until, required: true)] }
        if let parameter = paging.parameter { query.append(parameter) }
        if !size.isEmpty { query.append(.fixed(size, String(paging.size), type: .integer)) }
        return query
    }

    /// Nil where the exchange leaves the rows out because there are none, and says so: a total of 0, or success.
    func rows(of json: JSON) throws -> JSON.Elements? {
        var rows = json
        for name in place { rows = rows[Text(stringLiteral: name)] }
        if rows.ifPresent == nil, !place.isEmpty {
            if let total = json["total"].ifPresent, try total.int == 0 { return nil }
            if let success = json["success"].ifPresent, try success.bool { return nil }
        }
        return try rows.elements
    }
}

/// What is read from a list: all of it, or the part of one unit.
public struct ListPart: Sendable {
    public var unit: String
    public var label: String
    /// Arguments that ask for this part.
    public var arguments: [(String, String)]
    /// Hands over a row. Gives how many rows it counts as.
    public var read: @Sendable (ListedRow) throws -> Int64

    public init(
        unit: String = "", _ label: String = "", asking arguments: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable (ListedRow) throws -> Int64
    ) {
        (self.unit, self.label, self.read) = (unit, label, read)
        self.arguments = arguments.map { ($0.key, $0.value) }
    }
    public init(
        unit: String, _ label: String, asking arguments: KeyValuePairs<String, String> = [:], _ shape: RowShape
    ) { self.init(unit: unit, label, asking: arguments) { try shape.add($0) } }
    /// Rows that hold rows: each element of `member` is a record. Its key is the id of the row around it and its own;
    /// that id behind `group` is its group.
    public init(
        unit: String, _ label: String, rowsIn member: StaticString, id: StaticString, group: StaticString,
        _ shape: RowShape
    ) {
        self.init(unit: unit, label) { row in
            var count: Int64 = 0
            let id = try row[id].word
            let group = try row.page.text(Text(stringLiteral: group), id)
            for json in try row[member].elements {
                count &+= try shape.add(ListedRow(json: json, page: row.page, unit: row.unit), in: (id, group))
            }
            return max(count, 1)
        }
    }
    /// All of the list.
    public init(_ shape: RowShape) { self.init { try shape.add($0) } }
}
