import AdapterHost
import ConnectionLife
import ExchangeClient
import HistoryModel
import HistoryStore
import KeyVault
import Reports
import SyncEngine
import Synchronization

extension LiveWorkspace {
    func sync(
        _ request: SyncRequest, progress: @escaping @Sendable (SyncProgress) -> Void
    ) async throws -> [SyncOutcome] {
        try await Failures.translated {
            let store: HistoryStore
            do {
                _ = try HistoryStore.open(home: home, access: .read)
                store = try HistoryStore.open(home: home, access: .write)
            } catch let error as StoreError where error.code == .notFound {
                return []
            }
            let all = try store.connections()
            let named = request.connections.isEmpty ? all : all.filter { request.connections.contains($0.name) }
            let chosen = request.onlyDue ? try due(of: named, in: store) : named
            let libraries = try libraries(store: store)
            let run = SyncRun(
                workspace: self, store: store, libraries: libraries,
                world: world(store: store, libraries: libraries), queue: StepQueue(store: store),
                isFull: request.isFull, progress: progress)
            let outcomes = try await withThrowingTaskGroup(of: (Int, SyncOutcome).self) { group in
                for (place, connection) in chosen.enumerated() {
                    group.addTask { (place, try await run.outcome(of: connection)) }
                }
                var found: [(Int, SyncOutcome)] = []
                for try await outcome in group { found.append(outcome) }
                return found.sorted { $0.0 < $1.0 }.map(\.1)
            }
            await libraries.stop()
            try store.tidy()
            return outcomes
        }
    }
}

/// One `portolan sync`: what its connections share.
private struct SyncRun: Sendable {
    let workspace: LiveWorkspace
    let store: HistoryStore
    let libraries: AdapterLibraries
    let world: LiveWorld
    let queue: StepQueue
    let isFull: Bool
    let progress: @Sendable (SyncProgress) -> Void

    func outcome(of connection: StoredConnection) async throws -> SyncOutcome {
        if connection.state == .paused { return try paused(connection) }
        do {
            return try await read(connection)
        } catch is CancellationError {
            try FileMatching(store, connection)?.run()
            var outcome = SyncOutcome(
                connection: connection.name, adapter: connection.adapter, state: .cancelled,
                message: "Stopped. What was read is kept; the next sync goes on from there.")
            outcome.code = .interrupted
            outcome.isFull = isFull
            return outcome
        } catch let error as StoreError {
            throw error
        } catch {
            let failure = Failures.translate(error) as? CommandFailure
            var outcome = SyncOutcome(
                connection: connection.name, adapter: connection.adapter, state: .refused,
                message: "\(failure?.message ?? "\(error)")")
            outcome.code = failure?.reason ?? .fault
            return outcome
        }
    }

    private func paused(_ connection: StoredConnection) throws -> SyncOutcome {
        let summary = try workspace.summary(of: connection, in: store)
        let sentences = ["Not read: \(summary.problem.isEmpty ? "it is paused" : summary.problem)."]
        var outcome = SyncOutcome(
            connection: connection.name, adapter: connection.adapter, state: .paused,
            message: (sentences + summary.warnings.map { Words.capitalized($0) + "." }).joined(separator: " "))
        outcome.code = summary.condition?.code ?? .paused
        return outcome
    }

