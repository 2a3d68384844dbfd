import GRDB

/// The tables of prices and of what was decided with them. None refers to a record: a price belongs to an asset and a
/// day, so deleting, removing or reading a connection anew touches none of it. `day` is days since 1970-01-01 (UTC).
enum PriceSchema {
    static func registerTables(_ db: Database) throws {
        try db.execute(sql: published)
        try db.execute(sql: decided)
    }

    /// What sources said. `close` is the source's own text. `laterClose` is what the source said of the day when it was
    /// asked again: `close` stays until someone accepts the change. The mark `prices/simulated` says which kind all of it is.
    private static let published = """
        CREATE TABLE price (
            source TEXT NOT NULL CHECK (source <> ''),
            market TEXT NOT NULL CHECK (market <> ''),
            day INTEGER NOT NULL,
            close TEXT NOT NULL CHECK (close <> ''),
            fetchedAt INTEGER NOT NULL,
            laterClose TEXT,
            laterAt INTEGER,
            PRIMARY KEY (source, market, day),
            CHECK ((laterClose IS NULL) = (laterAt IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE priceAsked (
            source TEXT NOT NULL,
            market TEXT NOT NULL,
            fromDay INTEGER NOT NULL,
            untilDay INTEGER NOT NULL,
            askedAt INTEGER NOT NULL,
            PRIMARY KEY (source, market, fromDay, untilDay),
            CHECK (fromDay < untilDay)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE priceRefusal (
            source TEXT NOT NULL,
            market TEXT NOT NULL,
            message TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (source, market)
        ) STRICT, WITHOUT ROWID;
        """

    /// What one unit of an asset is worth on a day, for records of one venue ('*' for all): set once, with every close
    /// it was made of. `unitPriceMissing` says why there is none yet.
    private static let decided = """
        CREATE TABLE unitPrice (
            asset TEXT NOT NULL CHECK (asset <> ''),
            currency TEXT NOT NULL CHECK (currency <> ''),
            venue TEXT NOT NULL CHECK (venue <> ''),
            day INTEGER NOT NULL,
            price TEXT NOT NULL CHECK (price <> ''),
            isManual INTEGER NOT NULL CHECK (isManual IN (0, 1)),
            setAt INTEGER NOT NULL,
            PRIMARY KEY (asset, currency, venue, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unitPriceLink (
            asset TEXT NOT NULL,
            currency TEXT NOT NULL,
            venue TEXT NOT NULL,
            day INTEGER NOT NULL,
            position INTEGER NOT NULL,
            source TEXT NOT NULL,
            base TEXT NOT NULL,
            quote TEXT NOT NULL,
            closeDay INTEGER NOT NULL,
            close TEXT NOT NULL,
            divides INTEGER NOT NULL CHECK (divides IN (0, 1)),
            fetchedAt INTEGER NOT NULL,
            PRIMARY KEY (asset, currency, venue, day, position),
            FOREIGN KEY (asset, currency, venue, day) REFERENCES unitPrice ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unitPriceMissing (
            asset TEXT NOT NULL,
            currency TEXT NOT NULL,
            venue TEXT NOT NULL,
            day INTEGER NOT NULL,
            isPending INTEGER NOT NULL CHECK (isPending IN (0, 1)),
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (asset, currency, venue, day)
        ) STRICT, WITHOUT ROWID;
        """
}
