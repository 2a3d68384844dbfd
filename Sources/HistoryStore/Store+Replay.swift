import Foundation
import GRDB
import HistoryModel

/// A kept page with the settings and facts it was read under.
package struct ReplayPage: Sendable {
    package var id: Int64
    package var page: KeptPage
    package var settings: [TextPair]
    package var facts: [TextPair]
}

extension HistoryStore {
    /// The units of a stream that have kept pages; 0 for a stream without units.
    package func unitsWithPages(stream: StreamID) throws -> [UnitID] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT DISTINCT unit FROM page WHERE stream = ? ORDER BY unit", arguments: [stream])
        }
    }

    /// The numbers of the kept pages of a stream and unit, newest first.
    package func pageIDs(stream: StreamID, unit: UnitID) throws -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM page WHERE stream = ? AND unit = ? ORDER BY received DESC, id DESC",
                arguments: [stream, unit])
        }
    }

    package func replayPage(_ id: Int64) throws -> ReplayPage? {
        try read { db in
            guard let page = try PageReader(db).page(id) else { return nil }
            let context = try? JSONDecoder().decode([String: [[String]]].self, from: Data(page.context.utf8))
            func pairs(_ name: String) -> [TextPair] {
                (context?[name] ?? []).compactMap { $0.count == 2 ? TextPair($0[0], $0[1]) : nil }
            }
            return ReplayPage(id: id, page: page, settings: pairs("settings"), facts: pairs("facts"))
        }
    }

    /// Whether some record of the stream and unit came from a page that was not kept.
    package func hasRecordsWithoutPage(stream: StreamID, unit: UnitID) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM record WHERE stream = ? AND unit = ? AND page IS NULL)",
                arguments: [stream, unit]) ?? false
        }
    }

    /// Writes what a newer `parse` made of a kept page (W15). `walk` names the replay; it must be negative.
    package func commitReplay(
        _ records: RecordBatch, of page: ReplayPage, stream: StreamID, unit: UnitID, walk: Int64, at now: Instant
    ) throws -> StepCounts {
        try write { db in
            let step = try Self.logReplay("replay of page \(page.id)", page.page.endpoint, stream, unit, now, db)
            let written = try recordWriting.writers(db).records.write(
                records, stream: stream, unit: unit, window: walk, step: step, page: page.id, tracksSeen: true, at: now)
            var counts = StepCounts()
            counts.added = written.added
            counts.changed = written.changed
            counts.unchanged = written.unchanged
            if counts.added + counts.changed > 0 { try Self.setMatchingStale(stream: stream, db) }
            return counts
        }
    }

    /// Ends a replay. With `marksMissing`, keys that are no longer produced are marked; none is deleted.
    package func finishReplay(
        stream: StreamID, unit: UnitID, walk: Int64, marksMissing: Bool, at now: Instant
    ) throws -> StepCounts {
        try write { db in
            let writer = try recordWriting.writers(db).records
            var counts = StepCounts()
            if marksMissing {
                let step = try Self.logReplay("end of replay", "", stream, unit, now, db)
                let always = IntervalSet(Interval(.distantPast, .distantFuture))
                let missing = try writer.finishWalk(
                    window: walk, stream: stream, unit: unit, readAgain: always, step: step, at: now)
                counts.changed = missing.moved
                counts.noLongerServed = missing.noLongerServed
                counts.voided = missing.voided
                if counts.changed + counts.voided > 0 { try Self.setMatchingStale(stream: stream, db) }
            }
            try writer.forgetWalk(window: walk)
            return counts
        }
    }

    private static func logReplay(
        _ detail: String, _ endpoint: String, _ stream: StreamID, _ unit: UnitID, _ now: Instant, _ db: Database
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO step (stream, unit, "window", at, endpoint, added, changed, unchanged, outcome, detail)
                VALUES (?, ?, NULL, ?, ?, 0, 0, 0, 'replay', ?)
                """,
            arguments: [stream, unit, now.nanoseconds, endpoint, detail])
        return db.lastInsertedRowID
    }
}
