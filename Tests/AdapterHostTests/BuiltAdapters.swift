import AdapterHost
import Glibc
import HistoryModel
import Synchronization

/// Adapter libraries in C, compiled when a test first asks for them.
enum BuiltAdapters {
    static let root = HostFiles.folder(of: HostFiles.folder(of: HostFiles.folder(of: #filePath)))
    static let folder: String = {
        var template = Array("/tmp/portolan-broken-XXXXXX".utf8CString)
        return mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }()
    private static let built = Mutex<[String: String]>([:])

    static func broken(_ name: String) throws -> String { try build("\(root)/Tests/BrokenAdapters/\(name).c") }
    static func minimal() throws -> String { try build("\(root)/Plugins/Examples/C/minimal.c") }

    /// The sound declaration with some of its macros replaced: `HOST="x"`.
    static func declaring(_ macros: [String]) throws -> String {
        try build("\(root)/Tests/BrokenAdapters/declared.c", macros)
    }

    static func build(_ source: String, _ macros: [String] = []) throws -> String {
        try built.withLock { built in
            let identity = "\(source) \(macros)"
            if let path = built[identity] { return path }
            let name = source.split(separator: "/").last?.dropLast(2) ?? "adapter"
            let library = "\(folder)/lib\(name)\(macros.isEmpty ? "" : "-\(built.count)").so"
            let command = [
                "cc", "-std=gnu11", "-O2", "-shared", "-fPIC", "-I", "\(root)/Sources/CPortolan/include", source, "-o",
                library,
            ]
            let defines = macros.map { "-D\($0)" }
            guard try run(command + defines) == 0 else { throw BuildFailed(command: command) }
            built[identity] = library
            return library
        }
    }
    struct BuildFailed: Error { var command: [String] }

    /// Runs a program found on PATH; gives its exit code.
    static func run(_ command: [String]) throws -> Int32 {
        var pointers: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, command[0], nil, nil, &pointers, environ) == 0 else {
            throw BuildFailed(command: command)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    static func worker() throws -> String {
        try WorkerLocation.find { name in getenv(name).map { String(cString: $0) } }
    }
    static func start(
        _ library: String, deadlines: AdapterProcess.Deadlines = .init(load: .seconds(20), step: .seconds(20))
    ) async throws -> AdapterProcess {
        try await AdapterProcess.start(library: library, workerPath: try worker(), deadlines: deadlines)
    }
}

extension Ask {
    /// A step that breaks when `breaking`, and is sound otherwise.
    static func first(breaking: Bool = false, stream: Int = 0) -> Ask {
        var ask = Ask(
            stream: stream, from: Instant(year: 2026, month: 1, day: 1), until: Instant(year: 2026, month: 2, day: 1),
            now: Instant(year: 2026, month: 3, day: 1))
        if breaking { ask.cursor = Array("break".utf8) }
        return ask
    }
}

extension ExchangeAnswer {
    static func page(_ text: String, status: Int = 200) -> ExchangeAnswer {
        ExchangeAnswer(
            endpoint: 0, status: status, received: Instant(year: 2026, month: 3, day: 1),
            headers: [TextPair("content-type", "text/plain")], body: Array(text.utf8))
    }
}
