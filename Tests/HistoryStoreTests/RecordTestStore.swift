import GRDB
import HistoryModel

@testable import HistoryStore

/// GRDB has a class of that name.
typealias Record = HistoryModel.Record

/// A store in memory with the tables records stand on, for one test.
struct RecordTestStore {
    let db: Database
    let writer: RecordWriter
    let pages: PageWriter
    let reader: RecordReader
    let now = Instant(year: 2025, month: 1, day: 1)

    static func run(_ body: (RecordTestStore) throws -> Void) throws {
        let queue = try DatabaseQueue()
        try queue.inDatabase { db in
            try db.execute(
                sql: """
                    CREATE TABLE stream (id INTEGER PRIMARY KEY);
                    CREATE TABLE unit (id INTEGER PRIMARY KEY);
                    CREATE TABLE "window" (id INTEGER PRIMARY KEY);
                    CREATE TABLE step (id INTEGER PRIMARY KEY);
                    INSERT INTO stream (id) VALUES (1), (2), (3);
                    """)
            try RecordSchema.registerRecordTables(db)
            try body(
                RecordTestStore(
                    db: db, writer: RecordWriter(db), pages: PageWriter(db), reader: RecordReader(db)))
        }
    }

    @discardableResult
    func write(
        _ records: [Record], stream: Int64 = 1, unit: Int64 = 0, window: Int64 = 1, step: Int64 = 1,
        page: Int64? = nil, tracksSeen: Bool = true, overlap: Int = 0
    ) throws -> RecordCounts {
        try writer.write(
            RecordBatch(records), stream: stream, unit: unit, window: window, step: step, page: page,
            tracksSeen: tracksSeen, overlap: overlap, at: now)
    }

    @discardableResult
    func finish(
        _ from: Int64 = 0, _ until: Int64 = 1_000_000, stream: Int64 = 1, unit: Int64 = 0, window: Int64 = 1,
        step: Int64 = 9
    ) throws -> MissingCounts {
        let interval = Interval(Instant(seconds: from), Instant(seconds: until))
        return try writer.finishWalk(
            window: window, stream: stream, unit: unit, readAgain: IntervalSet(interval), step: step, at: now)
    }

    func all(_ change: (inout RecordQuery) -> Void = { _ in }) throws -> [StoredRecord] {
        var query = RecordQuery(streams: [1, 2, 3])
        query.includesDeleted = true
        change(&query)
        var found: [StoredRecord] = []
        try reader.records(query).forEach {
            found.append($0)
            return true
        }
        return found
    }
    func keys(_ change: (inout RecordQuery) -> Void = { _ in }) throws -> [String] {
        try all(change).map(\.record.key)
    }
    func one(_ key: String) throws -> StoredRecord? { try all().first { $0.record.key == key } }

    func stretches(window: Int64 = 1) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM walkSeen WHERE \"window\" = ?", arguments: [window]) ?? -1
    }
}

/// A trade at a second, with one leg whose amount can be told apart.
func trade(
    _ key: String, at second: Int64, amount: String = "1", flags: RecordFlags = [], group: String = "",
    kind: RecordKind = .trade
) -> Record {
    Record(
        kind, at: Instant(seconds: second), key: key, group: group, flags: flags, market: "BTC-EUR", label: "buy",
        legs: [Leg(.in, "BTC", amount)], ids: [TextPair("trade", key)])
}
