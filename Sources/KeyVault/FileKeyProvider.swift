import COpenSSL
import Glibc
import HistoryModel

/// The master key in a file only its owner can read: 32 bytes, made on first use.
package struct FileKeyProvider: KeyProvider {
    package let identifier = "file:"
    package let path: String
    /// Whether something was wrapped before: then a missing file is a loss, not a beginning.
    private let wrappedKeysExist: @Sendable () -> Bool

    package init(home: String, wrappedKeysExist: @escaping @Sendable () -> Bool) {
        path = home + "/master.key"
        self.wrappedKeysExist = wrappedKeysExist
    }

    package func wrap(_ key: Secret, for context: KeyContext) async throws(VaultError) -> [UInt8] {
        let master = try loadOrMake()
        return Self.name(of: master) + (try SealedBox.seal(key, key: master, binding: binding(context)))
    }

    package func unwrap(_ wrapped: [UInt8], for context: KeyContext) async throws(VaultError) -> Secret {
        guard let master = try load() else { throw missing }
        guard wrapped.count > 8 else { throw .tampered }
        guard Array(wrapped[..<8]) == Self.name(of: master) else {
            throw VaultError(
                code: .keyUnavailable,
                message: "The credentials were stored with another master key than \(path), or were tampered with; "
                    + "put the file back that belongs to this data.")
        }
        return try SealedBox.open(Array(wrapped[8...]), key: master, binding: binding(context))
    }

    private func binding(_ context: KeyContext) -> [UInt8] {
        Binding.bytes(["portolan-wrap/1", identifier, context.owner, context.connection])
    }

    /// Eight bytes that tell master keys apart and say nothing about them.
    private static func name(of master: Secret) -> [UInt8] {
        var bytes = Array("portolan-master-name/1\0".utf8) + master.withBytes { Array($0) }
        defer { bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        return Array(SealedBox.sha256(bytes).prefix(8))
    }

    private var missing: VaultError {
        VaultError(
            code: .keyUnavailable,
            message: "The master key \(path) is missing, and stored credentials cannot be read without it. Put it back "
                + "from a copy, or connect the accounts again.")
    }

    // MARK: - The file

    private func loadOrMake() throws(VaultError) -> Secret {
        if let master = try load() { return master }
        guard !wrappedKeysExist() else { throw missing }
        try make()
        guard let master = try load() else { throw missing }
        return master
    }

    /// Nil when there is no file.
    private func load() throws(VaultError) -> Secret? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw VaultError(code: .keyUnavailable, message: "The master key \(path) is not a plain file.")
        }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
            throw VaultError(
                code: .keyExposed,
                message: "The master key \(path) can be read by others. Run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: SealedBox.keyCount + 1)
        defer { bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw failure("cannot be read") }
            if more == 0 { break }
            count += more
        }
        guard count == SealedBox.keyCount else {
            throw VaultError(
                code: .keyUnavailable,
                message:
                    "The master key \(path) is damaged: it must have \(SealedBox.keyCount) bytes. Put it back from a copy."
            )
        }
        return Secret(bytes: bytes.prefix(SealedBox.keyCount))
    }

    /// Appears whole or not at all; of two processes at once, one wins and both use its key.
    private func make() throws(VaultError) {
        let unique = try SealedBox.randomBytes(8).map { String($0, radix: 16) }.joined()
        let draft = "\(path).\(unique)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        defer { unlink(draft) }
        var bytes = try SealedBox.randomBytes(SealedBox.keyCount)
        defer { bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        let isWritten =
            fchmod(descriptor, 0o600) == 0 && write(descriptor, bytes, bytes.count) == bytes.count
            && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else { throw failure("cannot be written") }
        guard link(draft, path) == 0 || errno == EEXIST else { throw failure("cannot be made") }
        let folder = open(String(path.dropLast("/master.key".count)), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private func failure(_ what: String) -> VaultError {
        VaultError(
            code: .system, message: "The master key \(path) \(what): \(String(cString: strerror(errno))).")
    }
}
