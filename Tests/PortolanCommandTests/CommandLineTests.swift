import HistoryModel
import Reports
import Synchronization
import Testing

@testable import portolan

@Suite("The command line", .serialized)
struct CommandLineTests {
    let workspace = FakeWorkspace(
        .init(adapters: [FakeWorkspace.adapter], connections: [FakeWorkspace.connection("main")]))

    @Test("help and version are no errors", arguments: [["--help"], ["--version"], ["sync", "--help"]])
    func help(_ arguments: [String]) async {
        #expect(await Portolan.run(arguments) == 0)
    }

    @Test(
        "a mistyped command ends with 2",
        arguments: [
            ["frobnicate"], ["sync", "--nope"], ["adapters", "show"], ["transactions", "list", "--limit", "x"],
            ["transactions", "list", "--kind", "gift"], ["transactions", "list", "--from", "yesterday"],
            ["transactions", "export", "--format", "xml"], ["connect", "synthetic", "--label", "a/b"],
            ["connect", "synthetic", "--simulator", "https://example.com"], ["connect", "synthetic", "--set", "x"],
        ])
    func mistyped(_ arguments: [String]) async {
        #expect(await Portolan.run(arguments) == 2)
    }

    @Test(
        "an address that is not this machine's is no simulator, and no key is read for it",
        arguments: [
            "http://127.0.0.1@evil.example", "http://localhost.evil.example", "http://user:pw@127.0.0.1:9",
            "http://0.0.0.0:80", "http://[::ffff:127.0.0.1]:80", "http://127.0.0.1:80/x", "http://127.0.0.1:80 ",
            "http://127。0。0。1",
        ])
    func foreignSimulator(_ address: String) async {
        #expect(await Portolan.run(["connect", "synthetic", "--yes", "--simulator", address]) == 2)
    }

    @Test("what does not exist is named and ends with 2")
    func unknownNames() async throws {
        #expect(try await run("adapters", "show", "nope", against: workspace) == 2)
        #expect(try await run("sync", "nope", against: workspace) == 2)
        #expect(try await run("transactions", "show", "nope", against: workspace) == 2)
        #expect(try await run("connect", "synthetic", "--site", "mars", "--yes", against: workspace) == 2)
        #expect(try await run("connect", "synthetic", "--set", "account=x", "--yes", against: workspace) == 2)
        #expect(workspace.syncs.withLock { $0.isEmpty })
        #expect(workspace.requests.withLock { $0.isEmpty })
    }

    @Test("a sync without any connection says how to make one")
    func nothingToSync() async throws {
        #expect(try await run("sync") == 2)
    }

    @Test(
        "a sync ends with the code of its worst outcome",
        arguments: [
            ([.complete], 0), ([.complete, .incomplete], 5),
            ([.parked], 5), ([.cancelled], 5), ([.paused], 3), ([.refused, .incomplete], 3),
            ([.failed, .complete, .paused], 4), ([.notOffered], 0),
        ] as [([SyncOutcome.State], Int32)])
    func syncCodes(_ states: [SyncOutcome.State], _ code: Int32) async throws {
        var answers = workspace.answers
        answers.outcomes = states.map { SyncOutcome(connection: "main", adapter: "synthetic", state: $0) }
        let fake = FakeWorkspace(answers)
        #expect(try await run("sync", "main", "--full", against: fake) == code)
        #expect(fake.syncs.withLock { $0 } == [SyncRequest(connections: ["main"], isFull: true)])
    }

    @Test("a policy's refusal, an exchange's and an internal fault keep their codes")
    func failures() async throws {
        for (code, expected): (CommandFailure.Code, Int32) in [(.fault, 1), (.refused, 3), (.exchange, 4)] {
            struct Broken: Error {}
            let open: @Sendable () async throws -> Session = { throw CommandFailure(code, "No.") }
            let result = await Session.$open.withValue(open) { await Portolan.run(["adapters", "list"]) }
            #expect(result == expected)
        }
        let open: @Sendable () async throws -> Session = { throw CancellationError() }
        #expect(await Session.$open.withValue(open) { await Portolan.run(["sync"]) } == 5)
    }

    @Test("a problem found by the doctor ends with 1, a warning with 0")
    func doctor() async throws {
        let warned = FakeWorkspace(.init(findings: [DoctorFinding("kernel", .warning, "no Landlock")]))
        #expect(try await run("doctor", "--json", against: warned) == 0)
        let broken = FakeWorkspace(.init(findings: [DoctorFinding("home", .problem, "cannot be written")]))
        #expect(try await run("doctor", against: broken) == 1)
    }

    @Test("the filter reaches the store as it was typed")
    func filters() async throws {
        let code = try await run(
            "transactions", "list", "--connection", "main", "--from", "2024-01-01", "--until", "2025-01-01",
            "--kind", "trade", "--kind", "fee", "--asset", "BTC", "--limit", "5", "--json", against: workspace)
        #expect(code == 0)
        let expected = TransactionFilter(
            connections: ["main"], from: Instant(year: 2024, month: 1, day: 1),
            until: Instant(year: 2025, month: 1, day: 1), kinds: RecordKinds([.trade, .fee]), asset: "BTC", limit: 5,
            newestFirst: true)
        #expect(workspace.filters.withLock { $0 } == [expected])
    }

    @Test("a paused connection is no failure among others that were read, unless it was named")
    func pausedAmongOthers() async throws {
        var answers = workspace.answers
        answers.outcomes = [
            SyncOutcome(connection: "main", adapter: "synthetic", state: .paused),
            SyncOutcome(connection: "other", adapter: "synthetic", state: .complete),
        ]
        #expect(try await run("sync", against: FakeWorkspace(answers)) == 0)
        #expect(try await run("sync", "main", against: FakeWorkspace(answers)) == 3)
        answers.outcomes.removeLast()
        #expect(try await run("sync", against: FakeWorkspace(answers)) == 3)
    }

    @Test("A8 any command a person runs is a login; sync --due is none")
    func logins() async throws {
        _ = try await run("connections", "list", against: workspace)
        _ = try await run("sync", against: workspace)
        #expect(workspace.logins.withLock { $0 } == 2)
        #expect(try await run("sync", "--due", against: workspace) == 0)
        #expect(workspace.logins.withLock { $0 } == 2)
        #expect(workspace.syncs.withLock { $0.last }?.onlyDue == true)
        #expect(try await run("sync", "--due", "--full", against: workspace) == 2)
    }

    @Test("what is to be changed and does not exist ends with 2")
    func unknownChanges() async throws {
        for command in [
            ["label", "nope", "x"], ["delete", "nope"], ["restore", "nope"], ["show", "nope", "--history"],
        ] {
            let clock = try HostClock(fixed: "2025-03-01T12:00:00Z")
            let code = await Session.$open.withValue({ [workspace] in Session(workspace: workspace, clock: clock) }) {
                await Portolan.run(["transactions"] + command)
            }
            #expect(code == 2, "\(command)")
        }
        #expect(try await run("guide", "no-such-topic", against: workspace) == 2)
        #expect(try await run("guide", "key-refused", against: workspace) == 0)
        #expect(try await run("connections", "pause", "nope", against: workspace) == 2)
    }

    @Test("removing a connection needs a yes")
    func removal() async throws {
        // Whether the records go, too, is nobody's guess.
        #expect(try await run("connections", "remove", "main", "--yes", against: workspace) == 2)
        #expect(workspace.removed.withLock { $0 } == [])
        #expect(try await run("connections", "remove", "main", "--purge", "--yes", against: workspace) == 0)
        #expect(workspace.removed.withLock { $0 } == ["main"])
    }
}
