import HistoryModel
import HistoryStore
import SyncEngine
import Synchronization
import Testing

/// What a library can say within the frames to keep a sync busy for ever or to end the program.
@Suite("An adapter can spoil its own walk and nothing else")
struct HostileAdapterTests {
    private static let extremes: [Instant] = [
        Instant(nanoseconds: 0), Instant(nanoseconds: 1), day(50), Instant(year: 2199, month: 12, day: 31),
        .distantFuture,
    ]

    @Test(arguments: [Span?.none, .seconds(1), .days(36_525)], [Span?.none, .minutes(1), .days(36_525)])
    func `any window, rounding and narrowing the decoder lets through gives a plan that ends`(
        resolution: Span?, widest: Span?
    ) throws {
        for align in [StreamDeclaration.Alignment.none, .day, .month, .quarter] {
            for over in [StreamDeclaration.OverRange.error, .clamp] {
                var stream = timeStream(span: nil)
                stream.alignment = align
                stream.resolution = resolution
                stream.maxSpan = widest
                stream.planSpan = .days(36_525)
                stream.overRange = over
                // Refused with its manifest.
                if let widest, align != .none, widest < .days(92) { continue }
                for from in Self.extremes {
                    for until in Self.extremes {
                        for now in [day(1), day(100), Instant(year: 2261, month: 12, day: 31)] {
                            let planner = WalkPlanner(
                                stream: stream, launched: Instant(nanoseconds: 1), narrowed: Interval(from, until),
                                cursorVersions: 1...1)
                            var asked = IntervalSet()
                            var steps = 0
                            while steps < 50,
                                let window = planner.nextTimeWindow(
                                    syncStart: now, now: now, complete: IntervalSet(), asked: asked)
                            {
                                steps += 1
                                let before = asked
                                asked.insert(window)
                                _ = planner.halves(of: window)
                                if asked != before { continue }
                                Issue.record("\(align) \(over) \(window) makes no progress")
                                return
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func `a sliver before the first step behind a rolling limit does not end the walk`() throws {
        var stream = timeStream(span: 10, bounds: [.init(.rolling(.days(30)))])
        stream.overRange = .error
        let planner = WalkPlanner(stream: stream, launched: day(0), narrowed: nil, cursorVersions: 1...1)
        let start = day(100) + .milliseconds(200)
        var asked = IntervalSet()
        var now = start
        while asked.intervals.count < 9,
            let window = planner.nextTimeWindow(syncStart: start, now: now, complete: IntervalSet(), asked: asked)
        {
            #expect(window.from >= now - .days(30))
            asked.insert(window)
            now = now + .milliseconds(100)
        }
        #expect(asked.covers(Interval(day(70) + .seconds(1), start)!))
    }

    @Test func `a walk does not ask before the instant the adapter names`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { ask, number in
            guard number < 3 else { return ScriptedExchange.Answer() }
            return ScriptedExchange.Answer(
                [], .next(cursor: Array("job".utf8), notBefore: ask.now + .seconds(30)))
        }
        let outcome = try await exchange.sync()
        #expect(outcome.state == .ok)
        let asks = exchange.asks
        #expect(asks.count == 4)
        for (first, second) in zip(asks, asks.dropFirst()) { #expect(second.now - first.now >= .seconds(30)) }
    }

    @Test func `an instant far away parks the connection, and the next sync goes on`() async throws {
        let later = day(101)
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { ask, _ in
            ask.from > day(1)
                ? ScriptedExchange.Answer()
                : ask.cursor.isEmpty
                    ? ScriptedExchange.Answer(
                        [row("a", at: day(1))], .next(cursor: Array("job".utf8), notBefore: later))
                    : ScriptedExchange.Answer([row("b", at: day(2))])
        }
        let outcome = try await exchange.sync()
        #expect(outcome.state == .partial)
        #expect(outcome.retryAt == later)
        #expect(exchange.asks.count == 1)
        exchange.wait(.days(1))
        #expect(try await exchange.sync().state == .ok)
        #expect(try exchange.states().keys.sorted() == ["a", "b"])
        let never = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            ScriptedExchange.Answer([], .next(cursor: [1], notBefore: .distantFuture))
        }
        #expect(try await never.sync().retryAt == .distantFuture)
    }

    @Test(arguments: [Instant?.none, Instant(nanoseconds: 1), day(99)])
    func `the same position without a later instant is no progress`(notBefore: Instant?) async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            ScriptedExchange.Answer([], .next(cursor: Array("again".utf8), notBefore: notBefore))
        }
        #expect(try await exchange.sync().state == .failed)
        #expect(exchange.asks.count <= 3)
    }

    @Test func `a walk that only ever goes on is stopped`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            ScriptedExchange.Answer([], .next(cursor: Array("\(number)".utf8), notBefore: nil))
        }
        #expect(try await exchange.sync().state == .failed)
        #expect(exchange.asks.count <= 1001)
    }

    @Test(arguments: [UInt64.max, 1 << 63, 1]) func `a total of any size is compared, stored and shown`(total: UInt64)
        async throws
    {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            ScriptedExchange.Answer([row("a", at: day(1))], total: total)
        }
        try await exchange.sync()
        let shortfalls = try exchange.store.shortfalls(stream: try exchange.streamID())
        #expect(shortfalls.count == (total == 1 ? 0 : 1))
        // Also while the window is open.
        let open = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            if number == 1 { throw CancellationError() }
            return .next([row("a", at: day(1))], cursor: "c", total: total)
        }
        _ = try? await open.sync()
        #expect(try open.window()?.total == total)
    }

