import HistoryModel
import Valuation

/// What `portolan value` was told.
struct ValueRequest: Sendable, Equatable {
    /// Only transactions of this year (UTC); nil: all.
    var year: Int?
    /// Asks sources again for closes that are in use; changes are told, not taken.
    var refreshes = false
    /// Takes the changes that were told.
    var acceptsChanges = false
}

/// What `portolan value set` was told.
struct ManualPrice: Sendable, Equatable {
    var asset: String
    var day: UTCDay
    var price: Amount
    /// Nil: the currency values are in.
    var currency: String?
    /// Puts it in the place of another price set by hand.
    var replaces = false
}

/// What setting or removing a price changed.
struct ManualPriceOutcome: Sendable, Equatable {
    /// A price in the currency it is in.
    struct Held: Sendable, Equatable {
        var price: UnitPrice
        var currency: String
    }
    var asset: String
    var day: UTCDay
    /// The price that holds now; nil when none does.
    var now: Held?
    /// The one that held before.
    var before: Held?
    /// The currency values are in, where the price has to be converted to it first.
    var awaits: String?
}
