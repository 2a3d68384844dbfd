import GRDB
import HistoryModel

/// What open walks have met, as stretches of the stored order.
///
/// A stretch says: every row that is stored between its first and last place, both included, was met by the
/// walk. Stretches without a stored row between them are joined, so a walk that misses nothing keeps one,
/// however long it is.
final class WalkSeen {
    struct Stretch {
        var first: RecordPlace
        var last: RecordPlace
    }

    private let before: RecordStatement
    private let after: RecordStatement
    private let add: RecordStatement
    private let extend: RecordStatement
    private let remove: RecordStatement
    private let removeWalk: RecordStatement
    private let nextRow: RecordStatement

    init(_ db: Database) throws {
        let columns = "SELECT firstTime, firstKey, lastTime, lastKey FROM walkSeen WHERE \"window\" = ?1"
        before = try RecordStatement(
            db,
            "\(columns) AND (firstTime, firstKey) <= (?2, ?3) ORDER BY firstTime DESC, firstKey DESC LIMIT 1")
        after = try RecordStatement(
            db, "\(columns) AND (firstTime, firstKey) > (?2, ?3) ORDER BY firstTime, firstKey LIMIT 1")
        add = try RecordStatement(db, "INSERT INTO walkSeen VALUES (?1, ?2, ?3, ?4, ?5)")
        extend = try RecordStatement(
            db,
            """
            UPDATE walkSeen SET lastTime = ?4, lastKey = ?5
            WHERE "window" = ?1 AND firstTime = ?2 AND firstKey = ?3
            """)
        remove = try RecordStatement(
            db, "DELETE FROM walkSeen WHERE \"window\" = ?1 AND firstTime = ?2 AND firstKey = ?3")
        removeWalk = try RecordStatement(db, "DELETE FROM walkSeen WHERE \"window\" = ?1")
        nextRow = try RecordStatement(
            db,
            """
            SELECT time, key FROM record WHERE stream = ?1 AND unit = ?2 AND (time, key) > (?3, ?4)
            ORDER BY time, key LIMIT 1
            """)
    }

    /// Adds a stretch; false when the walk had met all of it before.
    func insert(
        _ first: RecordPlace, _ last: RecordPlace, window: Int64, stream: Int64, unit: Int64
    ) throws -> Bool {
        var joined = Stretch(first: first, last: last)
        var extended: Stretch?
        if let held = try stretch(startingBy: first, window: window) {
            if held.last >= last { return false }
            if try held.last >= first || touches(held.last, first, stream, unit) {
                joined.first = held.first
                extended = held
            }
        }
        while let next = try stretch(startingAfter: joined.first, window: window) {
            guard try next.first <= joined.last || touches(joined.last, next.first, stream, unit) else { break }
            joined.last = max(joined.last, next.last)
            try write(remove, window, next)
        }
        try write(extended == nil ? add : extend, window, joined)
        return true
    }

    /// The stretch that holds a place.
    func stretch(holding place: RecordPlace, window: Int64) throws -> Stretch? {
        try stretch(startingBy: place, window: window).flatMap { $0.last >= place ? $0 : nil }
    }
    func stretch(startingAfter place: RecordPlace, window: Int64) throws -> Stretch? {
        try stretch(after, place, window)
    }
    private func stretch(startingBy place: RecordPlace, window: Int64) throws -> Stretch? {
        try stretch(before, place, window)
    }

    func removeAll(window: Int64) throws {
        removeWalk.bind(1, window)
        try removeWalk.run()
    }

    private func stretch(_ statement: RecordStatement, _ place: RecordPlace, _ window: Int64) throws -> Stretch? {
        statement.bind(1, window)
        statement.bind(2, place: place)
        defer { statement.reset() }
        return try statement.step() ? Stretch(first: statement.place(0), last: statement.place(2)) : nil
    }

    private func write(_ statement: RecordStatement, _ window: Int64, _ stretch: Stretch) throws {
        statement.bind(1, window)
        statement.bind(2, place: stretch.first)
        statement.bind(4, place: stretch.last)
        try statement.run()
    }

    /// Whether no row is stored between the two places.
    private func touches(_ left: RecordPlace, _ right: RecordPlace, _ stream: Int64, _ unit: Int64) throws -> Bool {
        nextRow.bind(1, stream)
        nextRow.bind(2, unit)
        nextRow.bind(3, place: left)
        defer { nextRow.reset() }
        return try !nextRow.step() || nextRow.place(0) >= right
    }
}
