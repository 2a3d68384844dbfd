import GRDB

/// The tables, by released migration. A released migration never changes.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try registerAdapterTables(db)
            try registerConnectionTables(db)
            try registerWalkTables(db)
            try RecordSchema.registerRecordTables(db)
        }
        migrator.registerMigration("2") { db in
            // When the pass over all units of a stream began that is not yet done.
            try db.execute(
                sql: """
                    CREATE TABLE sweep (
                        stream INTEGER PRIMARY KEY REFERENCES stream(id) ON DELETE CASCADE,
                        begun INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("3") { try LifeSchema.register($0) }
        migrator.registerMigration("4") { db in try FileSchema.registerFileTables(db) }
        migrator.registerMigration("5") { db in try PriceSchema.registerTables(db) }
        // The newest of the kept reports says the same.
        migrator.registerMigration("6") { db in try db.execute(sql: "DROP TABLE balance") }
        migrator.registerMigration("9") { db in try MatchingSchema.register(db) }
        migrator.registerMigration("10") { db in try HistoryStore.registerFullSyncs(db) }
        return migrator
    }

    /// What adapters declared, by version and file; and what a library file declared when last looked at.
    private static func registerAdapterTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE declaration (
                    id INTEGER PRIMARY KEY,
                    adapter TEXT NOT NULL CHECK (adapter <> ''),
                    version TEXT NOT NULL,
                    fileHash TEXT NOT NULL,
                    securityDigest TEXT NOT NULL,
                    manifest BLOB NOT NULL,
                    firstSeen INTEGER NOT NULL,
                    UNIQUE (adapter, version, fileHash)
                ) STRICT;
                CREATE TABLE declaredLimit (
                    declaration INTEGER NOT NULL REFERENCES declaration ON DELETE CASCADE,
                    stream TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    kind TEXT NOT NULL CHECK (kind IN
                        ('unlimited','rolling','since','until','last_n','delayed','unknown')),
                    value INTEGER,
                    unit TEXT CHECK (unit IN ('ns','days','calendar_months','rows')),
                    reason TEXT NOT NULL,
                    PRIMARY KEY (declaration, stream, position)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE library (
                    path TEXT PRIMARY KEY,
                    stamp TEXT NOT NULL,
                    fileHash TEXT NOT NULL,
                    manifests BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func registerConnectionTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE connection (
                    id INTEGER PRIMARY KEY,
                    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                    adapter TEXT NOT NULL,
                    declaration INTEGER NOT NULL REFERENCES declaration,
                    site TEXT NOT NULL,
                    settings TEXT NOT NULL,
                    scheme TEXT NOT NULL,
                    simulator TEXT,
                    account TEXT NOT NULL DEFAULT '',
                    credentials BLOB,
                    createdAt INTEGER NOT NULL,
                    state TEXT NOT NULL DEFAULT 'never_synced' CHECK (state IN
                        ('never_synced','syncing','ok','partial','failed','auth_revoked',
                         'waiting_activation','stale','paused')),
                    stateReason TEXT NOT NULL DEFAULT '',
                    lastSyncAt INTEGER,
                    lastGoodAt INTEGER,
                    retryAt INTEGER,
                    keyRights INTEGER,
                    keyExpires INTEGER,
                    keyCreated INTEGER
                ) STRICT;
                CREATE TABLE stream (
                    id INTEGER PRIMARY KEY,
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    identityVersion INTEGER NOT NULL DEFAULT 0,
                    lastReadAt INTEGER,
                    UNIQUE (connection, name)
                ) STRICT;
                CREATE TABLE unit (
                    id INTEGER PRIMARY KEY CHECK (id > 0),
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    lister TEXT NOT NULL,
                    key TEXT NOT NULL,
                    kind INTEGER NOT NULL,
                    label TEXT NOT NULL,
                    base TEXT NOT NULL,
                    quote TEXT NOT NULL,
                    listedFrom INTEGER,
                    listedUntil INTEGER,
                    firstSeen INTEGER NOT NULL,
                    lastSeen INTEGER NOT NULL,
                    UNIQUE (connection, lister, key)
                ) STRICT;
                CREATE TABLE fact (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (connection, name)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE narrowing (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    stream TEXT NOT NULL,
                    reason INTEGER NOT NULL,
                    "from" INTEGER NOT NULL,
                    until INTEGER NOT NULL,
                    note TEXT NOT NULL,
                    PRIMARY KEY (connection, stream, reason),
                    CHECK ("from" < until)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE balance (
                    connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
                    wallet TEXT NOT NULL,
                    asset TEXT NOT NULL,
                    amount TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    PRIMARY KEY (connection, wallet, asset)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE mark (
                    name TEXT PRIMARY KEY,
                    value INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func registerWalkTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE "window" (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    "from" INTEGER NOT NULL,
                    until INTEGER NOT NULL,
                    walkStart INTEGER NOT NULL,
                    headAt INTEGER,
                    isFull INTEGER NOT NULL CHECK (isFull IN (0, 1)),
                    cursor BLOB NOT NULL,
                    bookmark BLOB NOT NULL,
                    cursorVersion INTEGER NOT NULL,
                    settings TEXT NOT NULL,
                    facts TEXT NOT NULL,
                    gaps TEXT NOT NULL,
                    pageKeys BLOB NOT NULL,
                    total INTEGER,
                    rows INTEGER NOT NULL,
                    steps INTEGER NOT NULL,
                    restarts INTEGER NOT NULL,
                    shortRestarts INTEGER NOT NULL,
                    UNIQUE (stream, unit),
                    CHECK ("from" < until)
                ) STRICT;
                CREATE TABLE coverage (
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    "from" INTEGER NOT NULL,
                    until INTEGER NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('complete','settling','unreadable','gap','failed',
                        'not_offered','from_file')),
                    reason TEXT NOT NULL,
                    PRIMARY KEY (stream, unit, "from"),
                    CHECK ("from" < until)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE bookmark (
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    walkStart INTEGER NOT NULL,
                    bookmark BLOB NOT NULL,
                    cursorVersion INTEGER NOT NULL,
                    PRIMARY KEY (stream, unit, walkStart)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE fullWalk (
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    startedAt INTEGER NOT NULL,
                    done TEXT NOT NULL,
                    finishedAt INTEGER,
                    PRIMARY KEY (stream, unit)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE shortfall (
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    "from" INTEGER NOT NULL,
                    until INTEGER NOT NULL,
                    counted INTEGER NOT NULL,
                    served INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    PRIMARY KEY (stream, unit, "from")
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE step (
                    id INTEGER PRIMARY KEY,
                    stream INTEGER NOT NULL REFERENCES stream ON DELETE CASCADE,
                    unit INTEGER NOT NULL,
                    "window" INTEGER,
                    at INTEGER NOT NULL,
                    endpoint TEXT NOT NULL,
                    added INTEGER NOT NULL,
                    changed INTEGER NOT NULL,
                    unchanged INTEGER NOT NULL,
                    outcome TEXT NOT NULL CHECK (outcome IN ('next','split','end','restart','failed','snapshot','replay')),
                    detail TEXT NOT NULL
                ) STRICT;
                """)
    }
}
