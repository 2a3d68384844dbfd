import HistoryModel

/// At most so much in a period: in any such stretch of time, or in stretches that begin on the clock.
package struct RateWindow: Sendable {
    package enum Kind: Sendable { case sliding, onTheClock }
    package let capacity: Int
    package let period: Span
    private let kind: Kind
    private var taken: [(at: Instant, cost: Int)] = []
    /// The first of `taken` that still counts.
    private var first = 0
    private var sum = 0

    package init(_ capacity: Int, per period: Span, _ kind: Kind = .sliding) {
        self.capacity = capacity
        self.period = period
        self.kind = kind
    }

    /// What counts at that time.
    package mutating func used(at now: Instant) -> Int {
        let begin = kind == .sliding ? now - period : now.roundedDown(to: period)
        while first < taken.count, kind == .sliding ? taken[first].at <= begin : taken[first].at < begin {
            sum -= taken[first].cost
            first += 1
        }
        if first > 1000 {
            taken.removeFirst(first)
            first = 0
        }
        return sum
    }

    /// Adds the cost, or answers false and adds nothing where it would be too much.
    package mutating func take(_ cost: Int, at now: Instant) -> Bool {
        guard used(at: now) + cost <= capacity else { return false }
        taken.append((now, cost))
        sum += cost
        return true
    }

    /// When the window is empty again, if nothing more is taken.
    package mutating func resets(at now: Instant) -> Instant {
        _ = used(at: now)
        if kind == .onTheClock { return now.roundedDown(to: period) + period }
        return (taken.last?.at ?? now) + period
    }
}
