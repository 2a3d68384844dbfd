import HistoryModel
import HistoryStore
import Reports

extension LiveWorkspace {
    func readingQuestions(of connections: [String]) async throws -> [ReadingQuestion] {
        try await Failures.translated {
            guard let store = try history() else { return [] }
            return try store.connections().filter { connections.isEmpty || connections.contains($0.name) }
                .compactMap { try question(of: $0, in: store) }
        }
    }

    /// Nil where there is nothing to ask: no file, a choice that was made, or reading that has begun.
    private func question(of connection: StoredConnection, in store: HistoryStore) throws -> ReadingQuestion? {
        guard connection.state != .paused, let files = try ConnectionFiles(store, connection),
            try store.readingChoices(connection: connection.id).isEmpty, try !store.wasRead(connection: connection.id)
        else { return nil }
        let extents = try store.fileExtents(connection: connection.id)
        guard let first = extents.map(\.first).min(), let last = extents.map(\.last).max() else { return nil }
        let manifest = try manifest(of: connection, in: store)
        return ReadingQuestion(
            connection: connection.name, exchange: manifest.exchange,
            files: Set(files.files.map(\.file.name)).sorted(), records: extents.reduce(0) { $0 + $1.records },
            first: first, last: last, streams: try files.lastTransactions(manifest, at: clock.now()))
    }

    func keep(_ starts: [ReadingStart], of name: String) async throws {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let connection = try store.connection(name)
            let streams = try manifest(of: connection, in: store).streams.filter { $0.role == .history }.map(\.name)
            for stream in starts.compactMap(\.stream) where !streams.contains(stream) {
                throw CommandFailure(
                    .usage, "\(connection.name) has no stream \"\(stream)\": there is \(Words.list(streams)).")
            }
            try store.keep(starts.map { ReadingChoice($0) }, connection: connection.id, at: clock.now())
        }
    }
}

extension ReadingChoice {
    fileprivate init(_ start: ReadingStart) {
        let point: Start =
            switch start.point {
            case .all: .all
            case .lastTransaction: .lastTransaction
            case .date(let from): .date(from)
            }
        self.init(stream: start.stream, start: point)
    }
}
