import ConnectionLife
import HistoryModel

/// Until when streams must be read or lose history, the soonest first.
package enum DeadlineReport {
    private struct Entry {
        var connection: String
        var stream: String
        var at: Instant
    }

    package static func text(_ coverage: [ConnectionCoverage], at now: Instant, style: Style = .plain) -> String {
        let entries = entries(coverage)
        guard !entries.isEmpty else { return "No stream has a deadline: nothing that is read rolls out of reach.\n" }
        var table = TextTable([
            .init("READ BEFORE (UTC)"), .init("LEFT", right: true), .init("CONNECTION", limit: 24),
            .init("STREAM", limit: 28),
        ])
        for entry in entries {
            table.append([
                entry.at.minuteText, entry.at <= now ? "none" : Words.duration(entry.at - now), entry.connection,
                entry.stream,
            ])
        }
        return table.text(style: style)
    }

    /// The array of `portolan coverage --deadlines --json`. A contract: members are only ever added.
    package static func json(_ coverage: [ConnectionCoverage]) -> JSONValue {
        .array(
            entries(coverage).map { entry in
                .object([
                    ("connection", .string(entry.connection)), ("stream", .string(entry.stream)),
                    ("deadline", .string(entry.at.description)),
                    ("next", .string("portolan sync \(ShellWord.quoted(entry.connection))")),
                ])
            })
    }

    /// One per stream: of many units the first that loses something.
    private static func entries(_ coverage: [ConnectionCoverage]) -> [Entry] {
        coverage.flatMap { connection in
            var soonest: [String: Instant] = [:]
            for stream in connection.streams {
                guard let deadline = stream.deadline else { continue }
                soonest[stream.stream] = min(soonest[stream.stream] ?? deadline, deadline)
            }
            return soonest.map { Entry(connection: connection.connection, stream: $0.key, at: $0.value) }
        }.sorted { ($0.at, $0.connection, $0.stream) < ($1.at, $1.connection, $1.stream) }
    }
}
