import Glibc
import HistoryModel
import Testing

/// Adapter libraries that are broken, hostile or not the approved ones.
@Suite("A bad adapter", .realPrograms, .timeLimit(.minutes(40)))
struct AdapterTests {
    struct Library: Sendable, CustomTestStringConvertible {
        /// The file beside the tests, or what to write instead.
        var name: String
        /// What the sentence must say.
        var says: String
        var testDescription: String { name }
    }

    @Test(
        "is refused with a sentence, exit code 3, and harms nobody else",
        arguments: [
            Library(name: "no ELF file", says: "libnoelf.so"),
            Library(name: "an empty file", says: "libempty.so"),
            Library(name: "missing_symbol", says: "portolan_adapter_v1"),
            Library(name: "wrong_major", says: "version"),
            Library(name: "size_lies", says: "size"),
            Library(name: "stride_lies", says: ""),
            Library(name: "count_lies", says: ""),
            Library(name: "text_lies", says: ""),
            Library(name: "null_manifest", says: ""),
            Library(name: "wild_manifest", says: ""),
            Library(name: "crash_in_constructor", says: ""),
            Library(name: "no_adapter", says: ""),
        ])
    func refused(_ example: Library) async throws {
        try await Scene.play { scene in
            let path = try await library(example.name, scene.folder)
            let host = scene.host.with(
                try Libraries.register("broken", path, pin: try Libraries.hash(path), in: scene.folder))
            let result = try await connectBroken(host)
            #expect(result.code == 3, "\(result.code) \(result.said)")
            #expect(result.errors.contains(example.says), "\(result.errors)")
            let sentence = result.errors.split(separator: "\n").last.map(String.init) ?? ""
            #expect(sentence.hasPrefix("portolan: ") && sentence.hasSuffix("."), "\(sentence)")
            #expect(sentence.split(separator: " ").count >= 5, "\(sentence)")
            // The others are as good as before.
            let list = try await host.run("adapters", "list", "--json")
            #expect(list.code == 0)
            #expect(try list.json().elements.contains { $0.text("id") == "kraken" && !$0.list("streams").isEmpty })
            #expect(Shape.list(OutputTests.adapter).misfits(try list.json()) == [])
            let table = try await host.run("adapters", "list")
            #expect(table.code == 0)
            #expect(table.output.contains("broken"), "\(table.output)")
            try await host.connected()
            #expect(try await host.sync().code == 0)
        }
    }

    private func connectBroken(_ host: Host) async throws -> Host.Result {
        try await host.run(
            "connect", "broken", "--simulator", host.exchange.url, "--credentials-stdin", "--yes", input: "{}")
    }
    private func library(_ name: String, _ folder: String) async throws -> String {
        switch name {
        case "no ELF file":
            try Files.write(Array("#!/bin/sh\necho not a library\n".utf8), to: "\(folder)/libnoelf.so")
            return "\(folder)/libnoelf.so"
        case "an empty file":
            try Files.write([], to: "\(folder)/libempty.so")
            return "\(folder)/libempty.so"
        default: return try await Libraries.broken(name, into: folder)
        }
    }

    @Test("that is not there is named")
    func notThere() async throws {
        try await Scene.play { scene in
            let path = "\(scene.folder)/libgone.so"
            let pin = String(repeating: "0", count: 64)
            let host = scene.host.with(try Libraries.register("broken", path, pin: pin, in: scene.folder))
            let result = try await connectBroken(host)
            #expect(result.code == 3, "\(result.said)")
            #expect(result.errors.contains("libgone.so"))
        }
    }

    @Test("that nobody approved is not loaded")
    func notApproved() async throws {
        try await Scene.play { scene in
            let path = try await Libraries.broken("sound", into: scene.folder)
            let host = scene.host.with(try Libraries.register("broken", path, pin: nil, in: scene.folder))
            let result = try await connectBroken(host)
            #expect(result.code == 3, "\(result.said)")
            #expect(result.errors.contains("approved"), "\(result.errors)")
            // Not even its declarations are known: it was not loaded.
            let list = try await host.run("adapters", "list", "--json")
            let broken = try #require(try list.json().elements.first { $0.text("id") == "broken" })
            #expect(broken.list("streams").isEmpty && broken.text("name").isEmpty)
        }
    }

    @Test("that is no longer the file that was approved is refused, before a sync as well")
    func changed() async throws {
        try await Scene.play { scene in
            let path = try await Libraries.aroundKraken("(void)0", into: scene.folder)
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try await host.connected()
            try await host.synced()
            let truth = try scene.exchange.truth()
            _ = try await Libraries.aroundKraken("if (calls > 1000) abort()", into: scene.folder)
            let before = try scene.exchange.log().total
            let result = try await host.sync()
            #expect(result.code == 3, "\(result.said)")
            #expect(result.said.contains("approved"), "\(result.said)")
            #expect(try scene.exchange.log().total == before, "nothing was sent")
            try await host.stored().expectEqual(to: truth)
            // With the new pin it is good again.
            let approved = host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try await approved.synced()
        }
    }

