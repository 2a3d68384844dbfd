import ConnectionLife
import HistoryModel
import HistoryStore
import Reports

extension LiveWorkspace {
    func balances(of names: [String]) async throws -> [ConnectionBalances] {
        try await Failures.translated {
            guard let store = try history() else { return [] }
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
        for stream in try store.streams(connection: connection.id) {
            let counts = try store.movements(stream: stream.id) { time, legs in check.add(at: time, legs) }
            if counts.records > 0, counts.records == counts.details { telling.insert(stream.name) }
        }
        result.assets = check.result()
        guard !result.differences.isEmpty else { return result }
        let coverage = try coverage(of: connection, in: store)
        let moving = coverage.streams.filter { !telling.contains($0.stream) }
        result.holes = Self.holes(in: moving)
        result.omissions = coverage.omissions.count
        result.settledUntil = moving.flatMap(\.intervals).filter { $0.state == .settling }.map(\.interval.from).min()
        let deleted = try store.deletedCounts(connection: connection.id)
        result.deletedRecords = deleted.forNow + deleted.forGood
        return result
    }

    /// One per stream, state and reason, over all units: from the first such instant to the last.
    private static func holes(in streams: [StreamCoverage]) -> [ConnectionBalances.Hole] {
        let open: Set<CoverageState> = [.unreadable, .gap, .failed, .notAsked, .paused]
        var holes: [ConnectionBalances.Hole] = []
        for stream in streams {
            for held in stream.intervals where open.contains(held.state) {
                let place = holes.firstIndex {
                    $0.stream == stream.stream && $0.state == held.state && $0.reason == held.reason
                }
                guard let place else {
                    holes.append(
                        .init(stream: stream.stream, interval: held.interval, state: held.state, reason: held.reason))
                    continue
                }
                let old = holes[place].interval
                let hull = Interval(min(old.from, held.interval.from), max(old.until, held.interval.until))
                holes[place].interval = hull ?? old
            }
        }
        return holes
    }
}
