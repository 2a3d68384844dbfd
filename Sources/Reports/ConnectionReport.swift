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
                connection.label, connection.adapter,
                connection.state.rawValue.split(separator: "_").joined(separator: " "),
                connection.permissions.words, Words.grouped(connection.records),
                connection.lastSync?.minuteText ?? "never",
            ])
        }
        let problems = connections.filter { !$0.problem.isEmpty }.map {
            style.yellow("\(TerminalText.escaped($0.label)): \(Words.sentence($0.problem))") + "\n"
        }
        return style.fitted(table.text(style: style) + problems.joined())
    }

    package static func show(_ connection: ConnectionSummary, style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        var lines = [
            style.bold(safe(connection.label)),
            "  Adapter      \(safe(connection.adapter))",
            "  Site         \(safe(connection.site))",
            "  State        \(connection.state.rawValue.split(separator: "_").joined(separator: " "))",
            "  Permissions  \(connection.permissions.words)",
            "  Created      \(connection.created.minuteText) UTC",
            "  Last sync    \(connection.lastSync.map { $0.minuteText + " UTC" } ?? "never")",
            "  Records      \(Words.grouped(connection.records))",
        ]
        if !connection.problem.isEmpty { lines.append("  Problem      \(Words.sentence(connection.problem))") }
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
        ])
    }
}
