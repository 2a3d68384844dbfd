import HistoryModel

/// What a year did to one asset of one connection.
package struct AssetTotal: Sendable, Hashable {
    package var connection: String
    package var asset: String
    /// Held when the year began and ended, as far as records tell.
    package var opening = Amount.zero
    package var closing = Amount.zero
    /// During the year.
    package var received = Amount.zero
    package var sent = Amount.zero
    package var fees = Amount.zero
    /// In the report's currency, of the legs whose value is known.
    package var receivedValue = Amount.zero
    package var sentValue = Amount.zero
    package var feeValue = Amount.zero
    /// Legs of the year without a value.
    package var unvalued = 0
}

/// Adds legs up, asset by asset, oldest transaction first.
struct FiscalTotals {
    private struct Place: Hashable {
        var connection: String
        var asset: String
    }
    private var totals: [Place: AssetTotal] = [:]
    /// Sums beyond 38 digits; reported rather than rounded.
    private(set) var overflowed: Set<String> = []

    /// `values` go with the transaction's legs, one by one; nil before the year.
    mutating func add(_ transaction: Transaction, _ values: [LegValue]?) {
        guard transaction.status == .final else { return }
        for (number, leg) in transaction.legs.enumerated() {
            guard let amount = leg.exact else {
                overflowed.insert(leg.asset)
                continue
            }
            add(leg, amount, connection: transaction.connection, value: values?[number])
            if leg.isInside, let values { takeOut(leg, amount, of: transaction, value: values[number]) }
        }
    }

    /// A fee that lies inside an amount is counted as a fee, and no longer as part of what went out or came in.
    private mutating func takeOut(_ fee: TransactionLeg, _ amount: Amount, of transaction: Transaction, value: LegValue)
    {
        let place = Place(connection: transaction.connection, asset: fee.asset)
        guard var total = totals[place],
            let leg = transaction.legs.first(where: { $0.asset == fee.asset && ($0.role == .out || $0.role == .in) })
        else { return }
        if leg.role == .out {
            plus(&total.sent, -amount, fee.asset)
            if let known = value.known { plus(&total.sentValue, -known.amount, fee.asset) }
        } else {
            plus(&total.received, amount, fee.asset)
            if let known = value.known { plus(&total.receivedValue, known.amount, fee.asset) }
        }
        totals[place] = total
    }

    private mutating func add(
        _ leg: TransactionLeg, _ amount: Amount, connection: String, value: LegValue?
    ) {
        let place = Place(connection: connection, asset: leg.asset)
        var total = totals[place] ?? AssetTotal(connection: connection, asset: leg.asset)
        let isIn = leg.role == .in || leg.role == .rebate
        // A fee inside an amount left with that amount.
        let change: Amount = leg.isInside ? .zero : isIn ? amount : -amount
        plus(&total.closing, change, leg.asset)
        if value == nil {
            plus(&total.opening, change, leg.asset)
        } else {
            switch leg.role {
            case .in: plus(&total.received, amount, leg.asset)
            case .out: plus(&total.sent, amount, leg.asset)
            case .fee: plus(&total.fees, amount, leg.asset)
            case .rebate: plus(&total.fees, -amount, leg.asset)
            }
        }
        if let known = value?.known {
            switch leg.role {
            case .in: plus(&total.receivedValue, known.amount, leg.asset)
            case .out: plus(&total.sentValue, known.amount, leg.asset)
            case .fee: plus(&total.feeValue, known.amount, leg.asset)
            case .rebate: plus(&total.feeValue, -known.amount, leg.asset)
            }
        } else if value != nil {
            total.unvalued += 1
        }
        totals[place] = total
    }

    private mutating func plus(_ sum: inout Amount, _ amount: Amount, _ asset: String) {
        if let next = try? sum.adding(amount) { sum = next } else { overflowed.insert(asset) }
    }

    var sorted: [AssetTotal] { totals.values.sorted { ($0.connection, $0.asset) < ($1.connection, $1.asset) } }
}
