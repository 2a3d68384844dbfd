import ExchangeSimulator
import HistoryModel
import Testing

/// Connect, sync, look: what a newcomer does.
@Suite("A first sync", .realPrograms, .timeLimit(.minutes(40)))
struct FirstSyncTests {
    private static let declaredReads: Set<String> = [
        "/0/private/GetApiKeyInfo", "/0/private/Ledgers", "/0/private/DepositStatus", "/0/private/WithdrawStatus",
        "/0/private/Balance",
    ]

    @Test(
        "stores exactly what is true at the exchange, asks nothing but declared reads, and a second asks only the tail")
    func firstAndSecond() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let first = try await scene.host.synced()
            let truth = try scene.exchange.truth()
            #expect(truth.ledger.count >= 350)
            #expect(truth.future.isEmpty)
            try await scene.host.stored().expectEqual(to: truth)
            #expect(first.list("streams").first { $0.text("name") == "ledger" }?.int("added") == truth.ledger.count)

            let requestsBefore = try scene.exchange.log().total
            let second = try await scene.host.synced()
            for stream in second.list("streams") {
                #expect(stream.int("added") == 0, "\(stream.text("name"))")
                #expect(stream.int("changed") == 0, "\(stream.text("name"))")
            }
            let log = try scene.exchange.log()
            let names = log.entries.dropFirst(requestsBefore).map(\.name)
            #expect(names == ["GetApiKeyInfo", "Ledgers", "DepositStatus", "WithdrawStatus", "Balance"])
            // The tail: what was within a day of the first sync, and what came since.
            let start = try #require(Int64(log.ledger(after: requestsBefore)[0].start))
            #expect(start > truth.now.nanoseconds / 1_000_000_000 - 2 * 86_400)
            try await scene.host.stored().expectEqual(to: truth)

