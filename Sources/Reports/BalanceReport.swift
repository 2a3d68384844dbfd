import ConnectionLife
import HistoryModel

/// What an exchange says an account holds, against what its history adds up to.
package struct ConnectionBalances: Sendable, Hashable {
    /// A stretch that some streams were not read in to the end, and so may hold what is missing.
    package struct Hole: Sendable, Hashable {
        package var streams: [String]
        package var interval: Interval
        package var state: CoverageState
        package var reason: String
        package init(streams: [String], interval: Interval, state: CoverageState, reason: String) {
            self.streams = streams
            self.interval = interval
            self.state = state
            self.reason = reason
        }
    }
    package var connection: String
    package var adapter: String
    /// When the exchange was asked last; nil when it never said.
    package var at: Instant?
    package var assets: [AssetBalance]
    /// The likeliest first.
    package var holes: [Hole]
    /// What the balances do not contain, in the adapter's words.
    package var notes: [String]
    /// How many things the exchange never serves.
    package var omissions: Int
    package var deletedRecords: Int
    /// Rows younger than this may still appear.
    package var settledUntil: Instant?

    package init(
        connection: String, adapter: String, at: Instant?, assets: [AssetBalance], holes: [Hole] = [],
        notes: [String] = [], omissions: Int = 0, deletedRecords: Int = 0, settledUntil: Instant? = nil
    ) {
        self.connection = connection
        self.adapter = adapter
        self.at = at
        self.assets = assets
        self.holes = holes
        self.notes = notes
        self.omissions = omissions
        self.deletedRecords = deletedRecords
        self.settledUntil = settledUntil
    }

    package var differences: [AssetBalance] { assets.filter { !$0.agrees } }

    /// What may explain a change of an asset's difference, as sentences.
    package func explanations(of change: AssetBalance.Change) -> [String] {
        let stretch = Interval(change.after ?? .distantPast, change.until)
        var sentences = holes.filter { hole in stretch.flatMap { hole.interval.intersection($0) } != nil }.map { hole in
            let what = hole.state == .unreadable ? "cannot be read" : "not read"
            let reason = hole.reason.isEmpty ? "" : " (\(CoverageReport.words(ofReason: hole.reason)))"
            return "\(Self.names(hole.streams)) \(CoverageReport.between(hole.interval)): \(what)\(reason)"
        }
        sentences += notes
        if deletedRecords > 0 {
            sentences.append("what you deleted does not count: \(Words.count(deletedRecords, "record"))")
        }
        if let settledUntil, change.until > settledUntil, change.after != nil || sentences.isEmpty {
            sentences.append("rows since \(settledUntil.minuteText) UTC may still appear")
        }
        if change.after == nil, omissions > 0 {
            let things = omissions == 1 ? "there is a thing" : "there are \(Words.grouped(omissions)) things"
            sentences.append("\(things) the exchange never serves: portolan adapters show \(adapter)")
        }
        return sentences
    }

    private static func names(_ streams: [String]) -> String {
        let most = 4
        guard streams.count > most else { return Words.list(streams) }
        return streams.prefix(most - 1).joined(separator: ", ") + " and \(streams.count - most + 1) more streams"
    }
}

package enum BalanceReport {
    package static func text(_ all: [ConnectionBalances], onlyDifferences: Bool = false, style: Style = .plain)
        -> String
    {
        var table = TextTable([
            .init("CONNECTION", limit: 24), .init("ASSET", limit: 16), .init("REPORTED", right: true),
            .init("DERIVED", right: true), .init("DIFFERENCE", right: true),
        ])
        var notes = ""
        for entry in all {
            for asset in onlyDifferences ? entry.differences : entry.assets {
                table.append([
                    entry.connection, asset.asset, asset.reported.description, asset.derived?.description ?? "?",
                    asset.difference.map { $0.isZero ? "-" : signed($0) } ?? "?",
                ])
            }
            notes += summary(entry, style: style)
        }
        return (table.rows.isEmpty ? "" : table.text(style: style)) + notes
    }

    /// The sentences about one connection: what agrees, and where what does not must lie.
    package static func summary(_ entry: ConnectionBalances, style: Style = .plain) -> String {
        let name = TerminalText.escaped(entry.connection)
        guard let at = entry.at else {
            return "\(name): the exchange has not said what the account holds; nothing can be compared.\n"
        }
        let differences = entry.differences
        let total = Words.count(entry.assets.count, "asset")
        guard !differences.isEmpty else {
            return "\(name): what was read adds up to the balances of \(at.minuteText) UTC, \(total).\n"
        }
        var lines = [
            "\(name): \(Words.grouped(differences.count)) of \(total) differ from the balances of \(at.minuteText) UTC."
        ]
        for asset in differences { lines += sentences(asset).map { "  " + $0 } }
        lines += reasons(for: differences, of: entry)
        return lines.map { style.yellow($0) + "\n" }.joined()
            + "  Read: portolan guide \(GuideTopic.balances.rawValue)\n"
    }

    /// What may explain the differences, each reason once.
    private static func reasons(for assets: [AssetBalance], of entry: ConnectionBalances) -> [String] {
        var reasons: [String] = []
        for change in assets.flatMap(\.changes) {
            for reason in entry.explanations(of: change) where !reasons.contains(reason) { reasons.append(reason) }
        }
        guard !reasons.isEmpty else { return [] }
        let most = 8
        var lines = reasons.prefix(most).map { "    - " + TerminalText.escaped($0) }
        if reasons.count > most {
            let name = ShellWord.quoted(entry.connection)
            lines.append("    - and \(reasons.count - most) more: portolan coverage \(TerminalText.escaped(name))")
        }
        return ["  It may be because of:"] + lines
    }

    static func sentences(_ asset: AssetBalance) -> [String] {
        let name = TerminalText.escaped(asset.asset)
        guard asset.difference != nil else { return ["\(name): its amounts need more than 38 digits to be added up."] }
        return asset.changes.map { change in
            let side = change.amount.isNegative ? "less" : "more"
            let amount = "\(change.amount.magnitude) \(name)"
            let place =
                change.after.map { "between \($0.minuteText) and \(change.until.minuteText) UTC" }
                ?? "before \(change.until.minuteText) UTC"
            return "\(amount) \(side) than the history says: it lies \(place)."
        }
    }

    private static func signed(_ amount: Amount) -> String { amount.isNegative ? "\(amount)" : "+\(amount)" }

    /// The array of `portolan balances --json`. A contract: members are only ever added.
    package static func json(_ all: [ConnectionBalances]) -> JSONValue {
        .array(
            all.map { entry in
                .object([
                    ("connection", .string(entry.connection)), ("adapter", .string(entry.adapter)),
                    ("at", .optional(entry.at?.description)),
                    ("agrees", .bool(entry.at != nil && entry.differences.isEmpty)),
                    ("assets", .array(entry.assets.map { json($0, of: entry) })),
                ])
            })
    }

    static func json(_ asset: AssetBalance, of entry: ConnectionBalances) -> JSONValue {
        .object([
            ("asset", .string(asset.asset)), ("reported", .string(asset.reported.description)),
            ("derived", .optional(asset.derived?.description)),
            ("difference", .optional(asset.difference?.description)),
            (
                "changes",
                .array(
                    asset.changes.map { change in
                        .object([
                            ("amount", .string(change.amount.description)),
                            ("after", .optional(change.after?.description)),
                            ("until", .string(change.until.description)),
                            ("explanations", .strings(entry.explanations(of: change))),
                        ])
                    })
            ),
        ])
    }
}
