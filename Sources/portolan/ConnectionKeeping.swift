import ConnectionLife
import HistoryModel
import Reports

/// What the commands need for the life of a connection: pauses, other keys, schedules, balances, and what a person
/// writes beside the records or takes out of them.
protocol ConnectionKeeping: Sendable {
    /// Somebody ran a command. Never fails: a note that cannot be kept is only missing.
    func noteLogin()

    func pause(connection: String) async throws -> ConnectionSummary
    func resume(connection: String) async throws -> ConnectionSummary
    /// Checks another key as `connect` does, and gives it to the connection when it is the same account's.
    func reconnect(_ request: ReconnectionRequest) async throws -> ConnectionSummary

    /// When connections are due; those of the given names, or all.
    func schedule(of connections: [String]) async throws -> ScheduleReport
    /// What the exchange says is held, against the history.
    func balances(of connections: [String]) async throws -> [ConnectionBalances]

    /// The transaction with what its records held before; nil when there is none.
    func transactionWithHistory(id: String) async throws -> Transaction?
    /// Writes a label beside a transaction; an empty one takes it away. False when there is no such transaction.
    func label(transaction: String, _ text: String) async throws -> Bool
    /// Takes a transaction out of the books; gives how many records that are, none when there is no such transaction.
    func delete(transaction: String, forGood: Bool) async throws -> DeletedRecords
    /// Brings a deleted transaction back at once; gives the number of its records, 0 when there is none.
    func restore(transaction: String) async throws -> Int
}

/// What `portolan connections reconnect` was told.
struct ReconnectionRequest: Sendable {
    var connection: String
    /// As it was shown and approved.
    var adapter: AdapterDescription
    var credentials: Credentials
}

/// How many records a deletion hid, by what would bring them back.
struct DeletedRecords: Sendable, Equatable {
    /// The next sync of the connection.
    var ofExchange = 0
    /// The next import of the file they are in.
    var ofFiles = 0
    var count: Int { ofExchange + ofFiles }
}
