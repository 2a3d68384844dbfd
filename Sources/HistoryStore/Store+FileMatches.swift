import GRDB
import HistoryModel

extension HistoryStore {
    /// Finds anew what the files of a connection tell that another source tells as well, all in one transaction.
    /// `work` gets a book without any match, and writes what it finds. Nothing is stale any more then.
    package func rematch(connection: Int64, _ work: (FileMatchBook) throws -> Void) throws {
        try write { db in
            let book = try FileMatchBook(db, connection: connection)
            try book.clear()
            try work(book)
            try db.execute(sql: "UPDATE connection SET matchingIsStale = 0 WHERE id = ?", arguments: [connection])
        }
    }

    /// The pairs that are open.
    package func matchQuestions(connection: Int64) throws -> [MatchQuestion] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM matchQuestion WHERE connection = ? ORDER BY fileTime, file, otherTime, other",
                arguments: [connection]
            ).map {
                MatchQuestion(
                    file: $0["file"], other: $0["other"], fileTime: Instant(nanoseconds: $0["fileTime"]),
                    otherTime: Instant(nanoseconds: $0["otherTime"]), reason: $0["reason"], summary: $0["summary"])
            }
        }
    }

    package func matchDecisions(connection: Int64) throws -> [MatchDecision] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM matchDecision WHERE connection = ? ORDER BY file, other",
                arguments: [connection]
            ).map { MatchDecision(file: $0["file"], other: $0["other"], isAccepted: $0["accepted"]) }
        }
    }

    /// Keeps a decision for ever; a later one about the same pair takes its place.
    package func decide(_ decision: MatchDecision, connection: Int64, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO matchDecision VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    connection, decision.file, decision.other, decision.isAccepted ? 1 : 0, now.nanoseconds,
                ])
            try Self.setMatchingStale(connection: connection, db)
        }
    }

    /// How many records of files another source tells as well, by why that is believed.
    package func matchCounts(connection: Int64) throws -> [(basis: String, records: Int)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT basis, count(*) AS records FROM fileMatch
                    WHERE stream IN (SELECT id FROM stream WHERE connection = ?) GROUP BY basis ORDER BY basis
                    """,
                arguments: [connection]
            ).map { ($0["basis"], $0["records"]) }
        }
    }

    /// Calls back for every record of a file that another source tells as well, by time.
    package func matchedRecords(connection: Int64, _ body: (MatchedRecord) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT stream.name, time, key, other, basis FROM fileMatch JOIN stream ON stream.id = fileMatch.stream
                    WHERE stream.connection = ? ORDER BY time, key
                    """,
                arguments: [connection])
            while let row = try rows.next() {
                try body(
                    MatchedRecord(
                        stream: row["name"], time: Instant(nanoseconds: row["time"]), key: row["key"],
                        other: row["other"], basis: row["basis"]))
            }
        }
    }
}

/// Reads the records of a connection and writes what of its files another source tells, inside one transaction.
package final class FileMatchBook {
    private let db: Database
    var database: Database { db }
    private let connection: Int64
    private let keepMatch: RecordStatement
    private let mark: RecordStatement

    init(_ db: Database, connection: Int64) throws {
        self.db = db
        self.connection = connection
        keepMatch = try RecordStatement(db, "INSERT OR REPLACE INTO fileMatch VALUES (?1, ?2, ?3, ?4, ?5)")
        mark = try RecordStatement(
            db, "UPDATE record SET state = state | 64 WHERE stream = ?1 AND unit = 0 AND time = ?2 AND key = ?3")
    }

    fileprivate func clear() throws {
        let matched = RecordState.matched.rawValue
        try db.execute(
            sql: """
                UPDATE record SET state = state & ~?1 WHERE state & ?1 AND stream IN
                    (SELECT id FROM stream WHERE connection = ?2 AND id IN (SELECT stream FROM importedFile))
                """,
            arguments: [matched, connection])
        try db.execute(
            sql: "DELETE FROM fileMatch WHERE stream IN (SELECT id FROM stream WHERE connection = ?)",
            arguments: [connection])
        try db.execute(sql: "DELETE FROM matchQuestion WHERE connection = ?", arguments: [connection])
    }

    /// Calls back for one record after the other.
    package func records(_ query: RecordQuery, _ body: (StoredRecord) throws -> Void) throws {
        let rows = try RecordReader(db).records(query)
        while let row = try rows.next() { try body(row) }
    }

    package func match(_ place: RecordPosition, other: String, basis: String) throws {
        keepMatch.bind(1, place.stream)
        keepMatch.bind(2, place.time.nanoseconds)
        keepMatch.bind(3, copy: place.key)
        keepMatch.bind(4, copy: other)
        keepMatch.bind(5, copy: basis)
        try keepMatch.run()
        mark.bind(1, place.stream)
        mark.bind(2, place.time.nanoseconds)
        mark.bind(3, copy: place.key)
        try mark.run()
    }

    package func ask(_ question: MatchQuestion) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO matchQuestion VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                connection, question.file, question.other, question.fileTime.nanoseconds,
                question.otherTime.nanoseconds, question.reason, question.summary,
            ])
    }

}
