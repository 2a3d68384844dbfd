import GRDB
import HistoryModel

extension HistoryStore {
    /// The flags and the exchange's word of every record of a stream and unit, by key; for checks.
    package func statesByKey(
        stream: StreamID, unit: UnitID
    ) throws -> [String: (flags: RecordFlags, label: String)] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT key, flags, label FROM record WHERE stream = ? AND unit = ?",
                arguments: [stream, unit])
            return Dictionary(
                rows.map { ($0["key"], (RecordFlags(rawValue: $0["flags"]), $0["label"] ?? "")) },
                uniquingKeysWith: { $1 })
        }
    }
}
