import HistoryModel

/// The prices that have been decided: what one unit of an asset is worth on a day, for records of a venue.
package struct PriceBook: Sendable {
    package struct Key: Hashable, Sendable {
        package var asset: String
        package var venue: String
        package var day: UTCDay
        package init(asset: String, venue: String, day: UTCDay) {
            self.asset = asset
            self.venue = venue
            self.day = day
        }
    }
    /// The venue of prices that a person set: they hold for records of every exchange.
    package static let everywhere = "*"
    /// The venue of exchange rates between currencies.
    package static let rates = "rates"

    private var prices: [Key: UnitPrice] = [:]
    private var missing: [Key: Value.Reason] = [:]
    package init() {}

    package mutating func set(_ price: UnitPrice, for key: Key) {
        prices[key] = price
        missing[key] = nil
    }
    package mutating func setMissing(_ reason: Value.Reason, for key: Key) { missing[key] = reason }

    /// Where a price of that asset is kept: exchange rates are the same for every venue.
    package static func key(_ asset: String, venue: String, day: UTCDay) -> Key {
        Key(asset: asset, venue: Fiat.contains(asset) ? rates : venue, day: day)
    }

    /// The price that holds: a person's own first.
    package func price(_ key: Key) -> UnitPrice? {
        if let manual = prices[Key(asset: key.asset, venue: Self.everywhere, day: key.day)] { return manual }
        return prices[key]
    }
    /// Why there is none; nil when nobody has looked.
    package func missing(_ key: Key) -> Value.Reason? { missing[key] }
    package var count: Int { prices.count }
}
