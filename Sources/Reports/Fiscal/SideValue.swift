import HistoryModel

/// What one side of a total is worth: the sum of what is known, and how much is not.
package struct SideValue: Sendable, Hashable {
    /// Of the movements that have a value.
    package private(set) var sum = Amount.zero
    /// Movements with a value, and without one.
    package private(set) var valued = 0
    package private(set) var unvalued = 0
    /// Whether one of those without would lower the sum: a rebate lowers fees.
    private var mayBeLess = false

    package init() {}

    /// Counts a movement. Throws where the sum would need more than 38 digits; its value counts as unknown then.
    mutating func add(_ value: LegValue, lowers: Bool = false) throws {
        unvalued += 1
        guard let known = value.known else {
            mayBeLess = mayBeLess || lowers
            return
        }
        sum = try lowers ? sum.subtracting(known.amount) : sum.adding(known.amount)
        unvalued -= 1
        valued += 1
    }

    /// Corrects the sum by a part of a movement that was counted.
    mutating func correct(by amount: Amount) throws { sum = try sum.adding(amount) }

    /// The sum; nil where there were movements and none has a value, which is not 0.
    package var known: Amount? { valued == 0 && unvalued > 0 ? nil : sum }

    /// `12.5`, `at least 12.5`, `unknown`; `amount` writes the number, rounded so that it stays true.
    func text(_ amount: (Amount, Rounding) -> String) -> String {
        guard let known else { return "unknown" }
        if unvalued == 0 { return amount(known, .halfUp) }
        return mayBeLess ? "incomplete: \(amount(known, .halfUp))" : "at least \(amount(known, .down))"
    }
}
