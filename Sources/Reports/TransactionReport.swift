import HistoryModel
import Valuation

/// Transactions for people: a table of many, one in full, and JSON for programs.
package enum TransactionReport {
    /// One line each. Where the terminal is too narrow the ids go, and `hidden` is called.
    package static func table(
        _ transactions: [Transaction], style: Style = .plain, idsHidden hidden: () -> Void = {}
    ) -> String {
        var table = TextTable([
            .init("TIME (UTC)"), .init("KIND"), .init("AMOUNTS", wraps: true), .init("STATUS"),
            .init("ID", isExtra: true),
        ])
        for transaction in transactions {
            table.append([
                transaction.time.minuteText, transaction.kind.name,
                transaction.legs.map(\.text).joined(separator: ", "), status(transaction), transaction.id,
            ])
        }
        if table.leavesOut(style: style) { hidden() }
        return table.text(style: style)
    }

    private static func status(_ transaction: Transaction) -> String {
        let status = transaction.status == .final ? "" : transaction.status.rawValue
        let gone = transaction.isNoLongerServed ? "no longer served" : ""
        let back = transaction.isReappeared ? "reappeared" : ""
        let hidden = transaction.deletion == .none ? "" : transaction.deletion.words
        return [status, gone, back, hidden].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// One transaction with every record of it.
    package static func show(_ transaction: Transaction, worth: Valuer.Worth? = nil, style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        var lines = [
            style.bold(safe(transaction.id)),
            "  Time        \(transaction.time)",
            "  Connection  \(safe(transaction.connection)) (\(safe(transaction.adapter)))",
            "  Kind        \(transaction.kind.name)",
            "  Status      \(([transaction.status.rawValue] + marks(transaction)).joined(separator: ", "))",
        ]
        if !transaction.userLabel.isEmpty { lines.append("  Your label  \(safe(transaction.userLabel))") }
        lines += transaction.legs.map { "  Amount      \(safe($0.text))" }
        if let worth { lines += ValueReport.lines(worth, of: transaction) }
        for stored in transaction.records {
            let record = stored.record
            let isOfFile = !stored.fileTitle.isEmpty
            let stream = isOfFile ? "from a file (\(stored.fileTitle))" : stored.stream
            let source = [stream, stored.unit ?? "", record.key].filter { !$0.isEmpty }.joined(separator: " ")
            lines += ["", "  " + style.bold(safe(source)), "    \(record.kind.name), \(record.time)"]
            let facts: [(String, String)] =
                [
                    ("the \(isOfFile ? "file" : "exchange") calls it", record.label), ("market", record.market),
                    ("wallet", record.wallet),
                    ("on the chain", record.txHash), ("address", record.address),
                    ("marked", record.flags.names.joined(separator: ", ")),
                ] + (record.ids + record.extra).map { ($0.name, $0.value) }
            lines += facts.filter { !$0.1.isEmpty }.map { "    \(safe($0.0)): \(safe($0.1))" }
            lines += record.legs.map { "    \(safe(TransactionLeg($0).text))" }
            if stored.revisions > 0 {
                let changer = isOfFile ? "a later import" : "the exchange"
                lines.append("    changed by \(changer) \(Words.count(stored.revisions, "time"))")
            }
            lines += stored.history.map { "    " + TransactionReport.line($0) }
            if stored.isReappeared {
                let way =
                    isOfFile
                    ? "was deleted, and came back with a later import"
                    : "was gone or deleted, and came back with a later sync"
                lines.append("    \(way)")
            }
            if stored.isNoLongerServed { lines.append("    no longer served by the exchange; kept") }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func marks(_ transaction: Transaction) -> [String] {
        [
            transaction.isNoLongerServed ? "no longer served" : nil,
            transaction.isReappeared ? "reappeared" : nil,
            transaction.deletion == .none ? nil : transaction.deletion.words,
        ].compactMap { $0 }
    }

    /// One element of `portolan transactions list --json`. A contract: members are only ever added.
    package static func json(_ transaction: Transaction) -> JSONValue { .object(members(transaction)) }
    /// The same with the member `value`.
    package static func json(_ transaction: Transaction, worth: Valuer.Worth) -> JSONValue {
        .object(members(transaction) + [("value", ValueReport.json(worth))])
    }

    private static func members(_ transaction: Transaction) -> [(String, JSONValue)] {
        [
            ("id", .string(transaction.id)),
            ("time", .string(transaction.time.description)),
            ("connection", .string(transaction.connection)),
            ("adapter", .string(transaction.adapter)),
            ("kind", .string(transaction.kind.name)),
            ("status", .string(transaction.status.rawValue)),
            ("legs", .array(transaction.legs.map(json))),
            ("label", .string(transaction.label)),
            ("txHash", .string(transaction.txHash)),
            ("address", .string(transaction.address)),
            ("noLongerServed", .bool(transaction.isNoLongerServed)),
            ("reappeared", .bool(transaction.isReappeared)),
            ("deleted", .optional(transaction.deletion == .none ? nil : transaction.deletion.rawValue)),
            ("userLabel", .optional(transaction.userLabel.isEmpty ? nil : transaction.userLabel)),
            ("records", .array(transaction.records.map(json))),
        ]
    }

    static func json(_ leg: TransactionLeg) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("role", .string(leg.role.name)), ("asset", .string(leg.asset)), ("amount", .string(leg.amount)),
        ]
        if leg.isInside { members.append(("inside", .bool(true))) }
        return .object(members)
    }

    private static func json(_ stored: StoredRecord) -> JSONValue {
        let record = stored.record
        var members: [(String, JSONValue)] = [("stream", .string(stored.stream))]
        if let unit = stored.unit { members.append(("unit", .string(unit))) }
        members += [
            ("key", .string(record.key)),
            ("kind", .string(record.kind.name)),
            ("time", .string(record.time.description)),
            ("flags", .strings(record.flags.names)),
            ("label", .string(record.label)),
            ("market", .string(record.market)),
            ("wallet", .string(record.wallet)),
            ("legs", .array(record.legs.map { json(TransactionLeg($0)) })),
            ("ids", .object(record.ids.map { ($0.name, .string($0.value)) })),
            ("extra", .object(record.extra.map { ($0.name, .string($0.value)) })),
            ("revisions", .int(stored.revisions)),
            ("noLongerServed", .bool(stored.isNoLongerServed)),
            ("reappeared", .bool(stored.isReappeared)),
        ]
        if !stored.history.isEmpty { members.append(("history", .array(stored.history.map(json)))) }
        return .object(members)
    }
}
