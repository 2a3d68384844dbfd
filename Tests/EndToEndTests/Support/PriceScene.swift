import HistoryModel
import Testing

/// A scene with sources of prices beside the exchange, each in a program of its own, on one clock.
struct PriceScene: Sendable {
    let scene: Scene
    let prices: SimulatorProcess
    let host: Host

    /// The present of both, at noon.
    static let now = "2026-06-01T12:00:00Z"

    static func play(
        size: Int = 120, years: Int = 1, priceOptions: [String] = ["--tier", "off"],
        _ body: (PriceScene) async throws -> Void
    ) async throws {
        var account = SimulatorProcess.Account(size: size, years: years, now: now)
        account.options = ["--tier", "off", "--future-days", "4"]
        account.settledAfterSeconds = 0
        // Fast enough for rate limits, slow enough that a test stays within its day.
        account.speed = 30
        try await Scene.play(account) { scene in
            let folder = "\(scene.folder)/prices"
            Files.make(folder)
            account.exchange = "prices"
            account.options = priceOptions
            let prices = try await SimulatorProcess(account, folder: folder)
            let host = scene.host.with(["PORTOLAN_PRICES_SIMULATOR": prices.url])
            do {
                try await body(PriceScene(scene: scene, prices: prices, host: host))
            } catch {
                await prices.stop()
                throw error
            }
            await prices.stop()
        }
    }

    func advance(days: Int) throws {
        try scene.exchange.advance(seconds: days * 86_400)
        try prices.advance(seconds: days * 86_400)
    }

    /// Runs `portolan value` and gives what it says.
    func value(_ more: String..., code: Int32 = 0) async throws -> JSONValue {
        let result = try await host.start(["value", "--json"] + more).result()
        #expect(result.code == code, "\(result.said)")
        #expect(Shape.valuation.misfits(try result.json()) == [])
        return try result.json()
    }

    /// What `transactions show` says of every transaction: its JSON with the member `value`, by id.
    func transactions(where isWanted: (JSONValue) -> Bool, limit: Int = 12) async throws -> [JSONValue] {
        let list = try await host.run("transactions", "list", "--limit", "0", "--json").json().elements
        var shown: [JSONValue] = []
        for one in list.filter(isWanted).prefix(limit) {
            shown.append(try await host.run("transactions", "show", one.text("id"), "--json").json())
        }
        return shown
    }

    func change(_ action: String, _ venue: String, _ market: String = "", day: String = "", close: String = "") throws {
        try prices.command([
            ("action", .string(action)), ("venue", .string(venue)), ("market", .string(market)), ("day", .string(day)),
            ("close", .string(close)),
        ])
    }
}

extension JSONValue {
    func reasons(_ list: String) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: self.list(list).map { ($0.text("reason"), $0.int("count")) })
    }
    /// The first fiat and the first other movement of a trade between the two; nil for anything else.
    var fiatTrade: (fiat: JSONValue, crypto: JSONValue)? {
        let sides = list("legs").filter { ["in", "out"].contains($0.text("role")) }
        guard sides.count == 2, sides[0].text("role") != sides[1].text("role") else { return nil }
        let isFiat = sides.map { ["EUR", "USD"].contains($0.text("asset")) }
        guard isFiat[0] != isFiat[1] else { return nil }
        return isFiat[0] ? (sides[0], sides[1]) : (sides[1], sides[0])
    }
}
