import Foundation
import GRDB
import HistoryModel

/// A library file as it was when its manifests were read.
package struct LibraryEntry: Sendable, Hashable {
    package var path: String
    /// Size, times and inode of the file: when they are the same, the file is.
    package var stamp: String
    package var fileHash: String
    /// The manifest frames of all adapters in the library, joined in a form only the caller knows.
    package var manifests: [UInt8]
    package init(path: String, stamp: String, fileHash: String, manifests: [UInt8]) {
        self.path = path
        self.stamp = stamp
        self.fileHash = fileHash
        self.manifests = manifests
    }
}

/// A manifest as it was declared by one version and file of an adapter.
package struct StoredDeclaration: Sendable, Hashable {
    package var id: Int64
    package var adapter: String
    package var version: String
    package var fileHash: String
    package var securityDigest: String
    package var manifest: [UInt8]
    package var firstSeen: Instant
}

extension HistoryStore {
    package func library(path: String) throws -> LibraryEntry? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM library WHERE path = ?", arguments: [path]).map { row in
                LibraryEntry(
                    path: row["path"], stamp: row["stamp"], fileHash: row["fileHash"],
                    manifests: row.bytes("manifests"))
            }
        }
    }

    package func keepLibrary(_ entry: LibraryEntry) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO library VALUES (?, ?, ?, ?)",
                arguments: [entry.path, entry.stamp, entry.fileHash, Data(entry.manifests)])
        }
    }

    /// Keeps what an adapter declares, with its limits, by version and file; gives the declaration's number.
    package func keepDeclaration(
        _ manifest: AdapterManifest, frame: [UInt8], fileHash: String, securityDigest: String, at now: Instant
    ) throws -> Int64 {
        try write { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO declaration
                        (adapter, version, fileHash, securityDigest, manifest, firstSeen) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    manifest.id, manifest.version, fileHash, securityDigest, Data(frame), now.nanoseconds,
                ])
            let isNew = db.changesCount > 0
            let id = try Int64.fetchOne(
                db, sql: "SELECT id FROM declaration WHERE adapter = ? AND version = ? AND fileHash = ?",
                arguments: [manifest.id, manifest.version, fileHash])!
            if isNew { try Self.keepLimits(of: manifest, declaration: id, db) }
            return id
        }
    }

    package func declaration(_ id: Int64) throws -> StoredDeclaration? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM declaration WHERE id = ?", arguments: [id]).map { row in
                StoredDeclaration(
                    id: row["id"], adapter: row["adapter"], version: row["version"], fileHash: row["fileHash"],
                    securityDigest: row["securityDigest"], manifest: row.bytes("manifest"),
                    firstSeen: Instant(nanoseconds: row["firstSeen"]))
            }
        }
    }

    /// A connection goes on under what a newer version of its adapter declares.
    package func setDeclaration(_ declaration: Int64, of connection: Int64) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE connection SET declaration = ? WHERE id = ?", arguments: [declaration, connection])
        }
    }

    private static func keepLimits(of manifest: AdapterManifest, declaration: Int64, _ db: Database) throws {
        for stream in manifest.streams {
            for (position, bound) in stream.bounds.enumerated() {
                let (value, unit) = bound.stored
                try db.execute(
                    sql: "INSERT INTO declaredLimit VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [declaration, stream.name, position, bound.kindName, value, unit, bound.reason])
            }
        }
    }
}

extension HistoryBound {
    /// Value and unit as the table of declared limits holds them.
    fileprivate var stored: (Int64?, String?) {
        func depth(_ depth: Depth) -> (Int64?, String?) {
            switch depth {
            case .span(let span): (span.nanoseconds, "ns")
            case .days(let days): (days, "days")
            case .calendarMonths(let months): (months, "calendar_months")
            }
        }
        switch kind {
        case .rolling(let span), .delayed(let span): return depth(span)
        case .since(let instant), .until(let instant): return (instant.nanoseconds, "ns")
        case .lastRows(let rows): return (rows, "rows")
        case .unlimited, .unknown: return (nil, nil)
        }
    }
}
