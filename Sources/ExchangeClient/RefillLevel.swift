import HistoryModel

/// A bucket that holds `capacity` and refills evenly, kept as the instant at which it will be full again.
struct RefillLevel: Sendable {
    let capacity: Int64
    let period: Int64
    private(set) var fullAt: Int64
    private(set) var inFlight: Int64 = 0
    /// Until then nobody knows what was used before, and everything costs double: capacity and refill together then
    /// stay within one capacity during the first period.
    private var knownFrom: Int64

    init(capacity: Int64, period: Int64, fullAt: Int64, knownFrom: Int64) {
        self.capacity = capacity
        self.period = period
        self.fullAt = fullAt
        self.knownFrom = knownFrom
    }

    /// What an amount costs, in nanoseconds of refilling; never more than a full bucket.
    func price(_ amount: Int64, now: Int64) -> Int64 {
        let exact = (Int128(period) * Int128(amount) + Int128(capacity) - 1) / Int128(capacity)
        return Int64(min(Int128(period), now < knownFrom ? exact * 2 : exact))
    }

    /// Nil: only answers still under way can make room.
    func readyAt(_ amount: Int64, now: Int64) -> Int64? {
        let price = price(amount, now: now)
        let start = max(fullAt, now)
        if start + inFlight + price <= now + period { return now }
        return inFlight + price <= period ? fullAt + inFlight + price - period : nil
    }

    /// Gives back what `settle` must be called with.
    mutating func reserve(_ amount: Int64, now: Int64) -> Int64 {
        let price = price(amount, now: now)
        inFlight += price
        return price
    }

    /// The price is paid when the answer is back: the exchange took it at that moment or before.
    mutating func settle(_ price: Int64, at now: Int64, counted: Bool) {
        inFlight -= price
        if counted { fullAt = max(fullAt, now) + price }
    }

    mutating func observe(used: Int64, now: Int64) {
        knownFrom = min(knownFrom, now)
        fullAt = max(fullAt, now + price(min(used, capacity), now: now) - inFlight)
    }

    mutating func shift(by delta: Int64) {
        fullAt += delta
        knownFrom += delta
    }
}
