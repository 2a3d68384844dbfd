import AdapterHost
import Glibc
import HistoryModel
import Testing

@Suite("A worker lives no longer than it is wanted")
struct LifeTests {
    /// Whether a process is there and not merely waiting to be reaped.
    private func isAlive(_ id: Int32) -> Bool {
        guard let stat = HostFiles.read("/proc/\(id)/stat") else { return false }
        let text = String(decoding: stat, as: UTF8.self)
        return text.split(separator: ")").last?.dropFirst().first != "Z"
    }
    private func isGone(_ id: Int32, within milliseconds: Int = 5000) async throws -> Bool {
        for _ in 0..<(milliseconds / 10) {
            if !isAlive(id) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func `a released process takes its worker with it and leaves no zombie`() async throws {
        var process: AdapterProcess? = try await BuiltAdapters.start(BuiltAdapters.broken("sound"))
        let id = try #require(await process?.workerID)
        #expect(isAlive(id))
        process = nil
        #expect(try await isGone(id))
        #expect(HostFiles.read("/proc/\(id)/stat") == nil)
    }

    @Test func `a stopped process starts another worker when it is asked again`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("sound"))
        let first = try #require(await process.workerID)
        await process.stop()
        #expect(try await isGone(first))
        #expect(try await process.request(adapter: 0, .first()).endpoint == 0)
        #expect(await process.workerID != first)
    }

    @Test func `a worker that is killed from outside is replaced`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("sound"))
        kill(try #require(await process.workerID), SIGKILL)
        let error = await #expect(throws: ExchangeError.self) {
            try await process.request(adapter: 0, .first())
        }
        #expect(error?.message.contains("signal 9") == true, "\(error?.message ?? "")")
        #expect(error?.retry == .sameRequest)
        #expect(try await process.request(adapter: 0, .first()).endpoint == 0)
    }

    @Test(arguments: ["hang_in_constructor", "sound"])
    func `when the host is killed the worker ends by itself`(library: String) async throws {
        let program = "\(BuiltAdapters.folder)/dying-host"
        let source = "\(BuiltAdapters.root)/Tests/BrokenAdapters/host/dying_host.c"
        let file = "\(BuiltAdapters.folder)/worker-of-\(library)"
        #expect(try BuiltAdapters.run(["cc", source, "-o", "\(program)-\(library)"]) == 0)
        let arguments = ["\(program)-\(library)", try BuiltAdapters.worker(), try BuiltAdapters.broken(library), file]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var host: pid_t = 0
        #expect(posix_spawn(&host, arguments[0], nil, nil, &pointers, environ) == 0)
        var worker: Int32?
        for _ in 0..<500 where worker == nil {
            try await Task.sleep(for: .milliseconds(10))
            worker = HostFiles.read(file).flatMap { Int32(String(decoding: $0, as: UTF8.self).dropLast()) }
        }
        let id = try #require(worker)
        // Long enough for the worker to have set its parent-death signal.
        try await Task.sleep(for: .milliseconds(300))
        #expect(isAlive(id))
        kill(host, SIGKILL)
        var status: Int32 = 0
        waitpid(host, &status, 0)
        #expect(try await isGone(id))
    }

    @Test func `a worker has no environment, no descriptors but its socket, and no output`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("sound"))
        let id = try #require(await process.workerID)
        // Root may look although the worker is not dumpable.
        if getuid() == 0 {
            #expect(HostFiles.read("/proc/\(id)/environ")?.isEmpty == true)
            for descriptor in 0...2 {
                var buffer = [UInt8](repeating: 0, count: 100)
                let count = buffer.withUnsafeMutableBytes {
                    readlink("/proc/\(id)/fd/\(descriptor)", $0.baseAddress!.assumingMemoryBound(to: CChar.self), 100)
                }
                #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "/dev/null")
            }
            #expect(!HostFiles.exists("/proc/\(id)/fd/4"))
        }
        let status = String(decoding: HostFiles.read("/proc/\(id)/status") ?? [], as: UTF8.self)
        #expect(status.contains("NoNewPrivs:\t1"))
    }

    @Test func `a worker that is missing is named`() async throws {
        let process = AdapterProcess(library: "/x/libX.so", workerPath: "/nowhere/worker")
        let error = await #expect(throws: AdapterHostError.self) { try await process.adapters() }
        #expect(error?.code == .workerMissing)
        #expect(throws: AdapterHostError.self) {
            try WorkerLocation.find(executable: "/nowhere/bin/portolan") { _ in nil }
        }
    }

    @Test func `calls from many tasks wait for each other`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    var ask = Ask.first()
                    ask.cursor = Array("c\(number)".utf8)
                    let request = try await process.request(adapter: 0, ask)
                    return request.arguments.last?.value == "c\(number)" ? nil : "mixed up"
                }
            }
            for try await problem in group { #expect(problem == nil) }
        }
    }
}
