import GRDB
import HistoryModel

/// Walks that read everything again.
extension HistoryStore {
    /// When the full sync of a connection began: now, or earlier where one was interrupted and is not older than `age`.
    package func beginFullSync(of connection: Int64, at now: Instant, youngerThan age: Span) throws -> Instant {
        try write { db in
            let begun = try Int64.fetchOne(
                db, sql: "SELECT fullSince FROM connection WHERE id = ?", arguments: [connection])
            if let begun = begun.map(Instant.init(nanoseconds:)), begun <= now, now - begun < age { return begun }
            try db.execute(
                sql: "UPDATE connection SET fullSince = ? WHERE id = ?", arguments: [now.nanoseconds, connection])
            return now
        }
    }

    /// The full sync came to its end: the next one reads everything.
    package func endFullSync(of connection: Int64) throws {
        try write { db in
            try db.execute(sql: "UPDATE connection SET fullSince = NULL WHERE id = ?", arguments: [connection])
        }
    }

    /// Whether a unit was read through by a full walk that began at an instant or later.
    package func isFullWalkDone(stream: StreamID, unit: UnitID, since begun: Instant) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM fullWalk
                        WHERE stream = ? AND unit = ? AND startedAt >= ? AND finishedAt IS NOT NULL)
                    """,
                arguments: [stream, unit, begun.nanoseconds]) ?? false
        }
    }

    /// Begins a full walk unless one is under way already.
    package func beginFullWalk(stream: StreamID, unit: UnitID, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO fullWalk (stream, unit, startedAt, done, finishedAt) VALUES (?1, ?2, ?3, '[]', NULL)
                    ON CONFLICT (stream, unit) DO UPDATE SET startedAt = ?3, done = '[]', finishedAt = NULL,
                        added = 0, changed = 0, unchanged = 0, reappeared = 0, voided = 0, noLongerServed = 0
                        WHERE finishedAt IS NOT NULL
                    """,
                arguments: [stream, unit, now.nanoseconds])
        }
    }

    package func finishFullWalk(stream: StreamID, unit: UnitID, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE fullWalk SET finishedAt = ? WHERE stream = ? AND unit = ?",
                arguments: [now.nanoseconds, stream, unit])
        }
    }

    /// What the full walks of all units of a stream have found that began at an instant or later.
    package func fullWalkCounts(stream: StreamID, since begun: Instant) throws -> StepCounts {
        try read { db in
            var sum = StepCounts()
            for row in try Row.fetchAll(
                db, sql: "SELECT * FROM fullWalk WHERE stream = ? AND startedAt >= ?",
                arguments: [stream, begun.nanoseconds])
            {
                var counts = StepCounts()
                counts.added = row["added"]
                counts.changed = row["changed"]
                counts.unchanged = row["unchanged"]
                counts.reappeared = row["reappeared"]
                counts.voided = row["voided"]
                counts.noLongerServed = row["noLongerServed"]
                sum += counts
            }
            return sum
        }
    }

    static func countFullWalk(_ counts: StepCounts, stream: StreamID, unit: UnitID, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE fullWalk SET added = added + ?, changed = changed + ?, unchanged = unchanged + ?,
                    reappeared = reappeared + ?, voided = voided + ?, noLongerServed = noLongerServed + ?
                WHERE stream = ? AND unit = ?
                """
        ).execute(arguments: [
            counts.added, counts.changed, counts.unchanged, counts.reappeared, counts.voided, counts.noLongerServed,
            stream, unit,
        ])
    }

    /// So that a full sync that was interrupted goes on, and tells, once it is done, what it found as a whole.
    static func registerFullSyncs(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE connection ADD COLUMN fullSince INTEGER")
        for name in ["added", "changed", "unchanged", "reappeared", "voided", "noLongerServed"] {
            try db.execute(sql: "ALTER TABLE fullWalk ADD COLUMN \(name) INTEGER NOT NULL DEFAULT 0")
        }
    }
}
