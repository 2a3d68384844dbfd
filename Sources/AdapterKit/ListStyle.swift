/// What the lists of one exchange have in common, so that its tables say only what differs.
///
///     static let table = ListStyle<Cost>(
///         exchange: "Coinbox", size: "limit", at: ["rows"], settle: .days(1), evidence: page,
///         open: { try Coinbox.open($0) },
///         endpoint: { name, path, purpose, query, cost, evidence in Endpoint(name, .get, path, …) })
///     static let rebates = table.stream(
///         "rebates", "Rebates", "/v1/rebates", .calls(2), .pages("page", 200), [.reward], [.unlimited(page)],
///         [ListPart(shape)])
///
/// `Cost` is whatever the adapter tells its endpoints about their price.
public struct ListStyle<Cost: Sendable>: Sendable {
    public typealias Range = (from: String, until: String)
    /// Makes a row of the allow-list.
    public typealias MakesEndpoint =
        @Sendable (
            _ name: String, _ path: String, _ purpose: String, _ query: [Parameter], _ cost: Cost, _ evidence: Evidence
        ) -> Endpoint

    /// Its name stays as it is inside a sentence.
    public var exchange: String
    /// The parameters that take the two ends of a window; lists read from an id on have none.
    public var span: Range
    /// The parameter that asks for full pages.
    public var size: String
    /// Where the rows stand in an answer.
    public var place: [StaticString]
    public var settle: Span
    public var resolution: Span
    public var evidence: Evidence
    /// The answer's JSON. Throws what the exchange calls an error.
    public var open: @Sendable (Answer) throws -> JSON
    public var endpoint: MakesEndpoint

    public init(
        exchange: String, span: Range = ("startTime", "endTime"), size: String, at place: [StaticString], settle: Span,
        resolution: Span = .milliseconds(1), evidence: Evidence, open: @escaping @Sendable (Answer) throws -> JSON,
        endpoint: @escaping MakesEndpoint
    ) {
        (self.exchange, self.span, self.size, self.place) = (exchange, span, size, place)
        (self.settle, self.resolution, self.evidence) = (settle, resolution, evidence)
        (self.open, self.endpoint) = (open, endpoint)
    }

    /// A list and its endpoint, whose purpose is "Reads" and the label.
    public func list(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ paging: Listing.Paging, size: String? = nil,
        per unit: String? = nil, asking: [Parameter] = [], span: Range? = nil, at place: [StaticString]? = nil,
        evidence: Evidence? = nil, _ parts: [ListPart]
    ) -> Listing {
        let span = paging.isFromID ? nil : span ?? self.span
        let query = asking + Listing.query(unit: unit, span: span, paging, size: size ?? self.size)
        let endpoint = endpoint(name, path, "Reads \(inSentence(label)).", query, cost, evidence ?? self.evidence)
        return Listing(endpoint, span: span, paging, unitParameter: unit, at: place ?? self.place, parts)
    }
    /// Deposits → deposits; P2P orders and BETH as they are.
    private func inSentence(_ label: String) -> String {
        guard let second = label.dropFirst().first, second.isLowercase, !label.hasPrefix(exchange) else { return label }
        return label.prefix(1).lowercased() + label.dropFirst()
    }

    /// A history of one list.
    ///
    /// - Parameter partial: why not all rows can be had; stands before the note.
    public func stream(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ paging: Listing.Paging, size: String? = nil,
        per unit: String? = nil, asking: [Parameter] = [], span: Range? = nil, at place: [StaticString]? = nil,
        reads: String? = nil, _ kinds: [RecordKind], _ bounds: [HistoryBound], maxSpan: Span? = nil,
        planSpan: Span? = nil, defaultSpan: Span? = nil, order: StreamDeclaration.Order = .unknown,
        settle: Span? = nil, resolution: Span? = nil, delisted: StreamDeclaration.Delisted = .unknown,
        partial: String = "", note: String = "", evidence: Evidence? = nil, unitsListedBy: String? = nil,
        _ parts: [ListPart]
    ) -> ListStream {
        let list = list(
            name, reads ?? label, path, cost, paging, size: size, per: unit, asking: asking, span: span, at: place,
            evidence: evidence, parts)
        return history(
            name, label, kinds, bounds, maxSpan: maxSpan, planSpan: planSpan, defaultSpan: defaultSpan, order: order,
            settle: settle, resolution: resolution, delisted: delisted, partial: partial, note: note,
            unitsListedBy: unitsListedBy, [list])
    }

    /// A history of several lists, each the part of a unit.
    public func history(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ bounds: [HistoryBound], maxSpan: Span? = nil,
        planSpan: Span? = nil, defaultSpan: Span? = nil, order: StreamDeclaration.Order = .unknown,
        overRange: StreamDeclaration.OverRange = .unknown, settle: Span? = nil, resolution: Span? = nil,
        delisted: StreamDeclaration.Delisted = .unknown, partial: String = "", note: String = "",
        unitsListedBy: String? = nil, _ lists: [Listing]
    ) -> ListStream {
        let isFromID = lists.first?.paging.isFromID ?? false
        return .history(
            name, label, kinds, bounds, maxSpan: maxSpan, planSpan: planSpan, defaultSpan: defaultSpan, order: order,
            overRange: overRange, settle: settle ?? self.settle,
            resolution: isFromID ? nil : resolution ?? self.resolution, delisted: delisted,
            support: partial.isEmpty ? .readable : .partial, note: partial + note, lists, unitsListedBy: unitsListedBy,
            open: open)
    }

    /// What the key may do, told by one answer.
    public func key(_ label: String, _ list: Listing) -> ListStream { snapshot(.key(label: label), [list]) }
    /// Markets or the like, listed by one answer.
    public func units(_ name: String, _ label: String, _ list: Listing) -> ListStream {
        snapshot(.units(name, label: label), [list])
    }
    /// A snapshot of several answers. Unless the declaration has evidence, it is that of the endpoints.
    public func snapshot(_ declaration: StreamDeclaration, _ lists: [Listing]) -> ListStream {
        var declaration = declaration
        if declaration.evidence.isEmpty { declaration.evidence = lists.flatMap(\.endpoint.row.evidence) }
        return ListStream(declaration, lists, open: open)
    }
}

extension Listing.Paging {
    /// Whether it walks by id, not by time.
    var isFromID: Bool { if case .from = self { true } else { false } }
}
