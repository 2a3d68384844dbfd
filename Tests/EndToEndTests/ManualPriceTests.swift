import ExchangeSimulator
import HistoryModel
import Testing

/// Prices a person sets, and what keeps synthetic and real prices apart.
@Suite("Prices by hand", .realPrograms, .timeLimit(.minutes(40)))
struct ManualPriceTests {
    @Test("a price set by hand comes first, is never overwritten silently, and can be taken back")
    func byHand() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            let id = try play.scene.exchange.insert(backdateSeconds: 3 * 86_400)
            try await play.host.synced()
            func value() async throws -> JSONValue {
                let shown = try await play.transactions(where: { one in
                    one.list("records").contains { $0.text("key") == id }
                })
                return try #require(shown.first)["value"]?["total"] ?? .null
            }
            _ = try await play.value()
            #expect(try await value().text("source") == "kraken-prices")

            let set = try await play.host.run("value", "set", "ETH", "2026-05-29", "2000.5", "--json")
            #expect(set.code == 0, "\(set.said)")
            #expect(
                try set.json()["before"]?.text("source") == "kraken-prices", "what held before is told: \(set.said)")
            let manual = try await value()
            #expect(manual.text("source") == "manual" && manual.text("basis") == "manual")
            _ = try await play.value("--refresh")
            #expect(try await value().text("source") == "manual", "no source puts its own in the place")

            let second = try await play.host.run("value", "set", "ETH", "2026-05-29", "1999")
            #expect(second.code == 2 && second.errors.contains("2000.5") && second.errors.contains("--replace"))
            let replaced = try await play.host.run(
                "value", "set", "ETH", "2026-05-29", "1000", "--currency", "USD", "--replace")
            #expect(replaced.code == 0, "\(replaced.said)")
            _ = try await play.value()
            let converted = try await value()
            #expect(converted.text("source") == "manual+ecb", "\(converted.text())")
            #expect(converted.list("chain").map { $0.text("close") }.first == "1000")

            let gone = try await play.host.run("value", "unset", "ETH", "2026-05-29")
            #expect(gone.code == 0 && gone.output.contains("kraken-prices"), "\(gone.said)")
            #expect(try await value().text("source") == "kraken-prices")
            #expect(try await play.host.run("value", "unset", "ETH", "2026-05-29").code == 2)
        }
    }

    @Test("a price in another currency is told in its own, and waits for portolan value before anything else holds")
    func otherCurrency() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            let id = try play.scene.exchange.insert(backdateSeconds: 3 * 86_400)
            try await play.host.synced()
            func shown() async throws -> (id: String, value: JSONValue) {
                let one = try #require(
                    try await play.transactions(where: { one in
                        one.list("records").contains { $0.text("key") == id }
                    }).first)
                return (one.text("id"), one["value"]?["total"] ?? .null)
            }
            _ = try await play.value()
            #expect(try await shown().value.text("source") == "kraken-prices")
            let first = try await play.host.run("value", "set", "ETH", "2026-05-29", "700", "--json")
            #expect(try first.json()["now"]?.text("currency") == "EUR", "\(first.said)")
            let second = try await play.host.run(
                "value", "set", "ETH", "2026-05-29", "800", "--currency", "USD", "--replace")
            #expect(second.output.contains("is 800 USD, set by hand. Before: 700 EUR, set by hand."), "\(second.said)")
            #expect(second.output.contains("Run portolan value"), "\(second.said)")
            let waiting = try await shown()
            #expect(waiting.value.text("state") == "pending" && waiting.value.text("reason") == "price-not-asked")
            let words = try await play.host.run("transactions", "show", waiting.id).output
            #expect(words.contains("has no value yet: no price was asked for yet; run portolan value"), "\(words)")
            let third = try await play.host.run(
                "value", "set", "ETH", "2026-05-29", "900", "--currency", "USD", "--replace", "--json")
            #expect(try third.json()["before"]?.text("price") == "800", "\(third.said)")
            #expect(try third.json()["before"]?.text("currency") == "USD")
            _ = try await play.value()
            #expect(try await shown().value.text("source") == "manual+ecb")
        }
    }

    @Test(
        "what cannot be a price is refused with a sentence",
        arguments: [
            ["ETH", "2026-05-29", "0"], ["ETH", "2026-05-29", "-1"], ["ETH", "2026-05-29", "1,5"],
            ["ETH", "yesterday", "1"],
            ["ETH", "2026-02-30", "1"], ["EUR", "2026-05-29", "1"], ["ETH", "2026-05-29", "1", "--currency", "USDT"],
        ])
    func refused(_ arguments: [String]) async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let result = try await scene.host.start(["value", "set"] + arguments).result()
            #expect(result.code == 2, "\(result.said)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test("synthetic prices never meet real ones, and only this machine can play a source")
    func apart() async throws {
        try await PriceScene.play(size: 40) { play in
            try await play.host.connected()
            try await play.host.synced()
            _ = try await play.value()
            // The same history without the simulator: refused before anything is asked.
            let real = try await play.scene.host.run("value")
            #expect(real.code == 3 && real.errors.contains("simulator"), "\(real.said)")
            let foreign = try await play.scene.host.with(["PORTOLAN_PRICES_SIMULATOR": "http://192.0.2.1:80"]).run(
                "value")
            #expect(foreign.code == 2 && foreign.errors.contains("PORTOLAN_PRICES_SIMULATOR"), "\(foreign.said)")
        }
    }

    @Test("the currency is chosen in valuation.conf; what is wrong there is told with its line")
    func currency() async throws {
        try await PriceScene.play(size: 80) { play in
            try await play.host.connected()
            try await play.host.synced()
            try Files.write(Array("currency = CHF\n".utf8), to: "\(play.host.home)/valuation.conf")
            let summary = try await play.value()
            #expect(summary.text("currency") == "CHF" && summary.int("valued") > 0, "\(summary.text())")
            let trades = try await play.transactions(
                where: { $0.fiatTrade?.fiat.text("asset") == "EUR" && $0.text("status") == "final" }, limit: 1)
            let value = try #require(trades.first)["value"]?["total"] ?? .null
            #expect(value.text("currency") == "CHF" && value.text("source") == "fiat-leg+ecb", "\(value.text())")
            try Files.write(Array("currency = CHF\ncurency = EUR\n".utf8), to: "\(play.host.home)/valuation.conf")
            let wrong = try await play.host.run("value")
            #expect(wrong.code == 2 && wrong.errors.contains("line 2"), "\(wrong.said)")
        }
    }

    @Test("a source of prices cannot be connected, and is listed with its limits")
    func sources() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let connect = try await scene.host.start(
                ["connect", "ecb", "--simulator", scene.exchange.url, "--credentials-stdin", "--yes"], input: "{}"
            ).result()
            #expect(connect.code == 2 && connect.errors.contains("portolan value"), "\(connect.said)")
            let list = try await scene.host.run("adapters", "list", "--json").json().elements.map { $0.text("id") }
            #expect(Set(["ecb", "kraken-prices", "coinbase-prices", "binance-prices"]).isSubset(of: Set(list)))
            let show = try await scene.host.run("adapters", "show", "kraken-prices")
            #expect(
                show.code == 0 && show.output.contains("719 days") && show.output.contains("daily prices"),
                "\(show.said)")
        }
    }

    @Test("before anything was read, value says so and asks nobody")
    func nothing() async throws {
        try await PriceScene.play(size: 3) { play in
            let summary = try await play.value()
            #expect(summary.int("transactions") == 0 && summary.int("requests") == 0)
        }
    }
}
