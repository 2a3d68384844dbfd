import HistoryModel

/// At most `capacity` in any `period`.
///
/// A request counts from the moment its answer is back, the latest at which the exchange can have counted it; until
/// then it counts without end. So no delay on the way can make two windows of the exchange meet in one of its own.
struct SlidingWindow: Sendable {
    private struct Event {
        var first: Int64
        var time: Int64
        var amount: Int64
    }
    let capacity: Int64
    let period: Int64
    private var events: [Event] = []
    private var settled: Int64 = 0
    private(set) var inFlight: Int64 = 0

    init(capacity: Int64, period: Int64) {
        self.capacity = capacity
        self.period = period
    }

    /// Clocks run apart by some 100 millionths.
    private var lifetime: Int64 { period + period / 10_000 + 1_000_000 }

    var total: Int64 { settled + inFlight }

    mutating func expire(at now: Int64) {
        guard let first = events.first, first.time + lifetime <= now else { return }
        let gone = events.firstIndex { $0.time + lifetime > now } ?? events.count
        settled -= events[..<gone].reduce(0) { $0 + $1.amount }
        events.removeFirst(gone)
    }

    /// Nil: only answers still under way can make room.
    mutating func readyAt(_ amount: Int64, now: Int64) -> Int64? {
        expire(at: now)
        var missing = settled + inFlight + min(amount, capacity) - capacity
        guard missing > 0 else { return now }
        for event in events {
            missing -= event.amount
            if missing <= 0 { return event.time + lifetime }
        }
        return nil
    }

    mutating func reserve(_ amount: Int64) { inFlight += amount }

    mutating func settle(_ amount: Int64, at now: Int64, counted: Bool) {
        inFlight -= amount
        if counted { add(amount, at: now) }
    }

    mutating func add(_ amount: Int64, at time: Int64) {
        guard amount > 0 else { return }
        settled += amount
        // Events close together are kept as one, at the later time.
        if let last = events.last, time - last.first <= period / 256 {
            events[events.count - 1].time = max(last.time, time)
            events[events.count - 1].amount += amount
        } else {
            events.append(Event(first: time, time: max(time, events.last?.time ?? time), amount: amount))
        }
    }

    /// The exchange says so much is used: the difference was used by somebody else.
    mutating func observe(used: Int64, now: Int64) {
        expire(at: now)
        add(min(used, capacity) - total, at: now)
    }

    mutating func shift(by delta: Int64) {
        for index in events.indices {
            events[index].first += delta
            events[index].time += delta
        }
    }
}
