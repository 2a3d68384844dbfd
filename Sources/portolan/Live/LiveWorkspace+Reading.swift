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
            let chosen = try store.connections().filter { names.isEmpty || names.contains($0.name) }
            return try chosen.map { connection in
                // Under the limits as they were declared when it was read; no library needs to be there.
                guard let declaration = try store.declaration(connection.declaration) else {
                    throw CommandFailure(.fault, "What the adapter of \(connection.name) declared is not in the store.")
                }
                let manifest = try AdapterProcess.decodeManifest(declaration.manifest)
                let extents = try CoverageReading(
                    store: store, connection: connection, manifest: manifest, at: clock.now()
                ).extents()
                return ConnectionCoverage(
                    connection: connection.name, adapter: connection.adapter, exchange: manifest.exchange,
                    streams: extents.map { StreamCoverage($0) }, omissions: manifest.omissions)
            }
        }
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
