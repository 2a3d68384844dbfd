import HistoryModel

/// The rows of one second, made into events: by family of operation, inside one account.
///
/// Several trades of one pair in one second cannot be told apart with certainty; they are one aggregate. The order of
/// rows is no evidence.
struct BinanceSecond {
    private var rows: [BinanceMovement]
    /// Rows of the second beside it that nothing has taken.
    private(set) var neighbours: [BinanceMovement]

    init(rows: [BinanceMovement], neighbours: [BinanceMovement]) {
        self.rows = rows
        self.neighbours = neighbours
    }

    mutating func records(unknownWord: (String) -> Void) -> [Record] {
        var records: [Record] = []
        // Fees last: they go with the trade they stand beside.
        while let place = rows.firstIndex(where: { !$0.isFee }) ?? rows.indices.first {
            let first = rows[place]
            switch BinanceWords.family(first) {
            case .single(let kind, let isKnown):
                rows.remove(at: place)
                if !isKnown { unknownWord(first.operation) }
                records.append(single(first, kind))
            case .transfer(let name):
                rows.remove(at: place)
                records.append(transfer(first, name))
            case .exchange(let name, let kind):
                records += exchange(name, kind, account: first.account)
            }
        }
        return records
    }

    // MARK: - One row

    private func single(_ row: BinanceMovement, _ kind: RecordKind) -> Record {
        var record = record(kind, [row], row.account, [row.operation])
        if kind == .derivative, row.operation == "Fee", row.change.isNegative {
            record.legs = [Leg(.fee, row.coin, row.change.magnitude.description)]
        }
        if let order = BinanceWords.order(in: row.remark) { record.ids = [TextPair("orderNumber", order)] }
        return record
    }

    // MARK: - Between own accounts

    private mutating func transfer(_ row: BinanceMovement, _ name: String) -> Record {
        let mate = rows.firstIndex {
            $0.account != row.account && $0.coin == row.coin && $0.change == -row.change
                && BinanceWords.family($0) == .transfer(name)
        }
        // One-sided where the other account was not exported.
        guard let mate else { return record(.transfer, [row], row.account, [row.operation]) }
        let other = rows.remove(at: mate)
        let (from, to) = row.change.isNegative ? (row, other) : (other, row)
        return record(.transfer, [from, to], "\(from.account)>\(to.account)", [name])
    }

    // MARK: - Coin for coin

    private mutating func exchange(_ name: String, _ kind: RecordKind, account: String) -> [Record] {
        func belongs(_ row: BinanceMovement) -> Bool {
            guard row.account == account, case .exchange(let other, _) = BinanceWords.family(row) else { return false }
            return other == name || (other == BinanceWords.fees && BinanceWords.takesFees(name))
        }
        var own = rows.filter(belongs)
        rows.removeAll(where: belongs)
        // A side is missing: it may lie in the next second.
        let has = (coming: own.contains { $0.isComing }, going: own.contains { $0.isGoing })
        if has.coming != has.going {
            let missing = neighbours.filter { belongs($0) && ($0.isComing ? !has.coming : $0.isGoing && !has.going) }
            let areBalanced = neighbours.contains {
                belongs($0) && ($0.isComing ? has.coming : $0.isGoing && has.going)
            }
            // Where the next second has both sides itself, its rows are its own.
            if !missing.isEmpty, !areBalanced {
                neighbours.removeAll { row in missing.contains { $0.line == row.line } }
                own += missing
            }
        }
        return [record(kind, own, account, [name])]
    }

    private func record(_ kind: RecordKind, _ rows: [BinanceMovement], _ wallet: String, _ words: [String]) -> Record {
        let legs = Self.legs(rows)
        let first = rows.map(\.time.instant).min() ?? Instant(nanoseconds: 0)
        let lines = rows.map(\.line)
        let only = rows.count == 1 ? rows[0] : nil
        var kind = kind
        if let only { kind = BinanceWords.sharpened(kind, only) }
        var record = Record(
            kind, at: first, key: FileIdentity.composed(["\(first)", wallet] + words, legs), flags: .composed,
            timeUnit: rows.first?.time.unit ?? .seconds(1), wallet: wallet,
            label: Set(rows.map(\.operation)).sorted().joined(separator: ", "),
            legs: legs)
        let remarks = Set(rows.map(\.remark).filter { !$0.isEmpty }).sorted()
        if !remarks.isEmpty { record.extra = [TextPair("remark", remarks.joined(separator: "; "))] }
        record.raw = (lines.min() ?? 0)..<((lines.max() ?? 0) + 1)
        return record
    }

    /// Equal coins of one direction added up, fees apart. In an order that does not depend on the rows'.
    private static func legs(_ rows: [BinanceMovement]) -> [Leg] {
        var sums: [String: Amount] = [:]
        var loose: [Leg] = []
        for row in rows where !row.change.isZero {
            let role: LegRole =
                row.isFee ? (row.change.isNegative ? .fee : .rebate) : row.change.isNegative ? .out : .in
            let place = "\(role.rawValue)|\(row.coin)"
            if let sum = try? (sums[place] ?? .zero).adding(row.change.magnitude) {
                sums[place] = sum
            } else {
                loose.append(Leg(role, row.coin, row.change.magnitude.description))
            }
        }
        let summed = sums.map { place, amount in
            let halves = place.split(separator: "|", maxSplits: 1)
            return Leg(LegRole(rawValue: UInt8(halves[0]) ?? 1) ?? .in, String(halves[1]), amount.description)
        }
        let order: [LegRole] = [.out, .in, .fee, .rebate]
        return (summed + loose).sorted {
            (order.firstIndex(of: $0.role) ?? 0, $0.asset, $0.amount) < (
                order.firstIndex(of: $1.role) ?? 0, $1.asset, $1.amount
            )
        }
    }
}

extension BinanceMovement {
    var isFee: Bool { BinanceWords.isFee(operation) }
    fileprivate var isComing: Bool { !isFee && !change.isNegative && !change.isZero }
    fileprivate var isGoing: Bool { !isFee && change.isNegative }
}
