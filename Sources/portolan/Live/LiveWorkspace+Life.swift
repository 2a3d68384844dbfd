import AdapterHost
import ConnectionLife
import ExchangeClient
import HistoryModel
import HistoryStore
import KeyVault
import Reports
import SyncEngine

extension LiveWorkspace {
    func pause(connection name: String) async throws -> ConnectionSummary {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let connection = try store.connection(name)
            if connection.pausedAt == nil { try store.setPaused(clock.now(), of: connection.id) }
            return try summary(of: try store.connection(id: connection.id), in: store)
        }
    }

    func resume(connection name: String) async throws -> ConnectionSummary {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let connection = try store.connection(name)
            guard connection.hasKey else {
                throw CommandFailure(
                    .refused, "\(name) has no key any more: nothing can be read. Give it one.", reason: .keyRemoved,
                    connection: name)
            }
            try store.setPaused(nil, of: connection.id)
            return try summary(of: try store.connection(id: connection.id), in: store)
        }
    }

    func reconnect(_ request: ReconnectionRequest) async throws -> ConnectionSummary {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let connection = try store.connection(request.connection)
            let libraries = try libraries(store: store)
            let (adapter, manifest, digest) = try await approved(request.adapter, from: libraries)
            let parts = LiveWorld.Parts(
                adapter: adapter, site: connection.site, credentials: request.credentials,
                simulator: connection.simulator)
            let world = try await world(store: store, libraries: libraries).world(parts, longestWait: .minutes(3))
            let check = try await checkKey(world, manifest, settings: connection.settings, name: connection.name)
            if let account = check.key?.account, !account.isEmpty, !connection.account.isEmpty,
                account != connection.account
            {
                throw CommandFailure(
                    .refused,
                    "The key is of another account than \(connection.name): its records would be mixed. Nothing was changed.",
                    reason: .otherAccount, connection: connection.name)
            }
            let now = clock.now()
            let declaration = try store.keepDeclaration(
                manifest, frame: adapter.frame, fileHash: adapter.fileHash, securityDigest: digest, at: now)
            let sealed = try await vault(store).seal(request.credentials, of: connection)
            let after = check.stateAfter(lastSync: connection.lastSyncAt)
            try store.replaceKey(
                sealed, scheme: request.credentials.scheme, declaration: declaration, key: check.key,
                state: after.state, reason: after.reason, code: after.code, retryAt: check.waitsUntil,
                isProved: check.isProved, of: connection.id, at: now)
            await libraries.stop()
            return try summary(of: try store.connection(id: connection.id), in: store)
        }
    }

    /// What the exchange says of a key that is about to be stored.
    struct CheckedKey {
        var key: KeyFacts?
        /// The exchange took it.
        var isProved: Bool
        /// It does not yet, as is expected of a new key until then.
        var waitsUntil: Instant?

        func stateAfter(lastSync: Instant?) -> (state: ConnectionState, reason: String, code: String) {
            if let waitsUntil {
                return (
                    .waitingActivation, ConnectionSync.waitingReason(until: waitsUntil),
                    FailureCode.waitingActivation.rawValue
                )
            }
            if lastSync == nil { return (.neverSynced, "", "") }
            return (.partial, "it has a new key and was not read since", FailureCode.incomplete.rawValue)
        }
    }

    /// Throws what is wrong with the key; a refusal of a new key is none where the adapter declares that new keys
    /// take their time.
    func checkKey(
        _ world: ConnectionWorld, _ manifest: AdapterManifest, settings: [TextPair], name: String?
    ) async throws -> CheckedKey {
        do {
            let key = try await KeyCheck.run(world, settings: settings)
            let isAsked = manifest.streams.contains { $0.role == .key && $0.refusal == nil }
            return CheckedKey(key: key, isProved: isAsked)
        } catch let error as ExchangeError {
            if error.kind == .auth, let delay = manifest.activationDelay {
                return CheckedKey(key: nil, isProved: false, waitsUntil: clock.now() + delay)
            }
            guard var failure = Failures.translate(error) as? CommandFailure else { throw error }
            failure.connection = name
            failure.adapter = manifest.id
            throw failure
        }
    }

    /// The adapter that was shown and approved; refuses what the library says a moment later.
    func approved(_ shown: AdapterDescription, from libraries: AdapterLibraries) async throws
        -> (RegisteredAdapter, AdapterManifest, digest: String)
    {
        let adapter = try await libraries.adapter(shown.manifest.id)
        guard let manifest = adapter.manifest else {
            throw CommandFailure(
                .refused, adapter.refusal ?? "The adapter cannot be used.", reason: .adapterUnusable)
        }
        let digest = LiveWorld.securityDigest(of: manifest)
        guard digest == LiveWorld.securityDigest(of: shown.manifest) else {
            throw CommandFailure(
                .refused, "The adapter \(manifest.id) changed while you looked at it. Run the command again.",
                reason: .adapterChanged, adapter: manifest.id)
        }
        return (adapter, manifest, digest)
    }
}
