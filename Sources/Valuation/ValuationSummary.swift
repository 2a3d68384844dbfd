/// What a run of `portolan value` leaves: how many transactions have a value, and why the others have none.
package struct ValuationSummary: Sendable, Hashable {
    /// Transactions without a value for one reason.
    package struct Gap: Sendable, Hashable {
        package var reason: Value.Reason
        package var count = 0
        /// What has no price, sorted.
        package var assets: Set<String> = []
        package init(_ reason: Value.Reason) { self.reason = reason }
    }
    /// A close a source corrected after it had been used.
    package struct ChangedClose: Sendable, Hashable {
        package var source: String
        package var market: String
        package var day: UTCDay
        package var kept: String
        package var offered: String
        package init(source: String, market: String, day: UTCDay, kept: String, offered: String) {
            self.source = source
            self.market = market
            self.day = day
            self.kept = kept
            self.offered = offered
        }
    }
    package var currency: String
    package var year: Int?
    package var transactions = 0
    package var valued: [KnownValue.Basis: Int] = [:]
    /// Valued ones of which a part has no price, a fee for instance, and what that part is.
    package var valuedInPart = 0
    package var unpricedParts: Set<String> = []
    package var gaps: [Value.Reason: Gap] = [:]
    package var changed: [ChangedClose] = []
    package var requests = 0
    /// What sources said when they did not answer, each once.
    package var troubles: [String] = []
    package init(currency: String, year: Int?) {
        self.currency = currency
        self.year = year
    }

    package var valuedCount: Int { valued.values.reduce(0, +) }
    package func gaps(pending: Bool) -> [Gap] {
        Value.Reason.allCases.filter { $0.isPending == pending }.compactMap { gaps[$0] }
    }
    /// Whether running again now may fill something: a source was silent or enough was asked.
    package var isIncomplete: Bool { gaps[.sourceUnavailable] != nil || gaps[.budgetReached] != nil }

    /// Counts one transaction. What moves nothing has no value to be had and is left out.
    package mutating func count(_ subject: ValuationSubject, _ worth: Valuer.Worth) {
        guard subject.moves, !subject.movements.isEmpty else { return }
        transactions += 1
        // A trade may have a value and a fee without one: that is what is still to be done.
        let missing = worth.legs.lazy.compactMap(\.reason).first { $0.isPending }
        if let reason = worth.total.reason ?? missing {
            var gap = gaps[reason] ?? Gap(reason)
            gap.count += 1
            for (movement, value) in zip(subject.movements, worth.legs) where value.reason == reason {
                gap.assets.insert(movement.asset)
            }
            gaps[reason] = gap
        } else if let value = worth.total.known {
            valued[value.basis, default: 0] += 1
            let parts = zip(subject.movements, worth.legs).filter { $0.1.known == nil }.map(\.0.asset)
            if !parts.isEmpty { valuedInPart += 1 }
            unpricedParts.formUnion(parts)
        }
    }
}
