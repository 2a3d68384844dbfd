import GRDB

/// What a connection needs over the years: pauses, keys that change, the person's own words, balances as reported.
enum LifeSchema {
    /// - `pausedAt`: its owner wants nothing read since then; beside the state, which stays for the day it is resumed.
    /// - `failureCode`: what kind of failure `stateReason` tells of.
    /// - `keySince`, `keyProvedAt`: when the key was given, and when the exchange first took it.
    /// - `sweep.isFull`: a full sync's pass over the units; a plain one must not be taken for it.
    /// - `recordDeleted` holds rows the person deleted and nothing else: it costs a page of unrelated rows nothing.
    /// - `recordNote` names the record by words and not by number, so that the note is still there when a connection
    ///   was removed with its records and comes back under its name. `time` is 0 unless the key was composed: only
    ///   such a key says nothing of identity at another time.
    /// - `balanceSnapshot`: every report, for placing a difference between two of them.
    static func register(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE connection ADD COLUMN pausedAt INTEGER;
                ALTER TABLE connection ADD COLUMN failureCode TEXT NOT NULL DEFAULT '';
                ALTER TABLE connection ADD COLUMN keySince INTEGER;
                ALTER TABLE connection ADD COLUMN keyProvedAt INTEGER;
                ALTER TABLE sweep ADD COLUMN isFull INTEGER NOT NULL DEFAULT 0 CHECK (isFull IN (0, 1));
                CREATE INDEX recordDeleted ON record(stream, unit, time, key) WHERE state & 4;
                CREATE TABLE recordNote (
                    connection TEXT NOT NULL,
                    stream TEXT NOT NULL,
                    unit TEXT NOT NULL,
                    time INTEGER NOT NULL,
                    key TEXT NOT NULL,
                    label TEXT NOT NULL CHECK (label <> ''),
                    writtenAt INTEGER NOT NULL,
                    PRIMARY KEY (connection, stream, unit, time, key)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE balanceSnapshot (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    at INTEGER NOT NULL,
                    wallet TEXT NOT NULL,
                    asset TEXT NOT NULL,
                    amount TEXT NOT NULL,
                    PRIMARY KEY (connection, at, wallet, asset)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE balanceReport (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    at INTEGER NOT NULL,
                    PRIMARY KEY (connection, at)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
