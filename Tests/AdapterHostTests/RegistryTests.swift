import AdapterHost
import Glibc
import HistoryModel
import Testing

@Suite("The registry loads what is approved and nothing else")
struct RegistryTests {
    /// Not a real digest: enough to tell contents apart.
    private func digest(_ bytes: [UInt8]) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: 32)
        for (index, byte) in bytes.enumerated() { sum[index % 32] = sum[index % 32] &* 31 &+ byte &+ 1 }
        return sum
    }
    private func folder(_ list: String, origin: AdapterRegistry.Origin = .user) throws -> AdapterRegistry.Folder {
        var template = Array("/tmp/portolan-registry-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        #expect(HostFiles.replace("\(path)/adapters.json", with: Array(list.utf8)))
        #expect(HostFiles.replace("\(path)/libA.so", with: Array("library a".utf8)))
        return AdapterRegistry.Folder(path, origin: origin)
    }
    private var pin: String {
        digest(Array("library a".utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test func `a pinned library of the user's is loaded while it is the approved file`() throws {
        let folder = try folder(#"[ {"id": "a", "library": "libA.so", "sha256": "\#(pin)"} ]"#)
        let registry = try AdapterRegistry([folder])
        let entry = try registry.entry("a")
        #expect(try registry.libraryPath(of: entry, sha256: digest) == "\(folder.libraries)/libA.so")
        #expect(HostFiles.replace(entry.path, with: Array("library b".utf8)))
        let error = #expect(throws: AdapterHostError.self) { try registry.libraryPath(of: entry, sha256: digest) }
        #expect(error?.code == .changed)
        #expect(error?.message.contains("is not the file that was approved") == true)
        unlink(entry.path)
        #expect(throws: AdapterHostError.self) { try registry.libraryPath(of: entry, sha256: digest) }
    }

    @Test(arguments: [AdapterRegistry.Origin.user, .environment])
    func `a library of the user's without a pin is not approved`(origin: AdapterRegistry.Origin) throws {
        let registry = try AdapterRegistry([try folder(#"[{"id":"a","library":"libA.so"}]"#, origin: origin)])
        let entry = try registry.entry("a")
        let error = #expect(throws: AdapterHostError.self) { try registry.libraryPath(of: entry, sha256: digest) }
        #expect(error?.code == .notApproved)
        #expect(error?.message.contains("has no sha256") == true)
    }

    @Test func `a pipe, a folder, a device or a giant in place of a file is refused and waits for nobody`() throws {
        let folder = try folder("[]")
        for make in [{ mkfifo($0, 0o600) }, { mkdir($0, 0o700) }, { symlink("/dev/zero", $0) }, { symlink($0, $0) }]
            as [(String) -> Int32]
        {
            unlink(folder.list)
            #expect(make(folder.list) == 0)
            #expect(throws: (any Error).self) {
                let registry = try AdapterRegistry([folder])
                // A loop of links leads to no file, and no file holds no adapter.
                if registry.entries.isEmpty { throw AdapterHostError(.badRegistry, "") }
            }
            #expect(HostFiles.read(folder.list) == nil)
            rmdir(folder.list)
        }
        unlink(folder.list)
        let giant = open(folder.list, O_WRONLY | O_CREAT, 0o600)
        ftruncate(giant, 1 << 40)
        close(giant)
        #expect(throws: AdapterHostError.self) { try AdapterRegistry([folder]) }
    }

    @Test(arguments: [
        #"[{"id":"a","library":"../libA.so"}]"#, #"[{"id":"a","library":"sub/libA.so"}]"#,
        #"[{"id":"a","library":"./libA.so"}]"#, #"[{"id":"a","library":"a\u0000b"}]"#,
        #"[{"id":"a","library":"a\nb"}]"#, #"[{"id":"a","library":""}]"#, #"[{"id":"../a","library":"libA.so"}]"#,
        #"[{"id":"a","library":"libA.so","sha256":"\u0665"}]"#, #"[{"id":"a","library":["libA.so"]}]"#,
        #"[{"id":"a","library":"\ud800"}]"#, #"[[[[[[[[]]]]]]]]"#, "[{", "[", "", "{}", #"[{"id":"a","#, #"[{"id":"\u"#,
        #"[{"id":"a","library":"libA.so","id":"b"}]"#,
    ])
    func `a list that is not one of file names is refused`(list: String) throws {
        let folder = try folder(list)
        #expect(throws: AdapterHostError.self) { try AdapterRegistry([folder]) }
    }

    @Test func `a list nested a hundred thousand deep is refused without recursion`() throws {
        let folder = try folder(String(repeating: "[", count: 100_000))
        #expect(throws: AdapterHostError.self) { try AdapterRegistry([folder]) }
    }

    @Test func `a library of the installation needs no pin, but keeps one`() throws {
        let registry = try AdapterRegistry([
            try folder(#"[{"id":"a","library":"libA.so"}]"#, origin: .system),
            try folder(
                #"[{"id":"b","library":"libA.so","sha256":"\#(String(repeating: "0", count: 64))"}]"#, origin: .system),
        ])
        #expect(try registry.libraryPath(of: registry.entry("a"), sha256: digest).hasSuffix("/libA.so"))
        let pinned = try registry.entry("b")
        #expect(throws: AdapterHostError.self) { try registry.libraryPath(of: pinned, sha256: digest) }
    }

    @Test func `the first folder wins, and what is switched off is named`() throws {
        let registry = try AdapterRegistry([
            try folder(#"[{"id":"a","library":"/opt/libOther.so","enabled":false,"profile":"wide"}]"#),
            try folder(#"[{"id":"a","library":"libA.so"}]"#, origin: .system),
            AdapterRegistry.Folder("/nowhere", origin: .system),
        ])
        #expect(registry.entries.map(\.path) == ["/opt/libOther.so"])
        #expect(registry.entries.first?.profile == "wide")
        let off = #expect(throws: AdapterHostError.self) { try registry.entry("a") }
        #expect(off?.message.contains("switched off") == true)
        let none = #expect(throws: AdapterHostError.self) { try registry.entry("zebra") }
        #expect(none?.code == .unknownAdapter)
    }

    @Test(arguments: [
        (#"{"id":"a"}"#, "line 1: '[' expected"), (#"[{"id":"a","library":"x/libA.so"}]"#, "has no library"),
        ("[\n{\"id\":\"a\" \"library\"", "line 2: '}' expected"), (#"[{"id":"A","library":"l"}]"#, "has no id"),
        (#"[{"id":"a","id":"b"}]"#, "is there twice"), (#"[{"id":"a","library":7}]"#, "a text, true, false or null"),
        (#"[{"id":"a","library":"l","sha256":"12"}]"#, "is not 64 hexadecimal digits"),
        (#"[{"id":"a","library":"l","enabled":"no"}]"#, "neither true nor false"), ("[] x", "something follows"),
        (#"[{"id":"a","library":"l\ud800"}]"#, "an escape that is no character"), (#"[{"id":""#, "does not end"),
    ])
    func `a list that cannot be read says where`(list: String, sentence: String) throws {
        let folder = try folder(list)
        let error = #expect(throws: AdapterHostError.self) { try AdapterRegistry([folder]) }
        #expect(error?.code == .badRegistry)
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(folder.list) == true)
    }

    @Test func `a written list reads back the same`() throws {
        let folder = try folder("[]")
        let written = [
            AdapterRegistry.Entry(
                id: "a", library: "libÄ\"\\.so", sha256: pin, path: "\(folder.libraries)/libÄ\"\\.so", origin: .user),
            AdapterRegistry.Entry(
                id: "b", library: "/opt/libB.so", isEnabled: false, profile: "go", path: "/opt/libB.so", origin: .user),
        ]
        try AdapterRegistry.write(written, to: folder)
        #expect(try AdapterRegistry([folder]).entries == written)
        let deeper = AdapterRegistry.Folder("\(folder.libraries)/new/adapters", origin: .user)
        try AdapterRegistry.write([written[1]], to: deeper)
        #expect(try AdapterRegistry([deeper]).entries == [written[1]])
    }

    @Test func `folders are searched from the environment to the installation`() {
        let variables = ["PORTOLAN_ADAPTERS": "/x:/y", "XDG_DATA_HOME": "/data", "HOME": "/h/u"]
        let folders = AdapterRegistry.standardFolders(executable: "/src/.build/debug/portolan") { variables[$0] }
        #expect(
            folders.map(\.list) == [
                "/x/adapters.json", "/y/adapters.json", "/data/portolan/adapters/adapters.json",
                "/src/.build/debug/../lib/portolan/adapters/adapters.json", "/src/.build/debug/adapters.json",
                "/src/adapters.json",
            ])
        #expect(folders.last?.libraries == "/src/.build/debug")
        #expect(folders.map(\.origin) == [.environment, .environment, .user, .system, .system, .system])
        #expect(AdapterRegistry.userFolder { ["PORTOLAN_HOME": "/p", "HOME": "/h"][$0] } == "/p/adapters")
    }
}
