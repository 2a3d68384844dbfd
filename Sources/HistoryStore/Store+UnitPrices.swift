import GRDB
import HistoryModel

/// What one unit of an asset is worth on a day, for records of one venue.
package struct StoredUnitPrice: Sendable, Hashable {
    /// A close it was made of.
    package struct Link: Sendable, Hashable {
        package var source: String
        package var base: String
        package var quote: String
        package var closeDay: Int
        package var close: String
        /// The amount is divided by the close.
        package var divides: Bool
        package var fetchedAt: Instant
        package init(
            source: String, base: String, quote: String, closeDay: Int, close: String, divides: Bool,
            fetchedAt: Instant
        ) {
            self.source = source
            self.base = base
            self.quote = quote
            self.closeDay = closeDay
            self.close = close
            self.divides = divides
            self.fetchedAt = fetchedAt
        }
    }
    package struct Key: Sendable, Hashable {
        package var asset: String
        package var currency: String
        /// The adapter whose records it is for; `*` for all.
        package var venue: String
        package var day: Int
        package init(asset: String, currency: String, venue: String, day: Int) {
            self.asset = asset
            self.currency = currency
            self.venue = venue
            self.day = day
        }
    }
    package var key: Key
    package var price: String
    package var isManual: Bool
    package var setAt: Instant
    package var links: [Link]
    package init(key: Key, price: String, isManual: Bool, setAt: Instant, links: [Link]) {
        self.key = key
        self.price = price
        self.isManual = isManual
        self.setAt = setAt
        self.links = links
    }
}

/// Why there is no price of an asset on a day.
package struct MissingUnitPrice: Sendable, Hashable {
    package var key: StoredUnitPrice.Key
    /// Another run may find one.
    package var isPending: Bool
    package var reason: String
    package init(key: StoredUnitPrice.Key, isPending: Bool, reason: String) {
        self.key = key
        self.isPending = isPending
        self.reason = reason
    }
}

extension HistoryStore {
    package func unitPrices(currency: String) throws -> [StoredUnitPrice] {
        try read { db in
            var links: [StoredUnitPrice.Key: [StoredUnitPrice.Link]] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM unitPriceLink WHERE currency = ? ORDER BY position", arguments: [currency])
            while let row = try rows.next() {
                links[StoredUnitPrice.Key(row), default: []].append(
                    StoredUnitPrice.Link(
                        source: row["source"], base: row["base"], quote: row["quote"], closeDay: row["closeDay"],
                        close: row["close"], divides: row["divides"], fetchedAt: Instant(nanoseconds: row["fetchedAt"]))
                )
            }
            return try Row.fetchAll(
                db, sql: "SELECT * FROM unitPrice WHERE currency = ? ORDER BY asset, venue, day", arguments: [currency]
            ).map { row in
                let key = StoredUnitPrice.Key(row)
                return StoredUnitPrice(
                    key: key, price: row["price"], isManual: row["isManual"],
                    setAt: Instant(nanoseconds: row["setAt"]), links: links[key] ?? [])
            }
        }
    }

    package func missingUnitPrices(currency: String) throws -> [MissingUnitPrice] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM unitPriceMissing WHERE currency = ?", arguments: [currency]
            ).map { MissingUnitPrice(key: .init($0), isPending: $0["isPending"], reason: $0["reason"]) }
        }
    }

    /// Sets prices that are not yet set, all or none. One that is already there stays as it is.
    package func setUnitPrices(_ prices: [StoredUnitPrice], missing: [MissingUnitPrice], at now: Instant) throws {
        try write { db in
            for price in prices { try insert(price, db) }
            for miss in missing {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO unitPriceMissing VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        miss.key.asset, miss.key.currency, miss.key.venue, miss.key.day, miss.isPending, miss.reason,
                        now.nanoseconds,
                    ])
            }
        }
    }

    /// Prices a person set, in whatever currency; those that were converted from another are not among them.
    package func manualPrices(asset: String? = nil, day: Int? = nil) throws -> [StoredUnitPrice] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM unitPrice WHERE isManual = 1 AND (?1 IS NULL OR asset = ?1) AND (?2 IS NULL OR day = ?2)
                        AND 1 = (SELECT count(*) FROM unitPriceLink AS link WHERE link.asset = unitPrice.asset
                            AND link.currency = unitPrice.currency AND link.venue = unitPrice.venue
                            AND link.day = unitPrice.day)
                    ORDER BY asset, day, currency
                    """,
                arguments: [asset, day]
            ).map { row in
                let key = StoredUnitPrice.Key(row)
                let at = Instant(nanoseconds: row["setAt"])
                return StoredUnitPrice(
                    key: key, price: row["price"], isManual: true, setAt: at,
                    links: [
                        StoredUnitPrice.Link(
                            source: "manual", base: key.asset, quote: key.currency, closeDay: key.day,
                            close: row["price"], divides: false, fetchedAt: at)
                    ])
            }
        }
    }

    /// Puts a person's own price in the place of every one that person set for the same asset and day. What was said
    /// of prices that are missing there is forgotten.
    package func setManualPrice(_ price: StoredUnitPrice) throws {
        try write { db in
            try deleteManual(price.key.asset, price.key.day, db)
            try db.execute(
                sql: "DELETE FROM unitPriceMissing WHERE asset = ? AND day = ?",
                arguments: [price.key.asset, price.key.day])
            try insert(price, db)
        }
    }

    package func removeManualPrice(of asset: String, day: Int) throws {
        try write { db in try deleteManual(asset, day, db) }
    }

    private func deleteManual(_ asset: String, _ day: Int, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM unitPrice WHERE isManual = 1 AND asset = ? AND day = ?", arguments: [asset, day])
        try db.execute(
            sql: "DELETE FROM unitPriceMissing WHERE venue = '*' AND asset = ? AND day = ?", arguments: [asset, day])
    }

    private func insert(_ price: StoredUnitPrice, _ db: Database) throws {
        let key = price.key
        try db.cachedStatement(sql: "INSERT INTO unitPrice VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .execute(
                arguments: [
                    key.asset, key.currency, key.venue, key.day, price.price, price.isManual, price.setAt.nanoseconds,
                ])
        guard db.changesCount > 0 else { return }
        for (position, link) in price.links.enumerated() {
            try db.cachedStatement(sql: "INSERT INTO unitPriceLink VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .execute(
                    arguments: [
                        key.asset, key.currency, key.venue, key.day, position, link.source, link.base, link.quote,
                        link.closeDay, link.close, link.divides, link.fetchedAt.nanoseconds,
                    ])
        }
        try db.cachedStatement(
            sql: "DELETE FROM unitPriceMissing WHERE asset = ? AND currency = ? AND venue = ? AND day = ?"
        ).execute(arguments: [key.asset, key.currency, key.venue, key.day])
    }
}

extension StoredUnitPrice.Key {
    fileprivate init(_ row: Row) {
        self.init(asset: row["asset"], currency: row["currency"], venue: row["venue"], day: row["day"])
    }
}
