import CPortolan
import HistoryModel

/// Streams, bounds and fixed units.
extension ManifestDecoder {
    mutating func stream() throws(BrokenFrame) -> StreamDeclaration {
        try flags(known: 0, "a stream")
        let role = try reader.u32()
        let walk = try reader.u32()
        let support: StreamDeclaration.Support = try choice(orElse: .unknown)
        let name = try text("a stream's name", ManifestGrammar.isIdentifier)
        let label = try label("the label of stream \(name)")
        var stream = StreamDeclaration(
            name: name, label: label, role: StreamDeclaration.Role(rawValue: role) ?? .history,
            walk: StreamDeclaration.Walk(rawValue: walk) ?? .snapshot, support: support)
        if StreamDeclaration.Role(rawValue: role) == nil { stream.refuse("role \(role)") }
        if StreamDeclaration.Walk(rawValue: walk) == nil { stream.refuse("walk \(walk)") }
        stream.kinds = RecordKinds(rawValue: try reader.u64())
        stream.bounds = try list("bounds") { (decoder) throws(BrokenFrame) in try decoder.bound(name) }
        stream.units = try list("units") { (decoder) throws(BrokenFrame) in try decoder.unit(name) }
        try habits(of: &stream)
        stream.maxSpan = try span("max_span_ns of \(name)")
        stream.planSpan = try span("plan_span_ns of \(name)")
        stream.defaultSpan = try span("default_span_ns of \(name)")
        stream.settle = try span("settle_ns of \(name)") ?? .zero
        stream.resolution = try span("resolution_ns of \(name)")
        stream.note = try plain("the note of \(name)")
        stream.evidence = try evidence()
        return stream
    }

    private mutating func habits(of stream: inout StreamDeclaration) throws(BrokenFrame) {
        let unitStream = Int(try reader.u32())
        stream.unitStream = unitStream == 0 ? nil : unitStream - 1
        stream.order = try choice(orElse: .unknown)
        let paging = try reader.u32()
        stream.paging = StreamDeclaration.Paging(rawValue: paging) ?? .unknown
        if StreamDeclaration.Paging(rawValue: paging) == nil { stream.refuse("paging \(paging)") }
        stream.overRange = try choice(orElse: .unknown)
        let align = try reader.u32()
        stream.alignment = StreamDeclaration.Alignment(rawValue: align) ?? .none
        if StreamDeclaration.Alignment(rawValue: align) == nil { stream.refuse("align \(align)") }
        stream.timeBasis = try choice(orElse: .unknown)
        stream.identity = try choice(orElse: .unknown)
        stream.identityVersion = try reader.u32()
        stream.pageMax = try reader.u32()
        stream.parallelMax = max(1, min(try reader.u32(), 64))
        stream.delisted = try choice(orElse: .unknown)
    }

    private mutating func unit(_ stream: String) throws(BrokenFrame) -> HistoryUnit {
        try flags(known: PTL_UNIT_LISTED_FROM_KNOWN | PTL_UNIT_LISTED_UNTIL_KNOWN, "a unit of \(stream)", peek: true)
        let unit = try ItemDecoder.unit(&reader)
        let texts = [unit.key, unit.label, unit.base, unit.quote]
        guard !unit.key.isEmpty, texts.allSatisfy(ManifestGrammar.isVisible) else {
            throw BrokenFrame("a unit of \(stream) has no key, or control characters")
        }
        return unit
    }

    /// A bound of a kind or unit this host does not know is shown as unknown: never as unlimited.
    private mutating func bound(_ stream: String) throws(BrokenFrame) -> HistoryBound {
        try flags(known: 0, "a bound of \(stream)")
        let kind = try reader.u32()
        let unit = try reader.u32()
        let basis: HistoryBound.Basis = try choice(orElse: .unknown)
        let value = try reader.i64()
        var bound = HistoryBound(.unknown, basis: basis)
        switch kind {
        case PTL_BOUND_UNLIMITED: bound.kind = .unlimited
        case PTL_BOUND_ROLLING: bound.kind = try Self.depth(value, unit, stream).map { .rolling($0) } ?? .unknown
        case PTL_BOUND_DELAYED: bound.kind = try Self.depth(value, unit, stream).map { .delayed($0) } ?? .unknown
        case PTL_BOUND_SINCE: bound.kind = .since(try Self.instant(value, stream))
        case PTL_BOUND_UNTIL: bound.kind = .until(try Self.instant(value, stream))
        case PTL_BOUND_LAST_N:
            guard value > 0 else { throw BrokenFrame("a bound of \(stream) counts \(value) rows") }
            bound.kind = .lastRows(value)
        default: break
        }
        bound.reason = try plain("the reason of a bound of \(stream)")
        bound.evidence = try evidence()
        return bound
    }

    private static func depth(
        _ value: Int64, _ unit: UInt32, _ stream: String
    ) throws(BrokenFrame) -> HistoryBound.Depth? {
        // A century: longer than any exchange has been, short enough for every computation.
        let (depth, longest): (HistoryBound.Depth, Int64)
        switch unit {
        case PTL_UNIT_NS: (depth, longest) = (.span(Span(nanoseconds: value)), Span.days(36_525).nanoseconds)
        case PTL_UNIT_DAYS: (depth, longest) = (.days(value), 36_525)
        case PTL_UNIT_CALENDAR_MONTHS: (depth, longest) = (.calendarMonths(value), 1200)
        default: return nil
        }
        guard value > 0, value <= longest else {
            throw BrokenFrame("a bound of \(stream) is \(value), which cannot be")
        }
        return depth
    }
    private static func instant(_ value: Int64, _ stream: String) throws(BrokenFrame) -> Instant {
        let instant = Instant(nanoseconds: value)
        guard instant > .earliest, instant < .latest else {
            throw BrokenFrame("a bound of \(stream) names the instant \(value), which cannot be")
        }
        return instant
    }
}

extension StreamDeclaration {
    fileprivate mutating func refuse(_ what: String) {
        refusal = refusal ?? "The stream \(name) needs a newer Portolan: \(what) is not known here."
    }
}
