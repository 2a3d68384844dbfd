/// A list that comes newest first and is walked from its head back, each page beginning below the last row of the one
/// before. Says how pages end; the stream says how to ask and what a row is.
///
/// A short page proves nothing: only an empty one ends the walk, or one that reaches back behind the instant the walk is
/// to go to. A first walk that may go to the declared limit goes on as long as there are rows: exchanges serve more
/// than they promise.
public protocol NewestFirst: AdapterStream where Cursor == String {
    static var edge: PageEdge { get }
    /// The day the exchange opened, as the adapter declares it.
    static var launched: Instant { get }
    /// The rows of an answer. Throws what the exchange calls an error.
    static func rows(_ answer: Answer) throws -> JSON
    static func add(_ row: JSON, to page: Page) throws
}

/// What of a page's last row the next request names.
public struct PageEdge: Sendable {
    var id: StaticString?
    var time: StaticString
    var scale: TimeScale
    public var isTime: Bool { id == nil }
    /// Its id; the cursor is that text.
    public static func id(_ member: StaticString, time: StaticString, _ scale: TimeScale) -> PageEdge {
        PageEdge(id: member, time: time, scale: scale)
    }
    /// Its time; the cursor is a whole number of units since 1970, and only rows before it are wanted.
    ///
    /// Rows may share an instant across the edge of two pages. So a full page's last instant is asked for again: its rows
    /// come twice and are one by their keys. When more rows share an instant than a page holds, the rest cannot be had:
    /// the page says so with a gap, and the walk goes on below.
    public static func time(_ member: StaticString, _ scale: TimeScale) -> PageEdge {
        PageEdge(id: nil, time: member, scale: scale)
    }
}

extension NewestFirst {
    public static func parse(
        _ ask: StreamAsk<String>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<String> {
        var count: UInt32 = 0
        var oldest = Instant.distantFuture
        var last: JSON?
        for row in try rows(answer).elements {
            try add(row, to: page)
            oldest = min(oldest, try row[Text(stringLiteral: edge.time)].time(edge.scale).instant)
            last = row
            count &+= 1
        }
        // The next walk's `from` says how far to go; the bookmark says no more than that there was a walk.
        let end = PageEnding.end(bookmark: "head")
        let limit = declaration.readable(at: ask.now, launched: launched)?.from ?? ask.from
        guard let last, oldest >= ask.from || ask.from <= limit else { return end }
        if let id = edge.id { return .next(String(try last[Text(stringLiteral: id)].word)) }

        let isFull = count >= declaration.pageMax
        let instant = oldest.units(edge.scale, roundedUp: false)
        let next = isFull ? instant &+ 1 : instant
        guard let asked = ask.cursor.flatMap({ Int64($0) }), next >= asked else { return .next(String(next)) }
        // Nothing older came.
        guard isFull else { return end }
        let unit = Span(nanoseconds: edge.scale.nanoseconds)
        let start = oldest.roundedDown(to: unit)
        if let gap = Interval(start, start + unit) { try page.add(gap: gap, .ties) }
        return .next(String(instant))
    }
}
