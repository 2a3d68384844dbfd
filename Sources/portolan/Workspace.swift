import HistoryModel
import Reports
import Valuation

/// What the commands need of Portolan: the adapters, the stored history, and the engine that reads it.
///
/// A command parses, calls one of these, and prints. Errors a person can act on arrive as `CommandFailure`.
protocol Workspace: ConnectionKeeping, FileWorkspace {
    // MARK: Adapters

    /// All registered adapters. Starts no worker when their manifests are cached.
    func adapters() async throws -> [AdapterDescription]

    // MARK: Connections

    /// Oldest first.
    func connections() async throws -> [ConnectionSummary]
    /// Asks the exchange what the key may do, and stores the connection when it can only read.
    func connect(_ request: ConnectionRequest) async throws -> ConnectionSummary
    /// Forgets key and connection, and the records unless they are to be kept.
    func remove(connection: String, keepsRecords: Bool) async throws

    // MARK: History

    /// Reads what can be read. A failure of one connection is an outcome, not an error.
    func sync(_ request: SyncRequest, progress: @escaping @Sendable (SyncProgress) -> Void) async throws
        -> [SyncOutcome]
    func coverage(of connections: [String]) async throws -> [ConnectionCoverage]
    /// Calls back for one transaction after the other, newest or oldest first, without holding them all.
    func transactions(_ filter: TransactionFilter, each: (Transaction) throws -> Void) async throws
    func transaction(id: String) async throws -> Transaction?
    /// Nil for an asset that a record moves.
    func unknownAsset(_ asset: String) async throws -> UnknownAsset?

    // MARK: Values

    /// Finds the daily prices that are needed and missing. Asks price sources, never the exchange of a connection.
    func value(_ request: ValueRequest) async throws -> ValuationSummary
    /// What transactions are worth, by the prices that are set. Asks nobody.
    func valuer() async throws -> Valuer
    func setPrice(_ price: ManualPrice) async throws -> ManualPriceOutcome
    func removePrice(of asset: String, on day: UTCDay) async throws -> ManualPriceOutcome

    // MARK: The report

    /// A year's report, or what stands in its way. Asks nobody.
    func fiscalReport(year: Int) async throws -> FiscalOutcome

    // MARK: The installation

    func diagnosis() async throws -> [DoctorFinding]
}

/// What `portolan connect` was told.
struct ConnectionRequest: Sendable {
    var adapter: AdapterDescription
    var label: String?
    var site: Site
    var settings: [TextPair]
    var credentials: Credentials
    /// Every request goes to this address instead.
    var simulator: String?
}

struct SyncRequest: Sendable, Equatable {
    /// Empty: all.
    var connections: [String]
    /// Everything is read again from the very first transaction.
    var isFull: Bool
    /// Of these only what the schedule says is due.
    var onlyDue = false
}

struct TransactionFilter: Sendable, Equatable {
    var connections: [String] = []
    var from: Instant?
    var until: Instant?
    var kinds: RecordKinds?
    var asset: String?
    /// The newest this many; nil: all.
    var limit: Int?
    var newestFirst = false
    /// What its owner deleted, and nothing else.
    var onlyDeleted = false
}
