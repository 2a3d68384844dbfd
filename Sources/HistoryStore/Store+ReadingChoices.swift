import GRDB
import HistoryModel

extension HistoryStore {
    package func readingChoices(connection: Int64) throws -> [ReadingChoice] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM readingChoice WHERE connection = ? ORDER BY stream", arguments: [connection]
            ).map { row in
                let stream: String = row["stream"]
                let start: ReadingChoice.Start =
                    switch (row["choice"] as String, row["from"] as Int64?) {
                    case ("date", let from?): .date(Instant(nanoseconds: from))
                    case ("last_transaction", _): .lastTransaction
                    default: .all
                    }
                return ReadingChoice(stream: stream.isEmpty ? nil : stream, start: start)
            }
        }
    }

    /// Keeps choices; one for every stream takes the place of all there were.
    package func keep(_ choices: [ReadingChoice], connection: Int64, at now: Instant) throws {
        try write { db in
            if choices.contains(where: { $0.stream == nil }) {
                try db.execute(sql: "DELETE FROM readingChoice WHERE connection = ?", arguments: [connection])
            }
            for choice in choices {
                let (name, from): (String, Int64?) =
                    switch choice.start {
                    case .all: ("all", nil)
                    case .lastTransaction: ("last_transaction", nil)
                    case .date(let from): ("date", from.nanoseconds)
                    }
                try db.execute(
                    sql: "INSERT OR REPLACE INTO readingChoice VALUES (?, ?, ?, ?, ?)",
                    arguments: [connection, choice.stream ?? "", name, from, now.nanoseconds])
            }
        }
    }

    /// Whether any stream of the exchange's own was read.
    package func wasRead(connection: Int64) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM coverage JOIN stream ON stream.id = coverage.stream
                        WHERE connection = ?1 AND state IN ('complete', 'settling'))
                    OR EXISTS (SELECT 1 FROM recordCount JOIN stream ON stream.id = recordCount.stream
                        WHERE connection = ?1 AND records > 0 AND recordCount.stream NOT IN (SELECT stream FROM importedFile))
                    """,
                arguments: [connection]) ?? false
        }
    }
}
