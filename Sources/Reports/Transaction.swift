import HistoryModel

/// One stored record, with where it came from.
package struct StoredRecord: Sendable, Hashable {
    /// Label of the connection.
    package var connection: String
    package var adapter: String
    package var stream: String
    package var unit: String?
    package var record: Record
    /// How often the exchange has changed it since it was first seen.
    package var revisions: Int
    /// The exchange no longer serves it; it is kept.
    package var isNoLongerServed: Bool

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
    /// Stable: connection and group, or connection, stream and key of a record without group.
    package let id: String
    package let records: [StoredRecord]

    /// All of one connection, and of one group or a single one without. Nil when there is none.
    package init?(_ records: [StoredRecord]) {
        guard let first = records.first else { return nil }
        self.records = records
        id = Self.id(of: first)
    }

    /// The id of the transaction a record belongs to.
    package static func id(of stored: StoredRecord) -> String {
        let record = stored.record
        if !record.group.isEmpty { return "\(stored.connection)/\(record.group)" }
        return ([stored.connection, stored.stream] + (stored.unit.map { [$0] } ?? []) + [record.key])
            .joined(separator: "/")
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

    package enum Status: String, Sendable { case final, pending, void, detail }
    package var status: Status {
        let moving = records.filter { !$0.record.flags.contains(.detail) }
        if moving.isEmpty { return .detail }
        if moving.contains(where: { $0.record.flags.contains(.pending) }) { return .pending }
        return moving.allSatisfy { $0.record.flags.contains(.void) } ? .void : .final
    }

    /// The legs that move holdings (or would, while pending), equal ones added up.
    package var legs: [TransactionLeg] {
        var result: [TransactionLeg] = []
        for stored in records where !stored.record.flags.contains(.detail) {
            let isVoid = stored.record.flags.contains(.void)
            if isVoid, status != .void { continue }
            for leg in stored.record.legs { Self.add(TransactionLeg(leg), to: &result) }
        }
        return result
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

/// Makes transactions of records, one at a time: records of one group must come one after the other.
package struct TransactionAssembler: ~Copyable {
    private var held: [StoredRecord] = []
    private var heldID: [UInt8] = []

    package init() {}

    /// Takes the next record; gives the transaction that it ends, if it does.
    package mutating func add(_ record: StoredRecord) -> Transaction? {
        let id = Array(Transaction.id(of: record).utf8)
        if id == heldID {
            held.append(record)
            return nil
        }
        let ended = Transaction(held)
        held = [record]
        heldID = id
        return ended
    }

    /// The last transaction, if there was any record.
    package mutating func finish() -> Transaction? {
        defer { held = [] }
        return Transaction(held)
    }
}
