import AdapterHost
import ExchangeClient
import HistoryModel
import HistoryStore
import KeyVault
import Reports
import SyncEngine

/// The installed program: registry, store, keys and engine behind the commands.
struct LiveWorkspace: Workspace {
    let home: String
    let clock: HostClock

    init(home: HomeFolder, clock: HostClock) {
        self.home = home.path
        self.clock = clock
    }

    // MARK: - Parts

    func registry() throws -> AdapterRegistry {
        try AdapterRegistry(AdapterRegistry.standardFolders { Environment[$0] })
    }

    func libraries(store: HistoryStore? = nil) throws -> AdapterLibraries {
        AdapterLibraries(
            registry: try registry(), worker: { try WorkerLocation.find { Environment[$0] } }, home: home, store: store)
    }

    func vault(_ store: HistoryStore) -> ConnectionVault { ConnectionVault(home: home, store: store) }

    func world(store: HistoryStore, libraries: AdapterLibraries) -> LiveWorld {
        let transport = CurlTransport(version: Portolan.version)
        let marks = StoredMarks(store: store)
        return LiveWorld(
            libraries: libraries,
            services: ExchangeServices(transport: transport, clock: clock.world(speed: 1), marks: marks),
            simulatorServices: ExchangeServices(
                transport: transport, clock: clock.world(speed: HostClock.simulatorSpeed()), marks: marks))
    }

    // MARK: - Adapters

    func adapters() async throws -> [AdapterDescription] {
        try await Failures.translated {
            let libraries = try libraries()
            return await libraries.all().map { adapter in
                var manifest = adapter.manifest ?? AdapterManifest()
                if adapter.manifest == nil { manifest.id = adapter.entry.id }
                return AdapterDescription(
                    manifest: manifest, library: adapter.entry.path, origin: adapter.entry.origin.rawValue,
                    isEnabled: adapter.refusal == nil, notes: [adapter.refusal].compactMap { $0 })
            }
        }
    }

    // MARK: - Connections

    func connect(_ request: ConnectionRequest) async throws -> ConnectionSummary {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let libraries = try libraries(store: store)
            // What was shown and approved, not what the library says a moment later.
            let (adapter, manifest, digest) = try await approved(request.adapter, from: libraries)
            if let label = request.label, try store.connections().contains(where: { $0.name == label }) {
                throw CommandFailure(
                    .usage, "A connection named \"\(label)\" exists already. Choose another with --label.")
            }
            try await refuseSameKey(request, in: store)
            let parts = LiveWorld.Parts(
                adapter: adapter, site: request.site.name, credentials: request.credentials,
                simulator: request.simulator)
            let world = try await world(store: store, libraries: libraries).world(parts, longestWait: .minutes(3))
            let check = try await checkKey(world, manifest, settings: request.settings, name: nil)
            try refuseSameAccount(request, key: check.key, in: store)
            let now = clock.now()
            let declaration = try store.keepDeclaration(
                manifest, frame: adapter.frame, fileHash: adapter.fileHash, securityDigest: digest, at: now)
            let vault = vault(store)
            let new = NewConnection(
                name: try request.label ?? store.freeName(for: manifest.id), adapter: manifest.id,
                declaration: declaration, site: request.site.name, settings: request.settings,
                scheme: request.credentials.scheme, simulator: request.simulator, key: check.key,
                isProved: check.isProved)
            let connection = try store.addConnection(new, at: now)
            do {
                try store.setCredentials(
                    try await vault.seal(request.credentials, of: connection), of: connection.id)
                if let until = check.waitsUntil {
                    let after = check.stateAfter(lastSync: nil)
                    try store.setState(
                        after.state, reason: after.reason, code: after.code, of: connection.id, at: nil, retryAt: until)
                }
            } catch {
                try store.removeConnection(connection.id)
                throw error
            }
            await libraries.stop()
            return try summary(of: try store.connection(id: connection.id), in: store)
        }
    }

    func remove(connection name: String, keepsRecords: Bool) async throws {
        try await Failures.translated {
            let store = try HistoryStore.open(home: home, access: .write)
            let connection = try store.connection(name)
            if keepsRecords {
                try store.forgetKey(of: connection.id)
            } else {
                try store.removeConnection(connection.id)
            }
        }
    }
}
