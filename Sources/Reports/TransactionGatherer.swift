import HistoryModel

/// Makes transactions of records that come in order of time, either way.
///
/// Rows of one group need not stand side by side: a deposit's details come from another stream and carry another
/// time. A transaction is held until the records have moved `reach` past its last row; memory holds what lies within
/// that, however long the history. What comes later than that is another transaction, whatever stands in between:
/// `GroupStarts` tells such parts of a group apart. Transactions come out in the order of their first record met.
package struct TransactionGatherer: ~Copyable {
    /// How far apart in time rows of one group may lie.
    package static let reach = Span.days(7)

    private struct Held {
        var records: [StoredRecord]
        var latest: Instant
    }
    private var held: [Int: Held] = [:]
    /// By bytes: two texts that only look the same to Unicode are two groups.
    private var places: [[UInt8]: Int] = [:]
    private var first = 0
    private var next = 0

    package init() {}

    /// Takes the next record; gives the transactions that nothing can be added to any more.
    package mutating func add(_ record: StoredRecord) -> [Transaction] {
        let id = Array(Transaction.id(of: record).utf8)
        let time = record.record.time
        if let place = places[id], let known = held[place], Self.distance(known.latest, time) <= Self.reach {
            held[place]?.records.append(record)
            held[place]?.latest = time
        } else {
            places[id] = next
            held[next] = Held(records: [record], latest: time)
            next += 1
        }
        var ended: [Transaction] = []
        while first < next, let oldest = held[first], Self.distance(oldest.latest, time) > Self.reach {
            ended += release()
        }
        return ended
    }

    /// What is left, after the last record.
    package mutating func finish() -> [Transaction] {
        var rest: [Transaction] = []
        while first < next { rest += release() }
        return rest
    }

    private mutating func release() -> [Transaction] {
        defer { first += 1 }
        guard let ended = held.removeValue(forKey: first) else { return [] }
        let records = ended.records.sorted { $0.record.time < $1.record.time }
        guard let transaction = Transaction(records) else { return [] }
        let id = Array(transaction.id.utf8)
        // A later part of the group may be held already.
        if places[id] == first { places[id] = nil }
        return [transaction]
    }

    private static func distance(_ left: Instant, _ right: Instant) -> Span {
        left < right ? right - left : left - right
    }
}
