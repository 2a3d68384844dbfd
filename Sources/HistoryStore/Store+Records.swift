import GRDB
import HistoryModel

extension HistoryStore {
    /// Calls back for one record after the other; memory does not grow with their number. `body` returns false to stop.
    package func records(_ query: RecordQuery, _ body: (StoredRecord) throws -> Bool) throws {
        try read { db in
            let rows = try RecordReader(db).records(query)
            while let row = try rows.next() {
                guard try body(row) else { return }
            }
        }
    }

    /// Whether any record moves an asset.
    package func hasAsset(_ asset: String) throws -> Bool {
        try read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM leg WHERE asset = ?)", arguments: [asset]) ?? false
        }
    }
    /// Every asset that records move. Reads all records once.
    package func assets() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT DISTINCT asset FROM leg ORDER BY asset") }
    }

    /// Number of records of a connection, over all its streams.
    package func recordCount(connection: Int64) throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT ifnull(sum(records), 0) FROM recordCount
                    WHERE stream IN (SELECT id FROM stream WHERE connection = ?)
                    """,
                arguments: [connection]) ?? 0
        }
    }

    /// How many records a stream and unit holds, and the time of the first.
    package func recordExtent(stream: StreamID, unit: UnitID) throws -> (count: Int, first: Instant?) {
        try read { db in
            let summary = try RecordReader(db).summary(stream: stream, unit: unit)
            return (summary.records, summary.first)
        }
    }

    /// What a record held before, oldest first.
    package func revisions(of record: StoredRecord) throws -> [RecordRevision] {
        try read { try RecordReader($0).revisions(of: record) }
    }

    /// The bytes of a record's row as the exchange sent them; nil when they were not kept.
    package func rawRow(of record: StoredRecord) throws -> [UInt8]? {
        try read { try PageReader($0).rawRow(of: record) }
    }

    /// The flags and the exchange's word of every record of a stream and unit, by key; for checks.
    package func statesByKey(
        stream: StreamID, unit: UnitID
    ) throws -> [String: (flags: RecordFlags, label: String)] {
        var query = RecordQuery(streams: [stream])
        query.units = [unit]
        query.includesMatched = true
        var states: [String: (flags: RecordFlags, label: String)] = [:]
        try records(query) {
            states[$0.record.key] = ($0.record.flags, $0.record.label)
            return true
        }
        return states
    }
}

extension HistoryStore {
    /// What SQLite finds wrong with the file; empty when it is sound. Reads everything once.
    package func integrityProblems() throws -> [String] {
        try read { db in
            try String.fetchAll(db, sql: "PRAGMA quick_check(5)").filter { $0 != "ok" }
        }
    }
}
