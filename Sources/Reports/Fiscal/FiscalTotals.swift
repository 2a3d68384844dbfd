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
    /// The same in the report's currency.
    package var receivedValue = SideValue()
    package var sentValue = SideValue()
    package var feeValue = SideValue()
    /// Legs of the year without a value.
    package var unvalued: Int { receivedValue.unvalued + sentValue.unvalued + feeValue.unvalued }
    /// An amount or a sum needs more than 38 digits: none of the amounts is the whole one.
    package var isTooLong = false
    /// Nothing was held, and nothing happened.
    package var isEmpty: Bool {
        !isTooLong && opening.isZero && received.isZero && sent.isZero && fees.isZero && closing.isZero && unvalued == 0
    }
}

/// Adds legs up, asset by asset, oldest transaction first.
struct FiscalTotals {
    private struct Place: Hashable {
        var connection: String
        var asset: String
    }
    private var totals: [Place: AssetTotal] = [:]

    /// `values` go with the transaction's legs, one by one; nil before the year.
    mutating func add(_ transaction: Transaction, _ values: [LegValue]?) {
        guard transaction.status == .final else { return }
        let legs = transaction.legs
        for (number, leg) in legs.enumerated() {
            let place = Place(connection: transaction.connection, asset: leg.asset)
            var total = totals[place] ?? AssetTotal(connection: place.connection, asset: place.asset)
            defer { totals[place] = total }
            if let value = values?[number] { add(value, of: leg, to: &total) }
            guard let amount = leg.exact else {
                total.isTooLong = true
                continue
            }
            add(amount, of: leg, isBefore: values == nil, to: &total)
            guard leg.isInside, let values else { continue }
            let whole = legs.firstIndex { $0.asset == leg.asset && ($0.role == .out || $0.role == .in) }
            if let whole { takeOut(amount, values[number], of: legs[whole], values[whole], in: &total) }
        }
    }

    private mutating func add(_ amount: Amount, of leg: TransactionLeg, isBefore: Bool, to total: inout AssetTotal) {
        let isIn = leg.role == .in || leg.role == .rebate
        // A fee inside an amount left with that amount.
        let change: Amount = leg.isInside ? .zero : isIn ? amount : -amount
        plus(\.closing, change, &total)
        if isBefore {
            plus(\.opening, change, &total)
            return
        }
        switch leg.role {
        case .in: plus(\.received, amount, &total)
        case .out: plus(\.sent, amount, &total)
        case .fee: plus(\.fees, amount, &total)
        case .rebate: plus(\.fees, -amount, &total)
        }
    }

    private mutating func add(_ value: LegValue, of leg: TransactionLeg, to total: inout AssetTotal) {
        do {
            switch leg.role {
            case .in: try total.receivedValue.add(value)
            case .out: try total.sentValue.add(value)
            case .fee: try total.feeValue.add(value)
            case .rebate: try total.feeValue.add(value, lowers: true)
            }
        } catch { total.isTooLong = true }
    }

    /// A fee that lies inside an amount is counted as a fee, and no longer as part of what went out or came in.
    private mutating func takeOut(
        _ fee: Amount, _ feeValue: LegValue, of leg: TransactionLeg, _ value: LegValue, in total: inout AssetTotal
    ) {
        let isOut = leg.role == .out
        plus(isOut ? \.sent : \.received, isOut ? -fee : fee, &total)
        // Of an amount without a value there is nothing to take it out of.
        guard value.known != nil, let known = feeValue.known?.amount else { return }
        do {
            if isOut {
                try total.sentValue.correct(by: -known)
            } else {
                try total.receivedValue.correct(by: known)
            }
        } catch { total.isTooLong = true }
    }

    private func plus(_ side: WritableKeyPath<AssetTotal, Amount>, _ amount: Amount, _ total: inout AssetTotal) {
        if let next = try? total[keyPath: side].adding(amount) {
            total[keyPath: side] = next
        } else {
            total.isTooLong = true
        }
    }

    var sorted: [AssetTotal] { totals.values.sorted { ($0.connection, $0.asset) < ($1.connection, $1.asset) } }
}
