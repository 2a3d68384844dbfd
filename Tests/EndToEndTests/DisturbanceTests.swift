import HistoryModel
import Testing

/// An exchange and a network that misbehave: the history is read all the same, or the rest is said to be missing.
@Suite("A disturbed sync", .realPrograms, .timeLimit(.minutes(40)))
struct DisturbanceTests {
    struct Disturbance: Sendable, CustomTestStringConvertible {
        var name: String
        var faults: [String: String]
        /// How the disturbed sync ends: read in spite of it, or left for the next.
        var code: Int32
        var testDescription: String { name }
        init(_ name: String, _ faults: [String: String], code: Int32 = 0) {
            self.name = name
            self.faults = faults
            self.code = code
        }
    }
    private static let account = SimulatorProcess.Account(size: 500)

    @Test(
        "reads everything when what goes wrong passes",
        arguments: [
            Disturbance("connections reset before the exchange saw the request", ["resetBeforeEvery": "3"]),
            Disturbance("connections reset after the exchange counted the request", ["resetAfterEvery": "3"]),
            Disturbance("connections closed inside the body", ["cutEvery": "4"]),
            Disturbance("HTTP 429 with a pause asked for", ["tooManyRequestsEvery": "4", "retryAfterSeconds": "20"]),
            Disturbance("HTTP 429 without a word", ["tooManyRequestsEvery": "4"]),
            Disturbance("HTTP 502", ["serverErrorEvery": "3"]),
            Disturbance("HTTP 503", ["serverErrorEvery": "4", "serverErrorStatus": "503"]),
            Disturbance("rate limit told in the body", ["rateLimitEvery": "4"]),
            Disturbance("service unavailable, told in the body", ["errorEvery": "3"]),
            Disturbance("a page for people with status 200", ["htmlEvery": "4"]),
            Disturbance("JSON that stops in the middle", ["truncateEvery": "4"]),
            Disturbance("one answer of 1 GB", ["hugeEvery": "5", "times": "1"], code: 5),
            Disturbance("slow answers", ["latencyEvery": "4", "latencyMilliseconds": "100"]),
            Disturbance("a nonce refused now and then", ["errorEvery": "5", "errorText": "EAPI:Invalid nonce"]),
        ])
    func passes(_ disturbance: Disturbance) async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            let truth = try scene.exchange.truth()
            try scene.exchange.set(disturbance.faults)
            let result = try await scene.host.sync()
            try scene.exchange.set([:])
            #expect(result.code == disturbance.code, "\(result.said)")
            let log = try scene.exchange.log()
            if disturbance.faults["latencyEvery"] == nil {
                #expect(log.entries.contains { !$0.fault.isEmpty }, "the disturbance did happen")
            }
            let stored = try await scene.host.stored()
            stored.expectPart(of: truth)
            if result.code == 0 {
                stored.expectEqual(to: truth)
                #expect(try await scene.host.coverage().text("state") == "complete")
            } else {
                #expect(try await scene.host.coverage().text("state") != "complete")
            }
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: truth)
            #expect(try await scene.host.coverage().text("state") == "complete")
        }
    }

    @Test(
        "says what is wrong and claims nothing when it does not pass, and reads on when it has",
        arguments: [
            Disturbance("connections reset", ["resetBeforeEvery": "1"]),
            Disturbance("connections closed inside the body", ["cutEvery": "1"]),
            Disturbance("HTTP 429", ["tooManyRequestsEvery": "1", "retryAfterSeconds": "86400"]),
            Disturbance("HTTP 502", ["serverErrorEvery": "1"]),
            Disturbance("rate limit told in the body", ["rateLimitEvery": "1"]),
            Disturbance("service unavailable", ["errorEvery": "1"]),
            Disturbance("pages for people with status 200", ["htmlEvery": "1"]),
            Disturbance("JSON that stops in the middle", ["truncateEvery": "1"]),
            Disturbance("answers of 1 GB", ["hugeEvery": "1"]),
            Disturbance("an error nobody knows", ["errorEvery": "1", "errorText": "ESynthetic:Nobody knows this"]),
        ])
    func stays(_ disturbance: Disturbance) async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            let truth = try scene.exchange.truth()
            // In the middle of the history: what was read before must stay.
            try scene.exchange.set(["latencyEvery": "9", "latencyMilliseconds": "400", "only": "Ledgers"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync", "--json"])
            try await scene.exchange.waitForRequests(before + 10)
            try scene.exchange.set(disturbance.faults.merging(["only": "Ledgers"]) { $1 })
            let result = try await run.result()
            try scene.exchange.set([:])
            #expect([4, 5].contains(result.code), "\(result.code) \(result.said)")
            let outcome = try result.json().elements[0]
            let ledger = try #require(outcome.list("streams").first { $0.text("name") == "ledger" })
            #expect(["failed", "parked", "incomplete"].contains(ledger.text("state")))
            let sentence = ledger.text("message")
            #expect(sentence.count > 20 && sentence.contains(" ") && !sentence.contains("Error("), "\(sentence)")
            let coverage = try await scene.host.coverage()
            #expect(!["complete", "complete_empty", "limited"].contains(coverage.text("state")), "\(coverage)")
            let stored = try await scene.host.stored()
            stored.expectPart(of: truth)
            #expect(!stored.ledger.isEmpty, "what was read before stays")
            try await scene.exchange.expectQuiet()
            // A pause that was asked for is kept.
            try scene.exchange.advance(seconds: 90_000)
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: truth)
            let after = try await scene.host.coverage()
            #expect(after.text("state") == "complete", "\(after.text())")
        }
    }

    @Test("takes no more memory for answers of 1 GB")
    func memory() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["hugeEvery": "1", "only": "Ledgers"])
            let run = try scene.host.start(["sync"])
            var peak = 0
            while let size = Processes.peakMemory(of: run.child.pid) {
                peak = max(peak, size)
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await run.result()
            #expect(peak > 0 && peak < 200 << 20, "\(peak >> 20) MiB")
        }
    }

    @Test("against a dead address says that nobody is there, and stores nothing")
    func nobodyThere() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            await scene.exchange.stop()
            let host = scene.host.with(["PORTOLAN_NOW": "2016-06-10T00:00:00Z"])
            let result = try await host.sync()
            #expect(result.code == 4, "\(result.said)")
            #expect(result.said.contains("refused the connection"), "\(result.said)")
        }
    }
}