    @Test(
        "that breaks in the middle of a sync loses nothing: a fresh worker goes on",
        arguments: [
            "if (calls == 4) abort()", "if (calls == 4) *(volatile int *)8 = 1", "if (calls == 4) _Exit(0)",
        ])
    func breaksNowAndThen(_ fault: String) async throws {
        try await Scene.play(.init(size: 600)) { scene in
            let path = try await Libraries.aroundKraken(fault, into: scene.folder)
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try await host.connected()
            let result = try await host.sync()
            #expect(result.code == 0, "\(result.said)")
            try await host.stored().expectEqual(to: try scene.exchange.truth())
            #expect(try await host.coverage().text("state") == "complete")
        }
    }

    @Test("that always breaks on one window says so, keeps the rest, and a good one reads on")
    func breaksAlways() async throws {
        try await Scene.play(.init(size: 600)) { scene in
            // From 2015-03-01 on.
            let path = try await Libraries.aroundKraken(
                "if (ask->stream == 1 && ask->from_ns >= INT64_C(1425168000000000000)) abort()", into: scene.folder)
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try await host.connected()
            let result = try await host.sync()
            #expect([4, 5].contains(result.code), "\(result.said)")
            #expect(result.said.contains("adapter"), "\(result.said)")
            let truth = try scene.exchange.truth()
            let stored = try await host.stored()
            stored.expectPart(of: truth)
            #expect(!stored.ledger.isEmpty)
            #expect(!["complete", "limited"].contains(try await host.coverage().text("state")))
            // The good one has another file but asks for no more than was approved.
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("whose worker is killed from outside goes on in a fresh one")
    func workerKilled() async throws {
        try await Scene.play(.init(size: 600)) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["latencyEvery": "4", "latencyMilliseconds": "200"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync", "--json"])
            for count in [4, 8, 12] {
                try await scene.exchange.waitForRequests(before + count)
                for worker in Processes.children(of: run.child.pid) { kill(worker, SIGKILL) }
            }
            let result = try await run.result()
            #expect(result.code == 0, "\(result.said)")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("that hangs in the middle of a sync is stopped after its deadline, and a fresh worker goes on")
    func hangs() async throws {
        try await Scene.play(.init(size: 600)) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["latencyEvery": "6", "latencyMilliseconds": "300"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync", "--json"])
            try await scene.exchange.waitForRequests(before + 6)
            let hung = Processes.children(of: run.child.pid)
            for worker in hung { kill(worker, SIGSTOP) }
            try scene.exchange.set([:])
            let result = try await run.result(within: 60)
            #expect(result.code == 0, "\(result.said)")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
            try await Processes.expectGone(hung)
        }
    }

    @Test("that would reach other addresses than the approved one is refused until it is approved anew")
    func otherReach() async throws {
        try await Scene.play { scene in
            // Another adapter that calls itself kraken: same id, other endpoints.
            let path = try await Libraries.declared(["-DID=\"kraken\""], into: scene.folder)
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            let before = try scene.exchange.log().total
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            let result = try await host.sync()
            #expect(result.code == 3, "\(result.said)")
            #expect(result.said.contains("approve"), "\(result.said)")
            #expect(try scene.exchange.log().total == before)
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("list that cannot be read is named, with the line")
    func badRegistry() async throws {
        try await Scene.play { scene in
            try Files.write(Array("[\n{\"id\": \"x\",\n}]".utf8), to: "\(scene.folder)/adapters.json")
            let host = scene.host.with(["PORTOLAN_ADAPTERS": scene.folder])
            let result = try await host.run("adapters", "list")
            #expect(result.code == 3, "\(result.code) \(result.said)")
            #expect(result.errors.contains("adapters.json") && result.errors.contains("line"), "\(result.errors)")
        }
    }

    @Test("worker program that is missing is a fault of the installation, said in a sentence")
    func noWorker() async throws {
        try await Scene.play { scene in
            let host = scene.host.with(["PORTOLAN_WORKER": "\(scene.folder)/nothing"])
            let result = try await host.connect()
            #expect(result.code != 0)
            #expect(result.errors.contains("\(scene.folder)/nothing"), "\(result.errors)")
            let doctor = try await host.run("doctor", "--json")
            let worker = try #require(try doctor.json().elements.first { $0.text("name") == "worker" })
            #expect(worker.text("level") == "problem", "\(worker)")
        }
    }
}
