import ConnectionLife
import HistoryModel

/// One connection, as the list shows it. Holds no secret.
package struct ConnectionSummary: Sendable, Hashable {
    package enum Permissions: Sendable, Hashable {
        /// The exchange says so.
        case readOnly
        /// The exchange has no way to ask.
        case notVerifiable
    }
    package enum State: String, Sendable, Hashable {
        case active, paused, disabled
        case neverSynced = "never_synced"
    }
    package var label: String
    package var adapter: String
    package var site: String
    package var permissions: Permissions
    package var state: State
    package var created: Instant
    package var lastSync: Instant?
    package var keyExpires: Instant?
    /// What the last sync ended with, where it was not well; empty otherwise.
    package var problem: String
    package var records: Int
    /// Set when every request goes to a simulator.
    package var simulator: String?
    /// How it stands in full; nil where only `state` is known.
    package var condition: ConnectionCondition?
    package var pausedSince: Instant?
    /// What its owner should know before it is too late.
    package var warnings: [String] = []
    /// From where it is read, as its owner chose with `--from`: stream (empty: every other one) and choice.
    package var readingFrom: [TextPair] = []
    /// Deleted records that come back with what tells them again, and those that stay away.
    package var deleted = 0
    /// Those of `deleted` that the next import of their file brings back, and not a sync.
    package var deletedFromFiles = 0
    package var keptDeleted = 0

    package init(
        label: String, adapter: String, site: String, permissions: Permissions, state: State, created: Instant,
        lastSync: Instant? = nil, keyExpires: Instant? = nil, problem: String = "", records: Int = 0,
        simulator: String? = nil
    ) {
        self.label = label
        self.adapter = adapter
        self.site = site
        self.permissions = permissions
        self.state = state
        self.created = created
        self.lastSync = lastSync
        self.keyExpires = keyExpires
        self.problem = problem
        self.records = records
        self.simulator = simulator
    }
}

extension ConnectionSummary {
    /// What brings deleted records back.
    fileprivate var wayBack: String {
        switch deletedFromFiles {
        case 0: "the next sync brings them back"
        case deleted: "the next import of their file brings them back"
        default:
            "the next import of their file brings \(Words.grouped(deletedFromFiles)) of them back, the next sync the others"
        }
    }
    fileprivate var stateWords: String {
        (condition?.state.rawValue ?? state.rawValue).split(separator: "_").joined(separator: " ")
    }
    /// The nearest word where nothing finer is known.
    fileprivate var plainState: ConnectionState {
        switch state {
        case .active: .ok
        case .paused: .paused
        case .disabled: .authRevoked
        case .neverSynced: .neverSynced
        }
    }
}

extension ConnectionSummary.Permissions {
    package var name: String { self == .readOnly ? "read_only" : "not_verifiable" }
    package var words: String { self == .readOnly ? "read-only verified" : "not verifiable" }
}

