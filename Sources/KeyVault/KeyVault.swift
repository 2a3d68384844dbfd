import HistoryModel

/// Seals and opens the credentials of connections: a data key each, wrapped by a key provider.
package struct KeyVault: Sendable {
    /// Which connection credentials belong to. Everything in it is bound to each sealed value.
    package struct Place: Sendable, Hashable {
        package var owner: String
        package var connection: String
        /// The adapter's id.
        package var exchange: String
        package init(owner: String, connection: String, exchange: String) {
            self.owner = owner
            self.connection = connection
            self.exchange = exchange
        }
        var context: KeyContext { KeyContext(owner: owner, connection: connection) }
        func binding(field: String) -> [UInt8] {
            Binding.bytes(["portolan-credential/1", owner, connection, exchange, field])
        }
    }
    private let providers: [any KeyProvider]

    /// The first provider seals; all of them open what they once sealed.
    package init(providers: [any KeyProvider]) { self.providers = providers }

    /// Seals with a fresh data key.
    package func seal(_ credentials: Credentials, for place: Place) async throws(VaultError) -> SealedCredentials {
        guard let provider = providers.first else {
            throw VaultError(code: .otherProvider, message: "No key provider is set up.")
        }
        let key = Secret(bytes: try SealedBox.randomBytes(SealedBox.keyCount))
        let names = credentials.fields.keys.sorted()
        // A field cannot have this name: names are identifiers.
        let index = Secret(bytes: Binding.bytes([credentials.scheme] + names))
        var values: [[UInt8]] = []
        for name in names {
            guard let value = credentials.fields[name] else { continue }
            values.append(try SealedBox.seal(value, key: key, binding: place.binding(field: name)))
        }
        return SealedCredentials(
            provider: provider.identifier, wrappedKey: try await provider.wrap(key, for: place.context),
            index: try SealedBox.seal(index, key: key, binding: place.binding(field: Self.indexField)), values: values)
    }

    /// Throws `tampered` when anything was changed, or the record belongs to another connection.
    package func open(_ sealed: SealedCredentials, for place: Place) async throws(VaultError) -> Credentials {
        let key = try await provider(of: sealed).unwrap(sealed.wrappedKey, for: place.context)
        let index = try SealedBox.open(sealed.index, key: key, binding: place.binding(field: Self.indexField))
        let names = try Self.texts(index.withBytes { Array($0) })
        guard let scheme = names.first, names.count == sealed.values.count + 1 else { throw .tampered }
        var fields: [String: Secret] = [:]
        for (name, value) in zip(names.dropFirst(), sealed.values) {
            fields[name] = try SealedBox.open(value, key: key, binding: place.binding(field: name))
        }
        return Credentials(scheme: scheme, fields: fields)
    }

    /// Wraps the data key anew with the first provider; the sealed values stay as they are.
    package func rewrap(_ sealed: SealedCredentials, for place: Place) async throws(VaultError) -> SealedCredentials {
        guard let target = providers.first else {
            throw VaultError(code: .otherProvider, message: "No key provider is set up.")
        }
        let key = try await provider(of: sealed).unwrap(sealed.wrappedKey, for: place.context)
        var copy = sealed
        copy.wrappedKey = try await target.wrap(key, for: place.context)
        copy.provider = target.identifier
        return copy
    }

    private static let indexField = "#index"

    private func provider(of sealed: SealedCredentials) throws(VaultError) -> any KeyProvider {
        if let provider = providers.first(where: { $0.identifier == sealed.provider }) { return provider }
        let name = String(
            sealed.provider.unicodeScalars.prefix(60).map { (0x21...0x7E).contains($0.value) ? Character($0) : "?" })
        throw VaultError(
            code: .otherProvider,
            message: "The credentials were sealed by the key provider \"\(name)\", which is not set up here.")
    }

    private static func texts(_ bytes: [UInt8]) throws(VaultError) -> [String] {
        var texts: [String] = []
        var position = 0
        while position < bytes.count {
            guard position + 4 <= bytes.count else { throw .tampered }
            let count = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            position += 4
            guard count <= bytes.count - position,
                let text = String(validating: bytes[position..<(position + count)], as: UTF8.self)
            else { throw .tampered }
            texts.append(text)
            position += count
        }
        return texts
    }
}
