import GRDB

/// What went wrong with the stored history, and what to do about it.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// Another process holds the writer's lock.
        case locked
        case diskFull
        /// The folder or file cannot be written.
        case readOnly
        /// Not a Portolan store, or damaged.
        case damaged
        /// Written by a newer Portolan.
        case tooNew
        case notFound
        case conflict
        case other
    }
    package var code: Code
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { message }

    /// Turns what SQLite says into what a person can do.
    static func from(_ error: any Error, path: String) -> any Error {
        guard let database = error as? DatabaseError else { return error }
        switch database.resultCode {
        case .SQLITE_FULL:
            return StoreError(
                .diskFull,
                "The disk that holds \(path) is full. Nothing already stored is lost: free some space and run again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            return StoreError(
                .readOnly,
                "\(path) cannot be written. Check who owns the folder and its permissions, or choose another with PORTOLAN_HOME."
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StoreError(.locked, "\(path) is in use by another program. Run again when it has finished.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return StoreError(
                .damaged,
                "\(path) is damaged or no Portolan store. Restore it from a backup, or move it away to begin anew.")
        case .SQLITE_IOERR:
            // SQLite reports a full disk as an input/output error where the file system says so late.
            return StoreError(
                .diskFull,
                "Writing \(path) failed (\(database.message ?? "input/output error")). Check the disk and its free space; nothing already stored is lost."
            )
        default:
            return StoreError(.other, "The store \(path) answered: \(database.message ?? "\(database.resultCode)").")
        }
    }
}
