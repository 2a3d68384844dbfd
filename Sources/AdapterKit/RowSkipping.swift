/// Paging by rows to skip. The cursor is the rows read so far.
public struct RowSkipping: Sendable {
    public var pageMax: Int64
    /// The most rows the exchange skips.
    public var most: Int64
    /// Rows each page repeats of the one before; what `Paging.offset` promises is 1.
    public var overlap: Int64
    public init(pageMax: Int64, most: Int64 = .max, overlap: Int64 = 1) {
        self.pageMax = pageMax
        self.most = most
        self.overlap = max(0, overlap)
    }

    /// How many rows to skip.
    public func offset(_ cursor: Int64?) -> Int64 { max(overlap, cursor ?? overlap) &- overlap }

    /// Goes on behind a full page. Behind the last row that can be skipped the window ends with a gap: which rows are
    /// missing depends on the order, so all of it is told to be uncertain.
    ///
    /// - Parameter read: rows the page went on by, where its number of rows does not say it.
    public func ending(
        _ ask: StreamAsk<Int64>, rows: Int64, read: Int64? = nil, into page: Page
    ) throws -> PageEnding<Int64> {
        guard rows >= pageMax else { return .end() }
        let (next, overflow) = offset(ask.cursor).addingReportingOverflow(read ?? rows)
        if !overflow, offset(next) <= most { return .next(next) }
        if let window = Interval(ask.from, ask.until) { try page.add(gap: window, .lastRows) }
        return .end()
    }
}