package enum ConnectionReport {
    package static func table(_ connections: [ConnectionSummary], style: Style = .plain) -> String {
        guard !connections.isEmpty else { return "No connection yet. Make one with: portolan connect ADAPTER\n" }
        var table = TextTable([
            .init("CONNECTION", limit: 32), .init("ADAPTER"), .init("STATE"), .init("PERMISSIONS", isExtra: true),
            .init("RECORDS", right: true), .init("LAST SYNC (UTC)"),
        ])
        for connection in connections {
            table.append([
                connection.label, connection.adapter, connection.stateWords,
                connection.permissions.words, Words.grouped(connection.records),
                connection.lastSync?.minuteText ?? "never",
            ])
        }
        let problems = connections.flatMap { connection in
            let sentences =
                connection.problem.isEmpty ? connection.warnings : [connection.problem] + connection.warnings
            return sentences.map {
                style.yellow("\(TerminalText.escaped(connection.label)): \(Words.sentence($0))") + "\n"
            } + (connection.problem.isEmpty ? [] : FailureHint.lines(connection.condition, style: style))
        }
        return style.fitted(table.text(style: style) + problems.joined())
    }

    package static func show(_ connection: ConnectionSummary, style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        var lines = [
            style.bold(safe(connection.label)),
            "  Adapter      \(safe(connection.adapter))",
            "  Site         \(safe(connection.site))",
            "  State        \(connection.stateWords)",
            "  Permissions  \(connection.permissions.words)",
            "  Created      \(connection.created.minuteText) UTC",
            "  Last sync    \(connection.lastSync.map { $0.minuteText + " UTC" } ?? "never")",
            "  Records      \(Words.grouped(connection.records))",
        ]
        if !connection.readingFrom.isEmpty {
            // The choice for all streams stands first: its name is empty.
            let choices = connection.readingFrom.sorted { $0.name < $1.name }.map {
                $0.name.isEmpty ? $0.value : "\($0.name): \($0.value)"
            }
            lines.append("  Read from    \(safe(choices.joined(separator: ", ")))")
        }
        if !connection.problem.isEmpty { lines.append("  Problem      \(Words.sentence(connection.problem))") }
        if let condition = connection.condition {
            lines.append("  Last good    \(condition.lastGood.map { $0.minuteText + " UTC" } ?? "never")")
            if let retryAt = condition.retryAt { lines.append("  Goes on      \(retryAt.minuteText) UTC") }
            if let code = condition.code {
                lines.append("  Code         \(code.rawValue)")
                lines.append("  Read         portolan guide \(code.topic.rawValue)")
            }
            if let next = condition.next { lines.append("  Next         \(safe(next))") }
        }
        if let since = connection.pausedSince { lines.append("  Paused since \(since.minuteText) UTC") }
        lines += connection.warnings.map { "  Warning      \(Words.sentence($0))" }
        if connection.deleted > 0 {
            lines.append("  Deleted      \(Words.count(connection.deleted, "record")); \(connection.wayBack)")
        }
        if connection.keptDeleted > 0 {
            lines.append("  Kept deleted \(Words.count(connection.keptDeleted, "record"))")
        }
        if let expires = connection.keyExpires { lines.append("  Key expires  \(expires.minuteText) UTC") }
        if let simulator = connection.simulator { lines.append("  Simulator    \(safe(simulator))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What to look at by eye after connecting, where the exchange cannot tell it; nil where it did.
    package static func warning(_ connection: ConnectionSummary, exchange: String) -> String? {
        guard connection.permissions == .notVerifiable else { return nil }
        let safe = TerminalText.escaped
        return
            "\(safe(exchange)) cannot say what this key may do. Make sure that it can only read: portolan adapters guide \(safe(connection.adapter))"
    }

    /// The array of `portolan connections list --json`.
    package static func json(_ connections: [ConnectionSummary]) -> JSONValue { .array(connections.map(json)) }

    package static func json(_ connection: ConnectionSummary) -> JSONValue {
        .object([
            ("connection", .string(connection.label)),
            ("adapter", .string(connection.adapter)),
            ("site", .string(connection.site)),
            ("state", .string(connection.state.rawValue)),
            ("permissions", .string(connection.permissions.name)),
            ("created", .string(connection.created.description)),
            ("lastSync", .optional(connection.lastSync?.description)),
            ("keyExpires", .optional(connection.keyExpires?.description)),
            ("problem", .optional(connection.problem.isEmpty ? nil : connection.problem)),
            ("records", .int(connection.records)),
            ("simulator", .optional(connection.simulator)),
            ("syncState", .string((connection.condition?.state ?? connection.plainState).rawValue)),
            ("reason", .optional(connection.condition.flatMap { $0.reason.isEmpty ? nil : $0.reason })),
            ("lastGood", .optional(connection.condition?.lastGood?.description)),
            ("retryAt", .optional(connection.condition?.retryAt?.description)),
            ("code", .optional(connection.condition?.code?.rawValue)),
            ("topic", .optional(connection.condition?.code?.topic.rawValue)),
            ("next", .optional(connection.condition?.next)),
            ("pausedSince", .optional(connection.pausedSince?.description)),
            ("warnings", .strings(connection.warnings)),
            ("deleted", .int(connection.deleted)),
            ("keptDeleted", .int(connection.keptDeleted)),
            ("deletedFromFiles", .int(connection.deletedFromFiles)),
            (
                "readingFrom",
                .array(
                    connection.readingFrom.map {
                        .object([
                            ("stream", .optional($0.name.isEmpty ? nil : $0.name)), ("from", .string($0.value)),
                        ])
                    })
            ),
        ])
    }
}
