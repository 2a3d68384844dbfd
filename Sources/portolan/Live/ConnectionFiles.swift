import AdapterHost
import FileImport
import HistoryModel
import HistoryStore
import Reports

/// A connection with its imported files: which streams are whose, and where reading begins beside them.
struct ConnectionFiles {
    let store: HistoryStore
    let connection: StoredConnection
    let files: [ImportedFile]
    /// By stream of a file.
    let formats: [StreamID: FileFormat]

    /// Nil when the connection has no file.
    init?(_ store: HistoryStore, _ connection: StoredConnection) throws {
        let files = try store.importedFiles(connection: connection.id)
        if files.isEmpty { return nil }
        self.store = store
        self.connection = connection
        self.files = files
        formats = Dictionary(
            try store.streams(connection: connection.id).compactMap { stream in
                FileFormat.ofStream(stream.name).map { (stream.id, $0) }
            }, uniquingKeysWith: { $1 })
    }

    /// Where each history stream begins when only what follows the last transaction in files is wanted, that instant
    /// included. A stream of which files hold a part of the kinds only begins at its beginning.
    ///
    /// Rows that lie in the future count for nothing, and no stream begins there.
    func lastTransactions(_ manifest: AdapterManifest, at now: Instant) throws -> [ReadingQuestion.Stream] {
        let extents = try store.fileExtents(connection: connection.id, until: now + FileClock.leeway)
        return manifest.streams.filter { $0.role == .history }.map { stream in
            let own = extents.filter { stream.kinds.contains($0.kind) }
            let missing = Self.mainKinds.filter { group in
                !stream.kinds.isDisjoint(with: group) && !own.contains { group.contains($0.kind) }
            }
            let records = own.reduce(0) { $0 + $1.records }
            guard let last = own.max(by: { $0.last < $1.last }) else {
                return .init(name: stream.name, start: nil, records: 0, reason: "no file holds any of its kinds")
            }
            if let group = missing.first {
                let names = Words.kinds(RecordKinds(group.kinds.filter { stream.kinds.contains($0) }))
                return .init(
                    name: stream.name, start: nil, records: records,
                    reason: "files hold \(Words.count(records, "record")) of it, but no \(names)")
            }
            let tolerance = FileFormat.ofStream(last.stream)?.tolerance ?? .zero
            return .init(name: stream.name, start: min(last.last, now) - tolerance, records: records)
        }
    }
    /// Every account has both: a file without one of them is a part of a history.
    private static let mainKinds: [RecordKinds] = [
        RecordKinds([.deposit, .fiatDeposit]), RecordKinds([.trade, .conversion, .fiatPurchase]),
    ]

    /// Where reading begins, by stream; streams that are read from their beginning are not in it.
    func starts(_ manifest: AdapterManifest, at now: Instant) throws -> [String: Instant] {
        let choices = try store.readingChoices(connection: connection.id)
        if choices.isEmpty { return [:] }
        let last = try lastTransactions(manifest, at: now)
        return Self.starts(choices, manifest) { name in last.first { $0.name == name }?.start }
    }

    static func starts(
        _ choices: [ReadingChoice], _ manifest: AdapterManifest, last: (String) -> Instant?
    ) -> [String: Instant] {
        var starts: [String: Instant] = [:]
        for stream in manifest.streams where stream.role == .history {
            let choice = choices.first { $0.stream == stream.name } ?? choices.first { $0.stream == nil }
            switch choice?.start {
            case .date(let from): starts[stream.name] = from
            case .lastTransaction: starts[stream.name] = last(stream.name)
            case .all, nil: break
            }
        }
        return starts
    }
}
