import ExchangeSimulator
import HistoryModel
import Testing

/// Values as a person meets them: the real program, a simulated exchange, simulated sources of prices.
@Suite("Values", .realPrograms, .timeLimit(.minutes(40)))
struct ValueTests {
    /// The close Kraken's simulated market shows.
    private func krakenClose(_ base: String, _ quote: String, _ day: String) throws -> Amount {
        let number = CivilDate.daysSinceEpoch(
            year: Int(day.prefix(4))!, month: Int(day.dropFirst(5).prefix(2))!, day: Int(day.suffix(2))!)
        return try #require(Amount(SyntheticPrices.close(base, quote, day: number, venuePermille: 1001)))
    }
    private func total(_ shown: JSONValue) -> JSONValue { shown["value"]?["total"] ?? .null }
    private func reward(_ id: String, _ play: PriceScene) async throws -> JSONValue {
        try #require(
            try await play.transactions(where: { one in one.list("records").contains { $0.text("key") == id } }).first)
    }

    @Test("A9 T1 a record of the day itself waits for its price; the next run fills it without the exchange")
    func sameDay() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            let id = try play.scene.exchange.insert(backdateSeconds: 60)
            try await play.host.synced()
            let asked = try play.scene.exchange.log().total

            let first = try await play.value()
            #expect((first.reasons("pending")["price-not-yet-published"] ?? 0) >= 1, "\(first.text())")
            let pending = total(try await reward(id, play))
            #expect(pending.text("state") == "pending" && pending.text("reason") == "price-not-yet-published")
            #expect(pending["amount"] == nil, "never 0")
            let again = try await play.value()
            #expect(again.int("requests") == 0, "a day that is not over is not asked for: \(again.text())")

            try play.advance(days: 1)
            let second = try await play.value()
            #expect(second.reasons("pending")["price-not-yet-published"] == nil, "\(second.text())")
            let shown = try await reward(id, play)
            let value = total(shown)
            #expect(value.text("state") == "known" && value.text("source") == "kraken-prices", "\(value.text())")
            let amount = try #require(shown.list("legs").first.flatMap { Amount($0.text("amount")) })
            let close = try krakenClose("ETH", "EUR", "2026-06-01")
            #expect(try Amount(value.text("amount")) == amount.multiplied(by: close, scale: 18, .halfEven))
            #expect(value.text("at") == "2026-06-02T00:00:00Z" && !value.text("fetchedAt").isEmpty)
            #expect(value.list("chain").map { $0.text("day") } == ["2026-06-01"])
            #expect(try play.scene.exchange.log().total == asked, "the exchange was not asked for anything")
            #expect(try play.prices.log().violations == 0)
        }
    }

    @Test(
        "A9 T3 a source without the price leaves a reason of its own; a price that is set is not overwritten silently")
    func withoutPrice() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            let id = try play.scene.exchange.insert(backdateSeconds: 86_400)
            try await play.host.synced()
            try play.change("withhold", "kraken", "ETH/EUR", day: "2026-05-31")
            let first = try await play.value()
            #expect((first.reasons("pending")["price-not-yet-served"] ?? 0) >= 1, "\(first.text())")
            #expect(total(try await reward(id, play)).text("reason") == "price-not-yet-served")

            try play.change("serve", "kraken", "ETH/EUR", day: "2026-05-31")
            _ = try await play.value()
            let set = total(try await reward(id, play))
            #expect(set.text("state") == "known", "\(set.text())")

            // The source corrects itself: told, and nothing else, until it is accepted.
            try play.change("amend", "kraken", "ETH/EUR", day: "2026-05-31", close: "1234.5")
            let quiet = try await play.value()
            #expect(quiet.list("changed").isEmpty && quiet.int("requests") == 0, "what is set is not asked for again")
            let refreshed = try await play.value("--refresh")
            let change = try #require(refreshed.list("changed").first, "\(refreshed.text())")
            #expect(change.text("market") == "ETH/EUR" && change.text("day") == "2026-05-31")
            #expect(change.text("offered") == "1234.5")
            #expect(try Amount(change.text("kept")) == krakenClose("ETH", "EUR", "2026-05-31"))
            #expect(total(try await reward(id, play)).text("amount") == set.text("amount"))
            let accepted = try await play.value("--accept")
            #expect(accepted.list("changed").isEmpty)
            let after = total(try await reward(id, play))
            #expect(after.list("chain").map { $0.text("close") } == ["1234.5"])
        }
    }

    @Test("A9 T3 a silent source leaves its days pending, ends with 5, and no other source steps in")
    func silentSource() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            try await play.host.synced()
            try play.change("silence", "kraken")
            let first = try await play.value(code: 5)
            #expect((first.reasons("pending")["source-unavailable"] ?? 0) > 0)
            #expect(first.list("troubles").count == 1, "\(first.text())")
            #expect(try play.prices.log().entries.filter { $0.path.contains("klines") }.isEmpty)
            try play.change("speak", "kraken")
            let second = try await play.value()
            #expect(second.reasons("pending")["source-unavailable"] == nil, "\(second.text())")
        }
    }

    @Test(
        "A11 T1 T3 T4 trades against fiat go by their fiat side, dollars by the day's rate, stablecoins by the market")
    func fiatLegs() async throws {
        try await PriceScene.play(size: 400) { play in
            try await play.host.connected()
            try await play.host.synced()
            let summary = try await play.value()
            #expect(summary.int("valued") > 50, "\(summary.text())")
            #expect(summary.reasons("pending").keys.allSatisfy { $0 == "price-not-yet-published" }, "\(summary.text())")
            for currency in ["EUR", "USD"] {
                let trades = try await play.transactions(
                    where: { $0.fiatTrade?.fiat.text("asset") == currency && $0.text("status") == "final" }, limit: 6)
                #expect(!trades.isEmpty, "no trade against \(currency)")
                for trade in trades {
                    let (fiat, crypto) = try #require(trade.fiatTrade)
                    let price = trade["value"]?["unitPrice"] ?? .null
                    #expect(price.text("basis") == "fiat-leg")
                    let paid = try #require(Amount(fiat.text("amount")))
                    let quantity = try #require(Amount(crypto.text("amount")))
                    let rates = total(trade).list("chain")
                    #expect(rates.map { $0.text("source") } == (currency == "EUR" ? [] : ["ecb"]), "\(trade.text())")
                    var worth = paid
                    if let rate = rates.first {
                        let close = try #require(Amount(rate.text("close")))
                        let one = try Amount(mantissa: 1, scale: 0).divided(by: close, scale: 18, .halfEven)
                        worth = try paid.multiplied(by: one, scale: 18, .halfEven)
                        #expect(rate.text("day") <= trade.text("time"))
                    }
                    #expect(try Amount(price.text("amount")) == worth.divided(by: quantity, scale: 18, .halfEven))
                    #expect(Amount(total(trade).text("amount")) == worth)
                }
            }
            let stable = try await play.transactions(
                where: { one in one.list("legs").contains { $0.text("asset") == "USDT" && $0.text("role") == "out" } },
                limit: 3)
            for trade in stable { #expect(total(trade).text("basis") == "market", "\(trade.text())") }
            #expect(try play.prices.log().violations == 0)
        }
    }

    @Test("before Kraken's 720 days another exchange's close is used, and every link of a chain is named")
    func depth() async throws {
        try await PriceScene.play(size: 500, years: 4) { play in
            try await play.host.connected()
            try await play.host.synced()
            _ = try await play.value()
            let rewards = try await play.transactions(
                where: { one in
                    let legs = one.list("legs")
                    return legs.count == 1 && legs[0].text("asset") == "ETH" && one.text("time") < "2024-06-01"
                }, limit: 3)
            #expect(!rewards.isEmpty)
            for reward in rewards {
                #expect(total(reward).text("source") == "binance-prices", "\(total(reward).text())")
            }
            let young = try await play.transactions(
                where: { one in
                    let legs = one.list("legs")
                    return legs.count == 1 && legs[0].text("asset") == "ETH" && one.text("time") > "2024-08-01"
                        && one.text("time") < "2026-06-01"
                }, limit: 3)
            for reward in young { #expect(total(reward).text("source") == "kraken-prices", "\(total(reward).text())") }
            // ADA beyond Kraken's days: the Tether market of Binance, and Tether's own way to the euro.
            let chained = try await play.transactions(
                where: { one in
                    let legs = one.list("legs")
                    return legs.count == 1 && legs[0].text("asset") == "ADA" && one.text("time") < "2024-06-01"
                }, limit: 2)
            for reward in chained {
                let chain = total(reward).list("chain")
                #expect(
                    chain.first?.text("quote") == "USDT" && chain.last?.text("quote") == "EUR",
                    "\(total(reward).text())")
                #expect(chain.count == 2)
            }
            // One request holds years of days: far fewer requests than days.
            let log = try play.prices.log()
            #expect(log.total < 150, "\(log.total)")
            let errors = log.entries.flatMap(\.errors)
            #expect(
                errors.allSatisfy {
                    $0.contains("Unknown asset pair") || $0.contains("NotFound") || $0.contains("Invalid symbol")
                }, "\(Set(errors))")
            let again = try await play.value()
            #expect(again.int("requests") == 0, "\(again.text())")
        }
    }

    @Test("a clock that is a day ahead takes no candle that is still running")
    func wrongClock() async throws {
        try await PriceScene.play { play in
            try await play.host.connected()
            let id = try play.scene.exchange.insert(backdateSeconds: 60)
            try await play.host.synced()
            let ahead = play.host.skewed(bySeconds: 86_400)
            let run = try await ahead.run("value", "--json")
            #expect(run.code == 0, "\(run.said)")
            #expect((try run.json().reasons("pending")["price-not-yet-served"] ?? 0) >= 1, "\(run.said)")
            #expect(total(try await reward(id, play)).text("state") == "pending")
            try play.advance(days: 1)
            _ = try await play.value()
            let close = try krakenClose("ETH", "EUR", "2026-06-01")
            let chain = total(try await reward(id, play)).list("chain")
            #expect(chain.map { Amount($0.text("close")) } == [close])
        }
    }

    @Test("a source's own rate limits hold, and cost nothing but time")
    func rateLimits() async throws {
        try await PriceScene.play(size: 60, priceOptions: []) { play in
            try await play.host.connected()
            try await play.host.synced()
            let summary = try await play.value()
            #expect(summary.reasons("pending").keys.allSatisfy { $0 == "price-not-yet-published" }, "\(summary.text())")
        }
    }

    @Test("a year alone is valued when it is asked for")
    func year() async throws {
        try await PriceScene.play(years: 2) { play in
            try await play.host.connected()
            try await play.host.synced()
            let all = try await play.value()
            let years = try await [2024, 2025, 2026].asyncMap { try await play.value("--year", "\($0)") }
            #expect(years.map { $0.int("transactions") }.reduce(0, +) == all.int("transactions"))
            #expect(years[1].int("year") == 2025)
            let odd = try await play.host.run("value", "--year", "20255")
            #expect(odd.code == 2)
        }
    }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
