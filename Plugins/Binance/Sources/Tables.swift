import AdapterKit

/// How the tables of this folder are made.
extension Binance {
    static let free = HistoryBound.unlimited(reference, reason: "No limit is documented.")
    static let day = Span.days(1)
    /// Words for an end, good or bad; whatever else Binance writes is not final.
    static let states: Words<RecordFlags> = [
        "SUCCESS": [], "CONFIRMED": [], "PAID": [], "COMPLETED": [], "Successful": [], "Finished": [], "Completed": [],
        "FAIL": .void, "FAILED": .void, "Failed": .void, "Expired": .void, "Refunded": .void, "CANCELLED": .void,
        "CANCELLED_BY_SYSTEM": .void,
    ]

    static func list(
        _ name: String, _ path: String, _ label: String, _ cost: Cost = .address(1),
        _ paging: Listing.Paging = .pages("current", 100), size: String = "size", per unit: String? = nil,
        asking: [Parameter] = [], span: (from: String, until: String)? = ("startTime", "endTime"),
        at place: [StaticString] = ["rows"], evidence: Evidence = reference, _ parts: [ListPart]
    ) -> Listing {
        let query = asking + Listing.query(unit: unit, span: span, paging, size: size)
        let endpoint = endpoint(name, path, "Reads \(inSentence(label)).", query: query, cost, evidence)
        return Listing(endpoint, span: span, paging, unitParameter: unit, at: place, parts)
    }
    /// Deposits → deposits; P2P orders, BFUSD and BETH as they are.
    private static func inSentence(_ label: String) -> String {
        guard let second = label.dropFirst().first, second.isLowercase, !label.hasPrefix("Binance") else {
            return label
        }
        return label.prefix(1).lowercased() + label.dropFirst()
    }
    /// A history of one list.
    static func stream(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ paging: Listing.Paging, size: String = "size",
        per unit: String? = nil,
        span: (from: String, until: String) = ("startTime", "endTime"), at place: [StaticString] = ["rows"],
        _ kinds: [RecordKind], _ bounds: [HistoryBound], maxSpan: Span? = nil, planSpan: Span? = nil,
        defaultSpan: Span? = nil, order: StreamDeclaration.Order = .unknown, resolution: Span = .milliseconds(1),
        partial: String = "", note: String = "", evidence: Evidence = reference, _ parts: [ListPart]
    ) -> ListStream {
        let list = list(
            name, path, label, cost, paging, size: size, per: unit, span: span, at: place, evidence: evidence, parts)
        return .history(
            name, label, kinds, bounds, maxSpan: maxSpan, planSpan: planSpan, defaultSpan: defaultSpan, order: order,
            settle: day, resolution: resolution, support: partial.isEmpty ? .readable : .partial, note: partial + note,
            [list], open: { try open($0) })
    }
}
