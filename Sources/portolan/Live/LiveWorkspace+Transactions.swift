import FileImport
import HistoryModel
import HistoryStore
import Reports

extension LiveWorkspace {
    func transactions(_ filter: TransactionFilter, each: (Transaction) throws -> Void) async throws {
        try await Failures.translated {
            guard let store = try history() else { return }
            try FileMatching.tellStale(store, of: filter.connections)
            try TransactionReading(store: store, filter: filter).run(each)
        }
    }

    func transaction(id: String) async throws -> Transaction? {
        try await Failures.translated {
            guard let store = try history() else { return nil }
            let reading = try TransactionReading(store: store, idOfOne: id)
            return Transaction(try reading.records(ofTransaction: id).map { reading.record($0) }, id: id)
        }
    }
}

extension LiveWorkspace {
    func unknownAsset(_ asset: String) async throws -> UnknownAsset? {
        try await Failures.translated {
            guard let store = try history() else { return UnknownAsset(asset, among: []) }
            return try unknownAsset(asset, in: store)
        }
    }

    func unknownAsset(_ asset: String, in store: HistoryStore) throws -> UnknownAsset? {
        try store.hasAsset(asset) ? nil : UnknownAsset(asset, among: try store.assets())
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
        // A few are held until their groups are looked up; for all of them every group is looked up before.
        let starts = filter.limit == nil ? try self.starts() : nil
        var held: [Transaction] = []
        var left = filter.limit ?? .max
        func give(_ transaction: Transaction) throws {
            guard passes(transaction) else { return }
            guard left > 0 else { throw Stop() }
            left -= 1
            if let starts { try each(transaction.named(by: starts)) } else { held.append(transaction) }
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
        guard starts == nil else { return }
        let some = try self.starts(among: Set(held.flatMap(\.records).map(\.record.group).filter { !$0.isEmpty }))
        for transaction in held { try each(transaction.named(by: some)) }
    }

    /// The groups, of all or of these, that are more than one transaction.
    private func starts(among groups: Set<String>? = nil) throws -> GroupStarts {
        var starts = GroupStarts()
        let names = Dictionary(sources.values.map { ($0.connection.id, $0.connection.name) }, uniquingKeysWith: { $1 })
        for scattered in try store.scatteredGroups(
            streams: sources.keys.sorted(), beyond: TransactionGatherer.reach, among: groups)
        {
            starts.note(scattered.group, of: names[scattered.connection] ?? "", startingAt: scattered.first)
        }
        return starts
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
        if FileFormat.isOfFiles(stream: record.stream) { record.fileTitle = FileFormat.title(ofStream: record.stream) }
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
    /// They are what a listing shows under the id, and no other part of their group.
    func records(ofTransaction id: String, deleted: Bool = false) throws -> [KeptRecord] {
        var query = RecordQuery(streams: sources.keys.sorted())
        query.includesDeleted = deleted
        // By bytes: two texts that only look the same to Unicode are two transactions.
        let whole = Array(id.utf8)
        let names = [whole] + (GroupStarts.plainID(of: id).map { [Array($0.utf8)] } ?? [])
        var found: [[KeptRecord]] = names.map { _ in [] }
        try store.records(query) { stored in
            if let place = names.firstIndex(of: Array(Transaction.id(of: record(stored)).utf8)) {
                found[place].append(stored)
            }
            return true
        }
        let starts = try starts(among: Set(found.joined().map(\.record.group).filter { !$0.isEmpty }))
        let part = found.flatMap(Self.parts).first { part in
            Transaction(part.map { record($0) })?.named(by: starts).id.utf8.elementsEqual(whole) == true
        }
        return (part ?? []).filter { !deleted || $0.state.contains(.deleted) }
    }

    /// Records of one id, in the order of time, as `TransactionGatherer` parts them.
    private static func parts(_ records: [KeptRecord]) -> [[KeptRecord]] {
        var parts: [[KeptRecord]] = []
        for record in records {
            if let last = parts.last?.last, record.record.time - last.record.time <= TransactionGatherer.reach {
                parts[parts.count - 1].append(record)
            } else {
                parts.append([record])
            }
        }
        return parts
    }
}

extension RecordName {
    init(_ stored: Reports.StoredRecord) {
        self.init(
            connection: stored.connection, stream: stored.stream, unit: stored.unit ?? "", record: stored.record)
    }
}
