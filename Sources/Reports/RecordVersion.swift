import HistoryModel

/// What a record held before the exchange changed it.
package struct RecordVersion: Sendable, Hashable {
    package enum Reason: String, Sendable {
        /// A later answer differs.
        case changed
        /// It was under way, and a finished re-read no longer met it.
        case voided
        /// The exchange corrected its time.
        case moved
    }
    package var record: Record
    package var reason: Reason
    /// When it was replaced.
    package var replacedAt: Instant
    package init(record: Record, reason: Reason, replacedAt: Instant) {
        self.record = record
        self.reason = reason
        self.replacedAt = replacedAt
    }
}

extension StoredRecord.Deletion {
    package var words: String { self == .kept ? "deleted for good" : "deleted" }
}

extension TransactionReport {
    /// One line of a record's past.
    static func line(_ version: RecordVersion) -> String {
        let record = version.record
        let facts =
            [record.kind.name, "\(record.time)", record.label]
            + record.flags.names + record.legs.map { TransactionLeg($0).text }
            + (record.ids + record.extra).map { "\($0.name) \($0.value)" }
        let held = facts.filter { !$0.isEmpty }.map(TerminalText.escaped).joined(separator: ", ")
        return "until \(version.replacedAt.minuteText) UTC (\(version.reason.rawValue)): \(held)"
    }

    static func json(_ version: RecordVersion) -> JSONValue {
        let record = version.record
        return .object([
            ("replacedAt", .string(version.replacedAt.description)), ("reason", .string(version.reason.rawValue)),
            ("kind", .string(record.kind.name)), ("time", .string(record.time.description)),
            ("flags", .strings(record.flags.names)), ("label", .string(record.label)),
            ("market", .string(record.market)), ("wallet", .string(record.wallet)),
            ("legs", .array(record.legs.map { json(TransactionLeg($0)) })),
            ("ids", .object(record.ids.map { ($0.name, .string($0.value)) })),
            ("extra", .object(record.extra.map { ($0.name, .string($0.value)) })),
        ])
    }
}
