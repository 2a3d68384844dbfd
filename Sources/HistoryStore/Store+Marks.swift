import GRDB
import HistoryModel

/// Nonce high-water marks and rate-limit levels: on disk before the request they count leaves (W18).
extension HistoryStore {
    package func mark(_ name: String) throws -> Int64? {
        try read { db in
            try Int64.fetchOne(
                try db.cachedStatement(sql: "SELECT value FROM mark WHERE name = ?"), arguments: [name])
        }
    }

    package func setMark(_ name: String, _ value: Int64) throws {
        try write { db in
            try db.cachedStatement(
                sql: "INSERT INTO mark VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2"
            ).execute(arguments: [name, value])
        }
    }
}

extension HistoryStore {
    /// All marks by name, for checks.
    package func marks() throws -> [String: Int64] {
        try read { db in
            Dictionary(
                try Row.fetchAll(db, sql: "SELECT name, value FROM mark").map { ($0["name"], $0["value"]) },
                uniquingKeysWith: { $1 })
        }
    }
}
