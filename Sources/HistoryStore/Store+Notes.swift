import GRDB
import HistoryModel

/// A record as it can be found again after everything stored was read anew: by the names of its connection, stream and
/// unit, and by its key.
package struct RecordName: Sendable, Hashable {
    package var connection: String
    package var stream: String
    package var unit: String
    /// Of a composed key alone, which says nothing of identity at another time; else 1970.
    package var time: Instant
    package var key: String

    package init(connection: String, stream: String, unit: String, record: HistoryModel.Record) {
        self.connection = connection
        self.stream = stream
        self.unit = unit
        time = record.flags.contains(.composed) ? record.time : Instant(nanoseconds: 0)
        key = record.key
    }
}

/// What a person wrote beside records.
extension HistoryStore {
    /// Gives a record a label; an empty one takes it away.
    package func setNote(_ label: String, of record: RecordName, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM recordNote WHERE connection = ? AND stream = ? AND unit = ? AND time = ? AND key = ?
                    """, arguments: Self.place(of: record))
            guard !label.isEmpty else { return }
            try db.execute(
                sql: "INSERT INTO recordNote VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: Self.place(of: record) + [label, now.nanoseconds])
        }
    }

    /// All labels of a connection: as many as a person wrote.
    package func notes(connection: String) throws -> [RecordName: String] {
        try read { db in
            var notes: [RecordName: String] = [:]
            for row in try Row.fetchAll(
                db, sql: "SELECT * FROM recordNote WHERE connection = ?", arguments: [connection])
            {
                notes[RecordName(row: row)] = row["label"]
            }
            return notes
        }
    }

    private static func place(of record: RecordName) -> StatementArguments {
        [record.connection, record.stream, record.unit, record.time.nanoseconds, record.key]
    }
}

extension RecordName {
    fileprivate init(row: Row) {
        connection = row["connection"]
        stream = row["stream"]
        unit = row["unit"]
        time = Instant(nanoseconds: row["time"])
        key = row["key"]
    }
}