    private func read(_ connection: StoredConnection) async throws -> SyncOutcome {
        let adapter = try await libraries.adapter(connection.adapter)
        guard let manifest = adapter.manifest else {
            throw CommandFailure(
                .refused, adapter.refusal ?? "The adapter cannot be used.", reason: .adapterUnusable)
        }
        let isNewer = try approve(manifest, adapter, for: connection)
        guard let sealed = try store.sealedCredentials(of: connection.id) else {
            throw CommandFailure(
                .refused, "The key of this connection was removed. Give it another to read on.", reason: .keyRemoved)
        }
        let credentials = try await workspace.vault(store).open(sealed, of: connection)
        let meter = ProgressMeter(connection: connection.name, now: workspace.clock.now, show: progress)
        let parts = LiveWorld.Parts(
            adapter: adapter, site: connection.site, credentials: credentials, simulator: connection.simulator,
            account: connection.account)
        let world = try await world.world(parts, longestWait: .minutes(30)) { meter.wait($0) }
        meter.begin(manifest, now: world.now, speed: connection.simulator == nil ? 1 : HostClock.simulatorSpeed())
        if isNewer {
            let replay = try await PageReplay(connection: connection, world: world, store: store).run()
            if replay.pages > 0 {
                Output.talk(
                    "\(TerminalText.escaped(connection.name)): \(Words.count(replay.pages, "kept page")) read again with version \(TerminalText.escaped(manifest.version)) of the adapter: \(replay.counts.added) added, \(replay.counts.changed) changed."
                )
            }
        }
        let starts =
            try ConnectionFiles(store, connection)?.starts(manifest, at: workspace.clock.now())
            ?? dateStarts(connection, manifest)
        let outcome = try await ConnectionSync(
            connection: connection, world: world, store: store, queue: queue, starts: starts,
            observe: { meter.take($0) }
        ).run(full: isFull)
        // Before anything is added up: what files tell as well counts once.
        try FileMatching(store, connection)?.run()
        if outcome.code == FailureCode.excessRights.rawValue, connection.keyProvedAt == nil {
            // Stored before the exchange could say what it may do: it would have been refused then.
            try store.forgetKey(of: connection.id, reason: outcome.reason)
        }
        var result = SyncOutcome(outcome, adapter: connection.adapter)
        result.isFull = isFull
        if outcome.streams.contains(where: { $0.role == .balance && $0.state == .ok }) {
            result.balances = try workspace.balances(of: outcome.connection, in: store)
        }
        return result
    }

    /// Without files, only a date says where to begin.
    private func dateStarts(_ connection: StoredConnection, _ manifest: AdapterManifest) throws -> [String: Instant] {
        ConnectionFiles.starts(try store.readingChoices(connection: connection.id), manifest) { _ in nil }
    }

    /// A changed reach must be approved by the user; a changed declaration is only noted. True for another version.
    private func approve(_ manifest: AdapterManifest, _ adapter: RegisteredAdapter, for connection: StoredConnection)
        throws -> Bool
    {
        let digest = LiveWorld.securityDigest(of: manifest)
        guard let known = try store.declaration(connection.declaration), known.securityDigest == digest else {
            throw CommandFailure(
                .refused,
                "The adapter \(manifest.id) now reaches other addresses, or uses the key differently, than what you approved. Look at it with `portolan adapters show \(manifest.id)`, then connect again to approve it.",
                reason: .adapterChanged, adapter: manifest.id)
        }
        if known.fileHash != adapter.fileHash || known.version != manifest.version {
            let declaration = try store.keepDeclaration(
                manifest, frame: adapter.frame, fileHash: adapter.fileHash, securityDigest: digest,
                at: workspace.clock.now())
            try store.setDeclaration(declaration, of: connection.id)
        }
        return known.version != manifest.version
    }
}

extension SyncOutcome {
    init(_ outcome: ConnectionOutcome, adapter: String) {
        let state: State =
            if outcome.retryAt != nil { .parked } else {
                switch outcome.state {
                case .ok: .complete
                // Another run does not help where a right is missing.
                case .partial where outcome.streams.contains { $0.error?.kind == .permission }: .failed
                case .partial: .incomplete
                case .paused: .paused
                case .failed where outcome.streams.contains { $0.error?.kind == .permission && $0.state == .stopped }:
                    .refused
                default: .failed
                }
            }
        self.init(
            connection: outcome.connection.name, adapter: adapter, state: state,
            streams: outcome.streams.map { Stream($0) }, retryAt: outcome.retryAt, message: outcome.reason)
        code = FailureCode(rawValue: outcome.code)
    }
}

extension SyncOutcome.Stream {
    init(_ outcome: StreamOutcome) {
        let state: SyncOutcome.State =
            switch outcome.state {
            case .ok: .complete
            case .failed, .stopped: .failed
            case .parked: .parked
            case .refused: .refused
            case .notOffered: .notOffered
            }
        self.init(
            name: outcome.stream, added: outcome.counts.added, changed: outcome.counts.changed,
            unchanged: outcome.counts.unchanged, pages: outcome.pages, requests: outcome.requests,
            covered: outcome.covered, state: state, message: outcome.reason)
        noLongerServed = outcome.counts.noLongerServed
        reappeared = outcome.counts.reappeared
        if state != .complete, state != .notOffered { code = outcome.error.map { FailureCode($0) } }
    }
}
