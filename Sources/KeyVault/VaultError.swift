/// Why stored credentials cannot be used.
package struct VaultError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// The stored bytes are not what was stored, or belong to another connection.
        case tampered
        /// The master key is missing, unreadable or another one. The user has to act.
        case keyUnavailable
        /// The master key file can be read by others.
        case keyExposed
        /// Sealed by a provider that is not set up here.
        case otherProvider
        /// The system refused: disk, memory.
        case system
    }
    package var code: Code
    /// One sentence for people, without secrets.
    package var message: String
    package var description: String { message }

    static let tampered = VaultError(
        code: .tampered,
        message: "The stored credentials are damaged or were tampered with; connect this account again.")
}
