import Foundation
import GRDB
import HistoryModel
package struct RecordCounts { package var added = 0, changed = 0, unchanged = 0, reappeared = 0 }
package struct MissingCounts { package var voided = 0, noLongerServed = 0, moved = 0 }
extension Schema {
    static func registerRecordTables(_ db: Database) throws {
        try db.execute(
            sql:
                "CREATE TABLE record (stream INTEGER, unit INTEGER, time INTEGER, key TEXT, kind INTEGER, flags INTEGER, timeUnit INTEGER, win INTEGER, state INTEGER DEFAULT 0, label TEXT, PRIMARY KEY (stream, unit, time, key)) WITHOUT ROWID"
        )
        try db.execute(sql: "CREATE TABLE page (id INTEGER PRIMARY KEY, n INTEGER)")
    }
}
extension HistoryStore {
    static func removeRecords(ofConnection connection: Int64, _ db: Database) throws {}
}
package struct RecordWriter {
    let db: Database
    init(_ db: Database) throws { self.db = db }
    func keepPage(
        _ page: RawPage, streamName: String, stream: Int64, unit: Int64, step: Int64, settings: String, facts: String
    ) throws -> Int64 { 0 }
    func write(
        _ batch: RecordBatch, stream: Int64, unit: Int64, window: Int64, step: Int64, page: Int64?, tracksSeen: Bool,
        at now: Instant
    ) throws -> RecordCounts {
        var c = RecordCounts()
        for e in batch.entries {
            let key = batch.text(e.key)
            let old = try Row.fetchOne(
                db, sql: "SELECT flags, win FROM record WHERE stream=? AND unit=? AND time=? AND key=?",
                arguments: [stream, unit, e.time.nanoseconds, key])
            try db.execute(
                sql: "INSERT OR REPLACE INTO record VALUES (?,?,?,?,?,?,?,?,0,?)",
                arguments: [
                    stream, unit, e.time.nanoseconds, key, e.kind.rawValue, e.flags.rawValue, e.timeUnit.nanoseconds,
                    window, batch.text(e.label),
                ])
            if let old {
                if (old["flags"] as UInt16) == e.flags.rawValue { c.unchanged += 1 } else { c.changed += 1 }
            } else {
                c.added += 1
            }
        }
        return c
    }
    func finishWalk(window: Int64, stream: Int64, unit: Int64, readAgain: IntervalSet, step: Int64, at now: Instant)
        throws -> MissingCounts
    {
        var c = MissingCounts()
        for i in readAgain.intervals {
            try db.execute(
                sql:
                    "UPDATE record SET flags = (flags & ~2) | 4 WHERE stream=? AND unit=? AND time>=? AND time<? AND win<>? AND flags & 2",
                arguments: [stream, unit, i.from.nanoseconds, i.until.nanoseconds, window])
            c.voided += db.changesCount
        }
        return c
    }
    func pendingInstants(stream: Int64, unit: Int64, in interval: Interval) throws -> [Interval] {
        try Row.fetchAll(
            db, sql: "SELECT time, timeUnit FROM record WHERE stream=? AND unit=? AND time>=? AND time<? AND flags & 2",
            arguments: [stream, unit, interval.from.nanoseconds, interval.until.nanoseconds]
        ).compactMap {
            let t = Instant(nanoseconds: $0["time"]);
            return Interval(t, t + max(Span(nanoseconds: $0["timeUnit"]), Span(nanoseconds: 1)))
        }
    }
    func forgetWalk(window: Int64) throws {}
}
