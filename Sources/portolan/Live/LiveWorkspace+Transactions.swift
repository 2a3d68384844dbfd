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
            var found: Transaction?
            var filter = TransactionFilter()
            // The name of the connection stands in front of every id.
            let connection = id.prefix { $0 != "/" }
            filter.connections = [String(connection)]
            try TransactionReading(store: store, filter: filter).run { transaction in
                if transaction.id == id { found = transaction }
            }
            return found
        }
    }
}

/// Streams stored records into transactions that pass a filter.
private struct TransactionReading {
    private struct Stop: Error {}
    private struct Source {
        var connection: StoredConnection
        var stream: String
    }
    private let store: HistoryStore
    private let filter: TransactionFilter
    private var sources: [Int64: Source] = [:]
    private var units: [Int64: String] = [:]

    init(store: HistoryStore, filter: TransactionFilter) throws {
        self.store = store
        self.filter = filter
        for connection in try store.connections()
        where filter.connections.isEmpty || filter.connections.contains(connection.name) {
            for stream in try store.streams(connection: connection.id) {
                sources[stream.id] = Source(connection: connection, stream: stream.name)
                for (id, unit) in try store.units(connection: connection.id, lister: stream.name) {
                    units[id] = unit.key
                }
            }
        }
    }

    func run(_ each: (Transaction) throws -> Void) throws {
        var query = RecordQuery(streams: sources.keys.sorted())
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

    private func record(_ stored: KeptRecord) -> Reports.StoredRecord {
        let source = sources[stored.stream]
        return Reports.StoredRecord(
            connection: source?.connection.name ?? "", adapter: source?.connection.adapter ?? "",
            stream: source?.stream ?? "", unit: stored.unit == 0 ? nil : units[stored.unit], record: stored.record,
            revisions: stored.revisions, isNoLongerServed: stored.state.contains(.noLongerServed))
    }
}
