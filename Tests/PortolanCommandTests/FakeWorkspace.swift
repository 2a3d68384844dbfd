import HistoryModel
import Reports
import Synchronization
import Valuation

@testable import portolan

/// A workspace that answers from values, and remembers what it was asked.
final class FakeWorkspace: Workspace {
    struct Answers: Sendable {
        var adapters: [AdapterDescription] = []
        var connections: [ConnectionSummary] = []
        var outcomes: [SyncOutcome] = []
        var coverage: [ConnectionCoverage] = []
        var records: [StoredRecord] = []
        var findings: [DoctorFinding] = []
        var refusal: CommandFailure?
        var summary = ValuationSummary(currency: "EUR", year: nil)
        var book = PriceBook()
        var report = FiscalOutcome.blocked([])
    }
    let answers: Answers
    let requests = Mutex<[ConnectionRequest]>([])
    let syncs = Mutex<[SyncRequest]>([])
    let removed = Mutex<[String]>([])
    let logins = Mutex(0)
    let filters = Mutex<[TransactionFilter]>([])

    init(_ answers: Answers = Answers()) { self.answers = answers }

    func adapters() async throws -> [AdapterDescription] { answers.adapters }
    func connections() async throws -> [ConnectionSummary] { answers.connections }
    func connect(_ request: ConnectionRequest) async throws -> ConnectionSummary {
        if let refusal = answers.refusal { throw refusal }
        requests.withLock { $0.append(request) }
        return ConnectionSummary(
            label: request.label ?? request.adapter.manifest.id, adapter: request.adapter.manifest.id,
            site: request.site.name, permissions: .readOnly, state: .neverSynced,
            created: Instant(year: 2025, month: 3, day: 1), simulator: request.simulator)
    }
    func remove(connection: String, keepsRecords: Bool) async throws { removed.withLock { $0.append(connection) } }
    func sync(_ request: SyncRequest, progress: @escaping @Sendable (SyncProgress) -> Void) async throws
        -> [SyncOutcome]
    {
        syncs.withLock { $0.append(request) }
        return answers.outcomes
    }
    func coverage(of connections: [String]) async throws -> [ConnectionCoverage] { answers.coverage }
    func transactions(_ filter: TransactionFilter, each: (Transaction) throws -> Void) async throws {
        filters.withLock { $0.append(filter) }
        for record in answers.records { if let one = Transaction([record]) { try each(one) } }
    }
    func transaction(id: String) async throws -> Transaction? {
        answers.records.compactMap { Transaction([$0]) }.first { $0.id == id }
    }
    func unknownAsset(_ asset: String) async throws -> UnknownAsset? {
        let assets = answers.records.flatMap { $0.record.legs.map(\.asset) }
        return assets.contains(asset) ? nil : UnknownAsset(asset, among: Set(assets))
    }
    let values = Mutex<[ValueRequest]>([])
    let prices = Mutex<[ManualPrice]>([])
    func value(_ request: ValueRequest) async throws -> ValuationSummary {
        values.withLock { $0.append(request) }
        return answers.summary
    }
    func valuer() async throws -> Valuer {
        Valuer(currency: "EUR", book: answers.book, now: Instant(year: 2025, month: 3, day: 1, hour: 12))
    }
    func fiscalReport(year: Int) async throws -> FiscalOutcome {
        if let refusal = answers.refusal { throw refusal }
        return answers.report
    }
    func setPrice(_ price: ManualPrice) async throws -> ManualPriceOutcome {
        if let refusal = answers.refusal { throw refusal }
        prices.withLock { $0.append(price) }
        return ManualPriceOutcome(
            asset: price.asset, day: price.day,
            now: .init(
                price: UnitPrice(price: price.price, links: [], isManual: true), currency: price.currency ?? "EUR"))
    }
    func removePrice(of asset: String, on day: UTCDay) async throws -> ManualPriceOutcome {
        ManualPriceOutcome(asset: asset, day: day)
    }
    func diagnosis() async throws -> [DoctorFinding] { answers.findings }

    static var adapter: AdapterDescription {
        var manifest = AdapterManifest()
        manifest.id = "synthetic"
        manifest.exchange = "Synthetic Exchange"
        manifest.schemes = [
            CredentialScheme(
                name: "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "Secret", format: .base64),
                    CredentialField(name: "otp", label: "One-time password", format: .text, isOptional: true),
                ], signings: [])
        ]
        manifest.settings = [
            AdapterSetting(
                kind: .choice, name: "account", label: "Account", initial: "classic",
                choices: [TextPair("classic", ""), TextPair("unified", "")])
        ]
        manifest.sites = [
            Site(name: "main", label: "", hosts: ["api.example.com"]),
            Site(name: "eu", label: "", hosts: ["api.example.eu"]),
        ]
        return AdapterDescription(manifest: manifest, library: "libSynthetic.so", origin: "built-in")
    }
    static func connection(_ label: String) -> ConnectionSummary {
        ConnectionSummary(
            label: label, adapter: "synthetic", site: "main", permissions: .notVerifiable, state: .active,
            created: Instant(year: 2025, month: 3, day: 1), records: 3)
    }
}

/// Runs one command line against a workspace and gives its exit code.
func run(_ arguments: String..., against workspace: FakeWorkspace = FakeWorkspace()) async throws -> Int32 {
    let clock = try HostClock(fixed: "2025-03-01T12:00:00Z")
    return await Session.$open.withValue({ Session(workspace: workspace, clock: clock) }) {
        await Portolan.run(arguments)
    }
}
