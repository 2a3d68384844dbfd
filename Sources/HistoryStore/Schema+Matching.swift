import GRDB

/// Whether what files tell was compared with what other sources tell since either changed.
enum MatchingSchema {
    /// `matchingIsStale` is set in the transaction that stores records beside files, and cleared in the one that
    /// compares them: a program that ends in between leaves behind that both sides may count.
    static func register(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE connection ADD COLUMN matchingIsStale INTEGER NOT NULL DEFAULT 0
                    CHECK (matchingIsStale IN (0, 1));
                """)
    }
}

extension HistoryStore {
    /// To be called in the transaction that changes records of a connection; does nothing where there are no files.
    static func setMatchingStale(connection: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE connection SET matchingIsStale = 1 WHERE id = ? AND NOT matchingIsStale
                    AND EXISTS (SELECT 1 FROM importedFile JOIN stream ON stream.id = importedFile.stream
                        WHERE stream.connection = connection.id)
                """
        ).execute(arguments: [connection])
    }
    static func setMatchingStale(stream: StreamID, _ db: Database) throws {
        let connection = try Int64.fetchOne(
            db, sql: "SELECT connection FROM stream WHERE id = ?", arguments: [stream])
        if let connection { try setMatchingStale(connection: connection, db) }
    }
}
