import ConnectionLife
import ExchangeClient
import HistoryModel
import HistoryStore
import Reports
import Valuation

extension LiveWorkspace {
    func fiscalReport(year: Int) async throws -> FiscalOutcome {
        let years = FiscalYears(firstRecord: try await firstRecord(), now: clock.now())
        if let refusal = years.refusal(of: year) { return .refused(refusal) }
        let connections = try await fiscalConnections()
        if connections.isEmpty { return .unconnected }
        let blockers = FiscalGate.blockers(
            connections, until: FiscalReport.span(of: year).until, isOver: year < years.running)
        guard blockers.isEmpty else { return .blocked(blockers) }
        if let refusal = years.refusalOfEmpty(year) { return .refused(refusal) }
        let valuer = try await valuer()
        var builder = FiscalReport.Builder(year: year, currency: valuer.currency, connections: connections)
        var filter = TransactionFilter()
        filter.until = FiscalReport.span(of: year).until
        try await transactions(filter) { transaction in
            builder.add(transaction) { valuer.value(of: ValuationSubject($0)).legs.map { LegValue($0) } }
        }
        let differences = try await balances(of: []).flatMap { FiscalWarning.differences($0) }
        return .made(builder.finish(warnings: differences) { sha256($0) })
    }

    private func firstRecord() async throws -> Instant? {
        var filter = TransactionFilter()
        filter.limit = 1
        var first: Instant?
        try await transactions(filter) { first = $0.time }
        return first
    }

    private func fiscalConnections() async throws -> [FiscalConnection] {
        guard let store = try await Failures.translated({ try history() }) else { return [] }
        // As of the last answer, not of this moment: the same store must give the same report.
        var coverage: [String: ConnectionCoverage] = [:]
        for connection in try store.connections() {
            let asOf = try store.lastStep(connection: connection.id) ?? connection.createdAt
            coverage[connection.name] = try self.coverage(of: connection, in: store, at: asOf)
        }
        let stale = Set(try store.connections().filter(\.isMatchingStale).map(\.name))
        let undecided = try store.connections().reduce(into: [String: Int]()) { found, connection in
            found[connection.name] = try store.matchQuestions(connection: connection.id).count
        }
        return try await self.connections().map { summary in
            let covered = coverage[summary.label]
            var told = FiscalConnection(
                name: summary.label, exchange: covered?.exchange ?? summary.adapter,
                state: summary.condition?.state ?? .neverSynced,
                reason: summary.condition?.reason ?? summary.problem, lastGood: summary.condition?.lastGood,
                coverage: covered
                    ?? ConnectionCoverage(
                        connection: summary.label, adapter: summary.adapter, exchange: summary.adapter, streams: []),
                tombstones: summary.keptDeleted + summary.deleted,
                isMatchingStale: stale.contains(summary.label))
            told.passingTombstones = summary.deleted
            told.undecidedPairs = undecided[summary.label] ?? 0
            return told
        }
    }
}