            #expect(log.violations == 0)
            for entry in log.entries {
                #expect(entry.method == "POST" && Self.declaredReads.contains(entry.path), "\(entry.path)")
                #expect(entry.errors.isEmpty, "\(entry.errors)")
            }
        }
    }

    @Test("A3 T2 asks for no date, and its earliest request reaches the opening of the exchange")
    func floor() async throws {
        try await Scene.play { scene in
            let launched = Instant(year: 2011, month: 7, day: 1)
            try await scene.host.connected()
            try await scene.host.synced()
            let starts = try scene.exchange.log().ledger().compactMap { Int64($0.start) }
            let earliest = try #require(starts.min())
            // Kraken's `start` is exclusive.
            #expect(
                (launched - .seconds(1)).nanoseconds / 1_000_000_000...launched.nanoseconds / 1_000_000_000 ~= earliest)
            let stream = try await scene.host.coverage("ledger")
            #expect(stream.list("intervals").first?.text("from") == launched.description)
        }
    }

    @Test("A4 T2 what cannot be read is said before the first request, and again in coverage, with dates")
    func limitsFirst() async throws {
        try await Scene.play { scene in
            let declined = try await scene.host.run(
                "connect", "kraken", "--simulator", scene.exchange.url, "--credentials-stdin",
                input: scene.host.credentials)
            #expect(declined.code == 2, "\(declined.said)")
            let adapters = try await scene.host.done("adapters", "list", "--json").json()
            let kraken = try #require(adapters.elements.first { $0.text("id") == "kraken" })
            let omissions = kraken.list("omissions").map { $0.text("text") }
            #expect(omissions.count > 3)
            for text in omissions { #expect(declined.errors.contains(text), "\(text)") }
            #expect(declined.errors.contains("only the last 90 days are served"))
            #expect(try scene.exchange.log().total == 0, "nothing was asked")

            try await scene.host.connected()
            try await scene.host.synced()
            let now = try #require(Instant(iso8601: try scene.exchange.now()))
            let words = try await scene.host.done("coverage").output
            for text in omissions { #expect(words.contains(text), "\(text)") }
            let bound = (now - .days(90)).date
            #expect(words.contains("Deposits and fiat deposits from 2011-07-01 to \(bound)"), "\(words)")
        }
    }

    @Test("gives deposits and withdrawals of the readable days their hash and address")
    func funding() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            let stored = try await scene.host.stored()
            for (name, rows) in [("deposits", truth.deposits), ("withdrawals", truth.withdrawals)] {
                let reach = truth.now - .days(89)
                let recent = try rows.filter { try Truth.instant(unix: $0.text("time_text")) > reach }
                #expect(!recent.isEmpty, "the account has no recent \(name) to look for")
                for row in recent {
                    let record = try #require(stored.others[name]?[row.text("refid")], "\(name) \(row.text("refid"))")
                    let status = "\(row.text("status")) \(row.text("txid"))"
                    #expect(record.text("label") == row.text("status"), "\(status)")
                    #expect(record.list("flags").compactMap(\.plainText).contains("detail"))
                }
            }
        }
    }

    @Test("leaves no trace of key and secret in files, on the screen or in exports")
    func canaries() async throws {
        try await Scene.play { scene in
            var said = ""
            said += try await scene.host.connect().said
            said += try await scene.host.sync().said
            // Also when the exchange repeats what it was sent, and when it refuses.
            try scene.exchange.set(["errorEvery": "1", "errorText": "EGeneral:Invalid arguments:\(scene.exchange.key)"])
            let echo = try await scene.host.sync().said
            #expect(echo.contains("EGeneral:Invalid arguments"), "the echo reached the screen")
            said += echo
            try scene.exchange.set([:])
            for format in ["csv", "json", "koinly"] {
                let file = "\(scene.folder)/export.\(format)"
                said += try await scene.host.run("transactions", "export", "--format", format, "-o", file).said
            }
            for command in [
                ["connections", "show", "kraken"], ["connections", "list", "--json"], ["coverage"], ["doctor"],
                ["transactions", "list", "--limit", "0", "--json"], ["adapters", "show", "kraken"],
            ] {
                said += try await scene.host.start(command).result().said
            }
            let canaries = [scene.exchange.key, scene.exchange.secret, String(scene.exchange.secret.prefix(40))]
            let files =
                Files.all(below: scene.host.home)
                + ["csv", "json", "koinly"].map { "\(scene.folder)/export.\($0)" }
            #expect(files.contains { $0.hasSuffix("/history.sqlite") })
            for canary in canaries {
                #expect(!said.contains(canary))
                for file in files { #expect(!Files.contains(canary, try Files.bytes(file)), "\(file)") }
            }
            #expect(Files.contains(scene.exchange.key, Array(scene.host.credentials.utf8)), "the search itself works")
        }
    }

    @Test("keeps state readable by its owner alone")
    func modes() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            #expect(Files.mode(scene.host.home) == 0o700)
            for file in Files.all(below: scene.host.home) { #expect(Files.mode(file) == 0o600, "\(file)") }
        }
    }

    @Test("stores amounts and fees that add up to the account's balances")
    func balances() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            let stored = try await scene.host.stored()
            var totals: [String: Amount] = [:]
            for row in stored.ledger.values {
                let change = try row.amount.subtracting(row.fee)
                totals[row.asset] = try (totals[row.asset] ?? Amount("0")!).adding(change)
            }
            // The last row of each asset says what is left of it.
            var last: [String: LedgerRow] = [:]
            for row in truth.ledger.values where row.time > last[row.asset]?.time ?? .distantPast {
                last[row.asset] = row
            }
            #expect(last.count > 5)
            let times = Dictionary(grouping: truth.ledger.values) { "\($0.asset) \($0.time)" }
            for (asset, row) in last where times["\(asset) \(row.time)"]?.count == 1 {
                #expect(totals[asset] == Amount(row.balance), "\(asset)")
            }
        }
    }
}
