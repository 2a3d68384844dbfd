import HistoryModel

/// What one leg was worth when it moved.
package enum LegValue: Sendable, Hashable {
    /// `amount` of the report's currency.
    case known(Known)
    /// There is no price yet; a later run of `portolan value` may find it.
    case pending(reason: String)
    /// Nobody has a price.
    case missing(reason: String)

    package struct Known: Sendable, Hashable {
        package var amount: Amount
        /// Of one whole unit of the asset; nil where it was not worked out from one.
        package var price: Amount?
        /// `fiat leg`, `ecb`, `kraken-prices`, `manual`.
        package var source: String
        /// `BTC/EUR`, `BTC/USDT > USDT/EUR`; empty where there is none.
        package var chain: String
        /// The instant the price is of.
        package var at: Instant?
        package init(amount: Amount, price: Amount? = nil, source: String, chain: String = "", at: Instant? = nil) {
            self.amount = amount
            self.price = price
            self.source = source
            self.chain = chain
            self.at = at
        }
    }
    package var known: Known? { if case .known(let known) = self { known } else { nil } }
    /// `known`, `pending`, `missing`.
    package var name: String {
        switch self {
        case .known: "known"
        case .pending: "pending"
        case .missing: "missing"
        }
    }
    package var reason: String {
        switch self {
        case .known: ""
        case .pending(let reason), .missing(let reason): reason
        }
    }
}

/// A connection as a report needs it.
package struct FiscalConnection: Sendable, Hashable {
    /// As `portolan connections list --json` names it.
    package var name: String
    package var exchange: String
    package var state: ConnectionState
    package var reason: String
    /// Up to when everything was read the last time all went well.
    package var lastGood: Instant?
    package var coverage: ConnectionCoverage
    /// Records that were deleted; of them, those that come back when they are read again.
    package var tombstones: Int
    package var passingTombstones = 0
    /// Pairs of a file's event and another source's that may be the same.
    package var undecidedPairs = 0
    /// Files were not compared with what else is stored: what both tell counts twice.
    package var isMatchingStale: Bool

    package init(
        name: String, exchange: String, state: ConnectionState, reason: String = "", lastGood: Instant?,
        coverage: ConnectionCoverage, tombstones: Int = 0,
        isMatchingStale: Bool = false
    ) {
        self.name = name
        self.exchange = exchange
        self.state = state
        self.reason = reason
        self.lastGood = lastGood
        self.coverage = coverage
        self.tombstones = tombstones
        self.isMatchingStale = isMatchingStale
    }
}

/// Something a reader must know before relying on a figure.
package struct FiscalWarning: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case yearNotOver = "year_not_over"
        case unreadable, neverServed = "never_served", leftOut = "left_out", pendingValue = "pending_value"
        case missingValue = "missing_value", tombstones, unmatchedWithdrawal = "unmatched_withdrawal"
        case negativeBalance = "negative_balance", balanceDifference = "balance_difference"
        case unclassified, noLongerServed = "no_longer_served", underWay = "under_way"
        case undecided, cannotBeAdded = "cannot_be_added"
    }
    package var kind: Kind
    package var connection: String
    package var text: String
    /// What can be done about it; empty: nothing.
    package var remedy: String
    /// The reason as values name it; empty where there is none.
    package var code = ""
    /// Every stream meant, where the text names some; empty where it is not about streams.
    package var streams: [String] = []

    package init(_ kind: Kind, connection: String, text: String, remedy: String = "") {
        self.kind = kind
        self.connection = connection
        self.text = text
        self.remedy = remedy
    }
}
