import HistoryModel
import Synchronization

/// Numbers that must outlive the process: nonce marks and bucket levels. Names hold no secrets.
///
/// `setMark` returns when the value is on disk.
package protocol MarkStore: Sendable {
    func mark(_ name: String) -> Int64?
    func setMark(_ name: String, _ value: Int64) throws
}

/// Marks that die with the process.
package final class MemoryMarkStore: MarkStore {
    private let marks = Mutex<[String: Int64]>([:])
    package init() {}
    package func mark(_ name: String) -> Int64? { marks.withLock { $0[name] } }
    package func setMark(_ name: String, _ value: Int64) { marks.withLock { $0[name] = value } }
    package var all: [String: Int64] { marks.withLock { $0 } }
}

extension ExchangeError {
    static func marksNotWritten(_ cause: any Error) -> ExchangeError {
        ExchangeError(
            .network, retry: .sameRequest,
            message: "Nothing was sent, because the rate limit marks could not be stored: \(cause).")
    }
}

/// What a key is called in mark names.
package enum KeyFingerprint {
    /// Sixteen hexadecimal digits from the SHA-256 of the scheme's first required field: the key's public name.
    package static func of(scheme: CredentialScheme, credentials: [String: Secret], adapter: String) -> String {
        let field = scheme.fields.first { !$0.isOptional } ?? scheme.fields.first
        let value = field.flatMap { credentials[$0.name] }.map { $0.withBytes { Array($0) } } ?? []
        return digest("key", adapter, value)
    }
    /// The same for the name of an account.
    package static func of(account: String, adapter: String) -> String {
        digest("account", adapter, Array(account.utf8))
    }

    private static func digest(_ kind: String, _ adapter: String, _ value: [UInt8]) -> String {
        let bytes = Array("portolan-fingerprint/1\0\(kind)\0\(adapter)\0".utf8) + value
        return String(decoding: ByteEncoding.hex(sha256(bytes).prefix(8)), as: UTF8.self)
    }
}
