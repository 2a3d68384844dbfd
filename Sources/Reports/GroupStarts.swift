import HistoryModel

/// Where groups begin whose rows lie too far apart for one transaction: an order that was filled over weeks. Its first
/// part has the group's plain id, and each later one says when it begins: `coinbase/order:1@2024-03-19T10:00:00Z`.
package struct GroupStarts: Sendable, Hashable {
    private struct Group: Hashable {
        var connection: [UInt8]
        /// By bytes: two texts that only look the same to Unicode are two groups.
        var name: [UInt8]
    }
    private var starts: [Group: Instant] = [:]

    package init() {}

    package mutating func note(_ group: String, of connection: String, startingAt first: Instant) {
        starts[Group(connection: Array(connection.utf8), name: Array(group.utf8))] = first
    }

    /// The id of the part that begins with a record; nil where the plain one is right.
    func laterPart(_ plain: String, of first: StoredRecord) -> String? {
        guard !starts.isEmpty, !first.record.group.isEmpty else { return nil }
        let group = Group(connection: Array(first.connection.utf8), name: Array(first.record.group.utf8))
        guard let start = starts[group], first.record.time - start > TransactionGatherer.reach else { return nil }
        return "\(plain)@\(first.record.time)"
    }

    /// The plain id that a later part's id may have been made of; nil where it cannot be one.
    package static func plainID(of id: String) -> String? {
        guard let mark = id.lastIndex(of: "@"), Instant(iso8601: id[id.index(after: mark)...]) != nil else {
            return nil
        }
        return String(id[..<mark])
    }
}
