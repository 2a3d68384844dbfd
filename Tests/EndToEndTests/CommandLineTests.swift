import HistoryModel
import Testing

@Suite("portolan doctor", .realPrograms, .timeLimit(.minutes(40)))
struct DoctorTests {
    @Test("finds nothing wrong where nothing is, and says how much room there is")
    func sound() async throws {
        try await Scene.play(.init(now: "2026-06-01T12:00:00Z")) { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "400m") else {
                print("skipped: mounting a small tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            let host = scene.host(home: disk.path + "/home")
            try await host.connected()
            try await host.synced()
            let result = try await host.run("doctor", "--json")
            #expect(result.code == 0, "\(result.said)")
            let shape = Shape.list(
                .object([("name", .text), ("level", .word(["ok", "warning", "problem"])), ("text", .text)]))
            #expect(shape.misfits(try result.json()) == [])
            let findings = try result.json().elements
            let names = ["home", "disk", "history", "master key", "worker", "adapter kraken", "clock"]
            for name in names {
                let finding = try #require(findings.first { $0.text("name") == name }, "\(name)")
                #expect(finding.text("level") == "ok", "\(finding.text())")
            }
            let room = try #require(findings.first { $0.text("name") == "disk" }).text("text")
            let megabytes = try #require(room.split(separator: " ").first.flatMap { Int($0) }, "\(room)")
            #expect((350...400).contains(megabytes), "\(room)")
            disk.remount("size=40m")
            let tight = try await host.run("doctor")
            #expect(tight.output.contains("Make room"), "\(tight.output)")
        }
    }
}

/// What a person may mistype.
@Suite("A mistyped command", .realPrograms, .timeLimit(.minutes(40)))
struct MistypedTests {
    struct Line: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var code: Int32 = 2
        /// What the sentence must name.
        var says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }
    private static let simulators = [
        "http://192.0.2.7:8080", "http://example.com", "https://127.0.0.1:8080", "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com:80", "http://example.com#127.0.0.1", "http://0x7f000001", "http://0.0.0.0:80",
        "file:///etc/passwd", "http://127.0.0.1:99999", "localhost:8080", "http://[::ffff:192.0.2.7]:80", "",
    ]

    @Test(
        "for a simulator that is not on this machine is refused, and nothing is sent or stored", arguments: simulators)
    func simulatorElsewhere(_ address: String) async throws {
        try await Scene.play(.init(size: 3, settledAfterSeconds: 0)) { scene in
            let result = try await scene.host.run(
                "connect", "kraken", "--simulator", address, "--credentials-stdin", "--yes",
                input: scene.host.credentials)
            #expect(result.code == 2, "\(result.code) \(result.said)")
            #expect(result.errors.contains("this machine"), "\(result.errors)")
            #expect(try scene.exchange.log().total == 0)
            let list = try await scene.host.run("connections", "list", "--json")
            #expect(try list.json() == .array([]))
        }
    }

