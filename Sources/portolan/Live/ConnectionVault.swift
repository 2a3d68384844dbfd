import HistoryModel
import HistoryStore
import KeyVault

/// The keys of connections, sealed for the store and opened for a sync.
struct ConnectionVault: Sendable {
    private let vault: KeyVault

    init(home: String, store: HistoryStore) {
        let provider = FileKeyProvider(home: home) { (try? store.holdsCredentials()) ?? true }
        vault = KeyVault(providers: [provider])
    }

    func seal(_ credentials: Credentials, of connection: StoredConnection) async throws -> [UInt8] {
        try await vault.seal(credentials, for: place(of: connection)).bytes
    }

    /// Throws a sentence when the master key is missing or the bytes were tampered with.
    func open(_ sealed: [UInt8], of connection: StoredConnection) async throws -> Credentials {
        try await vault.open(SealedCredentials(bytes: sealed), for: place(of: connection))
    }

    /// The number, not the name: a connection may be renamed.
    private func place(of connection: StoredConnection) -> KeyVault.Place {
        KeyVault.Place(owner: "local", connection: String(connection.id), exchange: connection.adapter)
    }
}
