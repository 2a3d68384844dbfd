import HistoryModel

/// What an exchange said an account holds, per asset, at one instant. What is not named is nothing.
package struct BalanceSnapshot: Sendable, Hashable {
    package var at: Instant
    package var amounts: [String: Amount]
    /// Assets whose reported amounts cannot be added up exactly.
    package var unreadable: Set<String>

    /// Wallets of one asset are added up: what moves between them stays in the account.
    package init(at: Instant, _ balances: some Sequence<ReportedBalance>) {
        self.at = at
        amounts = [:]
        unreadable = []
        for balance in balances {
            guard let amount = Amount(balance.amount), let sum = try? (amounts[balance.asset] ?? .zero).adding(amount)
            else {
                unreadable.insert(balance.asset)
                continue
            }
            amounts[balance.asset] = sum
        }
    }
}

/// One asset of an account: what the exchange says, and what the history adds up to.
package struct AssetBalance: Sendable, Hashable {
    /// A stretch of time in which the difference changed: something in it is missing, or too much.
    package struct Change: Sendable, Hashable {
        /// The last sync before it; nil when there was none.
        package var after: Instant?
        package var until: Instant
        /// By how much the reported balance moved away from the derived one.
        package var amount: Amount
        package init(after: Instant?, until: Instant, amount: Amount) {
            self.after = after
            self.until = until
            self.amount = amount
        }
    }
    package var asset: String
    package var reported: Amount
    /// Nil when it needs more than 38 digits.
    package var derived: Amount?
    /// Reported less derived; nil when it cannot be said.
    package var difference: Amount?
    /// Where the difference came from, oldest first; empty when there is none.
    package var changes: [Change]
    package init(asset: String, reported: Amount, derived: Amount?, difference: Amount?, changes: [Change]) {
        self.asset = asset
        self.reported = reported
        self.derived = derived
        self.difference = difference
        self.changes = changes
    }

    package var agrees: Bool { difference?.isZero ?? false }
}

/// Adds up a history and holds it against every balance the exchange has reported.
///
/// Each record counts from the first report that is not earlier than it, by its own time and not by when it was read: a
/// row that comes late mends the past as well, and a difference is placed between two neighbouring reports.
package struct BalanceCheck: Sendable {
    private let snapshots: [BalanceSnapshot]
    /// Per report: what moved since the one before.
    private var moved: [[String: Amount]]
    private var unsummable: Set<String> = []

    /// - Parameter snapshots: oldest first.
    package init(_ snapshots: [BalanceSnapshot]) {
        self.snapshots = snapshots
        moved = Array(repeating: [:], count: snapshots.count)
        for snapshot in snapshots { unsummable.formUnion(snapshot.unreadable) }
    }

    /// Adds the legs of one record that moves balances: neither a detail, nor pending, nor void.
    package mutating func add(at time: Instant, _ legs: some Sequence<Leg>) {
        guard let place = place(of: time) else { return }
        for leg in legs {
            // What lies inside another amount was moved by that one.
            if leg.role == .fee, leg.flags.contains(.inside) { continue }
            let isGain = leg.role == .in || leg.role == .rebate
            guard let amount = try? leg.value(),
                let sum = try? (moved[place][leg.asset] ?? .zero).adding(isGain ? amount : -amount)
            else {
                unsummable.insert(leg.asset)
                continue
            }
            moved[place][leg.asset] = sum
        }
    }

    /// The first report that is not earlier; nil for what is younger than all of them.
    private func place(of time: Instant) -> Int? {
        var low = 0
        var high = snapshots.count
        while low < high {
            let middle = (low + high) / 2
            if snapshots[middle].at < time { low = middle + 1 } else { high = middle }
        }
        return low < snapshots.count ? low : nil
    }

    /// Every asset the newest report or the history names, by name.
    package func result() -> [AssetBalance] {
        guard let last = snapshots.last else { return [] }
        var assets = Set(last.amounts.keys).union(unsummable)
        for piece in moved { assets.formUnion(piece.keys) }
        return assets.filter { !$0.isEmpty }.sorted().compactMap { asset in
            let balance = unsummable.contains(asset) ? nil : walked(asset)
            let reported = last.amounts[asset] ?? .zero
            guard let balance else {
                return AssetBalance(asset: asset, reported: reported, derived: nil, difference: nil, changes: [])
            }
            // An asset that was sold off long ago is no news.
            if balance.agrees, reported.isZero, !last.amounts.keys.contains(asset) { return nil }
            return balance
        }
    }

    private func walked(_ asset: String) -> AssetBalance? {
        var derived = Amount.zero
        var difference = Amount.zero
        var changes: [AssetBalance.Change] = []
        for (index, snapshot) in snapshots.enumerated() {
            guard let sum = try? derived.adding(moved[index][asset] ?? .zero),
                let now = try? (snapshot.amounts[asset] ?? .zero).subtracting(sum),
                let step = try? now.subtracting(difference)
            else { return nil }
            derived = sum
            difference = now
            if now.isZero {
                // Agreed: what was wrong before has balanced out.
                changes = []
            } else if !step.isZero {
                changes.append(
                    .init(after: index > 0 ? snapshots[index - 1].at : nil, until: snapshot.at, amount: step))
            }
        }
        return AssetBalance(
            asset: asset, reported: snapshots.last?.amounts[asset] ?? .zero, derived: derived, difference: difference,
            changes: changes)
    }
}
