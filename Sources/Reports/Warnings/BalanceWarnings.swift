import HistoryModel

/// Adds the history up, and tells where a holding would fall below zero. Transactions come oldest first.
package struct BalanceWarnings: Sendable {
    private struct Place: Hashable {
        var connection: String
        var asset: String
    }
    private struct Holding {
        var amount = Amount.zero
        /// Where it is below zero now: the warning as it stands.
        var below: HistoryWarning?
    }
    private var holdings: [Place: Holding] = [:]
    private var told: [HistoryWarning] = []
    /// Holdings that more than 38 digits would be needed for; nothing is said of them.
    package private(set) var uncountable: Set<String> = []

    package init() {}

    package mutating func add(_ transaction: Transaction) {
        guard transaction.status == .final else { return }
        for (asset, change) in transaction.changes(uncountable: { uncountable.insert($0) }) {
            let place = Place(connection: transaction.connection, asset: asset)
            var holding = holdings[place] ?? Holding()
            guard let sum = try? holding.amount.adding(change) else {
                uncountable.insert(asset)
                continue
            }
            holding.amount = sum
            if sum.isNegative {
                var warning =
                    holding.below
                    ?? HistoryWarning(
                        .negativeBalance, connection: transaction.connection, asset: asset, amount: sum,
                        time: transaction.time, transaction: transaction.id)
                // One warning for the whole time below zero: where it began, and how deep it went.
                warning.amount = min(warning.amount, sum)
                holding.below = warning
            } else if let ended = holding.below {
                told.append(ended)
                holding.below = nil
            }
            holdings[place] = holding
        }
    }

    /// What was found, by time.
    package var warnings: [HistoryWarning] {
        (told + holdings.values.compactMap(\.below)).sorted {
            ($0.time, $0.connection, $0.asset) < ($1.time, $1.connection, $1.asset)
        }
    }
}

extension Transaction {
    /// How the holdings change, fees and rebates included, asset by asset.
    package func changes(uncountable: (String) -> Void = { _ in }) -> [(asset: String, change: Amount)] {
        var changes: [String: Amount] = [:]
        for leg in legs where !leg.isInside {
            guard let exact = leg.exact,
                let sum = try? (changes[leg.asset] ?? .zero).adding(
                    leg.role == .in || leg.role == .rebate ? exact : -exact)
            else {
                uncountable(leg.asset)
                continue
            }
            changes[leg.asset] = sum
        }
        return changes.filter { !$0.value.isZero }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
