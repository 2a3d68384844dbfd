import HistoryModel

/// Finds which events of a file the exchange's interface tells as well. Identity first, evidence second; equal
/// amounts alone never make two events one, and what stays open is asked.
///
/// Events of both sides are given in order of time. Memory holds what lies within `reach` of the newest.
package struct HistoryMatcher {
    private let tolerance: Span
    private let decisions: MatchDecisions
    private var files: [MatchEvent] = []
    private var exchanges: [MatchEvent] = []
    private var newest = Instant.distantPast
    /// How many events are held before the old ones are settled.
    private var full = 4096
    /// Exchange events that are spoken for.
    private var taken: Set<String> = []

    /// Events further apart are never the same, whatever they share.
    package static let reach = Span.days(7)
    /// How far apart two sources may date one movement of money at a bank.
    static let fiatTolerance = Span.days(5)

    /// - Parameter tolerance: how far apart the clocks of file and interface may be.
    package init(tolerance: Span, decisions: MatchDecisions = MatchDecisions()) {
        self.tolerance = max(tolerance, .seconds(1))
        self.decisions = decisions
    }

    package mutating func add(file event: MatchEvent, _ found: (MatchFinding) throws -> Void) rethrows {
        files.append(event)
        try advance(to: event.time, found)
    }
    package mutating func add(exchange event: MatchEvent, _ found: (MatchFinding) throws -> Void) rethrows {
        exchanges.append(event)
        try advance(to: event.time, found)
    }
    package mutating func finish(_ found: (MatchFinding) throws -> Void) rethrows {
        try settle(before: .distantFuture, found)
    }

    // MARK: - Working off

    private mutating func advance(to time: Instant, _ found: (MatchFinding) throws -> Void) rethrows {
        newest = max(newest, time)
        // Seldom, and then many at once: each settling looks at everything that is held.
        guard files.count + exchanges.count >= full else { return }
        try settle(before: newest - Self.reach, found)
        full = max(4096, (files.count + exchanges.count) / 2 * 3)
    }

    /// Decides about the file's events before an instant; everything they can mean is known.
    private mutating func settle(before instant: Instant, _ found: (MatchFinding) throws -> Void) rethrows {
        var round = MatchRound(
            files: files.filter { $0.time < instant }, laterFiles: files.filter { $0.time >= instant },
            exchanges: exchanges.filter { !taken.contains($0.id) }, tolerance: tolerance, decisions: decisions)
        round.run()
        taken.formUnion(round.closedExchanges)
        for finding in round.findings { try found(finding) }
        files.removeAll { $0.time < instant }
        forget()
    }

    private mutating func forget() {
        let horizon = min(newest, files.first?.time ?? newest) - Self.reach
        exchanges.removeAll { event in
            guard event.time < horizon else { return false }
            taken.remove(event.id)
            return true
        }
    }
}
