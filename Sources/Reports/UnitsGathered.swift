import HistoryModel

/// Which units of a stream a line of coverage stands for.
package struct UnitCount: Sendable, Hashable {
    /// `market` for "3 of 2,500 markets".
    package var noun: String
    package var units: Int
    package var unitsWithRecords: Int
    /// How many of the units are in the state shown, by interval.
    package var inState: [Interval: Int]
}

extension HistoryUnit.Kind {
    package var noun: String {
        switch self {
        case .market: "market"
        case .wallet: "wallet"
        case .asset: "asset"
        case .productClass: "class"
        case .unknown: "unit"
        }
    }
}

extension ConnectionCoverage {
    /// Nobody reads a line for each of 2,500 markets: streams of more than `most` units become one line, in which the
    /// worst state of all units counts, and which says of how many.
    package func gathered(most: Int = 8) -> ConnectionCoverage {
        var result = self
        result.streams = []
        var first = streams.startIndex
        while first < streams.endIndex {
            let run = streams[first...].prefix { $0.stream == streams[first].stream }
            result.streams += run.count > most ? [Self.merged(Array(run))] : Array(run)
            first = run.endIndex
        }
        return result
    }

    private static func merged(_ units: [StreamCoverage]) -> StreamCoverage {
        var merged = units[0]
        merged.unit = nil
        merged.records = units.reduce(0) { $0 + $1.records }
        merged.deadline = units.compactMap(\.deadline).min()
        merged.earliestReadable = units.compactMap(\.earliestReadable).min()
        merged.shortfalls = units.flatMap(\.shortfalls).sorted { $0.interval.from < $1.interval.from }
        var count = UnitCount(
            noun: units[0].unitNoun, units: units.count, unitsWithRecords: units.count { $0.records > 0 }, inState: [:])
        merged.intervals = Overlay(units).intervals { count.inState[$0] = $1 }
        merged.unitCount = count
        return merged
    }
}

/// Many lines of coverage laid over each other.
private struct Overlay {
    private struct Kind: Hashable {
        var state: CoverageState
        var reason: String
    }
    private struct Change {
        var at: Instant
        var kind: Kind
        var by: Int
    }
    private let changes: [Change]

    init(_ units: [StreamCoverage]) {
        changes = units.flatMap(\.intervals).flatMap { held -> [Change] in
            let kind = Kind(state: held.state, reason: held.reason)
            return [
                Change(at: held.interval.from, kind: kind, by: 1), Change(at: held.interval.until, kind: kind, by: -1),
            ]
        }.sorted { $0.at < $1.at }
    }

    /// The worst state of each stretch, neighbours of one kind joined; `tell` hears the most units that are in it.
    func intervals(_ tell: (Interval, Int) -> Void) -> [CoverageInterval] {
        var open: [Kind: Int] = [:]
        var result: [CoverageInterval] = []
        var counts: [Int] = []
        var place = changes.startIndex
        while place < changes.endIndex {
            let at = changes[place].at
            while place < changes.endIndex, changes[place].at == at {
                open[changes[place].kind, default: 0] += changes[place].by
                if open[changes[place].kind] == 0 { open[changes[place].kind] = nil }
                place += 1
            }
            guard place < changes.endIndex, let stretch = Interval(at, changes[place].at),
                let worst = Self.worst(of: open)
            else { continue }
            if let last = result.last, last.state == worst.kind.state, last.reason == worst.kind.reason,
                last.interval.until == at, let both = Interval(last.interval.from, stretch.until)
            {
                result[result.count - 1].interval = both
                counts[counts.count - 1] = max(counts[counts.count - 1], worst.count)
            } else {
                result.append(CoverageInterval(stretch, worst.kind.state, reason: worst.kind.reason))
                counts.append(worst.count)
            }
        }
        for (held, count) in zip(result, counts) { tell(held.interval, count) }
        return result
    }

    private static func worst(of open: [Kind: Int]) -> (kind: Kind, count: Int)? {
        let state = CoverageTimeline.severity.first { state in open.keys.contains { $0.state == state } }
        let kinds = open.filter { $0.key.state == state }
        let most = kinds.max { ($0.value, $1.key.reason) < ($1.value, $0.key.reason) }
        return most.map { ($0.key, kinds.reduce(0) { $0 + $1.value }) }
    }
}
