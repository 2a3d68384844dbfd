import Glibc
import HistoryModel
import HistoryStore
import Testing

/// `kill -9` at every point of a run: nothing is lost, nothing is doubled, nothing that was committed is asked again.
@Suite("A killed sync", .realPrograms, .timeLimit(.minutes(40)))
struct KillTests {
    private static let account = SimulatorProcess.Account(size: 1500, years: 4, now: "2019-06-01T12:00:00Z")
    private static let lanes = 3

    @Test(
        "after every k-th request goes on where it stopped: equal to the truth, no committed page asked twice",
        arguments: 0..<lanes)
    func afterEveryRequest(lane: Int) async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            let reference = try await Reference(scene)
            #expect(reference.requests >= 35, "the run is long enough to be worth killing")
            for count in stride(from: lane + 1, through: reference.requests, by: Self.lanes) {
                try await killAndGoOn(scene, after: count, reference)
            }
        }
    }

    /// A whole undisturbed run, for comparison.
    private struct Reference {
        var requests: Int
        var ledger: [RequestList.Entry]
        var truth: Truth

        init(_ scene: Scene) async throws {
            let before = try scene.exchange.log().total
            let home = "\(scene.folder)/reference"
            try Files.copy(scene.host.home, to: home)
            try await scene.host(home: home).synced()
            let log = try scene.exchange.log()
            requests = log.total - before
            ledger = log.ledger(after: before)
            truth = try scene.exchange.truth()
        }
    }

    private func killAndGoOn(_ scene: Scene, after count: Int, _ reference: Reference) async throws {
        let home = "\(scene.folder)/killed-\(count)"
        try Files.copy(scene.host.home, to: home)
        let host = scene.host(home: home)
        let before = try scene.exchange.log().total
        // The answer to request `count` is held back: the host has sent it and got nothing more.
        try scene.exchange.set(["latencyEvery": "\(count)", "latencyMilliseconds": "30000"])
        let run = try host.start(["sync", "--json"])
        try await scene.exchange.waitForRequests(before + count)
        // Sometimes at once, sometimes when everything handed over is on disk.
        if count % 2 == 0 { try await Task.sleep(for: .milliseconds(300)) }
        run.child.send(SIGKILL)
        #expect(try await run.result().end == .signal(SIGKILL))
        try scene.exchange.set([:])

        let committed = try Committed(home: home)
        let killed = try scene.exchange.log()
        #expect(killed.total == before + count)
        try await host.synced()
        let again = try scene.exchange.log().ledger(after: killed.total)
        try expectContinuation(again, committed, reference, "killed after request \(count)")
        try await host.stored().expectEqual(to: reference.truth)
        #expect(try await host.coverage().text("state") == "complete", "killed after request \(count)")
        Files.remove(home)
    }

    /// What the killed run left on disk.
    private struct Committed {
        /// Where the next request must begin, and how many pages of that window are stored.
        var from: Instant
        var steps: Int
        var isOpen: Bool

        init(home: String) throws {
            let store = try HistoryStore.open(home: home, access: .read)
            let connection = try #require(try store.connections().first)
            let stream = try store.streams(connection: connection.id).first { $0.name == "ledger" }
            let launched = Instant(year: 2011, month: 7, day: 1)
            guard let stream else {
                (from, steps, isOpen) = (launched, 0, false)
                return
            }
            let state = try store.walkState(stream: stream.id, unit: 0)
            from = state.window?.from ?? state.coverage.complete.firstMissing(from: launched)
            steps = state.window?.steps ?? 0
            isOpen = state.window != nil
        }
    }

    private func expectContinuation(
        _ again: [RequestList.Entry], _ committed: Committed, _ reference: Reference, _ comment: Comment
    ) throws {
        let start = String(committed.from.nanoseconds / 1_000_000_000 - 1)
        let first = try #require(again.first, comment)
        #expect(first.start == start, comment)
        guard let window = reference.ledger.firstIndex(where: { $0.start == start }) else {
            // The walk was through; only the tail, which may still change, is read again.
            #expect(again.count == 1, comment)
            return
        }
        // Exactly the pages that the undisturbed run asked for from there on. When the last window had been opened
        // before, what happened since is asked for behind it.
        let expected = reference.ledger[(window + committed.steps)...]
        let rest = again.prefix(expected.count)
        #expect(rest.map(\.start) == expected.map(\.start), comment)
        #expect(rest.map(\.offset) == expected.map(\.offset), comment)
        let tail = again.dropFirst(expected.count)
        #expect(tail.count <= (committed.isOpen ? 1 : 0), comment)
        let last = try #require(again.dropLast(tail.count).last, comment)
        #expect(tail.allSatisfy { (Int($0.start) ?? 0) > (Int(last.end) ?? 0) - 2 * 86_400 }, comment)
    }

    @Test("takes its worker with it")
    func workerDies() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try scene.exchange.set(["latencyEvery": "5", "latencyMilliseconds": "30000"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync"])
            try await scene.exchange.waitForRequests(before + 5)
            let workers = Processes.children(of: run.child.pid)
            #expect(!workers.isEmpty)
            run.child.send(SIGKILL)
            _ = try await run.result()
            try await Processes.expectGone(workers)
        }
    }

    @Test("by Ctrl-C ends with exit code 5 after the step under way, and the next sync goes on")
    func interrupted() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            let reference = try await Reference(scene)
            for count in [1, 7, 20, reference.requests] {
                let home = "\(scene.folder)/interrupted-\(count)"
                try Files.copy(scene.host.home, to: home)
                let host = scene.host(home: home)
                let before = try scene.exchange.log().total
                try scene.exchange.set(["latencyEvery": "\(count)", "latencyMilliseconds": "400"])
                let run = try host.start(["sync", "--json"])
                try await scene.exchange.waitForRequests(before + count)
                let workers = Processes.children(of: run.child.pid)
                run.child.send(SIGINT)
                let result = try await run.result(within: 15)
                try scene.exchange.set([:])
                #expect(result.code == 5, "\(count): \(result.said)")
                #expect(result.errors.contains("Stopping"), "\(result.errors)")
                #expect(result.said.contains("kept"), "\(count): \(result.said)")
                try await Processes.expectGone(workers)
                try await host.stored().expectPart(of: reference.truth)
                let left = try scene.exchange.log().total
                let committed = try Committed(home: home)
                try await host.synced()
                let again = try scene.exchange.log().ledger(after: left)
                try expectContinuation(again, committed, reference, "interrupted after request \(count)")
                try await host.stored().expectEqual(to: reference.truth)
            }
        }
    }

    @Test("by a second Ctrl-C ends at once, and loses nothing")
    func interruptedTwice() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try scene.exchange.set(["latencyEvery": "9", "latencyMilliseconds": "30000"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync"])
            try await scene.exchange.waitForRequests(before + 9)
            run.child.send(SIGINT)
            try await Task.sleep(for: .milliseconds(100))
            run.child.send(SIGINT)
            _ = try await run.result(within: 3)
            try scene.exchange.set([:])
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("by Ctrl-C does not wait out a rate limit first")
    func interruptedWhileWaiting() async throws {
        var account = Self.account
        account.speed = 1
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync", "--json"])
            // The bucket holds 15 and a page costs 2: the eighth request has to wait for seconds.
            try await scene.exchange.waitForRequests(before + 7)
            try await Task.sleep(for: .milliseconds(200))
            let began = Files.monotonicSeconds()
            run.child.send(SIGINT)
            let result = try await run.result(within: 30)
            #expect(result.code == 5, "\(result.said)")
            #expect(Files.monotonicSeconds() - began < 2)
            try await scene.host.stored().expectPart(of: try scene.exchange.truth())
        }
    }

    @Test("that was still a connect leaves no half connection")
    func killedConnect() async throws {
        try await Scene.play { scene in
            try scene.exchange.set(["latencyEvery": "1", "latencyMilliseconds": "30000"])
            let run = try scene.host.start(
                ["connect", "kraken", "--simulator", scene.exchange.url, "--credentials-stdin", "--yes"],
                input: scene.host.credentials)
            try await scene.exchange.waitForRequests(1)
            run.child.send(SIGKILL)
            _ = try await run.result()
            try scene.exchange.set([:])
            let list = try await scene.host.run("connections", "list", "--json")
            #expect(list.code == 0 && list.output.hasPrefix("[]"), "\(list.said)")
            for file in Files.all(below: scene.host.home) {
                #expect(!Files.contains(scene.exchange.secret, try Files.bytes(file)), "\(file)")
            }
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }
}