    @Test func `gaps by the thousand fail the window soon instead of keeping the store busy`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            let gaps = (0..<4000).map { index in
                let from = day(1) + Span(nanoseconds: Int64(index * 2 + number * 10_000))
                return Gap(Interval(from, from + Span(nanoseconds: 1))!, .clamped)
            }
            return ScriptedExchange.Answer([], .next(cursor: Array("\(number)".utf8), notBefore: nil), gaps: gaps)
        }
        let outcome = try await exchange.sync()
        #expect(outcome.state == .failed)
        #expect(exchange.asks.count == 2)
        #expect(outcome.reason.contains("more than 4096 gaps"))
    }

    @Test func `gaps and pending rows at the ends of time are kept`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            ScriptedExchange.Answer(
                [
                    Record(
                        .trade, at: day(3), key: "p", flags: .pending, timeUnit: Span(nanoseconds: .max),
                        legs: [Leg(.in, "BTC", "1")])
                ],
                gaps: [
                    Gap(Interval(Instant(nanoseconds: 0), .distantFuture)!, .ties),
                    Gap(Interval(Instant(year: 2199, month: 1, day: 1), .distantFuture)!, .lastRows),
                ])
        }
        try await exchange.sync()
        #expect(try exchange.coverage().complete.isEmpty)
    }

    @Test func `a delay of a year parks, a delay of nothing does not spin`() async throws {
        for delay in [Span(nanoseconds: 0), .days(366), Span(nanoseconds: .max), Span(nanoseconds: .min)] {
            let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
                .failing(ExchangeError(.rateLimited, retry: .after(delay), message: "slow"))
            }
            #expect(try await exchange.sync().state == .partial)
            #expect(exchange.asks.count <= 12)
        }
    }

    @Test func `a list of markets without an end is stopped`() async throws {
        var markets = timeStream("markets")
        markets.role = .units
        markets.walk = .snapshot
        let exchange = try ScriptedExchange([markets]) { _, number in
            var answer = ScriptedExchange.Answer([], .next(cursor: Array("\(number)".utf8), notBefore: nil))
            answer.page.units = (0..<20_000).map { HistoryUnit(kind: .market, key: "\(number)/\($0)") }
            return answer
        }
        let outcome = try await exchange.sync()
        #expect(outcome.streams.first?.state == .failed)
        #expect(exchange.asks.count <= 6)
        #expect(try exchange.store.units(connection: exchange.connection.id, lister: "markets").isEmpty)
    }

    @Test func `a unit listed until before it is listed from, or for ever, is walked without harm`() async throws {
        var stream = timeStream(span: 100)
        stream.units = [
            HistoryUnit(kind: .market, key: "a", listedFrom: day(50), listedUntil: day(40)),
            HistoryUnit(kind: .market, key: "b", listedFrom: Instant(nanoseconds: 0), listedUntil: .distantFuture),
            HistoryUnit(kind: .market, key: "c", listedFrom: .distantFuture),
        ]
        let exchange = try ScriptedExchange([stream]) { _, _ in ScriptedExchange.Answer() }
        #expect(try await exchange.sync().state == .ok)
        #expect(exchange.asks.compactMap { $0.unit?.key } == ["b"])
    }
}
