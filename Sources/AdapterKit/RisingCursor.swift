/// The place in a list that is read oldest first, page behind row: cursor and bookmark in one.
///
///     var place = RisingCursor(ask)
///     for row in rows { place.pass(id, at: moment.instant, until: ask.until) }
///     return hasMore ? .next(place) : .end(bookmark: place.bookmark)
///
/// Ask for what comes behind `last`; an empty one means the beginning. The bookmark is the last row older than the
/// walk itself: what comes behind it appeared while the walk went on, and a later walk must meet it again.
public struct RisingCursor: CursorValue {
    /// Id of the last row read.
    public private(set) var last = ""
    private var safe = ""
    private var isYoung = false

    /// Where the walk stands, or where the one before left its bookmark, or the beginning.
    public init(_ ask: StreamAsk<RisingCursor>) { self = ask.cursor ?? ask.bookmark ?? RisingCursor(safe: "") }
    private init(safe: String) {
        last = safe
        self.safe = safe
    }
    public init(from reader: inout CursorReader) throws {
        last = try reader.text()
        safe = try reader.text()
        isYoung = try reader.int() != 0
    }
    public func write(to writer: inout CursorWriter) {
        writer.text(last)
        writer.text(safe)
        writer.int(isYoung ? 1 : 0)
    }

    /// A row was read. `until` is the end of what the walk was asked for: its start.
    public mutating func pass(_ id: Text, at time: Instant, until: Instant) {
        last = String(id)
        if time >= until { isYoung = true }
        if !isYoung { safe = last }
    }
    /// Nil while no row is old enough.
    public var bookmark: RisingCursor? { safe.isEmpty ? nil : RisingCursor(safe: safe) }
}
