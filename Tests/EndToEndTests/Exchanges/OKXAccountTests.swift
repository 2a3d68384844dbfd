import HistoryModel
import Testing

/// What is OKX's own: three sites, two wallets, lists that tell of the same event.
@Suite("An account at OKX", .realPrograms, .timeLimit(.minutes(40)))
struct OKXAccountTests {
    private func account(
        years: Int = 3, now: String = ExchangeCase.okx.now, options: [String] = []
    ) -> SimulatorProcess.Account {
        var account = ExchangeCase.okx.account(size: 300, years: years, options: options)
        account.now = now
        return account
    }

    @Test("of another site is refused with words that name the sites", arguments: ["eea", "us"])
    func sites(_ site: String) async throws {
        try await Scene.play(account(options: ["--option", "site=\(site)"])) { scene in
            let refused = try await scene.host.connect()
            #expect(refused.code == 4 && refused.errors.contains("--site \(site)"), "\(refused.said)")
            let connected = try await scene.host.connect("--site", site)
            #expect(connected.code == 0, "\(connected.said)")
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: .okx)
        }
    }

    @Test("with a key that has any right beside reading is refused", arguments: ["trade", "withdraw", "manage"])
    func rights(_ right: String) async throws {
        try await Scene.play(account()) { scene in
            try scene.exchange.set(["extraRights": right])
            let refused = try await scene.host.connect()
            #expect(refused.code == 3, "\(refused.said)")
        }
    }

    @Test("with a wrong passphrase or secret is told which")
    func passphrase() async throws {
        try await Scene.play(account()) { scene in
            let known = try JSONValue(parsing: scene.host.credentials)
            for (changed, words) in [("passphrase", "passphrase"), ("secret", "signature"), ("key", "refused the key")]
            {
                let fields = ["key", "secret", "passphrase"].map { name in
                    (name, JSONValue.string(name == changed ? "wrong" : known.text(name)))
                }
                let refused = try await scene.host.connect(input: JSONValue.object(fields).text())
                #expect(refused.code == 4 && refused.errors.contains(words), "\(changed): \(refused.said)")
            }
        }
    }

    /// When everything can be read, what moved adds up to what is there: nothing is missing, nothing counted twice.
    @Test("adds up: every movement is counted once over all lists")
    func addsUp() async throws {
        try await Scene.play(account(years: 2, options: ["--option", "months=30"])) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let stored = try await scene.host.account()
            stored.expectTrue(to: truth, of: .okx)
            #expect(stored.rows.filter { $0.stream == "fills" && $0.time < truth.now - .days(100) }.count > 50)
            var held: [String: Amount] = [:]
            for row in stored.rows where row.flags.isDisjoint(with: ["detail", "pending", "void"]) {
                for (asset, amount) in row.effect.net { held[asset] = try (held[asset] ?? .zero).adding(amount) }
                for (asset, fee) in row.effect.fees { held[asset] = try (held[asset] ?? .zero).subtracting(fee) }
            }
            for (asset, amount) in truth.balances { #expect(held[asset] ?? .zero == amount, "\(asset)") }
        }
    }

    /// From 1 May three calendar months are 89 days.
    @Test("whose three months are shorter than 90 days has no silent hole")
    func shortMonths() async throws {
        try await Scene.play(account(now: "2026-04-28T18:00:00Z")) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: .okx)
        }
    }

    @Test("from before the ledgers begin moves by deposits and withdrawals themselves")
    func beforeTheLedgers() async throws {
        try await Scene.play(account(years: 7)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let found = try await scene.host.account().expectTrue(to: truth, of: .okx)
            let early = truth.rows.filter { $0.time < Instant(year: 2021, month: 2, day: 1) && !$0.isDetail }
            #expect(early.contains { $0.history == "deposits" } && early.contains { $0.history == "withdrawals" })
            #expect(found.unreadable["funding-ledger"] == nil)
        }
    }
}
