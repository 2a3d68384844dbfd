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
    /// Where a person set a price in another currency that is not converted yet, with why: no source takes its place.
    private var unconverted: [Key: Value.Reason] = [:]
    package init() {}

    package mutating func set(_ price: UnitPrice, for key: Key) {
        prices[key] = price
        missing[key] = nil
    }
    package mutating func setMissing(_ reason: Value.Reason, for key: Key) { missing[key] = reason }

    /// A person set a price in another currency; until it is converted there is none.
    package mutating func setUnconverted(_ asset: String, day: UTCDay) {
        let key = Key(asset: asset, venue: Self.everywhere, day: day)
        if prices[key] == nil { unconverted[key] = missing[key] ?? .notAsked }
    }
    /// Whether a person set the price, converted or not.
    package func isSetByHand(_ key: Key) -> Bool {
        let everywhere = Key(asset: key.asset, venue: Self.everywhere, day: key.day)
        return prices[everywhere] != nil || unconverted[everywhere] != nil
    }

    /// Where a price of that asset is kept: exchange rates are the same for every venue.
    package static func key(_ asset: String, venue: String, day: UTCDay) -> Key {
        Key(asset: asset, venue: Fiat.contains(asset) ? rates : venue, day: day)
    }

    /// The price that holds: a person's own first.
    package func price(_ key: Key) -> UnitPrice? {
        let everywhere = Key(asset: key.asset, venue: Self.everywhere, day: key.day)
        if let manual = prices[everywhere] { return manual }
        return unconverted[everywhere] == nil ? prices[key] : nil
    }
    /// Why there is none; nil when nobody has looked.
    package func missing(_ key: Key) -> Value.Reason? {
        unconverted[Key(asset: key.asset, venue: Self.everywhere, day: key.day)] ?? missing[key]
    }
    package var count: Int { prices.count }
}
