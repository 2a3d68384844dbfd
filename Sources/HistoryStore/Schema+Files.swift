import GRDB

/// Imported files, what in them the exchange tells as well, and where reading begins beside them.
enum FileSchema {
    /// `importedFile` has a row per import that went through; the records are in a stream of their own, and carry the
    /// step of the import that first brought them.
    /// `fileMatch` has a row for each record of a file that stands for something another source tells: such a record
    /// is marked, and left out of the books. `other` is that transaction's id, without the connection.
    /// `matchQuestion` holds the pairs that only the user can decide, `matchDecision` what was decided, for ever.
    /// `readingChoice` says from where a stream is read; '' stands for every stream without a row of its own.
    static func registerFileTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE importedFile (
                    id INTEGER PRIMARY KEY,
                    stream INTEGER NOT NULL REFERENCES stream(id) ON DELETE CASCADE,
                    step INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    digest TEXT NOT NULL,
                    size INTEGER NOT NULL,
                    zone TEXT NOT NULL,
                    platform TEXT NOT NULL,
                    rows INTEGER NOT NULL,
                    added INTEGER NOT NULL,
                    changed INTEGER NOT NULL,
                    unchanged INTEGER NOT NULL,
                    ignored INTEGER NOT NULL,
                    bad INTEGER NOT NULL,
                    firstTime INTEGER,
                    lastTime INTEGER,
                    statedFrom INTEGER,
                    statedUntil INTEGER,
                    CHECK ((statedFrom IS NULL) = (statedUntil IS NULL)),
                    CHECK (statedFrom IS NULL OR statedFrom < statedUntil)
                ) STRICT;
                CREATE INDEX importedFileDigest ON importedFile(stream, digest);
                CREATE TABLE fileMatch (
                    stream INTEGER NOT NULL REFERENCES stream(id) ON DELETE CASCADE,
                    time INTEGER NOT NULL,
                    key TEXT NOT NULL,
                    other TEXT NOT NULL,
                    basis TEXT NOT NULL CHECK (basis IN ('identity','evidence','decision')),
                    PRIMARY KEY (stream, time, key)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE matchQuestion (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    file TEXT NOT NULL,
                    other TEXT NOT NULL,
                    fileTime INTEGER NOT NULL,
                    otherTime INTEGER NOT NULL,
                    reason TEXT NOT NULL,
                    summary TEXT NOT NULL,
                    PRIMARY KEY (connection, file, other)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE matchDecision (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    file TEXT NOT NULL,
                    other TEXT NOT NULL,
                    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
                    at INTEGER NOT NULL,
                    PRIMARY KEY (connection, file, other)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE readingChoice (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    stream TEXT NOT NULL,
                    choice TEXT NOT NULL CHECK (choice IN ('all','last_transaction','date')),
                    "from" INTEGER,
                    at INTEGER NOT NULL,
                    PRIMARY KEY (connection, stream),
                    CHECK ((choice = 'date') = ("from" IS NOT NULL))
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
