import ConnectionLife
import HistoryModel

/// When connections are due, and why: for people and as JSON.
package struct ScheduleReport: Sendable {
    package var policy: SchedulePolicy
    package var lastLogin: Instant?
    package var connections: [ScheduledSync]
    package init(policy: SchedulePolicy, lastLogin: Instant?, connections: [ScheduledSync]) {
        self.policy = policy
        self.lastLogin = lastLogin
        self.connections = connections
    }

    package func text(style: Style = .plain) -> String {
        guard !connections.isEmpty else { return "No connection yet. Make one with: portolan connect ADAPTER\n" }
        var table = TextTable([
            .init("CONNECTION", limit: 24), .init("DUE (UTC)"), .init("DEADLINE"), .init("WHY", wraps: true),
        ])
        for entry in connections {
            table.append([
                entry.connection, entry.isDue ? "now" : entry.due?.minuteText ?? "-",
                entry.deadline?.at.date ?? "-", entry.reason,
            ])
        }
        return table.text(style: style)
    }

    /// The next thing that happens, for a run that found nothing to do.
    package var nextLine: String {
        let next = connections.filter { $0.due != nil }.min { ($0.due ?? .distantFuture) < ($1.due ?? .distantFuture) }
        guard let next, let due = next.due else { return "Nothing is due." }
        return "Nothing is due. Next: \(TerminalText.escaped(next.connection)) on \(due.minuteText) UTC."
    }

    /// The object of `portolan schedule --json`. A contract: members are only ever added.
    package var json: JSONValue {
        .object([
            (
                "policy",
                .object([
                    ("afterLogin", .string(policy.afterLogin.words)),
                    ("withoutLogin", .string(policy.withoutLogin.words)), ("retry", .string(policy.retry.words)),
                ])
            ),
            ("lastLogin", .optional(lastLogin?.description)),
            ("connections", .array(connections.map(Self.json))),
        ])
    }
    private static func json(_ entry: ScheduledSync) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("connection", .string(entry.connection)), ("state", .string(entry.state.rawValue)),
            ("due", .optional(entry.due?.description)), ("isDue", .bool(entry.isDue)),
            ("reason", .string(entry.reason)),
            ("staleAt", .optional(entry.staleAt?.description)),
        ]
        if let deadline = entry.deadline {
            members.append(
                (
                    "deadline",
                    .object([("stream", .string(deadline.stream)), ("at", .string(deadline.at.description))])
                ))
        }
        return .object(members)
    }
}
