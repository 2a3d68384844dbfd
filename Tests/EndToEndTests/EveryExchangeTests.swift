import ExchangeSimulator
import HistoryModel
import Testing

/// What holds for every exchange: three years of a life, read within declared limits, and said where they end.
@Suite("Every exchange", .realPrograms, .timeLimit(.minutes(40)))
struct EveryExchangeTests {
    @Test(
        "A3 T1, A4 T2 gives all that is true within declared limits, and says what lies beyond",
        arguments: ExchangeCase.all)
    func threeYears(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account()) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let found = try await scene.host.account().expectTrue(to: truth, of: exchange)
            #expect(found.read.values.reduce(0, +) > 200, "\(found.read)")
            // Where a three-year life reaches beyond a limit, rows must lie there: or nothing was shown.
            for history in exchange.limited { #expect(found.unreadable[history]?.isEmpty == false, "\(history)") }
            #expect(Set(found.unreadable.keys).isSubset(of: exchange.limited), "\(found.unreadable)")

            let log = try scene.exchange.log()
            #expect(log.violations == 0)
            for entry in log.entries where !entry.errors.isEmpty {
                Issue.record("\(entry.path) \(entry.errors)")
            }

            let second = try await scene.host.synced()
            for stream in second.list("streams") {
                #expect(stream.int("added") == 0, "\(stream.text("name"))")
                #expect(stream.int("changed") == 0, "\(stream.text("name"))")
            }
            #expect(try scene.exchange.log().total - log.total < log.total, "a second sync asks less")
        }
    }

    @Test(
        "what an exchange says is held differs from the history by what cannot be read alone",
        arguments: ExchangeCase.all)
    func balances(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account()) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            // What was under way settles; nothing else happens.
            try scene.exchange.advance(seconds: 4 * 86_400)
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let account = try await scene.host.account()
            let beyond = account.movesNotStored(of: truth, exchange)
            let told = try #require(try await scene.host.done("balances", "--json").json().elements.first)
            var reported: [String: Amount] = [:]
            var differences: [String: Amount] = [:]
            for asset in told.list("assets") {
                reported[asset.text("asset")] = Amount(asset.text("reported"))
                differences[asset.text("asset")] = Amount(asset.text("difference"))
            }
            #expect(reported.filter { !$0.value.isZero } == truth.balances.filter { !$0.value.isZero })
            #expect(differences.filter { !$0.value.isZero } == beyond)
        }
    }

    @Test("every transaction has an id of its own, and its own export adds nothing", arguments: ExchangeCase.all)
    func ownExport(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account()) { scene in
            let host = scene.host
            try await host.connected()
            try await host.synced()
            func ids() async throws -> [String] {
                try await host.done("transactions", "list", "--limit", "0", "--json").json().elements.map {
                    $0.text("id")
                }
            }
            let before = try await ids()
            #expect(Set(before).count == before.count)
            let shown = try await host.done("transactions", "show", try #require(before.last), "--json").json()
            #expect(shown.text("id") == before.last)
            for format in ["koinly", "waltio"] {
                let file = "\(scene.folder)/own-\(format).csv"
                try await host.done("transactions", "export", "--format", format, "--output", file)
                let imported = try await host.done("import", file, "--account", exchange.id)
                #expect(!imported.output.contains("To decide"), "\(imported.output)")
                let after = try await ids()
                #expect(Set(after) == Set(before), "\(format): \(Set(after).subtracting(before).sorted().prefix(5))")
            }
        }
    }

    @Test("A3 T1 holds at page edges: full pages, and equal instants on both sides", arguments: ExchangeCase.all)
    func edges(_ exchange: ExchangeCase) async throws {
        let account = exchange.account(options: ["--full-pages", "--ties-at-page-edges"])
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
        }
    }

    @Test("more rows in an hour than a page holds are read, or said to be out of reach", arguments: ExchangeCase.all)
    func burst(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account(options: ["--burst", "1200"])) { scene in
            try await scene.host.connected()
            _ = try await scene.host.sync()
            try await scene.host.account()
                .expectTrue(to: try scene.exchange.accountTruth(), of: exchange, open: ["gap"])
        }
    }

    @Test("a request that fails makes nothing complete, and the next sync finds all", arguments: ExchangeCase.all)
    func failures(_ exchange: ExchangeCase) async throws {
        for (number, fault) in ["serverErrorEvery", "htmlEvery", "truncateEvery", "resetAfterEvery"].enumerated() {
            try await Scene.play(exchange.account(size: 300)) { scene in
                try await scene.host.connected()
                // From the third request on everything fails: the sync ends without having read.
                try scene.exchange.set([fault: "1"])
                let failed = try await scene.host.sync()
                #expect(failed.code == 4 || failed.code == 5, "\(fault): \(failed.said)")
                let open: Set<String> = ["not_asked", "failed", "nothing"]
                try await scene.host.account()
                    .expectTrue(to: try scene.exchange.accountTruth(), of: exchange, open: open)
                // Then some requests fail here and there.
                try scene.exchange.set([fault: "\(5 + number)"])
                _ = try await scene.host.sync()
                try await scene.host.account()
                    .expectTrue(to: try scene.exchange.accountTruth(), of: exchange, open: open)
                try scene.exchange.set([:])
                try await scene.host.synced()
                try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
            }
        }
    }

    @Test("a server that repeats a page is noticed within few requests", arguments: ExchangeCase.all)
    func repeats(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account()) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["repeatEvery": "1"])
            _ = try await scene.host.sync()
            #expect(try scene.exchange.log().total < 20_000)
            try scene.exchange.set([:])
            try await scene.host.synced("--full")
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
        }
    }

    @Test("A3 T1, A15 T1 rows that come late, appear, change or go while pages are read", arguments: ExchangeCase.all)
    func moving(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account(size: 300, options: ["--future-days", "20"])) { scene in
            try await scene.host.connected()
            let restless = [
                "lateEvery": "7", "lateSeconds": "1200", "insertEvery": "3", "insertBackdateSeconds": "900",
                "amendEvery": "5",
            ]
            try scene.exchange.set(restless)
            _ = try await scene.host.sync()
            try scene.exchange.set([:])
            try scene.exchange.advance(seconds: 3600)
            try await scene.host.synced()
            // What changed long after its time is found by a full sync.
            try await scene.host.synced("--full")
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)

            // Life goes on, day by day.
            for _ in 0..<4 {
                try scene.exchange.advance(seconds: 5 * 86_400)
                try await scene.host.synced()
            }
            try scene.exchange.advance(seconds: 172_800)
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
        }
    }

    @Test("rows taken away are kept and marked, rows changed become revisions", arguments: ExchangeCase.all)
    func removedAndAmended(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account(size: 300)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let rows = try scene.exchange.accountTruth().visible(exchange.moving).suffix(20)
            let gone = try #require(rows.dropFirst(3).first)
            let changed = try #require(rows.dropFirst(8).first)
            try scene.exchange.change("remove", gone.id, in: exchange.moving)
            try scene.exchange.change("amend", changed.id, in: exchange.moving)
            try await scene.host.synced("--full")
            let account = try await scene.host.account()
            account.expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
            let kept = account.rows.filter { $0.stream == exchange.moving && $0.key == exchange.identity(gone).key }
            #expect(kept.first?.isNoLongerServed == true)
            let revised = account.rows.filter {
                $0.stream == exchange.moving && $0.key == exchange.identity(changed).key
            }
            #expect(revised.count == 1 && (revised.first?.revisions ?? 0) > 0)
        }
    }

    @Test("a ban with a long wait parks the connection, and nothing is lost", arguments: ExchangeCase.all)
    func ban(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account(size: 300)) { scene in
            try await scene.host.connected()
            let every = "\(min(9, exchange.fewestRequests - 1))"
            try scene.exchange.set(["tooManyRequestsEvery": every, "retryAfterSeconds": "86400", "times": "1"])
            let parked = try await scene.host.sync()
            #expect(parked.code == 5 || parked.code == 4, "\(parked.said)")
            #expect(parked.output.contains("retryAt"), "\(parked.said)")
            let open: Set<String> = ["not_asked", "failed", "nothing"]
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange, open: open)
            try scene.exchange.advance(seconds: 90_000)
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
        }
    }

    @Test("a key that ends in the middle keeps what was read and says so", arguments: ExchangeCase.all)
    func expiry(_ exchange: ExchangeCase) async throws {
        try await Scene.play(exchange.account(size: 300)) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["keyExpiresAfter": "\(exchange.fewestRequests - 1)"])
            let refused = try await scene.host.sync()
            #expect(refused.code == 4, "\(refused.said)")
            let open: Set<String> = ["not_asked", "failed", "nothing"]
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange, open: open)
            #expect(try await scene.host.run("connections", "list", "--json").output.contains("disabled"))
        }
    }

    @Test(
        "a key that may write is refused, and nothing of it is stored, wherever keys tell their rights",
        arguments: ExchangeCase.all.filter { $0.writingRight != nil })
    func writingKey(_ exchange: ExchangeCase) async throws {
        let right = try #require(exchange.writingRight)
        try await Scene.play(exchange.account(size: 100)) { scene in
            try scene.exchange.set(["extraRights": right])
            let refused = try await scene.host.connect()
            #expect(refused.code == 3, "\(refused.said)")
            #expect(try await scene.host.run("connections", "list", "--json").json().elements.isEmpty)
        }
    }

    @Test("a clock that is wrong by minutes loses nothing", arguments: ExchangeCase.all)
    func wrongClock(_ exchange: ExchangeCase) async throws {
        for seconds in [-600, 600] {
            var account = exchange.account(size: 200)
            // Slow enough that every exchange still looks at the times.
            account.speed = 100
            try await Scene.play(account) { scene in
                let host = scene.host.skewed(bySeconds: seconds)
                let connected = try await host.connect()
                try #require(connected.code == 0, "\(seconds) s: \(connected.said)")
                try await host.synced()
                try await host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
            }
        }
    }
}
