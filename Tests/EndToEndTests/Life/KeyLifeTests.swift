import ExchangeSimulator
import GRDB
import HistoryModel
import HistoryStore
import Testing

/// Keys that are revoked, replaced, removed, or too young.
@Suite("The key of a connection", .realPrograms, .timeLimit(.minutes(40)))
struct KeyLifeTests {
    private func reconnect(_ host: Host, _ more: String...) async throws -> Host.Result {
        try await host.start(
            ["connections", "reconnect", "kraken", "--credentials-stdin", "--yes", "--json"] + more,
            input: host.credentials
        ).result()
    }

    @Test("B1 that was revoked is told with the way out; another is checked and read with at once")
    func revoked() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let good = try await scene.host.connection()
            #expect(good.text("syncState") == "ok" && good["next"] == .null && good["code"] == .null)
            try scene.exchange.set(["keyExpiresAt": "2015-01-01T00:00:00Z"])
            let refused = try await scene.host.sync()
            #expect(refused.code == 4, "\(refused.said)")
            // A7 T1: the printed failure holds code, topic and next command.
            let outcome = try refused.json().elements[0]
            #expect(outcome.text("code") == "auth" && outcome.text("topic") == "key-refused")
            #expect(outcome.text("next") == "portolan connections reconnect kraken")
            let spoken = try await scene.host.run("sync")
            #expect(spoken.output.contains("[auth] Read: portolan guide key-refused."), "\(spoken.output)")
            #expect(try await scene.host.done("guide", outcome.text("topic")).output.contains("reconnect"))
            let shown = try await scene.host.connection()
            #expect(shown.text("state") == "disabled" && shown.text("syncState") == "auth_revoked")
            #expect(shown.text("lastGood") == good.text("lastGood") && !shown.text("reason").isEmpty)
            // No schedule asks with a refused key.
            try scene.exchange.advance(seconds: 200 * 86_400)
            let before = try scene.exchange.log().total
            #expect(try await scene.host.run("sync", "--due").code == 0)
            #expect(try scene.exchange.log().total == before)

            let stillBad = try await reconnect(scene.host)
            #expect(stillBad.code == 4 && stillBad.errors.contains("[auth]"), "\(stillBad.said)")
            try scene.exchange.set([:])
            let again = try await reconnect(scene.host, "--sync")
            #expect(again.code == 0, "\(again.said)")
            #expect(try again.json().elements[0].text("state") == "complete")
            #expect(try await scene.host.connection().text("syncState") == "ok")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("B2 removed and given anew keeps labels and deletions, with the records kept or deleted with it")
    func labelsSurvive() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let all = try await scene.host.transactions()
            let id = try #require(all.keys.sorted().dropFirst(3).first)
            try await scene.host.done("transactions", "label", id, "sold the car")

            try await scene.host.done("connections", "remove", "kraken", "--keep-records", "--yes")
            let removed = try await scene.host.connection()
            #expect(removed.text("syncState") == "paused" && removed.text("code") == "key_removed")
            #expect(removed.text("next") == "portolan connections reconnect kraken")
            #expect(try await scene.host.transactions().count == all.count)
            for file in Files.all(below: scene.host.home) {
                #expect(!Files.contains(scene.exchange.secret, try Files.bytes(file)), "\(file)")
            }
            #expect(try await scene.host.run("connections", "resume", "kraken").code == 3)
            let again = try await reconnect(scene.host)
            #expect(again.code == 0, "\(again.said)")
            let sync = try await scene.host.synced()
            #expect(sync.list("streams").allSatisfy { $0.int("added") == 0 }, "nothing is read twice")
            #expect(try await scene.host.transactions()[id]?.text("userLabel") == "sold the car")

