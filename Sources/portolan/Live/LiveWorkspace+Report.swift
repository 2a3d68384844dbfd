import ConnectionLife
import ExchangeClient
import HistoryModel
import HistoryStore
import Reports
import Valuation

extension LiveWorkspace {
    func fiscalReport(year: Int) async throws -> FiscalOutcome {
        let connections = try await fiscalConnections()
        // A year that is not over is reported as far as it has come.
        let end = min(FiscalReport.span(of: year).until, clock.now().startOfUTCDay)
        let blockers = FiscalGate.blockers(connections, until: end)
        guard blockers.isEmpty else { return .blocked(blockers) }
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

    private func fiscalConnections() async throws -> [FiscalConnection] {
        guard let store = try await Failures.translated({ try history() }) else { return [] }
        // As of the last answer, not of this moment: the same store must give the same report.
        let coverage = try store.connections().reduce(into: [String: ConnectionCoverage]()) { found, connection in
            let asOf = try store.lastStep(connection: connection.id) ?? connection.createdAt
            found[connection.name] = try self.coverage(of: connection, in: store, at: asOf)
        }
        return try await connections().map { summary in
            let covered = coverage[summary.label]
            return FiscalConnection(
                name: summary.label, exchange: covered?.exchange ?? summary.adapter,
                state: summary.condition?.state ?? .neverSynced,
                reason: summary.condition?.reason ?? summary.problem, lastGood: summary.condition?.lastGood,
                coverage: covered
                    ?? ConnectionCoverage(
                        connection: summary.label, adapter: summary.adapter, exchange: summary.adapter, streams: []),
                tombstones: summary.keptDeleted)
        }
    }
}
