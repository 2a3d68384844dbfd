import ExchangeSimulator
import HistoryModel
import Testing

/// A connection its owner wants left alone.
@Suite("A paused connection", .realPrograms, .timeLimit(.minutes(40)))
struct PauseTests {
    @Test("A13 T1 scheduled, manual and full syncs ask nothing and end with 3; what was deleted stays away")
    func silent() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let id = try #require(try await scene.host.transactions().keys.sorted().first)
            try await scene.host.done("transactions", "delete", id)
            try await scene.host.done("connections", "pause", "kraken")
            try scene.exchange.advance(seconds: 200 * 86_400)
            let before = try scene.exchange.log().total
            for command in [
                ["sync"], ["sync", "kraken"], ["sync", "--full"], ["sync", "--due"], ["sync", "--due", "kraken"],
            ] {
                let result = try await scene.host.start(command + ["--json"]).result()
                #expect(result.code == 3, "\(command) \(result.said)")
                #expect(try result.json().elements.map { $0.text("state") } == ["paused"], "\(command)")
                #expect(try result.json().elements[0].text("next") == "portolan connections resume kraken")
            }
            #expect(try scene.exchange.log().total == before, "nothing was asked")
            #expect(try await scene.host.transactions()[id] == nil)
            let shown = try await scene.host.connection()
            #expect(shown.text("state") == "paused" && shown.text("syncState") == "paused")
            #expect(!shown.text("pausedSince").isEmpty && !shown.text("lastGood").isEmpty)
            #expect(shown.text("topic") == "pausing")
            #expect(try await scene.host.done("connections", "list").output.contains("paused"))
            #expect(try await scene.host.done("coverage").output.contains("Paused:"))
        }
    }

    @Test(
        "A13 T2, T3 resumed by its owner, the time of the pause is read; what it lost is told while it is still paused")
    func resumed() async throws {
        var account = SimulatorProcess.Account()
        account.options = ["--future-days", "150", "--funding-days", "90"]
        account.settledAfterSeconds = 0
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.done("connections", "pause", "kraken")
            try scene.exchange.advance(seconds: 30 * 86_400)
            var shown = try await scene.host.connection()
            #expect(shown.list("warnings").isEmpty, "thirty of ninety days: nothing is lost yet")
            try scene.exchange.advance(seconds: 120 * 86_400)
            // Still paused: deposits of the first two months can no longer be read.
            shown = try await scene.host.connection()
            let warnings = shown.list("warnings").compactMap(\.plainText)
            #expect(
                warnings.contains { $0.contains("deposits") && $0.contains("can no longer be read") }, "\(warnings)")
            #expect(!warnings.contains { $0.contains("ledger") }, "the ledger keeps everything: \(warnings)")
            let refused = try await scene.host.sync()
            #expect(refused.said.contains("can no longer be read"), "\(refused.said)")
            let paused = try await scene.host.coverage("deposits")
            #expect(paused.list("intervals").suffix(2).map { $0.text("state") } == ["unreadable", "paused"])
            #expect(try await scene.host.coverage().text("state") == "paused")

            try await scene.host.done("connections", "resume", "kraken")
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            #expect(truth.future.isEmpty)
            try await scene.host.stored().expectEqual(to: truth)
            #expect(try await scene.host.coverage().text("state") == "complete")
            let deposits = try await scene.host.coverage("deposits")
            #expect(deposits.text("state") == "limited", "\(deposits.text())")
            // The hole stays visible: read, lost, read.
            let states = deposits.list("intervals").map { $0.text("state") }
            let lost = try #require(states.lastIndex(of: "unreadable"))
            #expect(lost > 0 && states[..<lost].contains { $0.hasPrefix("complete") }, "\(states)")
            #expect(try await scene.host.connection().text("syncState") == "ok")
        }
    }
}
