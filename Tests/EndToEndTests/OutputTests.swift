import ExchangeSimulator
import HistoryModel
import Testing

/// What scripts read: the members and types of every `--json`, and nothing beside them.
@Suite("What --json prints", .realPrograms, .timeLimit(.minutes(40)))
struct OutputTests {
    private static let evidence = Shape.list(
        .object([
            ("kind", .word(["documented", "measured", "reported", "unknown"])), ("url", .text), ("readOn", .text),
        ]))
    private static let bound = Shape.object([
        ("kind", .word(["unlimited", "rolling", "since", "until", "last_n", "delayed", "unknown"])),
        // A number where it counts something, a text where it is an instant.
        ("value?", .either(.number, .instant)),
        ("unit?", .word(["days", "calendar_months", "seconds", "nanoseconds", "instant", "rows"])),
        ("reason?", .text), ("evidence", evidence),
    ])
    private static let kinds = Shape.list(.word(RecordKind.allCases.map(\.name)))
    static let adapter = Shape.object([
        ("id", .text), ("name", .text), ("version", .text), ("library", .text), ("abi", .text),
        ("origin", .word(["system", "user", "environment"])), ("conformance", .word(["not_checked"])),
        (
            "streams",
            .list(
                .object([
                    ("name", .text), ("role", .word(["history", "key", "units", "balance", "price"])),
                    ("kinds", kinds), ("walk", .word(["time", "cursor", "snapshot"])),
                    ("support", .word(["readable", "partial", "not_readable", "unknown"])),
                    ("bounds", .list(bound)), ("maxSpanDays?", .number), ("pageMax?", .number),
                    ("evidence", evidence),
                ]))
        ),
        (
            "omissions",
            .list(
                .object([
                    ("kinds", kinds), ("text", .text),
                    ("remedy", .word(["none", "file", "manual", "adapter", "support"])),
                ]))
        ),
    ])