            try await scene.host.done("connections", "remove", "kraken", "--purge", "--yes")
            #expect(try await scene.host.transactions().isEmpty)
            try await scene.host.connected()
            try await scene.host.synced()
            let back = try await scene.host.transactions()
            #expect(Set(back.keys) == Set(all.keys))
            #expect(back[id]?.text("userLabel") == "sold the car")
            #expect(back.values.filter { $0["userLabel"] != .null }.count == 1)
            try await scene.host.done("transactions", "label", id, "")
            #expect(try await scene.host.transactions()[id]?["userLabel"] == .null)
        }
    }

    @Test("of another account, or one that may write, is refused and changes nothing")
    func otherAccount() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try scene.exchange.set(["extraRights": "withdraw-funds"])
            let writing = try await reconnect(scene.host)
            #expect(writing.code == 3 && writing.errors.contains("[excess_rights]"), "\(writing.said)")
            try scene.exchange.set([:])
            try await scene.host.synced()
            do {
                let store = try HistoryStore.open(home: scene.host.home, access: .write)
                try store.write { try $0.execute(sql: "UPDATE connection SET account = 'somebody else'") }
            }
            let other = try await reconnect(scene.host)
            #expect(other.code == 3, "\(other.said)")
            #expect(other.errors.contains("another account") && other.errors.contains("[other_account]"))
            #expect(try await scene.host.connection().text("syncState") == "ok")
        }
    }

    @Test("B5 that is too young waits for its activation, as its adapter declares, and that is no error")
    func activation() async throws {
        var account = SimulatorProcess.Account(size: 60)
        account.settledAfterSeconds = 0
        // Two days are what is tested here: real seconds must not be worth too many of them.
        account.speed = 100
        try await Scene.play(account) { scene in
            let path = try await Libraries.krakenWithActivation("A new key works after 48 hours.", into: scene.folder)
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try scene.exchange.set(["keyExpiresAt": "2015-01-01T00:00:00Z"])
            let connected = try await host.connect()
            #expect(connected.code == 0, "\(connected.said)")
            let until = try #require(Instant(iso8601: try connected.json().text("retryAt")))
            #expect(try connected.json().text("syncState") == "waiting_activation")
            let left = until - (try scene.exchange.truth().now)
            #expect(left > .hours(40) && left <= .hours(48))
            let early = try await host.sync()
            #expect(early.code == 5, "\(early.said)")
            #expect(try early.json().elements[0].text("state") == "parked")
            #expect(try early.json().elements[0].text("code") == "waiting_activation")
            let shown = try await host.connection()
            #expect(shown.text("syncState") == "waiting_activation" && shown.text("topic") == "key-activation")
            #expect(shown.text("state") != "disabled")
            // The schedule tries again before the time is over, but not all the time.
            let asked = try scene.exchange.log().total
            #expect(try await host.run("sync", "--due").code == 0)
            #expect(try scene.exchange.log().total == asked)
            try scene.exchange.advance(seconds: 7 * 3600)
            #expect(try await host.run("sync", "--due").code == 5)
            #expect(try scene.exchange.log().total > asked)

            // It works before its time: read on. From then on a refusal is one, also within the two days.
            try scene.exchange.set([:])
            try await host.synced()
            #expect(try await host.connection().text("syncState") == "ok")
            try scene.exchange.set(["keyExpiresAt": "2015-01-01T00:00:00Z"])
            #expect(try await host.sync().code == 4)
            #expect(try await host.connection().text("syncState") == "auth_revoked")
        }
    }

    @Test("B5 that never works is refused when its time is over, and forgotten when it turns out to write")
    func neverActivated() async throws {
        var account = SimulatorProcess.Account(size: 60)
        account.speed = 100
        try await Scene.play(account) { scene in
            let path = try await Libraries.krakenWithActivation("A new key works after 48 hours.", into: scene.folder)
            let host = scene.host.with(
                try Libraries.register("kraken", path, pin: try Libraries.hash(path), in: scene.folder))
            try scene.exchange.set(["keyExpiresAt": "2015-01-01T00:00:00Z"])
            #expect(try await host.connect().code == 0)
            try scene.exchange.advance(seconds: 49 * 3600)
            #expect(try await host.sync().code == 4)
            #expect(try await host.connection().text("syncState") == "auth_revoked")

            let other = scene.host(home: "\(scene.folder)/other").with(host.environment)
            #expect(try await other.connect().code == 0)
            try scene.exchange.set(["extraRights": "withdraw-funds"])
            let writing = try await other.sync()
            #expect(writing.code == 3, "\(writing.said)")
            let shown = try await other.connection()
            #expect(shown.text("code") == "key_removed", "\(shown.text())")
        }
    }

    @Test("cut off in the middle of a sync is no state for ever")
    func cutOff() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            #expect(try await scene.host.connection().text("syncState") == "never_synced")
            try scene.exchange.set(["latencyEvery": "6", "latencyMilliseconds": "30000"])
            let before = try scene.exchange.log().total
            let run = try scene.host.start(["sync"])
            try await scene.exchange.waitForRequests(before + 6)
            #expect(try await scene.host.connection().text("syncState") == "syncing")
            run.child.send(9)
            _ = try await run.result()
            let shown = try await scene.host.connection()
            #expect(shown.text("syncState") == "partial" && shown.text("code") == "interrupted")
            #expect(shown.text("next") == "portolan sync kraken")
        }
    }
}
