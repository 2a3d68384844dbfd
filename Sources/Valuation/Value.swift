import HistoryModel

/// What something is worth in the report's currency, or why that is not known. Never 0 for want of a price.
package enum Value: Sendable, Hashable {
    case known(KnownValue)
    /// A later run of `portolan value` may fill it.
    case pending(Reason)
    /// No source can fill it; a price set by hand can.
    case none(Reason)

    /// Why there is no value. The raw values are a contract of the command line's JSON.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The day is not over in UTC, so its close does not exist.
        case notYetPublished = "price-not-yet-published"
        /// `portolan value` has not been run since the record came.
        case notAsked = "price-not-asked"
        /// The source was asked after the day was over, and did not have its close yet.
        case notYetServed = "price-not-yet-served"
        /// A source did not answer.
        case sourceUnavailable = "source-unavailable"
        /// This run has asked a source as often as one run may.
        case budgetReached = "request-budget-reached"
        /// No source has a market for it.
        case noMarket = "no-market"
        /// Sources have a market, but no close of that day.
        case noClose = "no-close-that-day"
        /// The day lies beyond what the sources serve.
        case beyondLimits = "beyond-source-limits"
        /// No exchange rate of the fiat currency for that day.
        case noRate = "no-exchange-rate"
        /// The exact result needs more digits than there are.
        case tooManyDigits = "too-many-digits"
        /// It moved nothing.
        case movesNothing = "moves-nothing"

        package var isPending: Bool {
            switch self {
            case .notYetPublished, .notAsked, .notYetServed, .sourceUnavailable, .budgetReached: true
            default: false
            }
        }
        /// One clause for people.
        package var words: String {
            switch self {
            case .notYetPublished: "the day is not over (UTC); the next run fills it"
            case .notAsked: "no price was asked for yet; run portolan value"
            case .notYetServed: "the day is over, but its source has no close of it yet; run again later"
            case .sourceUnavailable: "a source did not answer; run again"
            case .budgetReached: "enough was asked in one run; run again"
            case .noMarket: "no source has a market for it; a price can be set with portolan value set"
            case .noClose: "no source has a close of that day; a price can be set with portolan value set"
            case .beyondLimits: "the day lies beyond what the sources serve; a price can be set with portolan value set"
            case .noRate: "there is no exchange rate of that day; a price can be set with portolan value set"
            case .tooManyDigits: "the result needs more than 38 digits"
            case .movesNothing: "it moved nothing"
            }
        }
    }

    package static func missing(_ reason: Reason) -> Value { reason.isPending ? .pending(reason) : .none(reason) }

    package var known: KnownValue? { if case .known(let value) = self { value } else { nil } }
    package var reason: Reason? {
        switch self {
        case .known: nil
        case .pending(let reason), .none(let reason): reason
        }
    }
}

/// A value with everything it was made of.
package struct KnownValue: Sendable, Hashable {
    package enum Basis: String, Sendable, Hashable {
        /// It is an amount of the report's currency itself.
        case amount
        /// The fiat side of the trade: fiat amount ÷ quantity.
        case fiatLeg = "fiat-leg"
        /// A daily close.
        case market
        /// A price a person set.
        case manual
        /// A fiat amount converted with the rate of the day.
        case exchangeRate = "exchange-rate"
    }
    /// In `currency`, not rounded to cents; at most `Valuer.scale` digits behind the point.
    package var amount: Amount
    package var currency: String
    package var basis: Basis
    /// What one whole unit was worth; nil for an amount of the currency itself, and for sums.
    package var price: Amount?
    /// Each close it was made of, in the order they were applied; empty where none was needed.
    package var chain: [PriceLink]
    /// The instant the price is of: the end of the day of its close, or the trade's own time.
    package var at: Instant
    package init(
        amount: Amount, currency: String, basis: Basis, price: Amount? = nil, chain: [PriceLink], at: Instant
    ) {
        self.amount = amount
        self.currency = currency
        self.basis = basis
        self.price = price
        self.chain = chain
        self.at = at
    }

    /// When the youngest of the closes was fetched or set; nil where none was needed.
    package var fetchedAt: Instant? { chain.map(\.fetchedAt).max() }

    /// Where the price came from: `fiat-leg`, `manual`, or the sources in the order they were used.
    package var source: String {
        var names: [String] = basis == .fiatLeg || basis == .amount ? [basis.rawValue] : []
        for link in chain where names.last != link.source { names.append(link.source) }
        return names.joined(separator: "+")
    }
}

/// One close a price was made of.
package struct PriceLink: Sendable, Hashable {
    /// The id of a price adapter, `manual`, or `fixed` for a currency the euro replaced.
    package var source: String
    package var base: String
    package var quote: String
    package var close: Amount
    /// The day whose close it is: for an exchange rate on a weekend, the working day before.
    package var day: UTCDay
    /// The amount is divided by it: rates say how much of a currency one euro buys.
    package var divides: Bool
    package var fetchedAt: Instant
    package init(
        source: String, base: String, quote: String, close: Amount, day: UTCDay, divides: Bool = false,
        fetchedAt: Instant
    ) {
        self.source = source
        self.base = base
        self.quote = quote
        self.close = close
        self.day = day
        self.divides = divides
        self.fetchedAt = fetchedAt
    }

    /// `BTC/EUR`.
    package var market: String { "\(base)/\(quote)" }
    /// `kraken-prices BTC/EUR 50000 of 2025-04-17`.
    package var text: String { "\(source) \(market) \(close) of \(day)" }
}

/// What one unit of an asset is worth on one day.
package struct UnitPrice: Sendable, Hashable {
    package var price: Amount
    package var links: [PriceLink]
    package var isManual: Bool
    package init(price: Amount, links: [PriceLink], isManual: Bool = false) {
        self.price = price
        self.links = links
        self.isManual = isManual
    }
}
