import Foundation
import GRDB
import HistoryModel

/// What the planner needs to know of one stream and unit.
package struct WalkState: Sendable {
    package var window: WalkWindow?
    package var coverage: CoverageMap
    package var bookmarks: [WalkBookmark]
    /// What a full walk under way has read; nil when there is none.
    package var fullDone: IntervalSet?
}

extension HistoryStore {
    /// The stream's number within the connection, made on first use.
    package func streamID(connection: Int64, name: String, identityVersion: UInt32) throws -> StreamID {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO stream (connection, name, identityVersion) VALUES (?, ?, ?)",
                arguments: [connection, name, identityVersion])
            return try Int64.fetchOne(
                db, sql: "SELECT id FROM stream WHERE connection = ? AND name = ?", arguments: [connection, name])!
        }
    }

    /// Every unit ever seen of a lister, oldest first.
    package func units(connection: Int64, lister: String) throws -> [(id: UnitID, unit: HistoryUnit)] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM unit WHERE connection = ? AND lister = ? ORDER BY id",
                arguments: [connection, lister]
            ).map { ($0["id"], HistoryUnit(row: $0)) }
        }
    }

    /// Keeps units, for ever; returns their numbers in the order given.
    package func keepUnits(_ units: [HistoryUnit], connection: Int64, lister: String, at now: Instant) throws
        -> [UnitID]
    {
        try write { db in try Self.keepUnits(units, connection: connection, lister: lister, at: now, db) }
    }

    package func facts(connection: Int64) throws -> [TextPair] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT name, value FROM fact WHERE connection = ? ORDER BY name", arguments: [connection]
            ).map { TextPair($0["name"], $0["value"]) }
        }
    }

    /// What the key or the account says can be read, per stream name; "" is every history stream.
    package func narrowings(connection: Int64) throws -> [(stream: String, narrowing: Narrowing)] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM narrowing WHERE connection = ? ORDER BY stream, reason",
                arguments: [connection]
            ).compactMap { row in
                let from = Instant(nanoseconds: row["from"])
                guard let interval = Interval(from, Instant(nanoseconds: row["until"])) else { return nil }
                let reason = Narrowing.Reason(rawValue: row.number32("reason")) ?? .unknown
                return (row["stream"], Narrowing(stream: nil, reason: reason, interval: interval, note: row["note"]))
            }
        }
    }

    /// Before this instant the account did not exist; the beginning of time where that is not known.
    package func accountOpened(connection: Int64) throws -> Instant {
        Self.accountOpened(try narrowings(connection: connection))
    }
    package static func accountOpened(_ narrowings: [(stream: String, narrowing: Narrowing)]) -> Instant {
        narrowings.filter { $0.stream.isEmpty && $0.narrowing.reason == .account }
            .map(\.narrowing.interval.from).max() ?? .distantPast
    }

    package func walkState(stream: StreamID, unit: UnitID) throws -> WalkState {
        try read { db in
            WalkState(
                window: try Row.fetchOne(
                    db, sql: #"SELECT * FROM "window" WHERE stream = ? AND unit = ?"#, arguments: [stream, unit]
                ).map { WalkWindow(row: $0) },
                coverage: try Self.coverage(stream: stream, unit: unit, db),
                bookmarks: try Row.fetchAll(
                    db, sql: "SELECT * FROM bookmark WHERE stream = ? AND unit = ? ORDER BY walkStart",
                    arguments: [stream, unit]
                ).map { row in
                    WalkBookmark(
                        walkStart: Instant(nanoseconds: row["walkStart"]), bookmark: row.bytes("bookmark"),
                        cursorVersion: row.number32("cursorVersion"))
                },
                fullDone: try String.fetchOne(
                    db, sql: "SELECT done FROM fullWalk WHERE stream = ? AND unit = ? AND finishedAt IS NULL",
                    arguments: [stream, unit]
                ).map(decodeIntervals))
        }
    }

    package func coverage(stream: StreamID, unit: UnitID) throws -> CoverageMap {
        try read { try Self.coverage(stream: stream, unit: unit, $0) }
    }

    /// Stores a new window and gives it its number.
    package func openWindow(_ window: WalkWindow) throws -> WalkWindow {
        try write { db in
            var window = window
            try discardWindow(stream: window.stream, unit: window.unit, db)
            try db.execute(
                sql: """
                    INSERT INTO "window" (stream, unit, "from", until, walkStart, headAt, isFull, cursor, bookmark,
                        cursorVersion, settings, facts, gaps, pageKeys, total, rows, steps, restarts, shortRestarts)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: window.arguments)
            window.id = db.lastInsertedRowID
            return window
        }
    }

    package func dropWindow(stream: StreamID, unit: UnitID) throws {
        try write { try discardWindow(stream: stream, unit: unit, $0) }
    }

    private func discardWindow(stream: StreamID, unit: UnitID, _ db: Database) throws {
        let open = try Int64.fetchOne(
            db, sql: #"SELECT id FROM "window" WHERE stream = ? AND unit = ?"#, arguments: [stream, unit])
        guard let open else { return }
        try recordWriting.writers(db).records.forgetWalk(window: open)
        try db.execute(sql: #"DELETE FROM "window" WHERE id = ?"#, arguments: [open])
    }

    // MARK: - Inside a transaction

    static func coverage(stream: StreamID, unit: UnitID, _ db: Database) throws -> CoverageMap {
        let rows = try Row.fetchAll(
            db, sql: #"SELECT * FROM coverage WHERE stream = ? AND unit = ? ORDER BY "from""#,
            arguments: [stream, unit])
        return CoverageMap(
            stored: rows.compactMap { row in
                guard let interval = Interval(Instant(nanoseconds: row["from"]), Instant(nanoseconds: row["until"])),
                    let state = CoverageState(rawValue: row["state"])
                else { return nil }
                return CoverageInterval(interval, state, reason: row["reason"])
            })
    }

    static func store(_ map: CoverageMap, replacing old: CoverageMap, stream: StreamID, unit: UnitID, _ db: Database)
        throws
    {
        guard map != old else { return }
        let kept = Set(map.intervals)
        let had = Set(old.intervals)
        for gone in old.intervals where !kept.contains(gone) {
            try db.execute(
                sql: #"DELETE FROM coverage WHERE stream = ? AND unit = ? AND "from" = ?"#,
                arguments: [stream, unit, gone.interval.from.nanoseconds])
        }
        for new in map.intervals where !had.contains(new) {
            try db.execute(
                sql: #"INSERT INTO coverage (stream, unit, "from", until, state, reason) VALUES (?, ?, ?, ?, ?, ?)"#,
                arguments: [
                    stream, unit, new.interval.from.nanoseconds, new.interval.until.nanoseconds, new.state.rawValue,
                    new.reason,
                ])
        }
    }

    static func keepUnits(
        _ units: [HistoryUnit], connection: Int64, lister: String, at now: Instant, _ db: Database
    ) throws -> [UnitID] {
        try units.map { unit in
            try db.execute(
                sql: """
                    INSERT INTO unit (connection, lister, key, kind, label, base, quote, listedFrom, listedUntil,
                        firstSeen, lastSeen)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
                    ON CONFLICT (connection, lister, key) DO UPDATE SET kind = ?4, label = ?5, base = ?6, quote = ?7,
                        listedFrom = ifnull(?8, listedFrom), listedUntil = ?9, lastSeen = ?10
                    """,
                arguments: [
                    connection, lister, unit.key, unit.kind.rawValue, unit.label, unit.base, unit.quote,
                    unit.listedFrom?.nanoseconds, unit.listedUntil?.nanoseconds, now.nanoseconds,
                ])
            return try Int64.fetchOne(
                db, sql: "SELECT id FROM unit WHERE connection = ? AND lister = ? AND key = ?",
                arguments: [connection, lister, unit.key])!
        }
    }
}

extension Row {
    /// A file can hold any number: one that does not fit is moved into the range, not fatal.
    func number32(_ column: String) -> UInt32 { UInt32(clamping: self[column] as Int64) }
    func bytes(_ column: String) -> [UInt8] { (self[column] as Data?).map { [UInt8]($0) } ?? [] }
}
