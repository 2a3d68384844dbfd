import HistoryModel
import HistoryStore
import Synchronization
import Testing

@testable import SyncEngine

/// Thousands of markets, a dozen used: which are asked first, and that none is left out.
@Suite("Markets are read in the order in which they are likely to hold trades")
struct UnitSweepTests {
    private func market(_ id: Int64, _ base: String, _ quote: String, records: Int = 0, read: Instant? = nil)
        -> SweepUnit
    {
        SweepUnit(
            id: id, unit: HistoryUnit(kind: .market, key: base + quote, base: base, quote: quote), records: records,
            readUntil: read)
    }

    @Test func `what was seen comes first, repeated until nothing new appears, the rest behind`() {
        let units = [
            market(1, "XYZ", "ABC"), market(2, "ADA", "USDT"), market(3, "BTC", "EUR"), market(4, "ETH", "BTC"),
            market(5, "ADA", "XYZ"), market(6, "OLD", "NEW", records: 3, read: day(1)),
        ]
        var sweep = UnitSweep(units, begun: day(9), seen: ["EUR", "BTC"])
        var order: [Int64] = []
        while let next = sweep.next() {
            order.append(next.id)
            // The trades of ETHBTC paid their fees in USDT.
            if next.id == 4 { sweep.note(["ETH", "USDT"]) }
            if next.id == 2 { sweep.note(["ADA"]) }
        }
        #expect(order == [6, 3, 4, 2, 5, 1])
        #expect(sweep.taken == 6 && sweep.count == 6)
    }

    @Test func `markets never read come before those read longer ago, and what this sweep has read is done`() {
        let units = [
            market(1, "A", "B", read: day(8)), market(2, "C", "D"), market(3, "E", "F", read: day(9)),
            market(4, "G", "H", read: day(10)),
        ]
        var sweep = UnitSweep(units, begun: day(9), seen: [])
        #expect([sweep.next()?.id, sweep.next()?.id, sweep.next()?.id] == [2, 1, nil])
        #expect(sweep.taken == 4)
    }

    @Test func `wallets are read as listed`() {
        let units = ["b", "a"].enumerated().map {
            SweepUnit(id: Int64($0.offset), unit: HistoryUnit(kind: .wallet, key: $0.element))
        }
        var sweep = UnitSweep(units, begun: day(1), seen: ["A"])
        #expect([sweep.next()?.unit.key, sweep.next()?.unit.key] == ["b", "a"])
    }

    private final class Switch: Sendable {
        private let state = Mutex(true)
        var isOn: Bool { state.withLock { $0 } }
        func turnOff() { state.withLock { $0 = false } }
    }

    private static let keys = ["AAB", "CCD", "EEB", "GGH", "IIJ"]
    /// Deposits of E in its own stream, trades market by market; market CCD fails while `broken`.
    private func exchange(broken: Switch) throws -> ScriptedExchange {
        var markets = StreamDeclaration(name: "markets", label: "Markets", role: .units, walk: .snapshot)
        markets.paging = .none
        var trades = cursorStream("trades", settle: .days(1))
        trades.unitStream = 0
        return try ScriptedExchange([markets, trades, timeStream("deposits", span: nil)]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            switch ask.stream {
            case 0:
                answer.page.units = Self.keys.map { key in
                    HistoryUnit(kind: .market, key: key, base: String(key.prefix(2)), quote: String(key.suffix(1)))
                }
            case 2 where ask.from < day(3):
                answer.page.records = RecordBatch([
                    Record(.deposit, at: day(3), key: "d", legs: [Leg(.in, "EE", "1")])
                ])
            default:
                if ask.unit?.key == "CCD", broken.isOn {
                    return .failing(ExchangeError(.network, message: "The line is down."))
                }
            }
            return answer
        }
    }

    @Test func `deposits tell which market to ask first, and an interrupted sweep goes on where it stopped`()
        async throws
    {
        let broken = Switch()
        let exchange = try exchange(broken: broken)
        var policy = SyncPolicy()
        policy.attempts = 1
        let outcome = try await exchange.sync(policy: policy)
        #expect(outcome.state == .partial)
        // EEB first, since E was deposited; then B was not seen either: the rest as listed, up to the broken one.
        #expect(exchange.asks.map { $0.unit?.key ?? "-" } == ["-", "-", "EEB", "AAB", "CCD"])

        broken.turnOff()
        exchange.forgetAsks()
        exchange.wait(.hours(1))
        #expect(try await exchange.sync(policy: policy).state == .ok)
        // The deposits' tail, then only the markets that were not read.
        #expect(exchange.asks.map { $0.unit?.key ?? "-" } == ["-", "-", "CCD", "GGH", "IIJ"])

        // A day later all are asked again, the one with an asset first.
        exchange.forgetAsks()
        exchange.wait(.days(1))
        _ = try await exchange.sync(policy: policy)
        #expect(exchange.asks.dropFirst(2).map { $0.unit?.key ?? "-" } == ["EEB", "AAB", "CCD", "GGH", "IIJ"])
    }

    @Test func `A14 T3 an interrupted full sweep goes on for days, and is never taken up from a plain one`()
        async throws
    {
        let broken = Switch()
        let exchange = try exchange(broken: broken)
        var policy = SyncPolicy()
        policy.attempts = 1
        _ = try await exchange.sync(policy: policy)
        exchange.forgetAsks()
        exchange.wait(.hours(1))
        // The plain sweep had read EEB and AAB; a full one asks them all the same, the others first.
        _ = try await exchange.sync(full: true, policy: policy)
        #expect(exchange.asks.map { $0.unit?.key ?? "-" } == ["-", "-", "EEB", "CCD"])
        #expect(exchange.asks.filter { $0.unit?.key == "EEB" }.allSatisfy { $0.isFull })

        broken.turnOff()
        exchange.forgetAsks()
        exchange.wait(.days(2))
        #expect(try await exchange.sync(full: true, policy: policy).state == .ok)
        let markets = exchange.asks.compactMap { $0.unit?.key }
        #expect(
            Set(markets) == ["AAB", "CCD", "GGH", "IIJ"], "what the full sweep has read is not asked again: \(markets)")
        // And it is done: the next full one begins anew.
        exchange.forgetAsks()
        exchange.wait(.hours(1))
        _ = try await exchange.sync(full: true, policy: policy)
        #expect(Set(exchange.asks.compactMap { $0.unit?.key }) == Set(Self.keys))
    }

    @Test func `a sweep that lies too long begins anew`() async throws {
        let broken = Switch()
        let exchange = try exchange(broken: broken)
        var policy = SyncPolicy()
        policy.attempts = 1
        _ = try await exchange.sync(policy: policy)
        broken.turnOff()
        exchange.forgetAsks()
        exchange.wait(.hours(7))
        #expect(try await exchange.sync(policy: policy).state == .ok)
        // The broken market first finishes what it was asked before, then reads on to the present.
        #expect(
            exchange.asks.dropFirst(2).map { $0.unit?.key ?? "-" } == ["EEB", "CCD", "CCD", "GGH", "IIJ", "AAB"])
    }
}
