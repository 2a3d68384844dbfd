import HistoryModel
import Testing

/// Histories that are awkward, and histories that change while they are read.
@Suite("Every row is read", .realPrograms, .timeLimit(.minutes(40)))
struct MovingHistoryTests {
    struct Account: Sendable, CustomTestStringConvertible {
        var name: String
        var account: SimulatorProcess.Account
        var testDescription: String { name }
    }

    @Test(
        "of accounts with awkward histories",
        arguments: [
            Account(name: "counts that are exact multiples of the page", account: .init(options: ["--full-pages"])),
            Account(
                name: "equal times on both sides of every page edge",
                account: .init(size: 600, options: ["--ties-at-page-edges"])),
            Account(
                name: "both", account: .init(size: 1000, seed: 11, options: ["--full-pages", "--ties-at-page-edges"])),
            Account(name: "a history shorter than a page", account: .init(size: 3)),
            Account(name: "few rows and long empty stretches", account: .init(size: 60, years: 4)),
            Account(name: "thousands of rows in a year", account: .init(size: 3000, years: 1, seed: 3)),
        ])
    func awkward(_ example: Account) async throws {
        try await Scene.play(example.account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            try await scene.host.stored().expectEqual(to: truth)
            #expect(try await scene.host.coverage().text("state") == "complete")
            if example.name.contains("empty") {
                let months = Set(truth.ledger.values.map { "\($0.time)".prefix(7) })
                #expect(months.count < 50, "there are months without any row")
            }
        }
    }

    private static let dense = SimulatorProcess.Account(size: 1500, years: 1)

    @Test("when rows appear between its pages")
    func inserted() async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["insertEvery": "6", "insertBackdateSeconds": "3600"])
            let result = try await scene.host.sync()
            #expect([0, 5].contains(result.code), "\(result.said)")
            try scene.exchange.set([:])
            #expect(!(try scene.exchange.truth().inserted.isEmpty))
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("when rows appear in old parts of the history, by a full sync")
    func insertedLongAgo() async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["insertEvery": "6", "insertBackdateSeconds": "8640000"])
            let result = try await scene.host.sync()
            #expect([0, 5].contains(result.code), "\(result.said)")
            try scene.exchange.set([:])
            #expect(!(try scene.exchange.truth().inserted.isEmpty))
            try await scene.host.synced("--full")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("and those that vanish between its pages are kept and marked")
    func removed() async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["removeEvery": "6"])
            let result = try await scene.host.sync()
            #expect([0, 5].contains(result.code), "\(result.said)")
            try scene.exchange.set([:])
            let truth = try scene.exchange.truth()
            #expect(!truth.removed.isEmpty)
            try await scene.host.synced("--full")
            let stored = try await scene.host.stored()
            stored.expectEqual(to: truth)
            #expect(!stored.noLongerServed.isEmpty)
            let text = try await scene.host.run("transactions", "list", "--limit", "0")
            #expect(text.output.contains("no longer served"))
        }
    }

    @Test("as it is now, with what it was before kept as a revision, when rows change")
    func amended() async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["amendEvery": "5"])
            try await scene.host.synced()
            try scene.exchange.set([:])
            let truth = try scene.exchange.truth()
            #expect(!truth.amended.isEmpty)
            let full = try await scene.host.synced("--full")
            let ledger = try #require(full.list("streams").first { $0.text("name") == "ledger" })
            #expect(ledger.int("added") == 0)
            #expect(ledger.int("changed") > 0)
            let stored = try await scene.host.stored()
            stored.expectEqual(to: truth)
            #expect(!stored.revised.isEmpty)
            // Every row after an amended one of its asset has another balance: only touched rows may be revised.
            let touched = Set(truth.amended.compactMap { truth.ledger[$0]?.asset })
            #expect(stored.revised.allSatisfy { touched.contains(stored.ledger[$0]?.asset ?? "") })
            // And once more: nothing is left to change.
            let again = try await scene.host.synced("--full")
            #expect(again.list("streams").allSatisfy { $0.int("changed") == 0 && $0.int("added") == 0 })
        }
    }

    @Test("when it shows only hours after its time, by the sync that comes after that")
    func late() async throws {
        var account = SimulatorProcess.Account(size: 2000, years: 1)
        account.options = ["--future-days", "20"]
        account.settledAfterSeconds = 0
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["lateEvery": "2", "lateSeconds": "72000"])
            var foundLate = 0
            var known: Set<String> = []
            var lastSync = Instant.distantPast
            for _ in 0..<8 {
                let began = try scene.exchange.truth().now
                try await scene.host.synced()
                let stored = try await scene.host.stored()
                stored.expectPart(of: try scene.exchange.truth())
                foundLate += stored.ledger.values.count { !known.contains($0.id) && $0.time < lastSync }
                known = Set(stored.ledger.keys)
                lastSync = began
                try scene.exchange.advance(seconds: 86_000)
            }
            #expect(foundLate > 0, "some rows did come late")
            // The account's life has come to rest; every late row shows by now.
            try scene.exchange.advance(seconds: 20 * 86_400)
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            #expect(truth.future.isEmpty)
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("again by a full sync, which adds nothing, changes nothing and drops nothing")
    func full() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let before = try scene.exchange.log().total
            let full = try await scene.host.synced("--full")
            #expect(full.list("streams").allSatisfy { $0.int("changed") == 0 && $0.int("added") == 0 })
            let truth = try scene.exchange.truth()
            let ledger = try #require(full.list("streams").first { $0.text("name") == "ledger" })
            #expect(ledger.int("unchanged") >= truth.ledger.count)
            #expect(try scene.exchange.log().ledger(after: before).count > 5)
            try await scene.host.stored().expectEqual(to: truth)
        }
    }
}
