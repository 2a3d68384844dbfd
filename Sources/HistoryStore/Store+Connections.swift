import Foundation
import GRDB
import HistoryModel

/// One adapter with one key of one owner, as stored.
package struct StoredConnection: Sendable, Hashable, Identifiable {
    package var id: Int64
    /// The user's name for it, unique.
    package var name: String
    package var adapter: String
    package var declaration: Int64
    package var site: String
    package var settings: [TextPair]
    package var scheme: String
    /// Where a simulated connection sends everything; nil for a real exchange.
    package var simulator: String?
    /// The account the key belongs to, once the exchange has told.
    package var account: String
    package var createdAt: Instant
    package var state: ConnectionState
    package var stateReason: String
    package var lastSyncAt: Instant?
    /// The end of the last sync that went through without a failure.
    package var lastGoodAt: Instant?
    package var retryAt: Instant?
    package var keyRights: KeyFacts.Rights?
    package var keyExpires: Instant?
    /// Since when its owner wants nothing read; `state` is `paused` then.
    package var pausedAt: Instant?
    /// The kind of failure that `stateReason` tells of; empty where there is none.
    package var failureCode: String
    /// When this key was given, and when the exchange first took it.
    package var keySince: Instant?
    package var keyProvedAt: Instant?
    package var hasKey: Bool
    /// Its files, or what they are compared with, changed since they were compared: both may count.
    package var isMatchingStale: Bool
}

/// What is needed to store a new connection.
package struct NewConnection: Sendable {
    package var name: String
    package var adapter: String
    package var declaration: Int64
    package var site: String
    package var settings: [TextPair]
    package var scheme: String
    package var simulator: String?
    package var key: KeyFacts?
    /// Whether the exchange took the key.
    package var isProved: Bool
    package init(
        name: String, adapter: String, declaration: Int64, site: String, settings: [TextPair], scheme: String,
        simulator: String?, key: KeyFacts?, isProved: Bool = true
    ) {
        self.name = name
        self.adapter = adapter
        self.declaration = declaration
        self.site = site
        self.settings = settings
        self.scheme = scheme
        self.simulator = simulator
        self.key = key
        self.isProved = isProved
    }
}

