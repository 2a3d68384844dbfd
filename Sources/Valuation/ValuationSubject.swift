import HistoryModel

/// A transaction as valuation sees it: when, where, and what it moved.
package struct ValuationSubject: Sendable {
    package struct Movement: Sendable, Hashable {
        package var role: LegRole
        package var asset: String
        /// Never negative; nil where it needs more than 38 digits.
        package var amount: Amount?
        /// A fee that another leg's amount already accounts for.
        package var isInside: Bool
        package init(_ role: LegRole, _ asset: String, _ amount: Amount?, isInside: Bool = false) {
            self.role = role
            self.asset = asset
            self.amount = amount
            self.isInside = isInside
        }
    }
    package var time: Instant
    /// The adapter its records came through: whose exchange's prices come first.
    package var venue: String
    package var movements: [Movement]
    /// False for what came to nothing, and for details of other transactions.
    package var moves: Bool
    package init(time: Instant, venue: String, movements: [Movement], moves: Bool = true) {
        self.time = time
        self.venue = venue
        self.movements = movements
        self.moves = moves
    }

    package var day: UTCDay { UTCDay(time) }
}

/// A trade between fiat money and one crypto asset, either way. Its price is the fiat amount ÷ the quantity; what a
/// market says of that day plays no part.
struct FiatLeg: Sendable {
    /// Place of the fiat movement, and of the crypto movement.
    var fiat: Int
    var crypto: Int
    /// What changed hands for each other, fees apart.
    var fiatAmount: Amount
    var quantity: Amount

    /// Nil unless exactly one fiat and one crypto asset stand against each other.
    init?(_ movements: [ValuationSubject.Movement]) {
        let sides = movements.indices.filter { movements[$0].role == .in || movements[$0].role == .out }
        guard sides.count == 2, movements[sides[0]].role != movements[sides[1]].role else { return nil }
        let isFiat = sides.map { Fiat.contains(movements[$0].asset) }
        guard isFiat[0] != isFiat[1] else { return nil }
        fiat = isFiat[0] ? sides[0] : sides[1]
        crypto = isFiat[0] ? sides[1] : sides[0]
        guard let fiatAmount = Self.withoutFee(fiat, movements), let quantity = Self.withoutFee(crypto, movements),
            !fiatAmount.isZero, !fiatAmount.isNegative, !quantity.isZero, !quantity.isNegative
        else { return nil }
        self.fiatAmount = fiatAmount
        self.quantity = quantity
    }

    /// What was paid contains the fee that is inside it; what was received has it already taken off.
    private static func withoutFee(_ place: Int, _ movements: [ValuationSubject.Movement]) -> Amount? {
        let movement = movements[place]
        guard var amount = movement.amount else { return nil }
        for fee in movements where fee.role == .fee && fee.isInside && fee.asset == movement.asset {
            guard let part = fee.amount,
                let rest = movement.role == .out ? try? amount.subtracting(part) : try? amount.adding(part)
            else { return nil }
            amount = rest
        }
        return amount
    }
}
