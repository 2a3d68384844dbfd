import GRDB
import HistoryModel

/// One market at one source, as the store names it.
package struct PriceMarket: Sendable, Hashable {
    package var source: String
    /// `BTC/EUR`.
    package var market: String
    package init(source: String, market: String) {
        self.source = source
        self.market = market
    }
}

/// What is known of a market: its closes by day, and which days were asked for when. Days count from 1970-01-01.
package struct KnownPrices: Sendable {
    package var closes: [Int: (close: String, fetchedAt: Instant)] = [:]
    package var asked: [(days: Range<Int>, at: Instant)] = []
    /// Since when the source says that it has no such market.
    package var refusal: (message: String, at: Instant)?

    /// When a day was last asked for; nil: never.
    package func lastAsked(_ day: Int) -> Instant? {
        asked.lazy.filter { $0.days.contains(day) }.map(\.at).max()
    }
}

/// A close that a source corrected after it was stored.
package struct ChangedClose: Sendable, Hashable {
    package var market: PriceMarket
    package var day: Int
    package var kept: String
    package var offered: String
    package var offeredAt: Instant
}

extension HistoryStore {
    package func prices(of market: PriceMarket) throws -> KnownPrices {
        try read { db in
            var known = KnownPrices()
            for row in try Row.fetchAll(
                db, sql: "SELECT day, close, fetchedAt FROM price WHERE source = ? AND market = ?",
                arguments: [market.source, market.market])
            {
                known.closes[row["day"]] = (row["close"], Instant(nanoseconds: row["fetchedAt"]))
            }
            known.asked = try Row.fetchAll(
                db, sql: "SELECT fromDay, untilDay, askedAt FROM priceAsked WHERE source = ? AND market = ?",
                arguments: [market.source, market.market]
            ).map { row in
                let (from, until): (Int, Int) = (row["fromDay"], row["untilDay"])
                return (from..<until, Instant(nanoseconds: row["askedAt"]))
            }
            known.refusal = try Row.fetchOne(
                db, sql: "SELECT message, at FROM priceRefusal WHERE source = ? AND market = ?",
                arguments: [market.source, market.market]
            ).map { ($0["message"], Instant(nanoseconds: $0["at"])) }
            return known
        }
    }

    /// Stores one answered window in one transaction. A close that differs from the stored one is noted beside it.
    package func keepPrices(
        _ closes: [(day: Int, close: String)], of market: PriceMarket, asked days: Range<Int>, at now: Instant,
        simulated: Bool
    ) throws {
        try write { db in
            for (day, close) in closes {
                try db.execute(
                    sql: """
                        INSERT INTO price (source, market, day, close, fetchedAt) VALUES (?1, ?2, ?3, ?4, ?5)
                        ON CONFLICT DO UPDATE SET laterClose = ?4, laterAt = ?5 WHERE close <> ?4
                        """,
                    arguments: [market.source, market.market, day, close, now.nanoseconds])
            }
            try markPrices(simulated, db)
            try db.execute(
                sql: """
                    INSERT INTO priceAsked VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET askedAt = ?5
                    """,
                arguments: [market.source, market.market, days.lowerBound, days.upperBound, now.nanoseconds])
            try db.execute(
                sql: "DELETE FROM priceRefusal WHERE source = ? AND market = ?",
                arguments: [market.source, market.market])
        }
    }

    /// The source has no such market.
    package func refusePrices(of market: PriceMarket, message: String, at now: Instant, simulated: Bool) throws {
        try write { db in
            try markPrices(simulated, db)
            try db.execute(
                sql: "INSERT OR REPLACE INTO priceRefusal VALUES (?, ?, ?, ?)",
                arguments: [market.source, market.market, message, now.nanoseconds])
        }
    }

    /// Whether what the store holds of sources is a simulator's, or real; nil while it holds nothing of any.
    package func holdsSimulatedPrices() throws -> Bool? { try mark(Self.kindOfPrices).map { $0 != 0 } }

    private static let kindOfPrices = "prices/simulated"
    private func markPrices(_ simulated: Bool, _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO mark VALUES (?, ?)").execute(
            arguments: [Self.kindOfPrices, simulated])
    }

    package func changedCloses() throws -> [ChangedClose] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM price WHERE laterClose IS NOT NULL ORDER BY source, market, day"
            ).map { row in
                ChangedClose(
                    market: PriceMarket(source: row["source"], market: row["market"]), day: row["day"],
                    kept: row["close"], offered: row["laterClose"], offeredAt: Instant(nanoseconds: row["laterAt"]))
            }
        }
    }

    /// Takes every noted change, and forgets the prices that were made of the old closes: they are made anew.
    package func acceptChangedCloses() throws {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM unitPrice WHERE isManual = 0 AND EXISTS (
                        SELECT 1 FROM unitPriceLink AS link
                        JOIN price ON price.source = link.source AND price.market = link.base || '/' || link.quote
                            AND price.day = link.closeDay
                        WHERE price.laterClose IS NOT NULL AND link.asset = unitPrice.asset
                            AND link.currency = unitPrice.currency AND link.venue = unitPrice.venue
                            AND link.day = unitPrice.day);
                    UPDATE price SET close = laterClose, fetchedAt = laterAt, laterClose = NULL, laterAt = NULL
                    WHERE laterClose IS NOT NULL;
                    """)
        }
    }
}
