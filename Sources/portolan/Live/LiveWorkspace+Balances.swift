import ConnectionLife
import FileImport
import HistoryModel
import HistoryStore
import Reports

extension LiveWorkspace {
    func balances(of names: [String]) async throws -> [ConnectionBalances] {
        try await Failures.translated {
            guard let store = try history() else { return [] }
            try FileMatching.tellStale(store, of: names)
            let chosen = try store.connections().filter { names.isEmpty || names.contains($0.name) }
            return try chosen.map { try balances(of: $0, in: store) }
        }
    }

    /// Adds up what is stored, and holds it against every report the exchange has given.
    func balances(of connection: StoredConnection, in store: HistoryStore) throws -> ConnectionBalances {
        let reports = try store.balanceReports(connection: connection.id)
        var result = ConnectionBalances(
            connection: connection.name, adapter: connection.adapter, at: reports.last?.at, assets: [])
        guard !reports.isEmpty else { return result }
        var check = BalanceCheck(reports.map { BalanceSnapshot(at: $0.at, $0.balances) })
        // Rows that only tell more about others do not make a balance wrong when they are missing.
        var telling: Set<String> = []
        var moving: Set<String> = []
        var fromFiles = 0
        for stream in try store.streams(connection: connection.id) {
            let isFile = FileFormat.ofStream(stream.name) != nil
            let counts = try store.movements(stream: stream.id) { time, legs in
                check.add(at: time, legs)
                if isFile { fromFiles += 1 }
            }
            guard counts.records > 0 else { continue }
            if counts.records == counts.details { telling.insert(stream.name) } else { moving.insert(stream.name) }
        }
        result.assets = check.result()
        guard !result.differences.isEmpty else { return result }
        let coverage = try coverage(of: connection, in: store)
        let streams = coverage.streams.filter { !telling.contains($0.stream) }
        result.holes = Self.holes(
            in: streams.filter { moving.contains($0.stream) } + streams.filter { !moving.contains($0.stream) })
        result.notes = try balanceNotes(of: connection, in: store)
        if fromFiles > 0 {
            let count = Words.count(fromFiles, "record comes", "records come")
            result.notes.append("\(count) from files alone: see whether that is this account's history")
        }
        result.omissions = coverage.omissions.count
        result.settledUntil = streams.flatMap(\.intervals).filter { $0.state == .settling }.map(\.interval.from).min()
        let deleted = try store.deletedCounts(connection: connection.id)
        result.deletedRecords = deleted.forNow + deleted.forGood
        return result
    }

    /// What the adapter says its balances do not contain.
    private func balanceNotes(of connection: StoredConnection, in store: HistoryStore) throws -> [String] {
        try manifest(of: connection, in: store).streams.filter { $0.role == .balance && !$0.note.isEmpty }.map {
            "the exchange tells what is held \($0.note)"
        }
    }

    /// One per state and reason, over all streams and units: from the first such instant to the last.
    private static func holes(in streams: [StreamCoverage]) -> [ConnectionBalances.Hole] {
        let open: Set<CoverageState> = [.unreadable, .gap, .failed, .notAsked, .paused]
        var holes: [ConnectionBalances.Hole] = []
        for stream in streams {
            for held in stream.intervals where open.contains(held.state) {
                let interval = held.interval
                let place = holes.firstIndex { $0.state == held.state && $0.reason == held.reason }
                guard let place else {
                    holes.append(
                        .init(streams: [stream.stream], interval: interval, state: held.state, reason: held.reason))
                    continue
                }
                let old = holes[place].interval
                holes[place].interval = Interval(min(old.from, interval.from), max(old.until, interval.until)) ?? old
                if holes[place].streams.last != stream.stream { holes[place].streams.append(stream.stream) }
            }
        }
        return holes
    }
}
