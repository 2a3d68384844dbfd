import GRDB

/// The tables of records and kept pages. They refer to `stream`, which must exist before them.
///
/// `record` is led by stream, unit and time: a walk appends whatever its identifiers look like, and a page is
/// compared with what is stored by one scan of the stretch it covers. A row's lists are JSON:
/// - `legs`: `[["in","BTC","0.1"],["fee","EUR","0.26"]]`: role, asset, amount; a fourth text is the factor
///   `times` ("" for none), a fifth number the leg's flags (1 base, 2 quote of the market, 4 fee inside).
/// - `ids` and `extra`: `[["trade","28457"],["order","100234"]]`: name, value.
///
/// An absent text or an empty list is NULL. Times are nanoseconds since 1970 (UTC).
package enum RecordSchema {
    package static func registerRecordTables(_ db: Database) throws {
        try db.execute(sql: recordTable)
        try db.execute(sql: historyTables)
        try db.execute(sql: pageTable)
        try db.execute(sql: views)
    }

    /// No index beside the key but a partial one, which holds only rows that are pending (2) or gone (0): an index
    /// led by an identifier costs more than all the rest of a write. That `stream` exists is checked once per page,
    /// through `recordCount`, not per row. That `legs` is JSON is not checked by the table: the check costs a
    /// seventh of the write, and only `RecordJSON` writes it.
    private static let recordTable = """
        CREATE TABLE record (
            stream INTEGER NOT NULL,
            unit INTEGER NOT NULL CHECK (unit >= 0),
            time INTEGER NOT NULL,
            key TEXT NOT NULL,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 63),
            flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 65535),
            timeUnit INTEGER NOT NULL CHECK (timeUnit >= 0),
            grp TEXT, market TEXT, wallet TEXT, label TEXT, txHash TEXT, address TEXT,
            legs TEXT, ids TEXT, extra TEXT,
            page INTEGER, rawOffset INTEGER NOT NULL, rawCount INTEGER NOT NULL,
            firstStep INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 255),
            PRIMARY KEY (stream, unit, time, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recordOpen ON record(stream, unit, (flags & 2), key) WHERE (flags & 2) OR (state & 1);
        """

    /// `recordCount`: rows per stream and unit, kept in the same transaction as the rows themselves. Records go
    /// with it, and it goes with its stream.
    /// `walkSeen`: the stretches, in the order of (time, key), in which an open walk has met every stored row.
    private static let historyTables = """
        CREATE TABLE recordCount (
            stream INTEGER NOT NULL REFERENCES stream(id) ON DELETE CASCADE,
            unit INTEGER NOT NULL,
            records INTEGER NOT NULL CHECK (records >= 0),
            PRIMARY KEY (stream, unit)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER recordCountRemoved AFTER DELETE ON recordCount BEGIN
            DELETE FROM record WHERE stream = old.stream AND unit = old.unit;
        END;
        CREATE TABLE revision (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES stream(id) ON DELETE CASCADE,
            unit INTEGER NOT NULL,
            time INTEGER NOT NULL,
            key TEXT NOT NULL,
            step INTEGER NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL CHECK (reason IN ('changed', 'voided', 'moved')),
            contents TEXT NOT NULL CHECK (json_valid(contents))
        ) STRICT;
        CREATE INDEX revisionRecord ON revision(stream, unit, time, key);
        CREATE TABLE walkSeen (
            "window" INTEGER NOT NULL,
            firstTime INTEGER NOT NULL,
            firstKey TEXT NOT NULL,
            lastTime INTEGER NOT NULL,
            lastKey TEXT NOT NULL,
            PRIMARY KEY ("window", firstTime, firstKey)
        ) STRICT, WITHOUT ROWID;
        """

    /// `context` is what a replay needs beside the body: settings and facts, as JSON. `body` is one zstd frame
    /// of `size` bytes.
    private static let pageTable = """
        CREATE TABLE page (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL REFERENCES stream(id) ON DELETE CASCADE,
            unit INTEGER NOT NULL,
            step INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            streamName TEXT NOT NULL,
            received INTEGER NOT NULL,
            status INTEGER NOT NULL CHECK (status BETWEEN 100 AND 599),
            context TEXT NOT NULL CHECK (json_valid(context)),
            size INTEGER NOT NULL,
            fingerprint INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX pageFingerprint ON page(stream, unit, fingerprint);
        """

    private static let views = """
        CREATE VIEW leg AS
        SELECT record.stream, record.unit, record.time, record.key AS recordKey, record.kind,
            record.flags AS recordFlags, record.state, each.key AS position,
            json_extract(each.value, '$[0]') AS role,
            json_extract(each.value, '$[1]') AS asset,
            json_extract(each.value, '$[2]') AS amount,
            coalesce(json_extract(each.value, '$[3]'), '') AS times,
            coalesce(json_extract(each.value, '$[4]'), 0) AS flags
        FROM record, json_each(record.legs) AS each;
        CREATE VIEW recordId AS
        SELECT record.stream, record.unit, record.time, record.key AS recordKey,
            json_extract(each.value, '$[0]') AS scheme,
            json_extract(each.value, '$[1]') AS id
        FROM record, json_each(record.ids) AS each;
        """
}
