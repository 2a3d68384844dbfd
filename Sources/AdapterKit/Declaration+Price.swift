extension StreamDeclaration {
    /// Daily closes, asked for market by market.
    ///
    /// The ask's unit is the market: `base` and `quote` in Portolan's words, whatever the source calls them; a market
    /// the source does not have is `notOffered`. The window is whole UTC days. Hand each day over with
    /// `page.add(close:of:on:)` under the unit's key: only days inside the window, only days that are over.
    ///
    /// - Parameters:
    ///   - bounds: how far back it reads; all hold at once. Without any, the depth counts as unknown.
    ///   - settle: how long after the end of a day its close may still be missing.
    public static func price(
        _ name: String, label: String, bounds: [HistoryBound], order: Order, pageMax: UInt32 = 0,
        overRange: OverRange = .unknown, delisted: Delisted = .unknown, maxSpan: Span? = nil, planSpan: Span? = nil,
        settle: Span, note: String = "", evidence: [Evidence] = []
    ) -> StreamDeclaration {
        var stream = StreamDeclaration(name: name, label: label, role: .price, walk: .byTime, bounds: bounds)
        stream.order = order
        stream.paging = .none
        stream.pageMax = pageMax
        stream.overRange = overRange
        stream.alignment = .day
        stream.delisted = delisted
        stream.maxSpan = maxSpan
        stream.planSpan = planSpan
        stream.settle = settle
        stream.resolution = .days(1)
        stream.note = note
        stream.evidence = evidence
        return stream
    }
}
