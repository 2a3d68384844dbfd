import HistoryModel

/// The credentials of one connection as the store keeps them: opaque bytes.
package struct SealedCredentials: Sendable, Hashable {
    /// The provider that can open them.
    package var provider: String
    /// The data key, wrapped by the provider.
    package var wrappedKey: [UInt8]
    /// Scheme and field names, sealed: a field cannot be dropped or added.
    var index: [UInt8]
    /// One sealed value for each field, in the index's order.
    var values: [[UInt8]]

    private static let version: UInt8 = 1

    init(provider: String, wrappedKey: [UInt8], index: [UInt8], values: [[UInt8]]) {
        self.provider = provider
        self.wrappedKey = wrappedKey
        self.index = index
        self.values = values
    }

    package var bytes: [UInt8] {
        let parts = [Array(provider.utf8), wrappedKey, index] + values
        let body = [Self.version] + parts.flatMap { Binding.length($0.count) + $0 }
        return body + SealedBox.sha256(body)
    }

    /// Throws `tampered` when the bytes are not a whole record of a version this Portolan knows.
    package init(bytes: [UInt8]) throws(VaultError) {
        guard bytes.count > 33 else { throw .tampered }
        let body = Array(bytes.dropLast(32))
        guard SealedBox.sha256(body) == Array(bytes.suffix(32)) else { throw .tampered }
        guard body[0] == Self.version else {
            throw VaultError(
                code: .tampered,
                message:
                    "The stored credentials are in a form of a newer Portolan, or were tampered with; update Portolan.")
        }
        var parts: [[UInt8]] = []
        var position = 1
        while position < body.count {
            guard position + 4 <= body.count else { throw .tampered }
            let count = body[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            position += 4
            guard count <= body.count - position else { throw .tampered }
            parts.append(Array(body[position..<(position + count)]))
            position += count
        }
        guard parts.count >= 3, let provider = String(validating: parts[0], as: UTF8.self) else { throw .tampered }
        self.init(provider: provider, wrappedKey: parts[1], index: parts[2], values: Array(parts[3...]))
    }
}
