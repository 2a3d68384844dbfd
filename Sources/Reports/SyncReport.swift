import ConnectionLife
import HistoryModel

/// What a sync did: as a table, and as JSON.
package enum SyncReport {
    package static func table(_ outcomes: [SyncOutcome], style: Style = .plain) -> String {
        let isFull = outcomes.contains(where: \.isFull)
        let hasGone = isFull || outcomes.contains { $0.streams.contains { $0.noLongerServed > 0 } }
        let hasReappeared = outcomes.contains { $0.streams.contains { $0.reappeared > 0 } }
        var columns: [TextTable.Column] = [
            .init("CONNECTION", limit: 24), .init("STREAM", limit: 28), .init("ADDED", right: true),
            .init("CHANGED", right: true), .init("UNCHANGED", right: true, isExtra: !isFull),
        ]
        // Columns that hardly ever have anything to say.
        if hasGone { columns.append(.init("NO LONGER SERVED", right: true)) }
        if hasReappeared { columns.append(.init("REAPPEARED", right: true)) }
        columns += [
            .init("PAGES", right: true, isExtra: true), .init("REQUESTS", right: true, isExtra: true), .init("COVERED"),
            .init("STATE"),
        ]
        var table = TextTable(columns)
        for outcome in outcomes {
            for stream in outcome.streams {
                var cells = [
                    outcome.connection, stream.unit.map { "\(stream.name) \($0)" } ?? stream.name,
                    Words.grouped(stream.added), Words.grouped(stream.changed), Words.grouped(stream.unchanged),
                ]
                if hasGone { cells.append(Words.grouped(stream.noLongerServed)) }
                if hasReappeared { cells.append(Words.grouped(stream.reappeared)) }
                cells += [
                    Words.grouped(stream.pages), Words.grouped(stream.requests),
                    stream.covered.map { "\($0.from.date) to \($0.until.date)" } ?? "-", stream.state.words,
                ]
                table.append(cells)
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
        let codes = outcome.streams.compactMap(\.code) + [outcome.code].compactMap { $0 }
        for (place, code) in codes.enumerated() where !codes[..<place].contains(code) {
            let next = code.nextCommand(connection: outcome.connection, adapter: outcome.adapter)
            lines.append("  " + FailureHint.line(code, next: next))
        }
        var text = lines.map { style.yellow($0) + "\n" }.joined()
        if let balances = outcome.balances, !balances.differences.isEmpty {
            text += BalanceReport.summary(balances, style: style)
        }
        return text
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
                members += FailureHint.members(
                    outcome.code, connection: outcome.connection, adapter: outcome.adapter)
                members.append(("full", .bool(outcome.isFull)))
                if let balances = outcome.balances {
                    members.append(("balances", json(balances)))
                }
                return .object(members)
            })
    }

    private static func json(_ balances: ConnectionBalances) -> JSONValue {
        .object([
            ("at", .optional(balances.at?.description)), ("assets", .int(balances.assets.count)),
            ("differences", .array(balances.differences.map { BalanceReport.json($0, of: balances) })),
        ])
    }

    private static func json(_ stream: SyncOutcome.Stream) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(stream.name))]
        if let unit = stream.unit { members.append(("unit", .string(unit))) }
        members += [
            ("added", .int(stream.added)),
            ("changed", .int(stream.changed)),
            ("unchanged", .int(stream.unchanged)),
            ("noLongerServed", .int(stream.noLongerServed)),
            ("reappeared", .int(stream.reappeared)),
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
        if let code = stream.code { members.append(("code", .string(code.rawValue))) }
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
