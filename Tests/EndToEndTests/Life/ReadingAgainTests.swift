import ExchangeSimulator
import HistoryModel
import HistoryStore
import Testing

/// What full and incremental syncs owe to what is stored.
@Suite("Reading again", .realPrograms, .timeLimit(.minutes(40)))
struct ReadingAgainTests {
    private static let dense = SimulatorProcess.Account(size: 1200, years: 2)

    @Test("A14 T1, T2, T4 a full sync starts at the floor, counts what it found, keeps labels and drops nothing")
    func full() async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let ids = try scene.exchange.truth().ledger.values.sorted { $0.time < $1.time }.map(\.id)
            let labelled = try await scene.host.transaction(ofLedgerRow: ids[100])
            try await scene.host.done("transactions", "label", labelled, "mine")
            try scene.exchange.change("remove", ids[40])
            try scene.exchange.change("remove", ids[700])
            try scene.exchange.change("amend", ids[300])
            _ = try scene.exchange.insert(backdateSeconds: 200 * 86_400)

            let before = try scene.exchange.log()
            let result = try await scene.host.synced("--full")
            let asked = try scene.exchange.log().ledger(after: before.total)
            #expect(asked.first?.start == before.ledger()[0].start, "from the floor again")
            let ledger = result.stream("ledger")
            #expect(result.text("full") == "true")
            #expect(ledger.int("added") == 1)
            #expect(ledger.int("noLongerServed") == 2)
            // The amended row, and the running balances behind what was changed.
            #expect(ledger.int("changed") >= 1)
            #expect(ledger.int("unchanged") > 0)
            let stored = try await scene.host.stored()
            stored.expectEqual(to: try scene.exchange.truth())
            #expect(stored.noLongerServed == [ids[40], ids[700]])
            #expect(try await scene.host.transactions()[labelled]?.text("userLabel") == "mine")
            // Once more: counted once, kept for good.
            let table = try await scene.host.done("sync", "--full")
            #expect(table.output.contains("NO LONGER SERVED"), "\(table.output)")
            #expect(try await scene.host.stored().noLongerServed == [ids[40], ids[700]])
        }
    }

    @Test("A14 T2 what a limit has passed meanwhile is kept by a full sync", .timeLimit(.minutes(40)))
    func beyondTheLimit() async throws {
        var account = SimulatorProcess.Account()
        account.options = ["--funding-days", "90"]
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let deposits = try await scene.host.stored().others["deposits"]?.keys.sorted() ?? []
            #expect(!deposits.isEmpty)
            try scene.exchange.advance(seconds: 120 * 86_400)
            let full = try await scene.host.synced("--full")
            #expect(full.stream("deposits").int("noLongerServed") == 0, "out of reach is not gone")
            #expect(try await scene.host.stored().others["deposits"]?.keys.sorted() == deposits)
        }
    }

    @Test(
        "A14 T3 a full sync killed at any request goes on, and asks for no committed page again", arguments: [2, 9, 17])
    func killed(_ count: Int) async throws {
        try await Scene.play(Self.dense) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let whole = try scene.exchange.log().total
            try await scene.host.synced("--full")
            let undisturbed = try scene.exchange.log().ledger(after: whole).count
            let before = try scene.exchange.log().total
            try scene.exchange.set(["latencyEvery": "\(count)", "latencyMilliseconds": "30000"])
            let run = try scene.host.start(["sync", "--full"])
            try await scene.exchange.waitForRequests(before + count)
            try await Task.sleep(for: .milliseconds(300))
            run.child.send(9)
            _ = try await run.result()
            try scene.exchange.set([:])
            let killed = try scene.exchange.log().total
            let result = try await scene.host.synced("--full")
            // What was counted before the kill counts as well.
            let ledger = result.stream("ledger")
            let rows = try scene.exchange.truth().ledger.count
            #expect(ledger.int("added") == 0 && ledger.int("changed") == 0)
            #expect((rows...rows + 60).contains(ledger.int("unchanged")), "\(ledger.int("unchanged")) of \(rows)")
            let rest = try scene.exchange.log().ledger(after: killed).count
            // The first request was about the key, the last had no answer; a tail may follow an open window.
            #expect(rest <= undisturbed - (count - 2) + 1, "\(rest) of \(undisturbed) after \(count)")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("A14 T3 a full sync that was killed asks no stream again that it had read through")
    func killedLater() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let before = try scene.exchange.log().total
            try scene.exchange.set(
                ["latencyEvery": "1", "latencyMilliseconds": "30000", "only": "DepositStatus"])
            let run = try scene.host.start(["sync", "--full"])
            let ledger = try scene.exchange.log().ledger().count
            while try !scene.exchange.log().entries.dropFirst(before).contains(where: { $0.name == "DepositStatus" }) {
                try await Task.sleep(for: .milliseconds(50))
            }
            run.child.send(9)
            _ = try await run.result()
            try scene.exchange.set([:])
            let killed = try scene.exchange.log().total
            let result = try await scene.host.synced("--full")
            #expect(try scene.exchange.log().ledger(after: killed).isEmpty)
            #expect(result.stream("ledger").int("unchanged") >= (try scene.exchange.truth().ledger.count))
            // The next one is another: it asks for everything.
            let finished = try scene.exchange.log().total
            try await scene.host.synced("--full")
            #expect(try scene.exchange.log().ledger(after: finished).count >= ledger / 2)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("A15 T1 a row inserted behind the cursor within the settle span is found by the next sync")
    func late() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let id = try scene.exchange.insert(backdateSeconds: 20 * 3600)
            #expect(try await scene.host.stored().ledger[id] == nil)
            let sync = try await scene.host.synced()
            #expect(sync.stream("ledger").int("added") >= 1)
            #expect(try await scene.host.stored().ledger[id] != nil)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("A15 T2 an edited row becomes a revision with its history, not a second row")
    func edited() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let id = try scene.exchange.insert(backdateSeconds: 3600)
            try await scene.host.synced()
            let before = try #require(try await scene.host.stored().ledger[id])
            let transaction = try await scene.host.transaction(ofLedgerRow: id)
            let untouched = try await scene.host.done("transactions", "show", transaction, "--history", "--json").json()
            #expect(untouched.list("records").allSatisfy { $0["history"] == nil })

            try scene.exchange.change("amend", id)
            let sync = try await scene.host.synced()
            #expect(sync.stream("ledger").int("changed") >= 1 && sync.stream("ledger").int("added") == 0)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
            let after = try #require(try await scene.host.stored().ledger[id])
            #expect(after.amount != before.amount)
            let shown = try await scene.host.done("transactions", "show", transaction, "--history", "--json").json()
            let record = try #require(shown.list("records").first { $0.text("key") == id })
            let past = try #require(record.list("history").first)
            #expect(record.list("history").count == 1 && record.int("revisions") == 1)
            #expect(past.text("reason") == "changed" && Instant(iso8601: past.text("replacedAt")) != nil)
            #expect(past.list("legs").map { $0.text("amount") } != record.list("legs").map { $0.text("amount") })
            #expect(past["extra"]?.text("balance") == before.balance)
            let words = try await scene.host.done("transactions", "show", transaction, "--history").output
            #expect(words.contains("(changed): "), "\(words)")
        }
    }
}
