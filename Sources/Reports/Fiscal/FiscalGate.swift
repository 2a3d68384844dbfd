import ConnectionLife
import HistoryModel

/// Whether a report may exist. A declared limit never blocks it; what was not properly synchronised does.
package enum FiscalGate {
    package struct Blocker: Sendable, Hashable {
        package var connection: String
        package var reason: String
        package var lastGood: Instant?
        /// What sets it right.
        package var command: String
        package init(connection: String, reason: String, lastGood: Instant?, command: String) {
            self.connection = connection
            self.reason = reason
            self.lastGood = lastGood
            self.command = command
        }
    }

    /// Every connection that stands in the way of a report of what lies before `end`, the end of its year.
    ///
    /// Of a year that is over everything must be read up to its end; of the running one, as far as the last sync came.
    package static func blockers(
        _ connections: [FiscalConnection], until end: Instant, isOver: Bool = true
    ) -> [Blocker] {
        connections.compactMap { blocker($0, until: end, isOver: isOver) ?? staleMatching($0) }
    }

    private static func staleMatching(_ connection: FiscalConnection) -> Blocker? {
        guard connection.isMatchingStale else { return nil }
        return Blocker(
            connection: connection.name,
            reason: "its files were not compared with what else is stored, so what both tell would count twice",
            lastGood: connection.lastGood, command: MatchReport.command(connection.name))
    }

    private static func blocker(_ connection: FiscalConnection, until end: Instant, isOver: Bool) -> Blocker? {
        func blocked(_ reason: String, _ command: String) -> Blocker {
            let told = connection.reason.isEmpty ? reason : "\(reason): \(connection.reason)"
            return Blocker(
                connection: connection.name, reason: told, lastGood: connection.lastGood,
                command: "portolan \(command) \(ShellWord.quoted(connection.name))")
        }
        let isReadToTheEnd = connection.lastGood.map { $0 >= end } ?? false
        switch connection.state {
        case .ok:
            if let hole = hole(connection, before: end) { return blocked(hole, "sync") }
            return isReadToTheEnd || !isOver ? nil : blocked("not read up to \(end.date)", "sync")
        case .paused:
            let resume = "connections resume"
            if !isOver { return blocked("paused while the year is not over", resume) }
            guard isReadToTheEnd else { return blocked("paused before \(end.date) was reached", resume) }
            return hole(connection, before: end).map { blocked("paused, and \($0)", resume) }
        case .neverSynced: return blocked("never synced", "sync")
        case .syncing: return blocked("a sync is under way or was interrupted", "sync")
        case .partial: return blocked("not everything was read", "sync")
        case .failed: return blocked("the last sync failed", "sync")
        case .stale: return blocked("not synced for too long", "sync")
        case .authRevoked: return blocked("the exchange refuses the key", "connections reconnect")
        case .waitingActivation: return blocked("the key does not work yet", "sync")
        }
    }

    /// What should have been read before the end and was not.
    private static func hole(_ connection: FiscalConnection, before end: Instant) -> String? {
        for stream in connection.coverage.streams {
            for held in stream.intervals where held.interval.from < end {
                if held.state == .failed { return "reading \(stream.title) failed in part" }
                if held.state == .notAsked { return "\(stream.title) was not asked in full" }
            }
        }
        return nil
    }

    /// Lines for the terminal.
    package static func text(_ blockers: [Blocker], year: Int, style: Style = .plain) -> String {
        var lines = [style.bold("There is no report for \(year) yet: not every connection is properly synchronised.")]
        for blocker in blockers {
            let safe = TerminalText.escaped
            lines.append("  \(safe(blocker.connection)): \(Words.sentence(blocker.reason))")
            lines.append("    Last good: \(blocker.lastGood.map { $0.minuteText + " UTC" } ?? "never")")
            lines.append("    Do: \(safe(blocker.command))")
        }
        return style.fitted(lines.map { $0 + "\n" }.joined())
    }

    /// The same for a home folder without any connection.
    package static func textWithoutConnections(year: Int, style: Style = .plain) -> String {
        let lines = [
            style.bold("There is no report for \(year): no exchange is connected yet."),
            "  See which can be: portolan adapters list", "  Then: portolan connect ADAPTER",
        ]
        return style.fitted(lines.map { $0 + "\n" }.joined())
    }

    package static func json(_ blockers: [Blocker], year: Int) -> JSONValue {
        .object([
            ("year", .int(year)), ("report", .null), ("blocking", .array(blockers.map(json))),
            ("next", .strings(blockers.isEmpty ? ["portolan adapters list", "portolan connect ADAPTER"] : [])),
        ])
    }

    private static func json(_ blocker: Blocker) -> JSONValue {
        .object([
            ("connection", .string(blocker.connection)), ("reason", .string(blocker.reason)),
            ("lastGood", .optional(blocker.lastGood?.description)), ("command", .string(blocker.command)),
        ])
    }
}
