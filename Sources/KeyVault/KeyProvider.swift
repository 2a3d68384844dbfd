import HistoryModel

/// Whose data key it is. Bound into the wrap, so that one connection's cannot be put in another's place.
package struct KeyContext: Sendable, Hashable {
    package var owner: String
    package var connection: String
    package init(owner: String, connection: String) {
        self.owner = owner
        self.connection = connection
    }
}

/// Keeps a master key, here or elsewhere, and wraps data keys with it.
package protocol KeyProvider: Sendable {
    /// The kind and what tells one from another of its kind, e.g. `file:`. Stored beside what it wrapped.
    var identifier: String { get }
    func wrap(_ key: Secret, for context: KeyContext) async throws(VaultError) -> [UInt8]
    /// Throws `tampered` when the bytes are not its own or belong to another context.
    func unwrap(_ wrapped: [UInt8], for context: KeyContext) async throws(VaultError) -> Secret
}

/// Several texts as bytes no other texts give: each with its length in front.
enum Binding {
    static func bytes(_ elements: [String]) -> [UInt8] {
        elements.flatMap { element in length(element.utf8.count) + Array(element.utf8) }
    }
    static func length(_ count: Int) -> [UInt8] {
        let word = UInt32(count)
        return [UInt8(word >> 24), UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
    }
}
