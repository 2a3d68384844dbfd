import HistoryModel

/// What happened, as one source tells it: the rows of one transaction from a file, or from the exchange.
package struct MatchEvent: Sendable, Hashable {
    /// One row of an event.
    package struct Row: Sendable, Hashable {
        /// Time and key find it again within its source.
        package var time: Instant
        package var key: String
        package var ids: [TextPair]
        package init(time: Instant, key: String, ids: [TextPair] = []) {
            self.time = time
            self.key = key
            self.ids = ids
        }
    }

    /// Kinds that sources confuse with each other are one family.
    package enum Family: Sendable, Hashable {
        case exchange, deposit, withdrawal, income, transfer, leverage, fee
        /// The source could not say: fits every other.
        case unknown
    }

    /// Stable, and different among the events of one source.
    package var id: String
    package var time: Instant
    /// How exactly the time is known.
    package var timeUnit: Span
    package var family: Family
    /// A currency of a state: banks take days.
    package var isFiatMovement: Bool
    /// How the holding of each asset changed in the end, fees and rebates included; no zeros.
    package var change: [String: Amount]
    package var rows: [Row]
    /// Beside the rows' ids: hashes and whatever another program may have used as its id.
    package var names: [String]

    package init(
        id: String, time: Instant, timeUnit: Span = .seconds(1), family: Family, isFiatMovement: Bool = false,
        change: [String: Amount], rows: [Row], names: [String] = []
    ) {
        self.id = id
        self.time = time
        self.timeUnit = timeUnit
        self.family = family
        self.isFiatMovement = isFiatMovement
        self.change = change
        self.rows = rows
        self.names = names
    }

    /// The instants the written time may stand for.
    package var span: (first: Instant, last: Instant) {
        (time, time + Span(nanoseconds: max(0, timeUnit.nanoseconds - 1)))
    }

    /// Every id, scheme by scheme.
    var ids: Set<TextPair> { Set(rows.flatMap(\.ids)) }
    /// Every id whatever it is called; names of other programs are not told apart.
    var values: Set<String> { Set(rows.flatMap { $0.ids.map(\.value) }).union(names) }

    /// Both sources use one scheme, and no id of it is in both: whatever else agrees, these are two events.
    func contradicts(_ other: MatchEvent) -> Bool {
        let own = Dictionary(grouping: ids, by: \.name)
        let others = Dictionary(grouping: other.ids, by: \.name)
        return own.contains { scheme, ids in
            guard let theirs = others[scheme] else { return false }
            return Set(ids).isDisjoint(with: theirs)
        }
    }
}

extension MatchEvent.Family {
    package init(_ kind: RecordKind) {
        self =
            switch kind {
            case .trade, .conversion, .fiatPurchase: .exchange
            case .deposit, .fiatDeposit: .deposit
            case .withdrawal, .fiatWithdrawal, .cardSpend: .withdrawal
            case .reward, .airdrop, .interest: .income
            case .transfer: .transfer
            case .margin, .derivative: .leverage
            case .fee: .fee
            case .other, .unclassified: .unknown
            }
    }
    func fits(_ other: Self) -> Bool { self == other || self == .unknown || other == .unknown }
}

/// A finding about one event of a file.
package enum MatchFinding: Sendable, Hashable {
    package enum Basis: String, Sendable, Hashable {
        /// They share an id.
        case identity
        /// They agree in more than their amounts, and nothing else could be meant.
        case evidence
        /// The user said so.
        case decision
    }
    /// These rows of the file stand for what the exchange tells as well.
    case same(file: MatchEvent, rows: [MatchEvent.Row], exchange: MatchEvent, basis: Basis)
    /// The two may be the same, or not; `reason` says why nobody but the user can tell.
    case question(file: MatchEvent, exchange: MatchEvent, reason: String)
}

/// What the user decided about pairs, by file and exchange event.
package struct MatchDecisions: Sendable, Hashable {
    package struct Pair: Sendable, Hashable {
        package var file: String
        package var exchange: String
        package init(file: String, exchange: String) {
            self.file = file
            self.exchange = exchange
        }
    }
    package var accepted: Set<Pair>
    package var rejected: Set<Pair>
    package init(accepted: Set<Pair> = [], rejected: Set<Pair> = []) {
        self.accepted = accepted
        self.rejected = rejected
    }
}
