import ConnectionLife
import HistoryModel
import Reports
import Synchronization

@testable import portolan

extension FakeWorkspace {
    func noteLogin() { logins.withLock { $0 += 1 } }
    func pause(connection: String) async throws -> ConnectionSummary { Self.connection(connection) }
    func resume(connection: String) async throws -> ConnectionSummary { Self.connection(connection) }
    func reconnect(_ request: ReconnectionRequest) async throws -> ConnectionSummary {
        Self.connection(request.connection)
    }
    func schedule(of connections: [String]) async throws -> ScheduleReport {
        ScheduleReport(
            policy: SchedulePolicy(), lastLogin: nil,
            connections: answers.connections.map {
                ScheduledSync(connection: $0.label, state: .ok, due: nil, isDue: false, reason: "")
            })
    }
    func balances(of connections: [String]) async throws -> [ConnectionBalances] { [] }
    func transactionWithHistory(id: String) async throws -> Transaction? { try await transaction(id: id) }
    func label(transaction: String, _ text: String) async throws -> Bool {
        try await self.transaction(id: transaction) != nil
    }
    func delete(transaction: String, forGood: Bool) async throws -> DeletedRecords {
        DeletedRecords(ofExchange: try await self.transaction(id: transaction)?.records.count ?? 0)
    }
    func restore(transaction: String) async throws -> Int { 0 }
}
