import ExchangeSimulator
import Glibc
import HistoryModel
import Testing

/// Adapter libraries a test makes for itself.
enum Libraries {
    struct NotBuilt: Error, CustomStringConvertible { var description: String }

    static var kraken: String { "\(Files.buildFolder)/libPortolanKraken.so" }

    /// One of the broken adapters beside these tests.
    static func broken(_ name: String, into folder: String) async throws -> String {
        try await compile("\(Files.root)/Tests/BrokenAdapters/\(name).c", "\(folder)/lib\(name).so", [])
    }

    /// The real Kraken adapter with a statement of C in front of every `parse`.
    static func aroundKraken(_ fault: String, into folder: String) async throws -> String {
        try await compile(
            "\(Files.root)/Tests/EndToEndTests/Adapters/around_kraken.c", "\(folder)/libaround.so",
            ["-DREAL=\"\(kraken)\"", "-DFAULT=\(fault)", "-ldl"])
    }

    /// The real Kraken adapter, declaring that new keys take that long to work.
    static func krakenWithActivation(_ text: String, into folder: String) async throws -> String {
        try await compile(
            "\(Files.root)/Tests/EndToEndTests/Adapters/around_kraken.c", "\(folder)/libaround.so",
            ["-DREAL=\"\(kraken)\"", "-DFAULT=(void)0", "-DACTIVATION=\"\(text)\"", "-ldl"])
    }

    /// A sound declaration with some of its macros replaced.
    static func declared(_ macros: [String], into folder: String) async throws -> String {
        try await compile(
            "\(Files.root)/Tests/BrokenAdapters/declared.c", "\(folder)/libdeclared.so", macros)
    }

    private static func compile(_ source: String, _ library: String, _ more: [String]) async throws -> String {
        let devices = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(devices) }
        let arguments = [
            "cc", "-std=gnu11", "-O1", "-shared", "-fPIC", "-I", "\(Files.root)/Sources/CPortolan/include", source,
            "-o", library,
        ]
        let compiler = try Child(
            "/usr/bin/env", arguments + more, environment: ["PATH": Files.searchPath], input: devices,
            output: library + ".out", errors: library + ".err")
        guard try await compiler.end(within: 60) == .exit(0) else {
            throw NotBuilt(description: "\(source): \(Files.text(library + ".err"))")
        }
        return library
    }

    static func hash(_ path: String) throws -> String {
        Digests.sha256(try Files.bytes(path)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// A folder whose adapters.json approves one library.
    static func register(_ id: String, _ library: String, pin: String?, in folder: String) throws -> [String: String] {
        var entry: [(String, JSONValue)] = [("id", .string(id)), ("library", .string(library))]
        if let pin { entry.append(("sha256", .string(pin))) }
        try Files.write(Array(JSONValue.array([.object(entry)]).text().utf8), to: "\(folder)/adapters.json")
        return ["PORTOLAN_ADAPTERS": folder]
    }
}