    @Test("adapters list tells every adapter with streams, bounds, evidence and omissions, as documented")
    func adapters() async throws {
        try await Scene.play { scene in
            let result = try await scene.host.run("adapters", "list", "--json")
            #expect(result.code == 0)
            let list = try result.json()
            #expect(Shape.list(Self.adapter).misfits(list) == [])
            let kraken = try #require(list.elements.first { $0.text("id") == "kraken" })
            #expect(kraken.text("abi") == "1.0")
            #expect(kraken.text("library").hasSuffix("/libPortolanKraken.so"))
            let ledger = try #require(kraken.list("streams").first { $0.text("name") == "ledger" })
            #expect(ledger.list("bounds").map { $0.text("kind") } == ["unlimited"])
            #expect(ledger.int("pageMax") == 50)
            let deposits = try #require(kraken.list("streams").first { $0.text("name") == "deposits" })
            #expect(deposits.list("bounds").map { $0.text("kind") } == ["rolling", "unknown"])
            #expect(deposits.list("bounds")[0].text("value") == "90")
            // Silence is no answer: each bound says why it is believed, each kind is carried or omitted.
            for stream in kraken.list("streams") {
                #expect(!stream.list("evidence").isEmpty)
                guard stream.text("role") == "history" else { continue }
                for bound in stream.list("bounds") { #expect(!bound.list("evidence").isEmpty, "\(bound)") }
            }
            let spoken = kraken.list("streams") + kraken.list("omissions")
            let told = Set(spoken.flatMap { $0.list("kinds") }.map { $0.text() })
            let all = Set(RecordKind.allCases.filter { $0 != .unclassified }.map { "\"\($0.name)\"" })
            #expect(all.subtracting(told) == [])
        }
    }

    @Test("adapters show says the limits in words")
    func words() async throws {
        try await Scene.play { scene in
            let result = try await scene.host.run("adapters", "show", "kraken")
            #expect(result.code == 0)
            #expect(result.output.contains("everything since the account was opened"))
            #expect(result.output.contains("only the last 90 days are served"))
            #expect(result.output.contains("unknown"))
            #expect(result.output.contains("Kraken Futures"))
        }
    }

    private static let sync = Shape.list(
        .object([
            ("connection", .text), ("adapter", .text), ("state", .word(states)),
            (
                "streams",
                .list(
                    .object([
                        ("name", .text), ("unit?", .text), ("added", .number), ("changed", .number),
                        ("unchanged", .number), ("noLongerServed", .number), ("reappeared", .number),
                        ("pages", .number), ("requests", .number),
                        ("covered?", .object([("from", .instant), ("until", .instant)])), ("state", .word(states)),
                        ("message?", .text), ("code?", .text),
                    ]))
            ),
            ("retryAt?", .instant), ("message?", .text), ("code?", .text), ("topic?", .text), ("next?", .text),
            ("full", .flag),
            (
                "balances?",
                .object([("at", .instant), ("assets", .number), ("differences", .list(balance))])
            ),
        ]))
    static let balance = Shape.object([
        ("asset", .text), ("reported", .text), ("derived", .either(.text, .null)),
        ("difference", .either(.text, .null)),
        (
            "changes",
            .list(
                .object([
                    ("amount", .text), ("after", .either(.instant, .null)), ("until", .instant),
                    ("explanations", .list(.text)),
                ]))
        ),
    ])
    private static let states = [
        "complete", "incomplete", "failed", "parked", "cancelled", "paused", "not_offered", "refused",
    ]
    private static let coverage = Shape.list(
        .object([
            ("connection", .text), ("adapter", .text),
            (
                "streams",
                .list(
                    .object([
                        ("name", .text), ("unit?", .text),
                        (
                            "state",
                            .word([
                                "complete", "complete_empty", "limited", "settling", "incomplete", "failed", "paused",
                                "not_offered", "not_asked",
                            ])
                        ),
                        (
                            "intervals",
                            .list(
                                .object([
                                    ("from", .instant), ("until", .instant), ("state", .word(intervalStates)),
                                    ("reason?", .text),
                                ]))
                        ),
                        ("limits", .list(bound)), ("deadline?", .instant), ("earliestReadable?", .instant),
                        ("records", .number),
                        (
                            "shortfalls?",
                            .list(
                                .object([
                                    ("from", .instant), ("until", .instant), ("counted", .number), ("served", .number),
                                ]))
                        ),
                    ]))
            ),
        ]))
    private static let intervalStates = [
        "complete", "complete_empty", "settling", "unreadable", "gap", "failed", "not_offered", "not_asked",
        "from_file", "paused",
    ]

    @Test("sync and coverage tell counts, intervals, limits and deadlines, as documented")
    func syncAndCoverage() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let before = try await scene.host.run("coverage", "--json")
            #expect(Self.coverage.misfits(try before.json()) == [])
            #expect(try before.json().elements[0].list("streams").allSatisfy { $0.text("state") != "complete" })

            let good = try await scene.host.sync()
            #expect(Self.sync.misfits(try good.json()) == [])
            let ledger = try #require(try good.json().elements[0].list("streams").first { $0.text("name") == "ledger" })
            #expect(ledger.int("pages") == ledger.int("requests"))
            #expect(ledger["covered"] != nil)
            #expect(good.output.hasPrefix("["), "data and nothing else on standard output")

            let after = try await scene.host.run("coverage", "--json")
            #expect(Self.coverage.misfits(try after.json()) == [])
            let extent = try await scene.host.coverage()
            #expect(extent.text("state") == "complete")
            #expect(extent.list("intervals").map { $0.text("state") } == ["complete_empty", "complete", "settling"])
            // Seamless: no instant between the first and the last is in no state.
            for (one, next) in zip(extent.list("intervals"), extent.list("intervals").dropFirst()) {
                #expect(one.text("until") == next.text("from"))
            }
            let deposits = try await scene.host.coverage("deposits")
            #expect(deposits.text("state") == "limited")
            #expect(deposits.list("intervals").first?.text("state") == "unreadable")
            let deadline = try #require(Instant(iso8601: deposits.text("deadline")))
            #expect(deadline > (try scene.exchange.truth().now) + .days(80))

            try scene.exchange.set(["serverErrorEvery": "1", "only": "Ledgers"])
            let bad = try await scene.host.sync()
            #expect(Self.sync.misfits(try bad.json()) == [])
            #expect(Self.coverage.misfits(try await scene.host.run("coverage", "--json").json()) == [])
        }
    }

    @Test("connections and transactions have one shape whatever is in them")
    func connectionsAndTransactions() async throws {
        let connection = Shape.object([
            ("connection", .text), ("adapter", .text), ("site", .text),
            ("state", .word(["active", "paused", "disabled", "never_synced"])),
            ("permissions", .word(["read_only", "not_verifiable"])), ("created", .instant),
            ("lastSync", .either(.instant, .null)), ("keyExpires", .either(.instant, .null)),
            ("problem", .either(.text, .null)), ("records", .number),
            ("simulator", .either(.text, .null)),
            (
                "syncState",
                .word([
                    "never_synced", "syncing", "ok", "partial", "failed", "auth_revoked", "waiting_activation", "stale",
                    "paused",
                ])
            ),
            ("reason", .either(.text, .null)), ("lastGood", .either(.instant, .null)),
            ("retryAt", .either(.instant, .null)), ("code", .either(.text, .null)), ("topic", .either(.text, .null)),
            ("next", .either(.text, .null)), ("pausedSince", .either(.instant, .null)), ("warnings", .list(.text)),
            ("deleted", .number), ("keptDeleted", .number), ("deletedFromFiles", .number),
            ("readingFrom", .list(.object([("stream", .either(.text, .null)), ("from", .text)]))),
        ])
        let leg = Shape.object([
            ("role", .word(["in", "out", "fee", "rebate"])), ("asset", .text), ("amount", .text), ("inside?", .flag),
        ])
        let record = Shape.object([
            ("stream", .text), ("unit?", .text), ("key", .text), ("kind", .word(RecordKind.allCases.map(\.name))),
            ("time", .instant), ("flags", .list(.text)), ("label", .text), ("market", .text), ("wallet", .text),
            ("legs", .list(leg)), ("ids", .members(.text)), ("extra", .members(.text)), ("revisions", .number),
            ("noLongerServed", .flag), ("reappeared", .flag),
        ])
        let transaction = Shape.object([
            ("id", .text), ("time", .instant), ("connection", .text), ("adapter", .text),
            ("kind", .word(RecordKind.allCases.map(\.name))),
            ("status", .word(["final", "pending", "void", "detail"])), ("legs", .list(leg)), ("label", .text),
            ("txHash", .text), ("address", .text), ("noLongerServed", .flag), ("reappeared", .flag),
            ("deleted", .either(.word(["deleted", "kept_deleted"]), .null)), ("userLabel", .either(.text, .null)),
            ("records", .list(record)),
        ])
        try await Scene.play { scene in
            let empty = try await scene.host.run("connections", "list", "--json")
            #expect(try empty.json() == .array([]))
            let connected = try await scene.host.connect()
            #expect(connection.misfits(try connected.json()) == [])
            try await scene.host.synced()
            let listed = try await scene.host.run("connections", "list", "--json")
            #expect(Shape.list(connection).misfits(try listed.json()) == [])
            #expect(try listed.json().elements[0].text("state") == "active")
            let all = try await scene.host.run("transactions", "list", "--limit", "0", "--json")
            #expect(Shape.list(transaction).misfits(try all.json()) == [])
            #expect(try all.json().elements.count > 100)
            let ids = try all.json().elements.map { $0.text("id") }
            #expect(Set(ids).count == ids.count)
            let one = try await scene.host.run("transactions", "show", ids[7], "--json")
            // The same, and what it is worth.
            let listedOne = try all.json().elements[7].members
            #expect(try JSONValue.object(Array(one.json().members.dropLast())) == .object(listedOne))
            #expect(try Shape.value.misfits(one.json()["value"] ?? .null) == [])
        }
    }
}
