import AdapterHost
import HistoryModel
import HistoryStore
import Reports
import SyncEngine

extension LiveWorkspace {
    /// The store for reading; nil before anything was stored.
    func history() throws -> HistoryStore? {
        do {
            return try HistoryStore.open(home: home, access: .read)
        } catch let error as StoreError where error.code == .notFound {
            return nil
        }
    }

    func coverage(of names: [String]) async throws -> [ConnectionCoverage] {
        try await Failures.translated {
            guard let store = try history() else { return [] }
            try FileMatching.tellStale(store, of: names)
            let chosen = try store.connections().filter { names.isEmpty || names.contains($0.name) }
            return try chosen.map { try coverage(of: $0, in: store) }
        }
    }

    /// What the adapter declared when the connection was read last; no library needs to be there.
    func manifest(of connection: StoredConnection, in store: HistoryStore) throws -> AdapterManifest {
        guard let declaration = try store.declaration(connection.declaration) else {
            throw CommandFailure(.fault, "What the adapter of \(connection.name) declared is not in the store.")
        }
        return try AdapterProcess.decodeManifest(declaration.manifest)
    }

    /// As it stands at an instant; now, where none is given.
    func coverage(
        of connection: StoredConnection, in store: HistoryStore, at instant: Instant? = nil
    ) throws -> ConnectionCoverage {
        let manifest = try manifest(of: connection, in: store)
        let now = instant ?? clock.now()
        let extents = try CoverageReading(store: store, connection: connection, manifest: manifest, at: now).extents()
        let files = try FileCoverage(store, connection, manifest, at: now)
        let streams = extents.map { extent in
            var stream = StreamCoverage(extent)
            stream.intervals = files.laid(over: stream.intervals, of: stream.stream, kinds: stream.kinds)
            return stream
        }
        var coverage = ConnectionCoverage(
            connection: connection.name, adapter: connection.adapter, exchange: manifest.exchange,
            streams: streams + (try files.streams(in: store)), omissions: manifest.omissions)
        let opened = try store.accountOpened(connection: connection.id)
        if opened > .distantPast { coverage.accountOpened = opened }
        return coverage
    }
}

extension StreamCoverage {
    init(_ extent: StreamExtent) {
        self.init(
            stream: extent.stream.name, label: extent.stream.label, unit: extent.unit?.key, kinds: extent.stream.kinds,
            intervals: extent.intervals, bounds: extent.stream.bounds, deadline: extent.deadline,
            earliestReadable: extent.earliestReadable, records: extent.records,
            shortfalls: extent.shortfalls.map { Shortfall($0.interval, counted: $0.counted, served: $0.served) })
        if let unit = extent.unit { unitNoun = unit.kind.noun }
    }
}
