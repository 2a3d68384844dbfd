import ExchangeSimulator
import HistoryModel
import Testing

/// What a timer runs, and what it leaves alone.
@Suite("The schedule", .realPrograms, .timeLimit(.minutes(40)))
struct ScheduledSyncTests {
    private static let account = SimulatorProcess.Account(size: 60, speed: 100)

    private func due(_ scene: Scene) async throws -> (requests: Int, result: Host.Result) {
        let before = try scene.exchange.log().total
        let result = try await scene.host.run("sync", "--due")
        return (try scene.exchange.log().total - before, result)
    }

    @Test(
        "A8 T1 reads seven days after the last sync when Portolan was used since, else when a third of a depth is over")
    func policy() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            #expect(try await due(scene).requests > 0, "what was never read is due")
            // Nobody has used it since: not after a week. Deposits reach 90 days back, so after 30, not three months.
            try scene.exchange.advance(seconds: 10 * 86_400)
            let early = try await due(scene)
            #expect(early.requests == 0 && early.result.code == 0)
            #expect(early.result.errors.contains("Nothing is due. Next: kraken on"), "\(early.result.errors)")
            try scene.exchange.advance(seconds: 21 * 86_400)
            #expect(try await due(scene).requests > 0)
            // A person looks: the short interval holds.
            try scene.exchange.advance(seconds: 86_400)
            try await scene.host.done("coverage")
            try scene.exchange.advance(seconds: 5 * 86_400 + 80_000)
            #expect(try await due(scene).requests == 0)
            try scene.exchange.advance(seconds: 10_000)
            #expect(try await due(scene).requests > 0)
            // After weeks without anybody, a look makes it due at once.
            try scene.exchange.advance(seconds: 20 * 86_400)
            #expect(try await due(scene).requests == 0)
            try await scene.host.done("connections", "list")
            #expect(try await due(scene).requests > 0)
            #expect(Files.mode("\(scene.host.home)/last-login") == 0o600)
        }
    }

    @Test("A8 T2, T3, T4 schedule tells when and why, and goes by the configuration")
    func told() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            func schedule() async throws -> JSONValue {
                try await scene.host.done("schedule", "--json").json()
            }
            var json = try await schedule()
            #expect(json["policy"]?.text("afterLogin") == "7 days")
            #expect(json["policy"]?.text("withoutLogin") == "3 calendar months")
            var entry = try #require(json.list("connections").first)
            let synced = try #require(Instant(iso8601: try await scene.host.connection().text("lastGood")))
            #expect(entry.text("due") == (synced + .days(7)).description && entry.text("isDue") == "false")
            #expect(entry.text("reason").contains("every 7 days"))
            #expect(entry["deadline"]?.text("stream").isEmpty == false)
            // Longer than a third of the ninety days that deposits reach back: those decide, and say so.
            try Files.write(
                Array("# rarely\nafter-login = 2 calendar months\n".utf8), to: "\(scene.host.home)/schedule.conf")
            json = try await schedule()
            entry = try #require(json.list("connections").first)
            #expect(entry.text("due") == (synced + .days(30)).description)
            #expect(entry.text("reason").contains("90 days") && entry.text("reason").contains("instead of"))
            let words = try await scene.host.done("schedule").output
            #expect(words.contains("kraken") && words.contains("90 days"), "\(words)")
            try Files.write(Array("after-login = weekly\n".utf8), to: "\(scene.host.home)/schedule.conf")
            entry = try #require(try await schedule().list("connections").first)
            #expect(entry.text("due") == (synced + .days(7)).description)

            try Files.write(Array("after-login = now and then\n".utf8), to: "\(scene.host.home)/schedule.conf")
            let wrong = try await scene.host.run("schedule")
            #expect(wrong.code == 2 && wrong.errors.contains("schedule.conf, line 1"), "\(wrong.said)")
        }
    }

    @Test("coverage --deadlines tells until when what must be read, the soonest first")
    func deadlines() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let list = try await scene.host.done("coverage", "--deadlines", "--json").json().elements
            #expect(Set(list.map { $0.text("stream") }) == ["deposits", "withdrawals"])
            let times = list.compactMap { Instant(iso8601: $0.text("deadline")) }
            #expect(times == times.sorted() && times.count == 2)
            #expect(try await scene.host.done("coverage", "--deadlines").output.contains("deposits"))
        }
    }

    @Test("a connection that nobody read for longer than the schedule allows is stale")
    func stale() async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try scene.exchange.advance(seconds: 29 * 86_400)
            #expect(try await scene.host.connection().text("syncState") == "ok")
            try scene.exchange.advance(seconds: 2 * 86_400)
            let stale = try await scene.host.connection()
            #expect(stale.text("syncState") == "stale" && stale.text("code") == "stale")
            #expect(stale.text("next") == "portolan sync kraken" && stale.text("topic") == "schedule")
        }
    }
}
