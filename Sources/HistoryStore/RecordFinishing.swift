import GRDB
import HistoryModel

/// The statements that look for, and mark, rows a finished re-read did not meet.
final class RecordFinishing {
    private let rowsFrom: RecordStatement
    private let keys: RecordStatement
    private let markGone: RecordStatement
    private let markVoid: RecordStatement
    private let pendingRows: RecordStatement

    init(_ db: Database) throws {
        rowsFrom = try RecordStatement(
            db,
            """
            SELECT time, key, flags, state FROM record
            WHERE stream = ?1 AND unit = ?2 AND (time, key) >= (?3, ?4) ORDER BY time, key
            """)
        keys = try RecordStatement(
            db,
            """
            SELECT time, key FROM record WHERE stream = ?1 AND unit = ?2 AND NOT state & 1 AND NOT flags & 8
            ORDER BY time, key
            """)
        markGone = try RecordStatement(
            db, "UPDATE record SET state = state | 1 WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4")
        markVoid = try RecordStatement(
            db,
            """
            UPDATE record SET flags = (flags & ~2) | 4, state = state | 9
            WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
            """)
        pendingRows = try RecordStatement(db, RecordSQL.pending)
    }

    /// A stored row that a walk should have met and did not.
    struct Missing {
        var place: RecordPlace
        var flags: RecordFlags
    }

    /// Stored rows of an interval outside what the walk has met, not yet marked, from `start` on.
    ///
    /// Gives at most `limit` rows, and where to go on when there may be more.
    func missing(
        in interval: Interval, from start: RecordPlace, limit: Int, window: Int64, stream: Int64, unit: Int64,
        seen: WalkSeen
    ) throws -> (rows: [Missing], next: RecordPlace?) {
        var found: [Missing] = []
        var position = start
        if let held = try seen.stretch(holding: position, window: window) { position = held.last.successor }
        while position.time < interval.until.nanoseconds {
            let next = try seen.stretch(startingAfter: position, window: window)
            rowsFrom.bind(1, stream)
            rowsFrom.bind(2, unit)
            rowsFrom.bind(3, place: position)
            defer { rowsFrom.reset() }
            while try rowsFrom.step() {
                let place = rowsFrom.place(0)
                if place.time >= interval.until.nanoseconds { return (found, nil) }
                if let next, place >= next.first { break }
                if rowsFrom.integer(3) & 1 != 0 { continue }
                found.append(
                    Missing(place: place, flags: RecordFlags(rawValue: UInt16(truncatingIfNeeded: rowsFrom.integer(2))))
                )
                if found.count == limit { return (found, place.successor) }
            }
            guard let next else { break }
            position = next.last.successor
        }
        return (found, nil)
    }

    /// Whether a row is stored at a place.
    func isStored(_ place: RecordPlace, stream: Int64, unit: Int64) throws -> Bool {
        rowsFrom.bind(1, stream)
        rowsFrom.bind(2, unit)
        rowsFrom.bind(3, place: place)
        defer { rowsFrom.reset() }
        return try rowsFrom.step() && rowsFrom.place(0) == place
    }

    /// Places at which the keys stand a second time: one pass over the rows of the unit, none when `places` is
    /// empty.
    func otherPlaces(of places: [RecordPlace], stream: Int64, unit: Int64) throws -> [(RecordPlace, RecordPlace)] {
        guard !places.isEmpty else { return [] }
        var byHash: [UInt64: [Int]] = [:]
        for (index, place) in places.enumerated() {
            byHash[place.key.withUnsafeBytes { Fingerprint.of($0) }, default: []].append(index)
        }
        var pairs: [(RecordPlace, RecordPlace)] = []
        keys.bind(1, stream)
        keys.bind(2, unit)
        defer { keys.reset() }
        while try keys.step() {
            guard let indices = byHash[Fingerprint.of(keys.text(1))] else { continue }
            let other = keys.place(0)
            for index in indices where places[index].key == other.key && places[index].time != other.time {
                pairs.append((places[index], other))
            }
        }
        return pairs
    }

    func mark(_ row: Missing, stream: Int64, unit: Int64) throws {
        let statement = row.flags.contains(.pending) ? markVoid : markGone
        statement.bind(1, stream)
        statement.bind(2, unit)
        statement.bind(3, place: row.place)
        try statement.run()
    }

    func pending(stream: Int64, unit: Int64, in interval: Interval) throws -> [Interval] {
        pendingRows.bind(1, stream)
        pendingRows.bind(2, unit)
        pendingRows.bind(3, interval.until.nanoseconds)
        defer { pendingRows.reset() }
        var found: [Interval] = []
        while try pendingRows.step() {
            let time = Instant(nanoseconds: pendingRows.integer(0))
            let held = Interval(time, time + Span(nanoseconds: max(1, pendingRows.integer(1))))
            if let held, held.until > interval.from { found.append(held) }
        }
        return found
    }
}
