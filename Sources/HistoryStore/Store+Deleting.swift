import GRDB
import HistoryModel

/// Records a person takes out of the books.
extension HistoryStore {
    /// Takes records out of every listing. Without `forGood`, the next sync brings them back, or the next import of
    /// the file they are in.
    package func delete(_ records: [RecordPosition], forGood: Bool) throws {
        try mark(records, "UPDATE record SET state = ((state | 4) & ~18) | \(forGood ? 16 : 0)")
    }

    /// Brings deleted records back at once.
    package func restore(_ records: [RecordPosition]) throws {
        try mark(records, "UPDATE record SET state = state & ~20")
    }

    private func mark(_ records: [RecordPosition], _ update: String) throws {
        try write { db in
            for record in records {
                try db.execute(
                    sql: update + " WHERE stream = ? AND unit = ? AND time = ? AND key = ?",
                    arguments: [record.stream, record.unit, record.time.nanoseconds, record.key])
            }
        }
    }

    /// A sync read a stream well: what was deleted, and not for good, is there again. Gives how many records that are.
    package func bringBackDeleted(stream: StreamID) throws -> Int {
        // Asked first: most of the time there are none, and a transaction costs a write to disk.
        guard try deletedCounts(stream: stream).forNow > 0 else { return 0 }
        return try write { db in
            try db.execute(
                sql: """
                    UPDATE record INDEXED BY recordDeleted SET state = (state & ~4) | 2
                    WHERE stream = ? AND state & 4 AND (state & 16) = 0
                    """, arguments: [stream])
            return db.changesCount
        }
    }

    /// Deleted records of a connection, or of its streams that are meant by name: those that come back when they are
    /// told again, and those that stay away.
    package func deletedCounts(
        connection: Int64, where isMeant: (String) -> Bool = { _ in true }
    ) throws -> (forNow: Int, forGood: Int) {
        var sum = (forNow: 0, forGood: 0)
        for stream in try streams(connection: connection) where isMeant(stream.name) {
            let counts = try deletedCounts(stream: stream.id)
            sum.forNow += counts.forNow
            sum.forGood += counts.forGood
        }
        return sum
    }

    private func deletedCounts(stream: StreamID) throws -> (forNow: Int, forGood: Int) {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT ifnull(sum((state & 16) = 0), 0) AS forNow, ifnull(sum((state & 16) <> 0), 0) AS forGood
                    FROM record INDEXED BY recordDeleted WHERE stream = ? AND state & 4
                    """, arguments: [stream])
            return (row?["forNow"] ?? 0, row?["forGood"] ?? 0)
        }
    }
}
