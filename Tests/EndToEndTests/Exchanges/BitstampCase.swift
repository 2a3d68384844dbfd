import ExchangeSimulator
import HistoryModel
import Testing

extension ExchangeCase {
    static let bitstamp = ExchangeCase(
        id: "bitstamp", moving: "transactions",
        identity: { row in
            guard row.history == "crypto-transactions" else { return (row.unit, row.id) }
            let kind = row.id.hasPrefix("deposits") ? "deposit" : "withdrawal"
            let parts = [kind] + ["currency", "txid", "destinationAddress"].map { row.body.text($0) }
            return (row.unit, parts.joined(separator: ":"))
        },
        // Key, transactions, three lists of details, balances.
        fewestRequests: 6,
        // Requests of more than 578 days ago.
        limited: ["withdrawal-requests"])
}

@Suite("Bitstamp", .realPrograms, .timeLimit(.minutes(40)))
struct BitstampTests {
    @Test("says that the rights of a key cannot be verified, and never that they were")
    func permissions() async throws {
        try await Scene.play(ExchangeCase.bitstamp.account(size: 100)) { scene in
            let connected = try await scene.host.run(
                "connect", "bitstamp", "--label", "plain", "--simulator", scene.exchange.url, "--credentials-stdin",
                "--yes", input: scene.exchange.credentials)
            try #require(connected.code == 0, "\(connected.said)")
            #expect(connected.output.contains("Permissions  not verifiable"))
            #expect(!connected.said.contains("read-only verified"))
            #expect(connected.errors.contains("cannot say what this key may do"), "\(connected.errors)")
            let list = try await scene.host.run("connections", "list", "--json")
            #expect(list.output.contains(#""not_verifiable""#) && !list.output.contains("read_only"))
            try await scene.host.synced()
            let after = try await scene.host.run("connections", "show", "plain")
            #expect(after.output.contains("not verifiable") && !after.output.contains("verified"), "\(after.output)")
        }
    }

    @Test("refuses a key that does not work before anything is stored")
    func wrongKey() async throws {
        try await Scene.play(ExchangeCase.bitstamp.account(size: 100)) { scene in
            for credentials in [
                #"{"key":"syntheticStrangerKey000000000000","secret":"x"}"#,
                #"{"key":"syntheticBitstampKeyNotARealOne0","secret":"forged"}"#,
            ] {
                let refused = try await scene.host.connect(input: credentials)
                #expect(refused.code == 4, "\(refused.said)")
            }
            try scene.exchange.set(["missingRights": "Account balance"])
            let narrow = try await scene.host.connect()
            #expect(narrow.code == 4 || narrow.code == 3, "\(narrow.said)")
            #expect(narrow.said.contains("lacks a right"), "\(narrow.said)")
            #expect(try await scene.host.run("connections", "list", "--json").json().elements.isEmpty)
        }
    }

    @Test(
        "walks more than a page by id, though ids and times disagree",
        arguments: [[], ["--full-pages", "--ties-at-page-edges"], ["--option", "limit=each"]])
    func pages(_ options: [String]) async throws {
        try await Scene.play(ExchangeCase.bitstamp.account(size: 3300, options: options)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let found = try await scene.host.account()
                .expectTrue(to: try scene.exchange.accountTruth(), of: .bitstamp)
            #expect((found.read["transactions"] ?? 0) >= 3000, "\(found.read)")
            let walk = try scene.exchange.log().entries.filter { $0.path.hasSuffix("user_transactions/") }
            #expect(walk.count >= 4, "pages of a thousand, each repeating a hundred rows")
            #expect(walk.allSatisfy { $0.arguments["sort"] == "asc" && $0.arguments["limit"] == "1000" })
            // Every row that ids and times put in another order is there: that is what the hundred are for.
            let rows = try scene.exchange.accountTruth().visible("transactions")
            let disordered = zip(rows, rows.dropFirst()).filter { (Int($0.id) ?? 0) > (Int($1.id) ?? 0) }
            #expect(disordered.count > 20, "\(disordered.count)")
        }
    }

    @Test("goes on behind the last id, and finds what was late")
    func incremental() async throws {
        try await Scene.play(ExchangeCase.bitstamp.account(size: 1500, options: ["--future-days", "30"])) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            for _ in 0..<3 {
                try scene.exchange.advance(seconds: 7 * 86_400)
                try await scene.host.synced()
            }
            let first = try scene.exchange.log().total
            try scene.exchange.advance(seconds: 7 * 86_400)
            try await scene.host.synced()
            let walk = try scene.exchange.log().entries.dropFirst(first)
                .filter { $0.path.hasSuffix("user_transactions/") }
            #expect(walk.count == 1, "one page from where the sync before the last ended")
            #expect((Int(walk.first?.arguments["since_id"] ?? "") ?? 0) > 4_000_000)
            try await scene.host.account().expectTrue(to: try scene.exchange.accountTruth(), of: .bitstamp)
        }
    }

    @Test("a withdrawal that is under way becomes final, or comes to nothing, at a later sync")
    func underWay() async throws {
        var account = ExchangeCase.bitstamp.account(size: 200)
        account.settledAfterSeconds = 0
        // What is under way must not become final between two looks.
        account.speed = 20
        try await Scene.play(account) { scene in
            try await scene.host.connected()
            func states(_ words: Set<String>) async throws -> Int {
                try await scene.host.synced()
                let stored = try await scene.host.account()
                stored.expectTrue(to: try scene.exchange.accountTruth(), of: .bitstamp)
                let day = try scene.exchange.accountTruth().now - .days(1)
                return stored.rows.filter {
                    $0.stream == "withdrawal-requests" && $0.time > day && $0.flags.isSuperset(of: words)
                }.count
            }
            #expect(try await states(["detail", "pending"]) == 2)
            try scene.exchange.advance(seconds: 4 * 3600)
            #expect(try await states(["detail", "pending"]) == 0)
            #expect(try await states(["detail", "void"]) == 1)
        }
    }

    @Test("a list that only adds may be refused, and what moved a balance is read all the same")
    func earnings() async throws {
        try await Scene.play(ExchangeCase.bitstamp.account(size: 200)) { scene in
            try await scene.host.connected()
            for code in ["API0003", "API0005"] {
                try scene.exchange.set(["errorEvery": "1", "errorText": code, "only": "earn/transactions"])
                try await scene.host.synced()
                let found = try await scene.host.account().expectTrue(
                    to: try scene.exchange.accountTruth(), of: .bitstamp, open: ["not_offered"])
                #expect(found.read["earn"] == nil && (found.read["transactions"] ?? 0) > 100, "\(found.read)")
            }
            try scene.exchange.set([:])
            try await scene.host.synced("--full")
            let found = try await scene.host.account().expectTrue(
                to: try scene.exchange.accountTruth(), of: .bitstamp)
            #expect((found.read["earn"] ?? 0) > 10, "given back, it is read")
        }
    }
}
