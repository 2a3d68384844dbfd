/// Bytes nobody may see. Prints as `<secret>`, in every form of printing; zeroed when the last copy goes.
public struct Secret: Sendable, Hashable {
    private final class Storage: Sendable {
        // Written once in init, zeroed in deinit when no reader is left: safe to share.
        nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
        init(copying source: UnsafeRawBufferPointer) {
            bytes = .allocate(byteCount: source.count, alignment: 8)
            bytes.copyMemory(from: source)
        }
        deinit {
            for index in bytes.indices { bytes[index] = 0 }
            withExtendedLifetime(bytes) {}
            bytes.deallocate()
        }
    }
    private let storage: Storage

    public init(_ text: some StringProtocol) {
        var copy = String(text)
        storage = copy.withUTF8 { Storage(copying: UnsafeRawBufferPointer($0)) }
    }
    public init(bytes: some Sequence<UInt8>) {
        storage = Array(bytes).withUnsafeBytes { Storage(copying: $0) }
    }

    public var isEmpty: Bool { storage.bytes.isEmpty }
    public var count: Int { storage.bytes.count }

    /// Lends the bytes for one call. Do not let them out.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage.bytes))
    }

    public static func == (left: Secret, right: Secret) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.storage.bytes.indices { difference |= left.storage.bytes[index] ^ right.storage.bytes[index] }
        return difference == 0
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(storage.bytes)) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<secret>" }
    public var debugDescription: String { "<secret>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The credentials of one connection: field name → value.
public struct Credentials: Sendable {
    /// Name of the scheme the fields belong to.
    public var scheme: String
    public var fields: [String: Secret]
    public init(scheme: String, fields: [String: Secret]) {
        self.scheme = scheme
        self.fields = fields
    }
}
