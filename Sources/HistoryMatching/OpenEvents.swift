import HistoryModel

/// Events in order of time, each to be taken once. What is near one is found without looking at the rest.
struct OpenEvents {
    private let events: [MatchEvent]
    private var isTaken: [Bool]
    /// Where the next untaken event may be.
    private var next = 0
    private let reach: Span
    private let widest: Span

    init(_ events: [MatchEvent], reach: Span) {
        self.events = events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        self.reach = reach
        isTaken = Array(repeating: false, count: events.count)
        widest = Self.widest(events)
    }

    /// Takes the earliest event that is wanted; the ones before it are never wanted again.
    mutating func take(where isWanted: (MatchEvent) -> Bool) -> MatchEvent? {
        while next < events.count {
            defer { next += 1 }
            guard !isTaken[next], isWanted(events[next]) else { continue }
            isTaken[next] = true
            return events[next]
        }
        return nil
    }

    /// Takes every event within reach of another that passes.
    mutating func take(near other: MatchEvent, where passes: (MatchEvent) -> Bool) -> [MatchEvent] {
        let last = other.span.last + reach
        var taken: [MatchEvent] = []
        var place = Self.place(of: other.span.first - reach - widest, in: events)
        while place < events.count, events[place].time <= last {
            if !isTaken[place], passes(events[place]) {
                isTaken[place] = true
                taken.append(events[place])
            }
            place += 1
        }
        return taken
    }

    /// How far behind its own time the last instant of an event may lie.
    static func widest(_ events: [MatchEvent]) -> Span { events.map { $0.span.last - $0.time }.max() ?? .zero }

    /// The place of the first event that is not before an instant; `events` are in order of time.
    static func place(of instant: Instant, in events: [MatchEvent]) -> Int {
        var range = events.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = events[middle].time < instant ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
