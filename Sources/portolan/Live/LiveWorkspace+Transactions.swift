import HistoryModel
import HistoryStore
import Reports

extension LiveWorkspace {
    func transactions(_ filter: TransactionFilter, each: (Transaction) throws -> Void) async throws {
        try await Failures.translated {
            guard let store = try history() else { return }
            try TransactionReading(store: store, filter: filter).run(each)
        }
    }

    func transaction(id: String) async throws -> Transaction? {
        try await Failures.translated {
            guard let store = try history() else { return nil }
            let reading = try TransactionReading(store: store, idOfOne: id)
            return Transaction(try reading.records(ofTransaction: id).map { reading.record($0) })
        }
    }
}

/// Streams stored records into transactions that pass a filter.
struct TransactionReading {
    private struct Stop: Error {}
    struct Source {
        var connection: StoredConnection
        var stream: String
        var notes: [RecordName: String]
    }
    let store: HistoryStore
    private let filter: TransactionFilter
    private(set) var sources: [Int64: Source] = [:]
    private var units: [Int64: String] = [:]

    init(store: HistoryStore, filter: TransactionFilter) throws {
        self.store = store
        self.filter = filter
        for connection in try store.connections()
        where filter.connections.isEmpty || filter.connections.contains(connection.name) {
            let notes = try store.notes(connection: connection.name)
            for stream in try store.streams(connection: connection.id) {
                sources[stream.id] = Source(connection: connection, stream: stream.name, notes: notes)
                for (id, unit) in try store.units(connection: connection.id, lister: stream.name) {
                    units[id] = unit.key
                }
            }
        }
    }

    func run(_ each: (Transaction) throws -> Void) throws {
        var query = RecordQuery(streams: sources.keys.sorted())
        query.includesDeleted = filter.onlyDeleted
        query.order = filter.newestFirst ? .newestFirst : .oldestFirst
        // Rows of a transaction may lie outside the span its own time lies in.
        query.interval = Interval(
            (filter.from ?? .distantPast) - TransactionGatherer.reach,
            (filter.until ?? .distantFuture) + TransactionGatherer.reach)
        var left = filter.limit ?? .max
        func give(_ transaction: Transaction) throws {
            guard passes(transaction) else { return }
            guard left > 0 else { throw Stop() }
            left -= 1
            try each(transaction)
            if left == 0 { throw Stop() }
        }
        var gatherer = TransactionGatherer()
        do {
            if left == 0 { return }
            try store.records(query) { stored in
                for transaction in gatherer.add(record(stored)) { try give(transaction) }
                return true
            }
            for transaction in gatherer.finish() { try give(transaction) }
        } catch is Stop {}
    }

    private func passes(_ transaction: Transaction) -> Bool {
        if filter.onlyDeleted, transaction.deletion == .none { return false }
        if let from = filter.from, transaction.time < from { return false }
        if let until = filter.until, transaction.time >= until { return false }
        if let kinds = filter.kinds, !kinds.contains(transaction.kind) { return false }
        if let asset = filter.asset,
            !transaction.records.contains(where: { $0.record.legs.contains { $0.asset == asset } })
        {
            return false
        }
        return true
    }

    func record(_ stored: KeptRecord) -> Reports.StoredRecord {
        let source = sources[stored.stream]
        var record = Reports.StoredRecord(
            connection: source?.connection.name ?? "", adapter: source?.connection.adapter ?? "",
            stream: source?.stream ?? "", unit: stored.unit == 0 ? nil : units[stored.unit], record: stored.record,
            revisions: stored.revisions, isNoLongerServed: stored.state.contains(.noLongerServed))
        record.isReappeared = stored.state.contains(.reappeared)
        if stored.state.contains(.deleted) {
            record.deletion = stored.state.contains(.keptDeleted) ? .kept : .deleted
        }
        if let notes = source?.notes, !notes.isEmpty { record.userLabel = notes[RecordName(record)] ?? "" }
        return record
    }
}

extension TransactionReading {
    /// For one transaction, by its id; the name of its connection stands in front of it.
    init(store: HistoryStore, idOfOne id: String) throws {
        var filter = TransactionFilter()
        filter.connections = [String(id.prefix { $0 != "/" })]
        try self.init(store: store, filter: filter)
    }

    /// The stored records of one transaction, in the order of time; with `deleted`, of those its owner deleted.
    func records(ofTransaction id: String, deleted: Bool = false) throws -> [KeptRecord] {
        var query = RecordQuery(streams: sources.keys.sorted())
        query.includesDeleted = deleted
        var found: [KeptRecord] = []
        try store.records(query) { stored in
            // By bytes: two texts that only look the same to Unicode are two transactions.
            if Transaction.id(of: record(stored)).utf8.elementsEqual(id.utf8),
                !deleted || stored.state.contains(.deleted)
            {
                found.append(stored)
            }
            return true
        }
        return found
    }
}

extension RecordName {
    init(_ stored: Reports.StoredRecord) {
        self.init(
            connection: stored.connection, stream: stored.stream, unit: stored.unit ?? "", record: stored.record)
    }
}
