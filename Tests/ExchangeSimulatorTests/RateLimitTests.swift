import ExchangeSimulator
import HistoryModel
import Synchronization
import Testing

@Suite("Kraken's counter")
struct RateLimitTests {
    @Test(
        "lets through what the tier's maximum holds, then refuses",
        arguments: [("starter", 7, 1), ("intermediate", 10, 0), ("pro", 10, 0)])
    func maximum(tier: String, pages: Int, single: Int) throws {
        let asker = try Asker(tier: tier)
        for _ in 0..<pages { #expect(try asker.errors("Ledgers").isEmpty) }
        #expect(try asker.errors("Ledgers") == ["EAPI:Rate limit exceeded"])
        // Costs of one fit where two do not.
        for _ in 0..<single { #expect(try asker.errors("Balance").isEmpty) }
        #expect(try asker.errors("Balance") == ["EAPI:Rate limit exceeded"])
    }

    @Test(
        "frees a page after exactly its cost divided by the decay",
        arguments: [("starter", 6060, 6061), ("intermediate", 3999, 4000), ("pro", 1999, 2000)])
    func decay(tier: String, tooEarly: Int64, enough: Int64) throws {
        for (wait, expected) in [(tooEarly, ["EAPI:Rate limit exceeded"]), (enough, [])] {
            let asker = try Asker(tier: tier)
            while try asker.errors("Balance").isEmpty {}
            asker.simulator.clock.advance(by: .milliseconds(wait))
            #expect(try asker.errors("Ledgers") == expected)
        }
    }

    @Test("runs as fast as the simulator's clock")
    func speed() {
        let clock = SimulatorClock(start: Asker.start, speed: 60, monotonic: { 0 })
        #expect(clock.now == Asker.start)
        let ticks = Ticks()
        let fast = SimulatorClock(start: Asker.start, speed: 60, monotonic: { ticks.next() })
        #expect(fast.now == Asker.start + .seconds(60))
    }

    @Test("does not count what was refused before the key was known")
    func unknownKey() throws {
        let asker = try Asker(tier: "starter")
        for _ in 0..<40 {
            var request = asker.request("Ledgers")
            request.headers["api-key"] = "synthetic stranger"
            _ = asker.simulator.handle(request)
        }
        #expect(try asker.errors("Ledgers").isEmpty)
        #expect(asker.simulator.log.entries.map(\.cost).reduce(0, +) == 2)
    }

    @Test("an unknown tier is a mistake")
    func tier() {
        #expect(throws: Faults.Unknown.self) { try Asker(tier: "gold") }
    }
}

/// Moves on by a second each time it is read.
final class Ticks: Sendable {
    private let count = Mutex<Int64>(-1_000_000_000)
    func next() -> Int64 {
        count.withLock {
            $0 += 1_000_000_000
            return $0
        }
    }
}
