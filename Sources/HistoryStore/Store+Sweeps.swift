import GRDB
import HistoryModel

/// A sweep: one pass over all units of a stream, which may take more than one sync.
package struct SweepUnit: Sendable {
    package var id: UnitID
    package var unit: HistoryUnit
    package var records: Int
    /// Up to where it was asked, complete or still settling; nil: never.
    package var readUntil: Instant?
    package init(id: UnitID, unit: HistoryUnit, records: Int = 0, readUntil: Instant? = nil) {
        self.id = id
        self.unit = unit
        self.records = records
        self.readUntil = readUntil
    }
}

extension HistoryStore {
    /// When the sweep of a stream that is not yet done began: `now` when there is none, or none as young as that.
    /// A full sweep is only gone on with where `full` is wanted, or less would do.
    package func openSweep(stream: StreamID, at now: Instant, youngerThan age: Span, full: Bool = false) throws
        -> Instant
    {
        try write { db in
            let begun = try Int64.fetchOne(
                db, sql: "SELECT begun FROM sweep WHERE stream = ? AND isFull >= ?", arguments: [stream, full]
            ).map { Instant(nanoseconds: $0) }
            if let begun, begun <= now, now - begun < age { return begun }
            try db.execute(
                sql: "INSERT OR REPLACE INTO sweep (stream, begun, isFull) VALUES (?, ?, ?)",
                arguments: [stream, now.nanoseconds, full])
            return now
        }
    }

    /// Every unit was asked.
    package func closeSweep(stream: StreamID) throws {
        try write { db in try db.execute(sql: "DELETE FROM sweep WHERE stream = ?", arguments: [stream]) }
    }

    /// The units of a lister with what is known of them in one stream, in the order they were first seen.
    package func sweepUnits(connection: Int64, lister: String, stream: StreamID) throws -> [SweepUnit] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT unit.*,
                        (SELECT records FROM recordCount WHERE stream = ?1 AND recordCount.unit = unit.id) AS records,
                        (SELECT max(until) FROM coverage WHERE stream = ?1 AND coverage.unit = unit.id
                            AND state IN (\(Self.readStates))) AS readUntil
                    FROM unit WHERE connection = ?2 AND lister = ?3 ORDER BY id
                    """,
                arguments: [stream, connection, lister]
            ).map { row in
                SweepUnit(
                    id: row["id"], unit: HistoryUnit(row: row), records: row["records"] ?? 0,
                    readUntil: (row["readUntil"] as Int64?).map { Instant(nanoseconds: $0) })
            }
        }
    }
    private static let readStates = [CoverageState.complete, .settling].map { "'\($0.rawValue)'" }
        .joined(separator: ", ")

    /// Every asset that a record or a reported balance of the connection names.
    package func assetsSeen(connection: Int64) throws -> Set<String> {
        try read { db in
            try Set(
                String.fetchAll(
                    db,
                    sql: """
                        SELECT DISTINCT json_extract(leg.value, '$[1]')
                        FROM record, json_each(record.legs) AS leg
                        WHERE record.stream IN (SELECT id FROM stream WHERE connection = ?1)
                        UNION SELECT asset FROM balanceSnapshot WHERE connection = ?1
                        """,
                    arguments: [connection]))
        }
    }

    /// The same of one unit alone.
    package func assetsSeen(stream: StreamID, unit: UnitID) throws -> Set<String> {
        try read { db in
            try Set(
                String.fetchAll(
                    db,
                    sql: """
                        SELECT DISTINCT json_extract(leg.value, '$[1]')
                        FROM record, json_each(record.legs) AS leg WHERE record.stream = ? AND record.unit = ?
                        """,
                    arguments: [stream, unit]))
        }
    }
}
