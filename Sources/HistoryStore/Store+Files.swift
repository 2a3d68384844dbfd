import GRDB
import HistoryModel

extension HistoryStore {
    /// Imports a file: all of it, or nothing when `read` throws.
    ///
    /// Records of equal content are numbered within the file, so that another export of the same time brings no row
    /// twice; rows with ids of their own are found by them.
    ///
    /// - Parameter read: hands over the records piece by piece, and gives what it counted.
    package func importFile(
        _ file: NewFile, connection: Int64, stream name: String, at now: Instant,
        _ read: (_ take: ([HistoryModel.Record]) throws -> Void) throws -> FileTally
    ) throws -> ImportedFile {
        try write { db in
            let stream = try Self.fileStream(name, connection: connection, db)
            try db.execute(
                sql: """
                    INSERT INTO step (stream, unit, "window", at, endpoint, added, changed, unchanged, outcome, detail)
                    VALUES (?, 0, NULL, ?, 'file', 0, 0, 0, 'end', ?)
                    """,
                arguments: [stream, now.nanoseconds, file.name])
            let step = db.lastInsertedRowID
            let writer = try recordWriting.writers(db).records
            let settledTimes = try SettledTimes(db, stream: stream)
            try writer.forgetWalk(window: Self.importWalk)
            var counts = RecordCounts()
            let tally = try read { records in
                var batch = RecordBatch(records)
                try settledTimes?.adopt(into: &batch)
                counts += try writer.write(
                    batch, stream: stream, unit: 0, window: Self.importWalk, step: step, page: nil,
                    tracksSeen: true, at: now)
            }
            try db.execute(
                sql: "UPDATE step SET added = ?, changed = ?, unchanged = ? WHERE id = ?",
                arguments: [counts.added, counts.changed, counts.unchanged, step])
            var imported = try Self.keep(file, tally, counts, stream: stream, step: step, at: now, db)
            imported.reappeared = counts.reappeared
            try Self.setMatchingStale(connection: connection, db)
            return imported
        }
    }
    /// What numbers the equal rows of a file, and knows which records it held until the next import; no walk of an
    /// exchange has it, and no replay.
    private static let importWalk: Int64 = -(1 << 60)

    /// How many records of the file that was imported last another source tells as well, whichever of the two is
    /// shown. To be asked after matching.
    package func matchedRecords(of file: ImportedFile) throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    WITH told AS (
                        SELECT other FROM fileMatch JOIN stream AS teller ON teller.id = fileMatch.stream
                        WHERE teller.id <> ?1 AND teller.connection = (SELECT connection FROM stream WHERE id = ?1))
                    SELECT count(*) FROM walkSeen JOIN record ON record.stream = ?1 AND record.unit = 0
                        AND (record.time, record.key) >= (firstTime, firstKey)
                        AND (record.time, record.key) <= (lastTime, lastKey)
                    JOIN stream ON stream.id = record.stream
                    WHERE "window" = ?2 AND (record.state & ?3
                        OR '/' || coalesce(record.grp, stream.name || '/' || record.key) IN (
                            SELECT other FROM told
                            -- Without the instant or day that may end an id, behind its last @.
                            UNION SELECT substr(place, 1, length(place) - 1)
                                FROM (SELECT rtrim(other, replace(other, '@', '')) AS place FROM told)))
                    """,
                arguments: [file.stream, Self.importWalk, RecordState.matched.rawValue]) ?? 0
        }
    }

    private static func fileStream(_ name: String, connection: Int64, _ db: Database) throws -> StreamID {
        try db.execute(
            sql: "INSERT OR IGNORE INTO stream (connection, name) VALUES (?, ?)", arguments: [connection, name])
        return try Int64.fetchOne(
            db, sql: "SELECT id FROM stream WHERE connection = ? AND name = ?", arguments: [connection, name])!
    }

    private static func keep(
        _ file: NewFile, _ tally: FileTally, _ counts: RecordCounts, stream: StreamID, step: Int64, at now: Instant,
        _ db: Database
    ) throws -> ImportedFile {
        try db.execute(
            sql: """
                INSERT INTO importedFile (stream, step, at, name, digest, size, zone, platform, rows, added, changed,
                    unchanged, ignored, bad, firstTime, lastTime, statedFrom, statedUntil)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                stream, step, now.nanoseconds, file.name, file.digest, file.size, file.zone, file.platform, tally.rows,
                counts.added, counts.changed, counts.unchanged, tally.ignored, tally.bad, tally.first?.nanoseconds,
                tally.last?.nanoseconds, file.stated?.from.nanoseconds, file.stated?.until.nanoseconds,
            ])
        return ImportedFile(
            id: db.lastInsertedRowID, stream: stream, step: step, at: now, file: file, tally: tally,
            added: counts.added, changed: counts.changed, unchanged: counts.unchanged)
    }

    /// The files of a connection, oldest import first.
    package func importedFiles(connection: Int64) throws -> [ImportedFile] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM importedFile WHERE stream IN (SELECT id FROM stream WHERE connection = ?) ORDER BY id
                    """,
                arguments: [connection]
            ).map { ImportedFile(row: $0) }
        }
    }

    /// What the files of a connection hold up to an instant, by stream and kind. Reads the files' records once.
    package func fileExtents(connection: Int64, until end: Instant = .distantFuture) throws -> [FileKindExtent] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT stream.name, kind, count(*) AS records, min(time) AS first, max(time) AS last
                    FROM record JOIN stream ON stream.id = record.stream
                    WHERE record.stream IN (SELECT DISTINCT stream FROM importedFile)
                        AND stream.connection = ? AND NOT state & ? AND time <= ? GROUP BY stream.id, kind ORDER BY stream.id, kind
                    """,
                arguments: [connection, RecordState.deleted.rawValue, end.nanoseconds]
            ).map { row in
                FileKindExtent(
                    stream: row["name"], kind: RecordKind(rawValue: row["kind"]) ?? .unclassified,
                    records: row["records"], first: Instant(nanoseconds: row["first"]),
                    last: Instant(nanoseconds: row["last"]))
            }
        }
    }
}

