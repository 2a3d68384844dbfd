import ExchangeSimulator
import HistoryModel
import Testing

/// More connections than one.
@Suite("Several connections", .realPrograms, .timeLimit(.minutes(40)))
struct ManyConnectionsTests {
    private func withSecond(
        _ scene: Scene, seed: Int, _ body: (SimulatorProcess) async throws -> Void
    ) async throws {
        let folder = "\(scene.folder)/second"
        Files.make(folder)
        let second = try await SimulatorProcess(.init(size: 80, seed: seed), folder: folder)
        do {
            let result = try await scene.host.start(
                [
                    "connect", "kraken", "--label", "second", "--simulator", second.url, "--credentials-stdin", "--yes",
                ], input: second.credentials
            ).result()
            try #require(result.code == 0, "\(result.said)")
            try await body(second)
        } catch {
            await second.stop()
            throw error
        }
        await second.stop()
    }

    @Test("B3 one that is told to wait blocks no other, and progress is told stream by stream")
    func parked() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await withSecond(scene, seed: 11) { _ in
                // A day of ban for the one; the other is read to its end.
                try scene.exchange.set(
                    ["tooManyRequestsEvery": "4", "retryAfterSeconds": "86400", "times": "1", "only": "Ledgers"])
                let result = try await scene.host.run("sync", "--json")
                #expect(result.code == 5, "\(result.said)")
                let states = Dictionary(
                    uniqueKeysWithValues: try result.json().elements.map { ($0.text("connection"), $0.text("state")) })
                #expect(states == ["kraken": "parked", "second": "complete"], "\(result.said)")
                #expect(try await scene.host.connection("second").text("syncState") == "ok")
                let waiting = try await scene.host.connection()
                #expect(waiting.text("syncState") == "partial" && !waiting.text("retryAt").isEmpty)
                #expect(waiting.text("topic") == "waiting")
                #expect(result.errors.contains("second ledger") && result.errors.contains("second deposits"))
                // A key that is refused is nothing to the other, either.
                try scene.exchange.advance(seconds: 90_000)
                try scene.exchange.set(["keyExpiresAt": "2015-01-01T00:00:00Z"])
                let refused = try await scene.host.run("sync", "--json")
                #expect(refused.code == 4)
                #expect(try refused.json().elements.map { $0.text("state") } == ["failed", "complete"])
            }
        }
    }

    @Test("B4 several keys of one exchange are several connections, each with its own records and state")
    func severalKeys() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await withSecond(scene, seed: 12) { second in
                try await scene.host.done("sync")
                let all = try await scene.host.transactions()
                let one = try await scene.host.transactions("--connection", "kraken")
                let other = try await scene.host.transactions("--connection", "second")
                #expect(!one.isEmpty && !other.isEmpty && one.count + other.count == all.count)
                try await scene.host.done("connections", "pause", "second")
                let before = try second.log().total
                // Reading everything is well when one of several is paused; by name it is refused.
                #expect(try await scene.host.run("sync").code == 0)
                #expect(try await scene.host.run("sync", "second").code == 3)
                #expect(try second.log().total == before)
            }
        }
    }
}
