import HistoryModel

/// One stored record, with where it came from.
package struct StoredRecord: Sendable, Hashable {
    /// Label of the connection.
    package var connection: String
    package var adapter: String
    package var stream: String
    /// What the file it came from is; empty for what the exchange's interface told.
    package var fileTitle = ""
    package var unit: String?
    package var record: Record
    /// How often the exchange, or a later import, has changed it since it was first seen.
    package var revisions: Int
    /// The exchange no longer serves it; it is kept.
    package var isNoLongerServed: Bool
    /// It was gone or deleted, and a sync or an import brought it back.
    package var isReappeared = false
    package var deletion = Deletion.none
    /// What its owner calls it; empty for nothing.
    package var userLabel = ""
    /// What it held before, oldest first; empty where that was not asked for.
    package var history: [RecordVersion] = []

    package enum Deletion: String, Sendable, Hashable {
        case none
        /// Hidden until the next sync.
        case deleted
        /// Hidden for good.
        case kept = "kept_deleted"
    }

    package init(
        connection: String, adapter: String, stream: String, unit: String? = nil, record: Record, revisions: Int = 0,
        isNoLongerServed: Bool = false
    ) {
        self.connection = connection
        self.adapter = adapter
        self.stream = stream
        self.unit = unit
        self.record = record
        self.revisions = revisions
        self.isNoLongerServed = isNoLongerServed
    }
}

/// The records of one group within a connection. Never empty.
package struct Transaction: Sendable, Hashable {
    /// Stable, and of no other transaction: connection and group, or connection, stream and key of a record without
    /// group. A key that was composed of what the row says stands for it at its own instant only, so the instant is
    /// a part of the id: `binance/rebates/1|USDT|0.1#1@2023-12-21T10:00:00Z`.
    package let id: String
    package let records: [StoredRecord]

    /// All of one connection, and of one group or a single one without, in the order of time. Nil when there is none.
    ///
    /// - Parameter id: its id where it is known to be a part of its group; nil: the group's own.
    package init?(_ records: [StoredRecord], id: String? = nil) {
        guard let first = records.first else { return nil }
        self.records = records
        self.id = id ?? Self.id(of: first)
    }

    /// The same, now that the groups with more than one part are known.
    package func named(by starts: GroupStarts) -> Transaction {
        starts.laterPart(id, of: records[0]).flatMap { Transaction(records, id: $0) } ?? self
    }

    /// The id of the transaction a record belongs to, unless that is a later part of its group.
    package static func id(of stored: StoredRecord) -> String {
        let record = stored.record
        if !record.group.isEmpty { return "\(stored.connection)/\(record.group)" }
        let path = [stored.connection, stored.stream] + (stored.unit.map { [$0] } ?? []) + [record.key]
        return path.joined(separator: "/") + (record.flags.contains(.composed) ? "@\(record.time)" : "")
    }

    package var connection: String { records[0].connection }
    package var adapter: String { records[0].adapter }

    /// Records that are more than a detail of another; all of them when there is nothing else.
    package var principal: [StoredRecord] {
        let principal = records.filter { !$0.record.flags.contains(.detail) }
        return principal.isEmpty ? records : principal
    }

    package var time: Instant { principal.map(\.record.time).min() ?? records[0].record.time }

    /// The kind that says most: a fee beside a trade makes it no less a trade.
    package var kind: RecordKind {
        let kinds = principal.map(\.record.kind)
        let telling = kinds.first { $0 != .fee && $0 != .other && $0 != .unclassified }
        return telling ?? kinds.first ?? .unclassified
    }

    package enum Status: String, Sendable {
        /// It moved what its legs say.
        case final
        /// Under way: it would move what its legs say.
        case pending
        /// It came to nothing.
        case void
        /// Only details are known of it, no row that moves a holding: another transaction may stand for the same.
        case detail
    }
    package var status: Status {
        let principal = principal
        if principal.contains(where: { $0.record.flags.contains(.pending) }) { return .pending }
        if principal.allSatisfy({ $0.record.flags.contains(.void) }) { return .void }
        return hasMovement ? .final : .detail
    }
    private var hasMovement: Bool { records.contains { !$0.record.flags.contains(.detail) } }

    /// The legs that move holdings, equal ones added up: what went out, what came in, fees. While no row moves any,
    /// those the details tell of.
    package var legs: [TransactionLeg] {
        var result: [TransactionLeg] = []
        for stored in principal {
            let isVoid = stored.record.flags.contains(.void)
            if isVoid, status != .void { continue }
            for leg in stored.record.legs { Self.add(TransactionLeg(leg), to: &result) }
        }
        let order: [LegRole] = [.out, .in, .fee, .rebate]
        return order.flatMap { role in result.filter { $0.role == role } }
    }

    private static func add(_ leg: TransactionLeg, to legs: inout [TransactionLeg]) {
        let place = legs.firstIndex {
            $0.role == leg.role && $0.asset == leg.asset && $0.isInside == leg.isInside
        }
        guard let place, let old = legs[place].exact, let new = leg.exact, let sum = try? old.adding(new) else {
            if leg.exact?.isZero != true { legs.append(leg) }
            return
        }
        legs[place] = TransactionLeg(role: leg.role, asset: leg.asset, exact: sum, isInside: leg.isInside)
    }

    package var label: String { firstText(\.label) }
    package var txHash: String { firstText(\.txHash) }
    package var address: String { firstText(\.address) }
    private func firstText(_ path: KeyPath<Record, String>) -> String {
        (principal + records).lazy.map { $0.record[keyPath: path] }.first { !$0.isEmpty } ?? ""
    }
    package var isNoLongerServed: Bool { records.contains(where: \.isNoLongerServed) }
    package var isReappeared: Bool { records.contains(where: \.isReappeared) }
    package var deletion: StoredRecord.Deletion { records.first { $0.deletion != .none }?.deletion ?? .none }
    package var userLabel: String { records.lazy.map(\.userLabel).first { !$0.isEmpty } ?? "" }
    /// The record that carries what a person writes beside the transaction.
    package var anchor: StoredRecord {
        principal.min { ($0.record.time, $0.stream, $0.record.key) < ($1.record.time, $1.stream, $1.record.key) }
            ?? records[0]
    }
}

/// One movement of a transaction.
package struct TransactionLeg: Sendable, Hashable {
    package var role: LegRole
    package var asset: String
    /// Plain decimal text, never negative.
    package var amount: String
    /// The same as a number; nil where it needs more than 38 digits.
    package var exact: Amount?
    /// A fee that another leg's amount already contains.
    package var isInside: Bool

    init(_ leg: Leg) {
        role = leg.role
        asset = leg.asset.isEmpty ? "?" : leg.asset
        exact = try? leg.value()
        amount = exact.map(\.description) ?? (leg.times.isEmpty ? leg.amount : "\(leg.amount)*\(leg.times)")
        isInside = leg.flags.contains(.inside)
    }
    init(role: LegRole, asset: String, exact: Amount, isInside: Bool) {
        self.role = role
        self.asset = asset
        self.exact = exact
        self.amount = exact.description
        self.isInside = isInside
    }

    /// `-0.5 BTC`, `+12 EUR`, `fee 0.1 EUR`.
    package var text: String {
        switch role {
        case .in: "+\(amount) \(asset)"
        case .out: "-\(amount) \(asset)"
        case .fee: isInside ? "fee \(amount) \(asset) inside" : "fee \(amount) \(asset)"
        case .rebate: "rebate \(amount) \(asset)"
        }
    }
}
