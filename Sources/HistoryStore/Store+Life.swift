import Foundation
import GRDB
import Glibc
import HistoryModel

/// Pauses, and keys that come and go.
extension HistoryStore {
    /// Nothing of the connection is read from now on; nil ends that. What it was before stays.
    package func setPaused(_ since: Instant?, of connection: Int64) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE connection SET pausedAt = ? WHERE id = ?", arguments: [since?.nanoseconds, connection])
        }
    }

    /// Deletes the key and nothing else: the records stay, and nothing can be read any more.
    package func forgetKey(of connection: Int64, reason: String = "its key was removed, its records are kept") throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE connection SET credentials = NULL, state = 'paused', stateReason = ?, failureCode = '',
                        retryAt = NULL, keySince = NULL, keyProvedAt = NULL WHERE id = ?
                    """, arguments: [reason, connection])
        }
    }

    /// A connection gets another key, and goes on under what its adapter declares now.
    package func replaceKey(
        _ sealed: [UInt8], scheme: String, declaration: Int64, key: KeyFacts?, state: ConnectionState, reason: String,
        code: String = "", retryAt: Instant? = nil, isProved: Bool, of connection: Int64, at now: Instant
    ) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE connection SET credentials = ?1, scheme = ?2, declaration = ?3, keyRights = ?4,
                        keyExpires = ?5, keyCreated = ?6, account = CASE WHEN ?7 = '' THEN account ELSE ?7 END,
                        state = ?8, stateReason = ?9, failureCode = ?10, retryAt = ?11, keySince = ?12,
                        keyProvedAt = ?13 WHERE id = ?14
                    """,
                arguments: [
                    Data(sealed), scheme, declaration, key?.rights.map { Int64(bitPattern: $0.rawValue) },
                    key?.expires?.nanoseconds, key?.created?.nanoseconds, key?.account ?? "", state.rawValue, reason,
                    code, retryAt?.nanoseconds, now.nanoseconds, isProved ? now.nanoseconds : nil, connection,
                ])
        }
    }

    /// The exchange took the key: from now on a refusal is one.
    package func noteKeyProved(of connection: Int64, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE connection SET keyProvedAt = ifnull(keyProvedAt, ?) WHERE id = ?",
                arguments: [now.nanoseconds, connection])
        }
    }

    /// Whether a process is writing the history of a home folder at this moment, as its lock file tells.
    package static func isBeingWritten(home: String) -> Bool {
        guard let text = try? String(contentsOfFile: home + "/portolan.lock", encoding: .utf8),
            let process = pid_t(text.prefix { $0.isNumber }), process > 0
        else { return false }
        // Numbers are given out again: only a program of this name counts.
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
        return name?.hasPrefix("portolan") ?? (kill(process, 0) == 0)
    }
}
