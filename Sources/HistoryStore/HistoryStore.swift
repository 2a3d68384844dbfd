import GRDB
import Glibc
import HistoryModel

/// The person's history on disk: one SQLite file below the home folder, one writer at a time.
///
/// Reading works while another process writes. All work with the database happens on one serial queue.
package final class HistoryStore: Sendable {
    package enum Access: Sendable {
        /// For commands that only show what is there.
        case read
        /// Takes the writer's lock; throws `locked` when another process has it.
        case write
    }

    package let path: String
    let database: DatabaseQueue
    private let lock: WriterLock?
    let recordWriting: RecordWriting

    /// Opens the store in a folder, making both on first use (folder 0700, file 0600).
    package static func open(home: String, access: Access) throws -> HistoryStore {
        if access == .write { try makeFolder(home) }
        let path = home + "/history.sqlite"
        if access == .read, Glibc.access(path, F_OK) != 0 {
            // What may not be looked at is no empty history.
            guard errno == ENOENT || errno == ENOTDIR else {
                let reason = String(cString: strerror(errno))
                throw StoreError(
                    .readOnly,
                    "\(path) cannot be read (\(reason)). Check who owns the folder and its permissions, or choose another with PORTOLAN_HOME."
                )
            }
            throw StoreError(
                .notFound, "There is no history in \(home) yet. Connect an exchange first: portolan connect ADAPTER")
        }
        let lock = access == .write ? try WriterLock(path: home + "/portolan.lock") : nil
        let store = try HistoryStore(path: path, access: access, lock: lock)
        // Reading what an earlier version wrote begins with bringing it up to date.
        if access == .read, try store.lacksMigration() { _ = try open(home: home, access: .write) }
        return store
    }

    /// A store in memory, for tests.
    package static func inMemory() throws -> HistoryStore {
        try HistoryStore(path: ":memory:", access: .write, lock: nil)
    }

    private init(path: String, access: Access, lock: WriterLock?) throws {
        self.path = path
        self.lock = lock
        recordWriting = RecordWriting()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.readonly = access == .read
        configuration.prepareDatabase { db in
            if access == .write {
                // Only a new file takes it. Rows lie in order of time: fewer, larger pages mean less to write.
                try db.execute(sql: "PRAGMA page_size = 16384")
                try db.execute(sql: "PRAGMA journal_mode = WAL")
                // Steps are committed about a thousand rows at a time: a full sync each costs nothing measurable.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // Writing appends, whatever ids look like, and reads back next to nothing.
                try db.execute(sql: "PRAGMA cache_size = -4000")
            }
        }
        do {
            let previousMask = umask(0o077)
            defer { umask(previousMask) }
            database = try DatabaseQueue(path: path, configuration: configuration)
            // To read what has changed its meaning would be as wrong as to write it.
            try Self.refuseNewer(database, path: path)
            if access == .write { try Schema.migrator.migrate(database) }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    private func lacksMigration() throws -> Bool {
        try read { try !Schema.migrator.hasCompletedMigrations($0) }
    }

    private static func refuseNewer(_ database: DatabaseQueue, path: String) throws {
        let superseded = try database.read { try Schema.migrator.hasBeenSuperseded($0) }
        if superseded {
            throw StoreError(
                .tooNew,
                "\(path) was written by a newer Portolan. Install that version, or choose another folder with PORTOLAN_HOME."
            )
        }
    }

    private static func makeFolder(_ home: String) throws {
        var partial = ""
        for part in home.split(separator: "/", omittingEmptySubsequences: true) {
            partial += "/" + part
            if mkdir(partial, 0o700) != 0, errno != EEXIST {
                let why = errno
                if Glibc.access(partial, F_OK) == 0 { continue }
                throw StoreError(
                    why == ENOSPC ? .diskFull : .readOnly,
                    "The folder \(home) cannot be made (\(String(cString: strerror(why)))). Choose another with PORTOLAN_HOME."
                )
            }
        }
    }

    deinit { recordWriting.close() }

    /// Reads in one consistent snapshot.
    package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try database.read(body) } catch { throw StoreError.from(error, path: path) }
    }

    /// Brings everything into the one file, so that a copy of it is whole. Another reader may keep that from happening.
    package func tidy() throws {
        do {
            _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
        {
            return
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    /// Changes all or nothing.
    package func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try database.write(body) } catch { throw StoreError.from(error, path: path) }
    }
}

/// The prepared statements of the bulk path, made on first use. Only touched on the database's queue, and let go
/// before the database is closed.
final class RecordWriting: @unchecked Sendable {
    private var parts: (records: RecordWriter, pages: PageWriter)?

    func writers(_ db: Database) throws -> (records: RecordWriter, pages: PageWriter) {
        if let parts { return parts }
        let made = (try RecordWriter(db), try PageWriter(db))
        parts = made
        return made
    }
    func close() { parts = nil }
}
