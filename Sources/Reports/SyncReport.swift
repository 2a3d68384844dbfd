import HistoryModel

/// What a sync did: as a table, and as JSON.
package enum SyncReport {
    package static func table(_ outcomes: [SyncOutcome], style: Style = .plain) -> String {
        var table = TextTable([
            .init("CONNECTION", limit: 24), .init("STREAM", limit: 28), .init("ADDED", right: true),
            .init("CHANGED", right: true), .init("UNCHANGED", right: true, isExtra: true),
            .init("PAGES", right: true, isExtra: true), .init("REQUESTS", right: true, isExtra: true), .init("COVERED"),
            .init("STATE"),
        ])
        for outcome in outcomes {
            for stream in outcome.streams {
                table.append([
                    outcome.connection, stream.unit.map { "\(stream.name) \($0)" } ?? stream.name,
                    Words.grouped(stream.added), Words.grouped(stream.changed), Words.grouped(stream.unchanged),
                    Words.grouped(stream.pages), Words.grouped(stream.requests),
                    stream.covered.map { "\($0.from.date) to \($0.until.date)" } ?? "-", stream.state.words,
                ])
            }
        }
        var text = table.rows.isEmpty ? "" : table.text(style: style)
        for outcome in outcomes { text += notes(outcome, style: style) }
        return text
    }

    /// The sentences below the table: only where something is not as it should be.
    private static func notes(_ outcome: SyncOutcome, style: Style) -> String {
        let safe = TerminalText.escaped
        var lines: [String] = []
        for stream in outcome.streams where stream.state != .complete && !stream.message.isEmpty {
            lines.append("\(safe(outcome.connection)), \(safe(stream.name)): \(Words.sentence(stream.message))")
        }
        // What ended a connection is often what ended one of its streams: said once.
        let isSaid = outcome.streams.contains { !$0.message.isEmpty && outcome.message.hasSuffix($0.message) }
        if !outcome.message.isEmpty, !isSaid {
            lines.append("\(safe(outcome.connection)): \(Words.sentence(outcome.message))")
        } else if outcome.streams.isEmpty {
            lines.append("\(safe(outcome.connection)): \(outcome.state.words).")
        }
        if let retryAt = outcome.retryAt {
            lines.append("\(safe(outcome.connection)): goes on after \(retryAt.minuteText) UTC. Nothing is lost.")
        }
        return lines.map { style.yellow($0) + "\n" }.joined()
    }

    /// The array of `portolan sync --json`. A contract: members are only ever added.
    package static func json(_ outcomes: [SyncOutcome]) -> JSONValue {
        .array(
            outcomes.map { outcome in
                var members: [(String, JSONValue)] = [
                    ("connection", .string(outcome.connection)),
                    ("adapter", .string(outcome.adapter)),
                    ("state", .string(outcome.state.rawValue)),
                    ("streams", .array(outcome.streams.map(json))),
                ]
                if let retryAt = outcome.retryAt { members.append(("retryAt", .string(retryAt.description))) }
                if !outcome.message.isEmpty { members.append(("message", .string(outcome.message))) }
                return .object(members)
            })
    }

    private static func json(_ stream: SyncOutcome.Stream) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(stream.name))]
        if let unit = stream.unit { members.append(("unit", .string(unit))) }
        members += [
            ("added", .int(stream.added)),
            ("changed", .int(stream.changed)),
            ("unchanged", .int(stream.unchanged)),
            ("pages", .int(stream.pages)),
            ("requests", .int(stream.requests)),
        ]
        if let covered = stream.covered {
            members.append(
                (
                    "covered",
                    .object([
                        ("from", .string(covered.from.description)), ("until", .string(covered.until.description)),
                    ])
                ))
        }
        members.append(("state", .string(stream.state.rawValue)))
        if !stream.message.isEmpty { members.append(("message", .string(stream.message))) }
        return .object(members)
    }
}

extension SyncOutcome.State {
    package var words: String {
        switch self {
        case .notOffered: "not offered"
        default: rawValue
        }
    }
}
