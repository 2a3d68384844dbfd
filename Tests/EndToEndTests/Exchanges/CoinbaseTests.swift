import ExchangeSimulator
import HistoryModel
import Testing

/// What is Coinbase's own: two families of keys, an address in each page, trades told three times.
@Suite("Coinbase", .realPrograms, .timeLimit(.minutes(40)))
struct CoinbaseTests {
    let exchange = ExchangeCase.coinbase

    @Test("an address of the next page that leads elsewhere changes nothing")
    func hostileAddress() async throws {
        let account = exchange.account(options: ["--option", "nextURI=hostile"])
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
            let log = try scene.exchange.log()
            #expect(log.violations == 0 && log.entries.allSatisfy { $0.errors.isEmpty && !$0.path.contains("evil") })
        }
    }

    @Test("an Ed25519 key is used where it is asked for")
    func edwards() async throws {
        let secret = Digests.base64((0..<32).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) })
        try await Scene.play(exchange.account(size: 60, options: ["--secret", secret])) { scene in
            let wrong = try await scene.host.connect()
            #expect(wrong.code == 4 && wrong.errors.contains("Private key"), "\(wrong.said)")
            let connected = try await scene.host.connect("--scheme", "ed25519")
            try #require(connected.code == 0, "\(connected.said)")
            try await scene.host.synced()
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: exchange)
        }
    }

    @Test("a private key as it stands in the JSON file is taken")
    func escapedKey() async throws {
        try await Scene.play(exchange.account(size: 60)) { scene in
            let escaped = scene.exchange.secret.replacing("\n", with: "\\n")
            try #require(escaped.contains(#"KEY-----\n"#))
            let input = JSONValue.object([("key", .string(scene.exchange.key)), ("secret", .string(escaped))]).text()
            let connected = try await scene.host.connect(input: input)
            #expect(connected.code == 0, "\(connected.said)")
            try await scene.host.synced()
        }
    }

    @Test("a trade told by two wallets and as a fill is one transaction, and moves once")
    func trades() async throws {
        try await Scene.play(exchange.account(size: 300)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let export = try await scene.host.run("transactions", "export", "--format", "json").json()
            let trades = export.elements.filter { $0.text("kind") == "trade" }
            #expect(trades.count > 30)
            for trade in trades {
                let moving = trade.list("records").filter {
                    !$0.list("flags").compactMap(\.plainText).contains("detail")
                }
                #expect(moving.allSatisfy { $0.text("stream") == "transactions" }, "\(trade.text("id"))")
                #expect(Set(moving.map { $0.text("unit") }).count == 2, "\(trade.text("id"))")
                let legs = trade.list("legs")
                #expect(legs.count { $0.text("role") == "in" } == 1 && legs.count { $0.text("role") == "out" } == 1)
                #expect(legs.count { $0.text("role") == "fee" } <= 1)
            }
            let told = trades.count { $0.list("records").contains { $0.text("stream") == "fills" } }
            #expect(told > 20 && told < trades.count, "those of another portfolio have no fills")

            // What is staked leaves one wallet and arrives in another: one transaction, however each writes the time.
            let stakes = export.elements.filter {
                ["staking_transfer", "unstaking_transfer"].contains($0.text("label"))
            }
            #expect(stakes.count > 5)
            for stake in stakes {
                #expect(stake.list("records").count == 2 && stake.list("legs").count == 2, "\(stake.text("id"))")
            }

            // Held as reported: nothing counted twice, nothing left out.
            let truth = try scene.exchange.accountTruth()
            var held: [String: Amount] = [:]
            for row in try await scene.host.account().rows
            where row.flags.isDisjoint(with: ["detail", "void", "pending"]) {
                for (asset, amount) in row.effect.net { held[asset] = try (held[asset] ?? .zero).adding(amount) }
                for (asset, fee) in row.effect.fees { held[asset] = try (held[asset] ?? .zero).subtracting(fee) }
            }
            for (asset, amount) in truth.balances { #expect(held[asset] ?? .zero == amount, "\(asset)") }
        }
    }
}
