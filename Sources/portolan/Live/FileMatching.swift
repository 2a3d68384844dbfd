import FileImport
import HistoryMatching
import HistoryModel
import HistoryStore
import Reports

/// Finds, for one connection, which records of files another source tells as well, and writes that down.
///
/// The exchange's own streams come first; files of the exchange are compared with them, and files of other programs
/// with all of those. What one source has told already does not count a second time.
struct FileMatching {
    private let store: HistoryStore
    private let connection: StoredConnection
    private let own: [StreamID]
    private let files: [(id: StreamID, format: FileFormat)]
    private let decisions: MatchDecisions
    private let names: [StreamID: String]
    private let units: [Int64: String]

    /// Nil when the connection has no file.
    init?(_ store: HistoryStore, _ connection: StoredConnection) throws {
        guard let all = try ConnectionFiles(store, connection) else { return nil }
        self.store = store
        self.connection = connection
        let streams = try store.streams(connection: connection.id)
        names = Dictionary(streams.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        own = streams.map(\.id).filter { all.formats[$0] == nil }
        files = all.formats.map { ($0.key, $0.value) }.sorted {
            ($0.1.isInterchange ? 1 : 0, $0.0) < ($1.1.isInterchange ? 1 : 0, $1.0)
        }
        var units: [Int64: String] = [:]
        for stream in streams {
            for (id, unit) in try store.units(connection: connection.id, lister: stream.name) { units[id] = unit.key }
        }
        self.units = units
        let decided = try store.matchDecisions(connection: connection.id)
        func pairs(_ isAccepted: Bool) -> Set<MatchDecisions.Pair> {
            Set(decided.filter { $0.isAccepted == isAccepted }.map { .init(file: $0.file, exchange: $0.other) })
        }
        decisions = MatchDecisions(accepted: pairs(true), rejected: pairs(false))
    }

    /// Finishes what a run that ended early left undone; whoever is about to add up and may write does this first.
    static func redoStale(_ store: HistoryStore, of names: [String] = []) throws {
        for connection in try store.connections()
        where connection.isMatchingStale && (names.isEmpty || names.contains(connection.name)) {
            try FileMatching(store, connection)?.run()
        }
    }
    /// For whoever adds up and only reads: says where that is due.
    static func tellStale(_ store: HistoryStore, of names: [String]) throws {
        for connection in try store.connections()
        where connection.isMatchingStale && (names.isEmpty || names.contains(connection.name)) {
            Output.talk(MatchReport.stale(connection.name))
        }
    }

    func run() throws {
        try store.rematch(connection: connection.id) { book in
            var reference = own
            for file in files {
                if !reference.isEmpty { try match(file.id, file.format, against: reference, book) }
                reference.append(file.id)
            }
        }
    }

    private func match(
        _ file: StreamID, _ format: FileFormat, against reference: [StreamID], _ book: FileMatchBook
    ) throws {
        var matcher = HistoryMatcher(tolerance: format.tolerance, decisions: decisions)
        var gatherer = TransactionGatherer()
        func keep(_ finding: MatchFinding) throws {
            switch finding {
            case .same(_, let rows, let exchange, let basis):
                for row in rows {
                    try book.match(
                        RecordPosition(time: row.time, stream: file, unit: 0, key: row.key), other: exchange.id,
                        basis: basis.rawValue)
                }
            case .question(let own, let other, let reason):
                try book.ask(
                    MatchQuestion(
                        file: own.id, other: other.id, fileTime: own.time, otherTime: other.time, reason: reason,
                        summary: own.change.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                            .joined(separator: ", ")))
            }
        }
        var starts = GroupStarts()
        for (streams, side) in [([file], Self.fileSide), (reference, Self.otherSide)] {
            for group in try book.scatteredGroups(streams: streams, beyond: TransactionGatherer.reach) {
                starts.note(group.group, of: side, startingAt: group.first)
            }
        }
        func add(_ transaction: Transaction) throws {
            guard let event = MatchEvent(transaction.named(by: starts), of: connection) else { return }
            if transaction.connection == Self.fileSide {
                try matcher.add(file: event, keep)
            } else {
                try matcher.add(exchange: event, keep)
            }
        }
        // What the user deleted was told all the same: its twin in a file must not take its place.
        var query = RecordQuery(streams: reference + [file])
        query.includesDeleted = true
        // Both sides through one gatherer: events come out in one order of time.
        try book.records(query) { stored in
            for transaction in gatherer.add(record(stored, isFile: stored.stream == file)) { try add(transaction) }
        }
        for transaction in gatherer.finish() { try add(transaction) }
        try matcher.finish(keep)
    }

    fileprivate static let fileSide = "file"
    fileprivate static let otherSide = "other"

    private func record(_ stored: KeptRecord, isFile: Bool) -> Reports.StoredRecord {
        Reports.StoredRecord(
            connection: isFile ? Self.fileSide : Self.otherSide, adapter: connection.adapter,
            stream: names[stored.stream] ?? "", unit: stored.unit == 0 ? nil : units[stored.unit],
            record: stored.record)
    }
}

extension MatchEvent {
    /// Nil for what moves nothing: details alone, and what came to nothing.
    fileprivate init?(_ transaction: Transaction, of connection: StoredConnection) {
        guard transaction.status == .final || transaction.status == .pending else { return nil }
        var isExact = true
        let changes = transaction.changes { _ in isExact = false }
        let id = String(transaction.id.drop { $0 != "/" })
        let rows = transaction.principal.map(\.record)
        // Another program's file may have our own name for it.
        let written = rows.compactMap { OwnID.id(inGroup: $0.group) }
        let hashes = Set(transaction.records.map(\.record.txHash)).filter { !$0.isEmpty }
        self.init(
            id: id, time: transaction.time, timeUnit: rows.map(\.timeUnit).max() ?? .seconds(1),
            family: Family(transaction.kind),
            isFiatMovement: transaction.kind == .fiatDeposit || transaction.kind == .fiatWithdrawal,
            change: isExact ? Dictionary(changes.map { ($0.asset, $0.change) }, uniquingKeysWith: { $1 }) : [:],
            rows: rows.map { Row(time: $0.time, key: $0.key, ids: $0.ids) },
            names: hashes.sorted() + written + [connection.name + id])
    }
}