extension HistoryStore {
    package func connections() throws -> [StoredConnection] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM connection ORDER BY id").map { StoredConnection(row: $0) }
        }
    }

    /// By name or number; throws `notFound` with the names there are.
    package func connection(_ nameOrID: String) throws -> StoredConnection {
        let all = try connections()
        if let found = all.first(where: { $0.name == nameOrID }) ?? all.first(where: { String($0.id) == nameOrID }) {
            return found
        }
        let names = all.map(\.name).joined(separator: ", ")
        throw StoreError(
            .notFound,
            "There is no connection \"\(nameOrID)\". " + (names.isEmpty ? "None exists yet." : "There are: \(names)."))
    }

    /// Names may look like numbers: this goes by the number alone.
    package func connection(id: Int64) throws -> StoredConnection {
        guard let found = try connections().first(where: { $0.id == id }) else {
            throw StoreError(.notFound, "The connection was removed meanwhile.")
        }
        return found
    }

    /// A name for a connection that is not taken: `kraken`, `kraken-2` …
    package func freeName(for adapter: String) throws -> String {
        let taken = Set(try connections().map(\.name))
        if !taken.contains(adapter) { return adapter }
        return (2...).lazy.map { "\(adapter)-\($0)" }.first { !taken.contains($0) }!
    }

    /// Stores a connection, still without its key.
    package func addConnection(_ new: NewConnection, at now: Instant) throws -> StoredConnection {
        try write { db in
            if try Bool.fetchOne(
                db, sql: "SELECT 1 FROM connection WHERE name = ?", arguments: [new.name]) != nil
            {
                throw StoreError(
                    .conflict, "A connection named \"\(new.name)\" exists already. Choose another with --label.")
            }
            try db.execute(
                sql: """
                    INSERT INTO connection (name, adapter, declaration, site, settings, scheme, simulator, account,
                        createdAt, keyRights, keyExpires, keyCreated, keySince, keyProvedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    new.name, new.adapter, new.declaration, new.site, encodePairs(new.settings), new.scheme,
                    new.simulator, new.key?.account ?? "", now.nanoseconds,
                    new.key?.rights.map { Int64(bitPattern: $0.rawValue) }, new.key?.expires?.nanoseconds,
                    new.key?.created?.nanoseconds, now.nanoseconds, new.isProved ? now.nanoseconds : nil,
                ])
            let id = db.lastInsertedRowID
            return StoredConnection(
                row: try Row.fetchOne(db, sql: "SELECT * FROM connection WHERE id = ?", arguments: [id])!)
        }
    }

    /// Stores the sealed key of a connection.
    package func setCredentials(_ sealed: [UInt8], of connection: Int64) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE connection SET credentials = ? WHERE id = ?", arguments: [Data(sealed), connection])
        }
    }

    /// Whether any connection holds a key.
    package func holdsCredentials() throws -> Bool {
        try read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM connection WHERE credentials IS NOT NULL)")
                ?? false
        }
    }

    package func sealedCredentials(of connection: Int64) throws -> [UInt8]? {
        try read { db in
            try Data.fetchOne(db, sql: "SELECT credentials FROM connection WHERE id = ?", arguments: [connection])
                .map { [UInt8]($0) }
        }
    }

    /// Notes where a connection stands, and when it was read; nil when it was not. That it is paused is another matter: see `setPaused`.
    package func setState(
        _ state: ConnectionState, reason: String, code: String = "", of connection: Int64, at now: Instant?,
        retryAt: Instant? = nil
    ) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE connection SET state = ?1, stateReason = ?2, retryAt = ?3,
                        lastSyncAt = CASE WHEN ?1 = 'syncing' THEN lastSyncAt ELSE ifnull(?4, lastSyncAt) END,
                        lastGoodAt = CASE WHEN ?1 = 'ok' THEN ?4 ELSE lastGoodAt END, failureCode = ?6 WHERE id = ?5
                    """,
                arguments: [state.rawValue, reason, retryAt?.nanoseconds, now?.nanoseconds, connection, code])
        }
    }

    /// Deletes a connection with all it holds: key, records, pages, coverage.
    package func removeConnection(_ connection: Int64) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM connection WHERE id = ?", arguments: [connection])
        }
    }

    /// When the exchange last answered; nil before it ever did.
    package func lastStep(connection: Int64) throws -> Instant? {
        try read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT at FROM step WHERE stream IN (SELECT id FROM stream WHERE connection = ?)
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [connection]
            ).map { Instant(nanoseconds: $0) }
        }
    }

    /// The connection's streams by name.
    package func streams(connection: Int64) throws -> [(id: StreamID, name: String, lastReadAt: Instant?)] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT id, name, lastReadAt FROM stream WHERE connection = ? ORDER BY id",
                arguments: [connection]
            ).map {
                ($0["id"], $0["name"], ($0["lastReadAt"] as Int64?).map { Instant(nanoseconds: $0) })
            }
        }
    }

    /// Where the exchange counted more rows than it served (W9).
    package func shortfalls(stream: StreamID, unit: UnitID = 0) throws
        -> [(interval: Interval, counted: Int64, served: Int64)]
    {
        try read { db in
            try Row.fetchAll(
                db, sql: #"SELECT * FROM shortfall WHERE stream = ? AND unit = ? ORDER BY "from""#,
                arguments: [stream, unit]
            ).compactMap { row in
                Interval(Instant(nanoseconds: row["from"]), Instant(nanoseconds: row["until"])).map {
                    ($0, row["counted"], row["served"])
                }
            }
        }
    }
}

extension StoredConnection {
    init(row: Row) {
        func instant(_ column: String) -> Instant? { (row[column] as Int64?).map { Instant(nanoseconds: $0) } }
        id = row["id"]
        name = row["name"]
        adapter = row["adapter"]
        declaration = row["declaration"]
        site = row["site"]
        settings = decodePairs(row["settings"])
        scheme = row["scheme"]
        simulator = row["simulator"]
        account = row["account"]
        createdAt = Instant(nanoseconds: row["createdAt"])
        state = ConnectionState(rawValue: row["state"]) ?? .failed
        stateReason = row["stateReason"]
        lastSyncAt = instant("lastSyncAt")
        lastGoodAt = instant("lastGoodAt")
        retryAt = instant("retryAt")
        keyRights = (row["keyRights"] as Int64?).map { KeyFacts.Rights(rawValue: UInt64(bitPattern: $0)) }
        keyExpires = instant("keyExpires")
        pausedAt = instant("pausedAt")
        failureCode = row["failureCode"]
        keySince = instant("keySince")
        keyProvedAt = instant("keyProvedAt")
        hasKey = (row["credentials"] as Data?) != nil
        isMatchingStale = row["matchingIsStale"]
        if pausedAt != nil { state = .paused }
    }
}
