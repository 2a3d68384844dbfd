import GRDB
import HistoryModel

/// A group whose rows lie far apart in time.
package struct ScatteredGroup: Sendable, Hashable {
    package var connection: Int64
    package var group: String
    /// Its first row, hidden ones included.
    package var first: Instant
}

extension HistoryStore {
    /// The groups of connections of which two rows lie further apart than `reach`, whatever the rows' state: of all
    /// records in the streams, or of these groups only. One pass over the records.
    package func scatteredGroups(
        streams: [StreamID], beyond reach: Span, among groups: Set<String>? = nil
    ) throws -> [ScatteredGroup] {
        try read { try Self.scatteredGroups(streams: streams, beyond: reach, among: groups, $0) }
    }

    static func scatteredGroups(
        streams: [StreamID], beyond reach: Span, among groups: Set<String>?, _ db: Database
    ) throws -> [ScatteredGroup] {
        if groups?.isEmpty == true { return [] }
        let chosen = groups.map { _ in "AND grp IN (SELECT value FROM json_each(?3))" } ?? "AND ?3 IS NULL"
        return try Row.fetchAll(
            db,
            sql: """
                SELECT stream.connection, grp, min(time) AS first FROM record JOIN stream ON stream.id = record.stream
                WHERE record.stream IN (SELECT value FROM json_each(?1)) AND grp IS NOT NULL \(chosen)
                GROUP BY stream.connection, grp HAVING max(time) - min(time) > ?2
                """,
            arguments: [
                JSONValue.array(streams.map { .int(Int($0)) }).text(), reach.nanoseconds,
                groups.map { JSONValue.strings($0.sorted()).text() },
            ]
        ).map {
            ScatteredGroup(connection: $0["connection"], group: $0["grp"], first: Instant(nanoseconds: $0["first"]))
        }
    }
}

extension FileMatchBook {
    package func scatteredGroups(streams: [StreamID], beyond reach: Span) throws -> [ScatteredGroup] {
        try HistoryStore.scatteredGroups(streams: streams, beyond: reach, among: nil, database)
    }
}
