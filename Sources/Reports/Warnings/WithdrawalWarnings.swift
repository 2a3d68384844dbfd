import HistoryModel

/// Tells which withdrawals of crypto arrived at no other known account. Transactions come oldest first.
///
/// A deposit fits when it has the withdrawal's hash, or arrives at another connection with what was sent, at most three
/// days later; each deposit answers for one withdrawal. Money of states goes to banks, which are no accounts here.
package struct WithdrawalWarnings: Sendable {
    private struct Movement: Sendable {
        var connection: String
        var asset: String
        var amount: Amount
        /// What else may arrive: all that left, or what a fee inside the amount leaves of it.
        var others: [Amount]
        var time: Instant
        var hash: String
        var transaction: String
    }
    private var open: [Movement] = []
    private var deposits: [Movement] = []
    private var told: [HistoryWarning] = []
    static let longestWay = Span.days(3)
    /// An exchange may date a deposit a little before another dates the withdrawal.
    static let clockError = Span.hours(1)

    package init() {}

    package mutating func add(_ transaction: Transaction) {
        settle(at: transaction.time)
        guard transaction.status == .final else { return }
        switch transaction.kind {
        case .withdrawal:
            guard let movement = movement(transaction, .out) else { return }
            if let place = deposits.firstIndex(where: { fits(movement, $0) }) {
                deposits.remove(at: place)
            } else {
                open.append(movement)
            }
        case .deposit:
            guard let movement = movement(transaction, .in) else { return }
            if let place = open.firstIndex(where: { fits($0, movement) }) {
                open.remove(at: place)
            } else {
                deposits.append(movement)
            }
        default: break
        }
    }

    /// What was found, after the last transaction, by time.
    package var warnings: [HistoryWarning] { told + open.map(warning) }

    private mutating func settle(at time: Instant) {
        guard time - (open.first?.time ?? time) > Self.longestWay || deposits.count > 64 else { return }
        told += open.filter { time - $0.time > Self.longestWay }.map(warning)
        open.removeAll { time - $0.time > Self.longestWay }
        deposits.removeAll { time - $0.time > Self.clockError }
    }

    private func movement(_ transaction: Transaction, _ role: LegRole) -> Movement? {
        guard let leg = transaction.legs.first(where: { $0.role == role }), let amount = leg.exact else { return nil }
        let change = transaction.changes().first { $0.asset == leg.asset }?.change
        // A withdrawal that failed came back in the same transaction.
        guard let change, change.isNegative == (role == .out) else { return nil }
        let inside = transaction.legs.first { $0.isInside && $0.asset == leg.asset }?.exact
        let net = inside.flatMap { try? amount.subtracting($0) }
        return Movement(
            connection: transaction.connection, asset: leg.asset, amount: amount,
            others: [change.magnitude] + (net.map { [$0] } ?? []),
            time: transaction.time, hash: transaction.txHash, transaction: transaction.id)
    }

    private func fits(_ withdrawal: Movement, _ deposit: Movement) -> Bool {
        guard withdrawal.connection != deposit.connection, withdrawal.asset == deposit.asset else { return false }
        if !withdrawal.hash.isEmpty, !deposit.hash.isEmpty { return withdrawal.hash == deposit.hash }
        guard deposit.time + Self.clockError >= withdrawal.time, deposit.time - withdrawal.time <= Self.longestWay
        else {
            return false
        }
        return withdrawal.amount == deposit.amount || withdrawal.others.contains(deposit.amount)
    }

    private func warning(_ movement: Movement) -> HistoryWarning {
        HistoryWarning(
            .unmatchedWithdrawal, connection: movement.connection, asset: movement.asset, amount: movement.amount,
            time: movement.time, transaction: movement.transaction)
    }
}
