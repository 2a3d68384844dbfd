/// A half-open span of time: `from` belongs to it, `until` does not. Never empty.
public struct Interval: Hashable, Sendable {
    public let from: Instant
    public let until: Instant

    /// Nil when nothing lies between the two.
    public init?(_ from: Instant, _ until: Instant) {
        guard from < until else { return nil }
        self.from = from
        self.until = until
    }

    public func contains(_ instant: Instant) -> Bool { from <= instant && instant < until }
    public func intersection(_ other: Interval) -> Interval? {
        Interval(max(from, other.from), min(until, other.until))
    }
}

/// A set of instants, held as sorted, disjoint, non-touching intervals.
public struct IntervalSet: Hashable, Sendable {
    public private(set) var intervals: [Interval] = []

    public init() {}
    public init(_ intervals: some Sequence<Interval>) {
        for interval in intervals { insert(interval) }
    }
    public init(_ interval: Interval?) {
        if let interval { intervals = [interval] }
    }

    public var isEmpty: Bool { intervals.isEmpty }

    public mutating func insert(_ interval: Interval) {
        var from = interval.from
        var until = interval.until
        let first = intervals.firstIndex { $0.until >= from } ?? intervals.count
        var last = first
        while last < intervals.count, intervals[last].from <= until {
            from = min(from, intervals[last].from)
            until = max(until, intervals[last].until)
            last += 1
        }
        if let merged = Interval(from, until) { intervals.replaceSubrange(first..<last, with: [merged]) }
    }

    public mutating func remove(_ interval: Interval) {
        intervals = intervals.flatMap { held in
            [
                Interval(held.from, min(held.until, interval.from)),
                Interval(max(held.from, interval.until), held.until),
            ].compactMap { $0 }
        }
    }

    public func union(_ other: IntervalSet) -> IntervalSet {
        var result = self
        for interval in other.intervals { result.insert(interval) }
        return result
    }
    public func subtracting(_ other: IntervalSet) -> IntervalSet {
        var result = self
        for interval in other.intervals { result.remove(interval) }
        return result
    }
    public func intersection(_ other: IntervalSet) -> IntervalSet {
        var result: [Interval] = []
        var left = 0
        var right = 0
        while left < intervals.count, right < other.intervals.count {
            if let both = intervals[left].intersection(other.intervals[right]) { result.append(both) }
            if intervals[left].until < other.intervals[right].until { left += 1 } else { right += 1 }
        }
        return IntervalSet(result)
    }

    public func contains(_ instant: Instant) -> Bool { intervals.contains { $0.contains(instant) } }
    public func covers(_ interval: Interval) -> Bool {
        intervals.contains { $0.from <= interval.from && interval.until <= $0.until }
    }

    /// The first instant at or after `start` that the set does not hold.
    public func firstMissing(from start: Instant) -> Instant {
        intervals.first { $0.contains(start) }?.until ?? start
    }
}