/// Files of different years write one instant with and without its fraction. A row whose id is stored already keeps
/// the time it is stored under.
private struct SettledTimes {
    private let held: RecordStatement
    private let nextTime: RecordStatement

    /// Nil when the stream is empty: nothing can be met again.
    init?(_ db: Database, stream: Int64) throws {
        let isEmpty = try
            !(Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM record WHERE stream = ?)", arguments: [stream]) ?? false)
        if isEmpty { return nil }
        held = try RecordStatement(
            db, "SELECT timeUnit FROM record WHERE stream = ?1 AND unit = 0 AND time = ?2 AND key = ?3")
        nextTime = try RecordStatement(
            db, "SELECT time FROM record WHERE stream = ?1 AND unit = 0 AND time >= ?2 ORDER BY time LIMIT 1")
        held.bind(1, stream)
        nextTime.bind(1, stream)
    }

    func adopt(into batch: inout RecordBatch) throws {
        for index in batch.entries.indices where !batch.entries[index].flags.contains(.composed) {
            let key = batch.bytes[batch.entries[index].key.range]
            // Nearly always where it is expected. Else at another instant of its second: rows may crowd in one, so they
            // are not looked through, only their instants are.
            if let unit = try unit(at: batch.entries[index].time, key) {
                batch.entries[index].timeUnit = unit
                continue
            }
            var time = batch.entries[index].time.roundedDown(to: .seconds(1))
            let end = time + .seconds(1)
            while let stored = try firstTime(from: time), stored < end {
                if let unit = try unit(at: stored, key) {
                    batch.entries[index].time = stored
                    batch.entries[index].timeUnit = unit
                    break
                }
                time = stored + Span(nanoseconds: 1)
            }
        }
    }

    /// The unit of the time of a stored row; nil when there is none.
    private func unit(at time: Instant, _ key: ArraySlice<UInt8>) throws -> Span? {
        held.bind(2, time.nanoseconds)
        held.bind(3, copy: key)
        defer { held.reset() }
        return try held.step() ? Span(nanoseconds: held.integer(0)) : nil
    }

    private func firstTime(from time: Instant) throws -> Instant? {
        nextTime.bind(2, time.nanoseconds)
        defer { nextTime.reset() }
        return try nextTime.step() ? Instant(nanoseconds: nextTime.integer(0)) : nil
    }
}

extension ImportedFile {
    init(row: Row) {
        func instant(_ column: String) -> Instant? { (row[column] as Int64?).map { Instant(nanoseconds: $0) } }
        let from = instant("statedFrom")
        let until = instant("statedUntil")
        self.init(
            id: row["id"], stream: row["stream"], step: row["step"], at: Instant(nanoseconds: row["at"]),
            file: NewFile(
                name: row["name"], digest: row["digest"], size: row["size"], zone: row["zone"],
                platform: row["platform"], stated: from.flatMap { from in until.flatMap { Interval(from, $0) } }),
            tally: FileTally(
                rows: row["rows"], ignored: row["ignored"], bad: row["bad"], first: instant("firstTime"),
                last: instant("lastTime")),
            added: row["added"], changed: row["changed"], unchanged: row["unchanged"])
    }
}
