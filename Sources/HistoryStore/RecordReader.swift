import GRDB
import HistoryModel

/// Reads records on one connection, inside a read or write access the caller has open.
package final class RecordReader {
    private let db: Database

    package init(_ db: Database) { self.db = db }

    /// The records of a query, one after the other; memory does not grow with their number.
    package func records(_ query: RecordQuery) throws -> RecordSequence { try RecordSequence(db, query) }

    /// One record by its identity, deleted or not.
    package func record(_ position: RecordPosition) throws -> StoredRecord? {
        var query = RecordQuery(streams: [position.stream])
        query.units = [position.unit]
        query.includesDeleted = true
        query.includesMatched = true
        query.interval = Interval(position.time, position.time + Span(nanoseconds: 1))
        let rows = try records(query)
        while let row = try rows.next() {
            if row.position == position { return row }
        }
        return nil
    }

    /// What the record held before, oldest first.
    package func revisions(of record: StoredRecord) throws -> [RecordRevision] {
        guard record.revisions > 0 else { return [] }
        let statement = try RecordStatement(
            db,
            """
            SELECT step, at, reason, contents FROM revision
            WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4 ORDER BY id
            """)
        statement.bind(1, record.stream)
        statement.bind(2, record.unit)
        statement.bind(3, record.record.time.nanoseconds)
        statement.bind(4, copy: record.record.key)
        var revisions: [RecordRevision] = []
        while try statement.step() {
            let contents = RecordContents(statement.text(3))
            revisions.append(
                RecordRevision(
                    record: contents.record(key: record.record.key),
                    state: RecordState(rawValue: UInt8(truncatingIfNeeded: contents.number("state") ?? 0)),
                    page: contents.number("page"), reason: .init(rawValue: statement.string(2)) ?? .changed,
                    step: statement.integer(0), at: Instant(nanoseconds: statement.integer(1))))
        }
        return revisions
    }

    /// Number of records of a stream, and the times of its first and last, over all units or one.
    package func summary(stream: Int64, unit: Int64? = nil) throws -> RecordSummary {
        let lanes = try RecordStatement(
            db, "SELECT unit, records FROM recordCount WHERE stream = ?1 AND (?2 IS NULL OR unit = ?2)")
        let ends = try RecordStatement(
            db,
            """
            SELECT (SELECT min(time) FROM record WHERE stream = ?1 AND unit = ?2),
                (SELECT max(time) FROM record WHERE stream = ?1 AND unit = ?2)
            """)
        lanes.bind(1, stream)
        lanes.bind(2, unit)
        ends.bind(1, stream)
        var summary = RecordSummary()
        while try lanes.step() {
            guard lanes.integer(1) > 0 else { continue }
            summary.records = summary.records.addingReportingOverflow(Int(lanes.integer(1))).partialValue
            ends.bind(2, lanes.integer(0))
            if try ends.step() {
                let first = Instant(nanoseconds: ends.integer(0))
                let last = Instant(nanoseconds: ends.integer(1))
                summary.first = min(summary.first ?? first, first)
                summary.last = max(summary.last ?? last, last)
            }
            ends.reset()
        }
        return summary
    }
}
