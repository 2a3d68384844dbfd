import ExchangeSimulator
import HistoryModel
import Testing

/// What the exchange says is held, against what was read.
@Suite("Balances", .realPrograms, .timeLimit(.minutes(40)))
struct BalanceTests {
    private func balances(_ host: Host) async throws -> JSONValue {
        let result = try await host.done("balances", "--json").json()
        return try #require(result.elements.first)
    }

    @Test("of a whole history agree, and rows that are deleted show as what they moved")
    func agree() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            #expect(try await balances(scene.host)["at"] == .null)
            let sync = try await scene.host.synced()
            #expect(sync["balances"]?.list("differences").count == 0, "\(sync["balances"]?.text() ?? "")")
            let whole = try await balances(scene.host)
            #expect(whole.text("agrees") == "true" && whole.list("assets").count > 5)
            #expect(try await scene.host.done("balances").output.contains("adds up to the balances"))

            // The first row of the account is a deposit of one asset alone.
            let first = try #require(try scene.exchange.truth().ledger.values.min { $0.time < $1.time })
            let id = try await scene.host.transaction(ofLedgerRow: first.id)
            let legs = try #require(try await scene.host.transactions()[id]?.list("legs"))
            #expect(legs.count == 1, "\(legs)")
            try await scene.host.done("transactions", "delete", id, "--keep-deleted")
            let result = try await balances(scene.host)
            let asset = try #require(result.list("assets").first { $0.text("difference") != "0" })
            #expect(result.list("assets").filter { $0.text("difference") != "0" }.count == 1)
            #expect(asset.text("asset") == legs[0].text("asset"))
            #expect(asset.text("difference") == legs[0].text("amount"))
            let why = asset.list("changes")[0].list("explanations").compactMap(\.plainText)
            #expect(why.contains { $0.contains("you deleted") }, "\(why)")
        }
    }

    @Test("that differ name the asset, the amount and the stretch between the last sync that agreed and this one")
    func differ() async throws {
        var account = SimulatorProcess.Account(size: 400, years: 1)
        account.options = ["--future-days", "40"]
        account.settledAfterSeconds = 0
        account.speed = 100
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try scene.exchange.advance(seconds: 5 * 86_400)
            let agreed = try await scene.host.synced()
            #expect(agreed["balances"]?.list("differences").isEmpty == true, "\(agreed["balances"]?.text() ?? "")")
            let lastGood = try #require(Instant(iso8601: agreed["balances"]?.text("at") ?? ""))
            // From now on the exchange counts what it does not show.
            try scene.exchange.set(["lateEvery": "1", "lateSeconds": "\(30 * 86_400)"])
            try scene.exchange.advance(seconds: 10 * 86_400)
            let differing = try await scene.host.sync()
            #expect(differing.code == 0, "\(differing.said)")
            let outcome = try differing.json().elements[0]
            let differences = outcome["balances"]?.list("differences") ?? []
            let at = try #require(Instant(iso8601: outcome["balances"]?.text("at") ?? ""))
            try #require(!differences.isEmpty)
            for asset in differences {
                let change = try #require(asset.list("changes").first)
                #expect(asset.list("changes").count == 1)
                #expect(change.text("after") == lastGood.description && change.text("until") == at.description)
                #expect(change.text("amount") == asset.text("difference"))
                #expect(Amount(asset.text("reported")) != Amount(asset.text("derived")))
            }
            let words = try await scene.host.done("sync").output
            #expect(words.contains("than the history says: it lies between"), "\(words)")
            let table = try await scene.host.done("balances", "--differences").output
            #expect(table.contains(differences[0].text("asset")), "\(table)")
            #expect(OutputTests.balance.misfits(differences[0]) == [])

            // What was hidden shows: read again, and all is well, also in hindsight.
            try scene.exchange.set([:])
            let full = try await scene.host.synced("--full")
            #expect(full["balances"]?.list("differences").isEmpty == true, "\(full["balances"]?.text() ?? "")")
        }
    }

    @Test("that differ where a key sees only a part are explained by the part that cannot be read")
    func explained() async throws {
        try await Scene.play { scene in
            try scene.exchange.set(["queryFrom": "2015-09-01T00:00:00Z"])
            try await scene.host.connected()
            try await scene.host.done("sync")
            let result = try await balances(scene.host)
            #expect(result.text("agrees") == "false")
            let asset = try #require(result.list("assets").first { $0.text("difference") != "0" })
            let change = try #require(asset.list("changes").first)
            #expect(change["after"] == .null)
            let why = change.list("explanations").compactMap(\.plainText)
            #expect(why.contains { $0.hasPrefix("ledger from 2011-07-01 to 2015-09-01: cannot be read") }, "\(why)")
            #expect(!why.contains { $0.hasPrefix("deposits") }, "details move no balance: \(why)")
        }
    }
}
