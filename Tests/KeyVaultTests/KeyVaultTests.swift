import Glibc
import HistoryModel
import Testing

@testable import KeyVault

/// A folder that goes with its owner.
final class TemporaryFolder: Sendable {
    let path: String
    init() {
        var template = Array((P_tmpdir + "/portolan-vault-XXXXXX").utf8CString)
        mkdtemp(&template)
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
    deinit {
        unlink(path + "/master.key")
        rmdir(path)
    }
}

private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16)! }
}

@Suite("Credentials are sealed so that nothing can be read, changed or swapped")
struct KeyVaultTests {
    private static let place = KeyVault.Place(owner: "owner-1", connection: "conn-7f3a", exchange: "kraken")
    private static let credentials = Credentials(
        scheme: "hmac",
        fields: ["key": Secret("an-api-key"), "secret": Secret("kQH5HW/8p1uGOVjbgWA7"), "otp": Secret("")])
    private let folder = TemporaryFolder()

    private func provider(hadKeys: Bool = false) -> FileKeyProvider {
        FileKeyProvider(home: folder.path, wrappedKeysExist: { hadKeys })
    }
    private func vault(hadKeys: Bool = false) -> KeyVault { KeyVault(providers: [provider(hadKeys: hadKeys)]) }

    @Test func `the layout is the documented one`() throws {
        let key = Secret(bytes: bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
        let binding = Self.place.binding(field: "api_secret")
        #expect(
            hex(binding) == "00000015706f72746f6c616e2d63726564656e7469616c2f31000000076f776e65722d3100000009636f6e6e2d"
                + "37663361000000066b72616b656e0000000a6170695f736563726574")
        let nonce = bytes("404142434445464748494a4b")
        let box = try SealedBox.seal(Secret("kQH5HW/8p1uGOVjbgWA7"), key: key, binding: binding, nonce: nonce)
        #expect(
            hex(box) == "404142434445464748494a4b" + "89e8e6166e6ba83bbdf56271d43279391e91136b"
                + "02a3ea43aec8d2593b9213a6b803c785")
        #expect(try SealedBox.open(box, key: key, binding: binding) == Secret("kQH5HW/8p1uGOVjbgWA7"))
    }

    /// The GCM specification's test case 16.
    @Test func `AES-256-GCM is the standard's`() throws {
        let key = Secret(bytes: bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
        let plain = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
                + "ba637b39")
        let box = try SealedBox.seal(
            Secret(bytes: plain), key: key, binding: bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            nonce: bytes("cafebabefacedbaddecaf888"))
        #expect(
            hex(box.dropFirst(12))
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
                + "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")
    }

    @Test func `what was sealed opens again, by another process, and holds nothing readable`() async throws {
        let sealed = try await vault().seal(Self.credentials, for: Self.place)
        let stored = sealed.bytes
        let text = String(decoding: stored, as: UTF8.self)
        for word in ["an-api-key", "kQH5HW", "hmac", "secret", "otp"] { #expect(!text.contains(word)) }
        let opened = try await vault(hadKeys: true).open(try SealedCredentials(bytes: stored), for: Self.place)
        #expect(opened.scheme == "hmac")
        #expect(opened.fields == Self.credentials.fields)
        let again = try await vault().seal(Self.credentials, for: Self.place)
        #expect(again.wrappedKey != sealed.wrappedKey)
    }

    @Test func `every flipped byte is refused as tampered`() async throws {
        let vault = vault()
        let stored = try await vault.seal(Self.credentials, for: Self.place).bytes
        for index in stored.indices {
            var damaged = stored
            damaged[index] ^= 1
            let error = #expect(throws: VaultError.self) { try SealedCredentials(bytes: damaged) }
            #expect(error?.code == .tampered)
            #expect(error?.message.contains("tampered") == true)
        }
        for count in 0..<stored.count {
            #expect(throws: VaultError.self) { try SealedCredentials(bytes: Array(stored.prefix(count))) }
        }
    }

    @Test func `every flipped byte is refused, also with the checksum made to fit`() async throws {
        let vault = vault()
        let stored = try await vault.seal(Self.credentials, for: Self.place).bytes
        for index in 0..<(stored.count - 32) {
            var body = Array(stored.dropLast(32))
            body[index] ^= 0x10
            let forged = body + SealedBox.sha256(body)
            await #expect(throws: VaultError.self) {
                try await vault.open(try SealedCredentials(bytes: forged), for: Self.place)
            }
        }
    }

    @Test func `fields cannot be dropped, added or exchanged`() async throws {
        let vault = vault()
        let sealed = try await vault.seal(Self.credentials, for: Self.place)
        var fewer = sealed
        fewer.values.removeLast()
        var more = sealed
        more.values.append(sealed.values[0])
        var exchanged = sealed
        exchanged.values.swapAt(0, 2)
        for forged in [fewer, more, exchanged] {
            let error = await #expect(throws: VaultError.self) { try await vault.open(forged, for: Self.place) }
            #expect(error?.code == .tampered)
        }
    }

    @Test func `one connection's credentials do not open in another's place, nor does its data key`() async throws {
        let vault = vault()
        let mine = try await vault.seal(Self.credentials, for: Self.place)
        let others = [
            KeyVault.Place(owner: "owner-1", connection: "conn-2", exchange: "kraken"),
            KeyVault.Place(owner: "owner-2", connection: "conn-7f3a", exchange: "kraken"),
            KeyVault.Place(owner: "owner-1", connection: "conn-7f3a", exchange: "evil"),
        ]
        for place in others {
            let error = await #expect(throws: VaultError.self) { try await vault.open(mine, for: place) }
            #expect(error?.code == .tampered)
            var mixed = try await vault.seal(Self.credentials, for: place)
            mixed.wrappedKey = mine.wrappedKey
            await #expect(throws: VaultError.self) { try await vault.open(mixed, for: place) }
        }
        // Lengths are part of the binding: "ab" + "c" is not "a" + "bc".
        #expect(Binding.bytes(["ab", "c"]) != Binding.bytes(["a", "bc"]))
    }

    @Test func `rewrapping changes the wrap and leaves the values`() async throws {
        let other = TemporaryFolder()
        let sealed = try await vault().seal(Self.credentials, for: Self.place)
        let target = FileKeyProvider(home: other.path, wrappedKeysExist: { false })
        let moving = KeyVault(providers: [RenamedProvider(inner: target), provider()])
        let moved = try await moving.rewrap(sealed, for: Self.place)
        #expect(moved.values == sealed.values)
        #expect(moved.provider == "other:")
        #expect(try await moving.open(moved, for: Self.place).fields == Self.credentials.fields)
        let error = await #expect(throws: VaultError.self) { try await vault().open(moved, for: Self.place) }
        #expect(
            error?.message == "The credentials were sealed by the key provider \"other:\", which is not set up here.")
    }

    @Test func `nothing of a secret is printed`() {
        #expect("\(Self.credentials)".contains("an-api-key") == false)
        var dumped = ""
        dump(Self.credentials, to: &dumped)
        #expect(!dumped.contains("an-api-key"))
        #expect("\(VaultError.tampered)".contains("connect this account again"))
    }

    // MARK: - The master key

    private var master: String { folder.path + "/master.key" }

    @Test func `the master key is 32 random bytes in a file of mode 0600`() async throws {
        _ = try await vault().seal(Self.credentials, for: Self.place)
        var status = stat()
        #expect(stat(master, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(status.st_size == 32)
        #expect(status.st_nlink == 1)
    }

    @Test(arguments: [0o640, 0o604, 0o660] as [mode_t])
    func `a master key others can read is refused`(mode: mode_t) async throws {
        let sealed = try await vault().seal(Self.credentials, for: Self.place)
        chmod(master, mode)
        let error = await #expect(throws: VaultError.self) { try await vault().open(sealed, for: Self.place) }
        #expect(error?.code == .keyExposed)
        #expect(error?.message == "The master key \(master) can be read by others. Run: chmod 600 \(master)")
    }

    @Test func `a missing master key is never replaced while something depends on it`() async throws {
        let sealed = try await vault().seal(Self.credentials, for: Self.place)
        unlink(master)
        let opening = await #expect(throws: VaultError.self) { try await vault().open(sealed, for: Self.place) }
        #expect(opening?.code == .keyUnavailable)
        #expect(opening?.message.contains("is missing, and stored credentials cannot be read without it") == true)
        await #expect(throws: VaultError.self) {
            try await vault(hadKeys: true).seal(Self.credentials, for: Self.place)
        }
        #expect(access(master, F_OK) != 0)
    }

    @Test func `another, a shortened and a linked master key are told apart`() async throws {
        let sealed = try await vault().seal(Self.credentials, for: Self.place)
        unlink(master)
        _ = try await vault().seal(Self.credentials, for: Self.place)
        let other = await #expect(throws: VaultError.self) { try await vault().open(sealed, for: Self.place) }
        #expect(other?.code == .keyUnavailable)
        #expect(other?.message.contains("another master key") == true)
        truncate(master, 31)
        let short = await #expect(throws: VaultError.self) { try await vault().open(sealed, for: Self.place) }
        #expect(short?.message.contains("damaged: it must have 32 bytes") == true)
        unlink(master)
        symlink("/etc/hostname", master)
        let linked = await #expect(throws: VaultError.self) { try await vault().open(sealed, for: Self.place) }
        #expect(linked?.message.contains("cannot be opened") == true)
    }

    @Test func `two processes that begin at once end with one key`() async throws {
        let all = try await withThrowingTaskGroup(of: SealedCredentials.self) { group in
            for _ in 0..<16 { group.addTask { try await vault().seal(Self.credentials, for: Self.place) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for sealed in all { #expect(try await vault().open(sealed, for: Self.place).scheme == "hmac") }
    }
}

/// The same keys under another name.
private struct RenamedProvider: KeyProvider {
    let inner: FileKeyProvider
    let identifier = "other:"
    func wrap(_ key: Secret, for context: KeyContext) async throws(VaultError) -> [UInt8] {
        try await inner.wrap(key, for: context)
    }
    func unwrap(_ wrapped: [UInt8], for context: KeyContext) async throws(VaultError) -> Secret {
        try await inner.unwrap(wrapped, for: context)
    }
}
