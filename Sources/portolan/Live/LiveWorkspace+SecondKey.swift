import ConnectionLife
import ExchangeClient
import HistoryModel
import HistoryStore
import KeyVault
import Reports

/// Two connections that read one account would count everything twice.
extension LiveWorkspace {
    /// Refuses a key that a connection has already.
    func refuseSameKey(_ request: ConnectionRequest, in store: HistoryStore) async throws {
        for other in try siblings(of: request, in: store) {
            // What cannot be opened is for `doctor` to complain about.
            guard let sealed = try store.sealedCredentials(of: other.id),
                let own = try? await vault(store).open(sealed, of: other),
                own.scheme == request.credentials.scheme, own.fields == request.credentials.fields
            else { continue }
            throw CommandFailure(
                .usage,
                "\(other.name) has this key already: its records would count twice. Read it with: portolan sync \(ShellWord.quoted(other.name))"
            )
        }
    }

    /// Refuses a second key of an account, unless a label was chosen for it: keys of one account may see different
    /// parts of it.
    func refuseSameAccount(_ request: ConnectionRequest, key: KeyFacts?, in store: HistoryStore) throws {
        guard request.label == nil, let account = key?.account, !account.isEmpty else { return }
        let others = try siblings(of: request, in: store)
        guard let other = others.first(where: { $0.account == account }) else { return }
        throw CommandFailure(
            .usage,
            "\(other.name) reads this account already. Give it this key with: portolan connections reconnect \(ShellWord.quoted(other.name)). Where the two keys see different parts of the account, connect it under a name of its own, with --label."
        )
    }

    private func siblings(of request: ConnectionRequest, in store: HistoryStore) throws -> [StoredConnection] {
        try store.connections().filter {
            $0.adapter == request.adapter.manifest.id && $0.site == request.site.name
                && $0.simulator == request.simulator
        }
    }
}
