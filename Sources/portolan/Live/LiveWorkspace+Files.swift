import AdapterHost
import ConnectionLife
import ExchangeClient
import FileImport
import HistoryModel
import HistoryStore
import Reports

#if canImport(Glibc)
    import Glibc
#endif

extension LiveWorkspace {
    func importFile(_ request: ImportRequest) async throws -> ImportOutcome {
        do {
            return try await Failures.translated { try importing(request) }
        } catch var failure as CommandFailure where failure.reason == .diskFull || failure.reason == .storeLocked {
            failure.next =
                "portolan import \(ShellWord.quoted(request.path)) --account \(ShellWord.quoted(request.connection))"
            throw failure
        }
    }

    private func importing(_ request: ImportRequest) throws -> ImportOutcome {
        let store = try HistoryStore.open(home: home, access: .write)
        let connection = try store.connection(request.connection)
        let file = try recognised(request, connection, in: store)
        let digest = Self.hex(try Self.digest(of: request.path))
        var outcome = ImportOutcome(
            file: file.name, connection: connection.name, format: file.format.name,
            formatTitle: file.format.title, zone: file.zone.description, stream: file.stream, digest: digest)
        // Once through without writing: a file is imported whole or not at all.
        let summary = try file.read { _ in }
        outcome.take(summary, unknownColumns: file.unknownColumns)
        let earlier = try store.importedFiles(connection: connection.id).last { $0.file.digest == digest }
        outcome.importedBefore = earlier?.at
        if summary.badRows > 0, !request.skipsBadRows { return outcome }
        let new = NewFile(
            name: file.name, digest: digest, size: Self.size(of: request.path), zone: file.zone.description,
            platform: request.platform ?? "", stated: request.stated)
        let stored = try store.importFile(
            new, connection: connection.id, stream: file.stream, at: clock.now()
        ) { take in
            let again = try file.read(take)
            guard again == summary else {
                throw CommandFailure(
                    .usage, "\(file.name) changed while it was read. Nothing was imported; run the command again.")
            }
            return FileTally(
                rows: again.rows, ignored: again.ignored.reduce(0) { $0 + $1.rows }, bad: again.badRows,
                first: again.first, last: again.last)
        }
        outcome.isStored = true
        outcome.added = stored.added
        outcome.changed = stored.changed
        outcome.unchanged = stored.unchanged
        try FileMatching(store, connection)?.run()
        outcome.reappeared = stored.reappeared
        outcome.matchedInAll = try store.matchCounts(connection: connection.id).reduce(0) { $0 + $1.records }
        if outcome.matchedInAll > 0 { outcome.matched = try store.matchedRecords(of: stored) }
        outcome.questions = try store.matchQuestions(connection: connection.id).count
        try store.tidy()
        return outcome
    }

    private func recognised(
        _ request: ImportRequest, _ connection: StoredConnection, in store: HistoryStore
    ) throws -> FileImport {
        let format = try request.format.map { name in
            guard let format = FileFormat.named(name) else {
                let known = Words.list(FileFormat.all.map(\.name))
                throw CommandFailure(.usage, "There is no format \"\(name)\": it is one of \(known).")
            }
            return format
        }
        let zone = try request.zone.map { text in
            guard let zone = FileZone(text) else {
                throw CommandFailure(
                    .usage, "\"\(text)\" is no zone. Say how far the clock is from UTC, such as UTC, UTC+2 or -05:30.")
            }
            return zone
        }
        let own = [connection.adapter, try manifest(of: connection, in: store).exchange]
        let file = try FileImport(
            path: request.path, format: format, zone: zone, platform: PlatformChoice(request.platform, own: own),
            clock: FileClock(now: clock.now()))
        // Given by hand, a format is meant; guessed, it may show that the wrong account was named.
        if format == nil, let exchange = file.format.exchange, !connection.adapter.hasPrefix(exchange) {
            throw CommandFailure(
                .usage,
                "\(file.name) is a file of \(file.format.title), but \(connection.name) is a connection of \(connection.adapter). Name another connection with --account, or say --format \(file.format.name) when it is meant."
            )
        }
        return file
    }

    private static func digest(of path: String) throws -> [UInt8] {
        do { return try sha256(file: path) } catch { throw CommandFailure(.usage, error.description) }
    }
    private static func size(of path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }
    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: - Matches

    func matches(of connections: [String]) async throws -> [ConnectionMatches] {
        try await Failures.translated {
            guard var store = try history() else { return [] }
            if try store.connections().contains(where: \.isMatchingStale) {
                store = try HistoryStore.open(home: home, access: .write)
                try FileMatching.redoStale(store, of: connections)
            }
            return try store.connections().filter { connections.isEmpty || connections.contains($0.name) }
                .compactMap { connection in
                    guard try ConnectionFiles(store, connection) != nil else { return nil }
                    return ConnectionMatches(
                        connection: connection.name,
                        open: try store.matchQuestions(connection: connection.id).map { $0.pair(of: connection) },
                        matched: try store.matchCounts(connection: connection.id).map {
                            TextPair($0.basis, String($0.records))
                        })
                }
        }
    }

    func decide(match id: String, accepted: Bool) async throws -> MatchPair {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            for connection in try store.connections() {
                for question in try store.matchQuestions(connection: connection.id) {
                    let pair = question.pair(of: connection)
                    guard pair.id == id else { continue }
                    try store.decide(
                        MatchDecision(file: question.file, other: question.other, isAccepted: accepted),
                        connection: connection.id, at: clock.now())
                    try FileMatching(store, connection)?.run()
                    return pair
                }
            }
            throw CommandFailure(
                .usage, "No pair \"\(id)\" is open. The open ones: portolan transactions matches")
        }
    }
}

extension MatchQuestion {
    fileprivate func pair(of connection: StoredConnection) -> MatchPair {
        MatchPair(
            connection: connection.name, file: connection.name + file, other: connection.name + other,
            fileTime: fileTime, otherTime: otherTime, summary: summary, reason: reason)
    }
}

extension ImportOutcome {
    fileprivate mutating func take(_ summary: FileSummary, unknownColumns: [String]) {
        self.unknownColumns = unknownColumns
        rows = summary.rows
        records = summary.records
        ignored = summary.ignored.map { Ignored(reason: $0.reason, rows: $0.rows, lines: $0.lines) }
        badRows = summary.badRows
        bad = summary.problems.map { BadRow(line: $0.line, reason: $0.sentence) }
        unknownWords = summary.unknownWords.sorted { $0.key < $1.key }.map { TextPair($0.key, String($0.value)) }
        first = summary.first
        last = summary.last
    }
}
