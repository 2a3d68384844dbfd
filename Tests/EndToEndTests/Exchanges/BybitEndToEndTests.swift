import ExchangeSimulator
import HistoryModel
import Testing

/// What holds for Bybit alone.
@Suite("Bybit", .realPrograms, .timeLimit(.minutes(40)))
struct BybitEndToEndTests {
    /// Without a range Bybit answers its last day or week and says nothing.
    @Test("never asks for a history without both ends of a range, and follows cursors as they come")
    func ranges() async throws {
        try await Scene.play(ExchangeCase.bybit.account(options: ["--burst", "450"])) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            var ranged = 0
            var cursors: Set<String> = []
            for entry in try scene.exchange.requests() {
                let arguments = entry["arguments"]?.members ?? []
                let names = Set(arguments.map { $0.0 })
                if let cursor = arguments.first(where: { $0.0 == "cursor" })?.1.plainText { cursors.insert(cursor) }
                let path = entry.text("path")
                let isUnranged = path.hasSuffix("order-record") || path.hasSuffix("convert-history")
                guard names.contains("limit"), !isUnranged else { continue }
                let hasRange = names.isSuperset(of: ["startTime", "endTime"])
                let hasSeconds = names.isSuperset(of: ["createTimeFrom", "createTimeTo"])
                #expect(hasRange || hasSeconds)
                ranged += 1
            }
            #expect(ranged > 500)
            let encoded = cursors.filter { $0.contains("%3A") }
            let padded = cursors.filter { $0.hasSuffix("=") }
            #expect(!encoded.isEmpty)
            #expect(!padded.isEmpty)
            try await scene.host.account()
                .expectTrue(to: try scene.exchange.accountTruth(), of: .bybit)
        }
    }

    @Test("a key of another site is told to choose the site, and nothing is stored")
    func otherSite() async throws {
        try await Scene.play(ExchangeCase.bybit.account(size: 100)) { scene in
            let refused = try await scene.host.run(
                "connect", "bybit", "--simulator", scene.exchange.url, "--site", "eu", "--yes", "--credentials-stdin",
                input: #"{"key":"synthetic-of-another-site","secret":"synthetic"}"#)
            #expect(refused.code == 4)
            #expect(refused.said.contains("--site"))
            let connections = try await scene.host.run("connections", "list", "--json").json()
            #expect(connections.elements.isEmpty)
        }
    }

    /// Each coin moves once, however many lists show it: what the streams add up to is what all of them say together.
    @Test("counts no movement twice")
    func balances() async throws {
        try await Scene.play(ExchangeCase.bybit.account(years: 1)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.accountTruth()
            let account = try await scene.host.account()
            var held: [String: Amount] = [:]
            for row in account.rows where row.flags.isDisjoint(with: ["detail", "void", "pending"]) {
                for (coin, amount) in row.effect.net { held[coin] = try (held[coin] ?? .zero).adding(amount) }
                for (coin, fee) in row.effect.fees { held[coin] = try (held[coin] ?? .zero).subtracting(fee) }
            }
            // Rewards of more than three months ago are out of reach, and nothing else of a year.
            for row in truth.visible("yield") where row.time < truth.now.addingCalendarMonths(-3) {
                for (coin, amount) in row.effect.net { held[coin] = try (held[coin] ?? .zero).adding(amount) }
            }
            for coin in Set(held.keys).union(truth.balances.keys) {
                let read: Amount = held[coin] ?? .zero
                let true_: Amount = truth.balances[coin] ?? .zero
                #expect(read == true_, "\(coin)")
            }
        }
    }
}