    @Test("ends with exit code 2 and a sentence, and changes nothing")
    func lines() async throws {
        let connect = ["connect", "kraken", "--credentials-stdin", "--yes", "--simulator"]
        try await Scene.play { scene in
            let url = scene.exchange.url
            try await scene.host.connected()
            try await scene.host.synced()
            let requests = try scene.exchange.log().total
            let lines = [
                Line(arguments: connect + [url, "--set", "colour=red"], says: "colour"),
                Line(arguments: connect + [url, "--set", "colour"], says: "name=value"),
                Line(arguments: connect + [url, "--site", "moon"], says: "moon"),
                Line(arguments: connect + [url, "--scheme", "moon"], says: "moon"),
                Line(arguments: connect + [url, "--label", "kraken"], says: "kraken"),
                Line(arguments: connect + [url], says: "has this key already"),
                Line(arguments: connect + [url, "--label", "other"], says: "has this key already"),
                Line(arguments: connect + [url, "--label", "a/b"], says: "label"),
                Line(arguments: connect + [url, "--label", ""], says: "label"),
                Line(arguments: ["connect", "nowhere", "--credentials-stdin", "--yes"], says: "nowhere"),
                Line(arguments: ["sync", "nowhere"], says: "nowhere"),
                Line(arguments: ["sync", "kraken", "nowhere"], says: "nowhere"),
                Line(arguments: ["coverage", "nowhere"], says: "nowhere"),
                Line(arguments: ["connections", "show", "nowhere"], says: "nowhere"),
                Line(arguments: ["connections", "remove", "nowhere", "--yes"], says: "nowhere"),
                Line(arguments: ["connections", "remove", "kraken"], says: "--yes"),
                Line(arguments: ["connections", "remove", "kraken", "--yes"], says: "--purge"),
                Line(arguments: ["connections", "remove", "kraken", "--purge", "--keep-records"], says: "--purge"),
                Line(arguments: ["connections", "pause", "nowhere"], says: "nowhere"),
                Line(arguments: ["connections", "reconnect", "nowhere", "--yes"], says: "nowhere"),
                Line(arguments: ["transactions", "label", "kraken/none", "x"], says: "kraken/none"),
                Line(arguments: ["transactions", "label", "kraken/none", "x\ny"], says: "line"),
                Line(arguments: ["transactions", "delete", "kraken/none"], says: "kraken/none"),
                Line(arguments: ["transactions", "restore", "kraken/none"], says: "kraken/none"),
                Line(arguments: ["sync", "--due", "--full"], says: "--due"),
                Line(arguments: ["schedule", "nowhere"], says: "nowhere"),
                Line(arguments: ["balances", "nowhere"], says: "nowhere"),
                Line(arguments: ["guide", "nowhere"], says: "nowhere"),
                Line(arguments: ["transactions", "list", "--connection", "nowhere"], says: "nowhere"),
                Line(arguments: ["transactions", "list", "--kind", "gift"], says: "gift"),
                Line(arguments: ["transactions", "list", "--from", "soon"], says: "soon"),
                Line(arguments: ["transactions", "list", "--limit", "-1"], says: "limit"),
                Line(arguments: ["transactions", "show", "kraken/none"], says: "kraken/none"),
                Line(arguments: ["transactions", "export", "--format", "pdf"], says: "pdf"),
                Line(arguments: ["transactions", "export", "-o", "/nowhere/at/all.csv"], says: "/nowhere/at/all.csv"),
                Line(arguments: ["adapters", "show", "nowhere"], says: "nowhere"),
                Line(arguments: ["adapters", "guide", "nowhere"], says: "nowhere"),
                Line(arguments: ["--fly"], says: "--fly"), Line(arguments: ["fly"], says: "fly"),
                Line(arguments: ["tranactions", "list"], says: "Did you mean transactions?"),
                Line(arguments: ["transactions", "shwo", "x"], says: "Did you mean show?"),
                Line(
                    arguments: ["transactions", "export", "-o", scene.host.home + "/history.sqlite"],
                    says: "the history itself"),
            ]
            for line in lines {
                let result = try await scene.host.start(line.arguments, input: scene.host.credentials).result()
                #expect(result.code == line.code, "\(line.testDescription): \(result.code) \(result.said)")
                #expect(result.errors.contains(line.says), "\(line.testDescription): \(result.errors)")
                #expect(result.output.isEmpty, "\(line.testDescription): \(result.output)")
            }
            #expect(try scene.exchange.log().total == requests)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("writes into what is no file, follows links, and is content when its reader has seen enough")
    func outputs() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let folder = scene.folder
            let plain = try await scene.host.done("transactions", "export", "--format", "csv").output
            let script = """
                set -e; cd "\(folder)"
                mkfifo pipe; cat pipe > through &
                "$0" transactions export --format csv -o pipe; wait; [ -p pipe ]
                touch target; ln -s target link; "$0" transactions export --format csv -o link; [ -L link ]
                "$0" transactions export --format csv -o /dev/stdout | cat > standard
                set -o pipefail; "$0" transactions export --format json | head -c 10 > /dev/null
                """
            let result = try await scene.host.shell(script)
            #expect(result.code == 0, "\(result.said)")
            for name in ["through", "target", "standard"] {
                #expect(Files.text(folder + "/" + name) == plain, "\(name)")
            }
        }
    }

    @Test("where nothing is connected yet says what to do")
    func nothingYet() async throws {
        try await Scene.play(.init(size: 3, settledAfterSeconds: 0)) { scene in
            for options in [["sync"], ["sync", "--due"]] {
                let sync = try await scene.host.start(options).result()
                #expect(sync.code == 2, "\(sync.said)")
                #expect(sync.errors.contains("portolan connect"), "\(sync.errors)")
            }
            for command in [["coverage"], ["connections", "list"], ["transactions", "list"]] {
                let result = try await scene.host.start(command).result()
                #expect(result.code == 0 || result.code == 2, "\(command) \(result.code)")
                #expect(!result.said.isEmpty, "\(command)")
            }
            // Looking leaves nothing behind.
            #expect(Files.all(below: scene.host.home).allSatisfy { !$0.hasSuffix("master.key") })
        }
    }

    @Test("with no place for its state says which variable to set")
    func noHome() async throws {
        try await Scene.play(.init(size: 3, settledAfterSeconds: 0)) { scene in
            let result = try await scene.host.with(["PORTOLAN_HOME": "", "HOME": ""]).run("connections", "list")
            #expect(result.code == 2, "\(result.code) \(result.said)")
            #expect(result.errors.contains("PORTOLAN_HOME"))
        }
    }

    @Test("that exports to a full disk says so, and leaves no half file and the old one as it was")
    func exportToFullDisk() async throws {
        try await Scene.play { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "16k") else {
                print("skipped: mounting a small tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            try await scene.host.connected()
            try await scene.host.synced()
            let file = "\(disk.path)/export.json"
            try Files.write(Array("old".utf8), to: file)
            let result = try await scene.host.run("transactions", "export", "--format", "json", "-o", file)
            #expect(result.code != 0, "\(result.said)")
            #expect(result.errors.contains("No space left"), "\(result.errors)")
            #expect(Files.all(below: disk.path) == [file])
            #expect(Files.text(file) == "old")
        }
    }
}
