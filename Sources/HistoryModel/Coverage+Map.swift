/// What is known of every instant of one stream and unit: disjoint intervals, each with a state.
///
/// Instants no interval names have not been asked for. `complete` is only ever painted over by `complete`,
/// or taken back for a row that turned out not to be final: later failures and limits leave it alone.
public struct CoverageMap: Sendable, Hashable {
    public private(set) var intervals: [CoverageInterval] = []

    public init() {}
    /// From stored rows, which are disjoint already.
    public init(stored: [CoverageInterval]) { intervals = stored.sorted { $0.interval.from < $1.interval.from } }

    public func instants(where matches: (CoverageInterval) -> Bool) -> IntervalSet {
        IntervalSet(intervals.filter(matches).map(\.interval))
    }
    public var complete: IntervalSet { instants { $0.state.isComplete } }

    /// Gives an interval a state, over whatever it had, but never over `complete` unless `takesBackComplete`.
    public mutating func paint(
        _ interval: Interval, _ state: CoverageState, reason: String = "", takesBackComplete: Bool = false
    ) {
        var target = IntervalSet(interval)
        if !state.isComplete, !takesBackComplete { target = target.subtracting(complete) }
        guard !target.isEmpty else { return }
        var kept: [CoverageInterval] = []
        for held in intervals {
            for rest in IntervalSet(held.interval).subtracting(target).intervals {
                kept.append(CoverageInterval(rest, held.state, reason: held.reason))
            }
        }
        kept += target.intervals.map { CoverageInterval($0, state, reason: reason) }
        kept.sort { $0.interval.from < $1.interval.from }
        intervals = Self.joined(kept)
    }
    public mutating func paint(
        _ set: IntervalSet, _ state: CoverageState, reason: String = "", takesBackComplete: Bool = false
    ) {
        for interval in set.intervals {
            paint(interval, state, reason: reason, takesBackComplete: takesBackComplete)
        }
    }

    /// Forgets an interval that turned out not to have been seen; `complete` stays.
    public mutating func clear(_ interval: Interval) {
        let target = IntervalSet(interval).subtracting(complete)
        intervals = intervals.flatMap { held in
            IntervalSet(held.interval).subtracting(target).intervals.map {
                CoverageInterval($0, held.state, reason: held.reason)
            }
        }
    }

    private static func joined(_ sorted: [CoverageInterval]) -> [CoverageInterval] {
        var result: [CoverageInterval] = []
        for next in sorted {
            if let last = result.last, last.interval.until == next.interval.from, last.state == next.state,
                last.reason == next.reason, let both = Interval(last.interval.from, next.interval.until)
            {
                result[result.count - 1].interval = both
            } else {
                result.append(next)
            }
        }
        return result
    }
}
