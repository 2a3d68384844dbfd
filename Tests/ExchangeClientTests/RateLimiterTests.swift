import ExchangeClient
import HistoryModel
import Synchronization
import Testing

/// A clock that stands until somebody sleeps.
final class VirtualClock: Sendable {
    private let instant: Mutex<Instant>
    init(_ start: Instant = Instant(seconds: 1_700_000_000)) { instant = Mutex(start) }
    var now: Instant { instant.withLock { $0 } }
    func set(_ value: Instant) { instant.withLock { $0 = value } }
    func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
    /// Sleeping takes no time: the clock jumps.
    var world: WorldClock {
        WorldClock(
            now: { self.now },
            sleep: { until in
                await Task.yield()
                self.instant.withLock { $0 = max($0, until) }
            })
    }
    /// Sleeping lasts until the test moves the clock.
    var patientWorld: WorldClock {
        WorldClock(
            now: { self.now },
            sleep: { until in while self.now < until { try? await Task.sleep(for: .milliseconds(1)) } })
    }
}

@Suite("The limiter waits, remembers and believes the exchange")
struct RateLimiterTests {
    private static func demand(
        _ capacity: UInt32, _ period: Span, _ kind: RateBucket.Kind = .sliding, amount: UInt32 = 1, name: String = "a",
        used: String = "", remaining: String = "", resetHeader: String = "", reset: RateBucket.Reset = .none
    ) -> BucketDemand {
        BucketDemand(
            name: "limit/" + name,
            bucket: RateBucket(
                name: name, kind: kind, scope: .key, capacity: capacity, period: period, usedHeader: used,
                remainingHeader: remaining, resetHeader: resetHeader, reset: reset), amount: amount)
    }

    @Test func `a full window makes the next request wait and says until when`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
        let demand = Self.demand(3, .seconds(10))
        let start = clock.now
        for _ in 0..<3 { limiter.settle(try await limiter.acquire([demand])) }
        #expect(clock.now == start)
        let told = Shared<[RateWait]>([])
        limiter.settle(try await limiter.acquire([demand], onWait: { wait in told.change { $0.append(wait) } }))
        #expect(clock.now - start >= .seconds(10))
        #expect(clock.now - start < .milliseconds(10_010))
        let waits = told.value
        #expect(waits.map(\.bucket) == ["a"])
        #expect(waits.first?.until == clock.now)
    }

    @Test func `a wait longer than wanted is an error that says how long`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
        let demand = Self.demand(1, .days(1))
        limiter.settle(try await limiter.acquire([demand]))
        let error = await #expect(throws: ExchangeError.self) {
            try await limiter.acquire([demand], longestWait: .minutes(2))
        }
        #expect(error?.kind == .rateLimited)
        guard case .after(let span)? = error?.retry else {
            Issue.record("no time to retry")
            return
        }
        #expect(span >= .days(1))
        #expect(error?.message.hasPrefix("The limit \"a\" is used up until ") == true)
    }

    @Test func `levels are on disk before a request may leave, and not one write each`() async throws {
        let clock = VirtualClock()
        let marks = CountingMarkStore()
        let limiter = RateLimiter(clock: clock.world, marks: marks)
        let sliding = Self.demand(6000, .seconds(60), amount: 1, name: "s")
        let refill = Self.demand(6000, .seconds(60), .refill, amount: 1, name: "r")
        for _ in 0..<1000 { limiter.settle(try await limiter.acquire([sliding, refill])) }
        #expect(marks.writes > 0)
        #expect(marks.writes < 30)
        let failing = RateLimiter(clock: clock.world, marks: FailingMarkStore())
        let error = await #expect(throws: ExchangeError.self) { try await failing.acquire([sliding]) }
        #expect(error?.message.hasPrefix("Nothing was sent, because the rate limit marks could not be stored") == true)
    }

    @Test func `twelve a day are twelve a day over restarts`() async throws {
        let clock = VirtualClock()
        let marks = MemoryMarkStore()
        let demand = Self.demand(12, .days(1))
        for _ in 0..<12 {
            let limiter = RateLimiter(clock: clock.world, marks: marks)
            limiter.settle(try await limiter.acquire([demand], longestWait: .seconds(1)))
            clock.advance(.minutes(5))
        }
        let limiter = RateLimiter(clock: clock.world, marks: marks)
        await #expect(throws: ExchangeError.self) { try await limiter.acquire([demand], longestWait: .seconds(1)) }
        clock.advance(.hours(27))
        let later = RateLimiter(clock: clock.world, marks: marks)
        limiter.settle(try await later.acquire([demand], longestWait: .seconds(1)))
    }

    @Test func `a clock set back an hour does not stop everything for an hour`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
        for kind in [RateBucket.Kind.sliding, .refill] {
            let demand = Self.demand(2, .seconds(10), kind, name: "\(kind)")
            for _ in 0..<2 { limiter.settle(try await limiter.acquire([demand])) }
            clock.advance(Span(nanoseconds: -Span.hours(1).nanoseconds))
            let before = clock.now
            limiter.settle(try await limiter.acquire([demand]))
            #expect(clock.now - before <= .seconds(21))
        }
    }

    @Test func `whoever came first goes first`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.patientWorld, marks: MemoryMarkStore())
        let demand = Self.demand(1, .seconds(10))
        limiter.settle(try await limiter.acquire([demand]))
        let order = Shared<[Int]>([])
        let queued = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<5 {
                group.addTask {
                    let reservation = try await limiter.acquire([demand]) { _ in queued.change { $0 += 1 } }
                    order.change { $0.append(index) }
                    limiter.settle(reservation)
                }
                while queued.value <= index { try await Task.sleep(for: .milliseconds(1)) }
                try await Task.sleep(for: .milliseconds(5))
            }
            while order.value.count < 5 {
                clock.advance(.milliseconds(10_100))
                try await Task.sleep(for: .milliseconds(5))
            }
            try await group.waitForAll()
        }
        #expect(order.value == [0, 1, 2, 3, 4])
    }

    @Test func `one who waits for hours does not hold a shared bucket`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.patientWorld, marks: MemoryMarkStore())
        let daily = Self.demand(1, .days(1), name: "daily")
        let shared = Self.demand(10, .seconds(10), name: "shared")
        limiter.settle(try await limiter.acquire([daily, shared]))
        let stuck = Task { try await limiter.acquire([daily, shared]) }
        try await Task.sleep(for: .milliseconds(30))
        limiter.settle(try await limiter.acquire([shared], longestWait: .seconds(1)))
        stuck.cancel()
        await #expect(throws: ExchangeError.self) { try await stuck.value }
    }

    @Test func `a request that certainly never left costs nothing`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
        let demand = Self.demand(1, .days(1))
        for _ in 0..<5 { limiter.settle(try await limiter.acquire([demand], longestWait: .zero), counted: false) }
        limiter.settle(try await limiter.acquire([demand], longestWait: .zero))
        await #expect(throws: ExchangeError.self) { try await limiter.acquire([demand], longestWait: .zero) }
    }

    // MARK: - What the exchange says

    private func wait(
        after response: HTTPResponse, _ demands: [BucketDemand], offset: Span = .zero,
        marks: MemoryMarkStore = MemoryMarkStore()
    ) async throws -> Span {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: marks)
        let reservation = try await limiter.acquire(demands)
        limiter.settle(reservation)
        limiter.learn(from: response, reservation, clockOffset: offset)
        let start = clock.now
        limiter.settle(try await limiter.acquire(demands))
        return clock.now - start
    }

    @Test func `used and remaining headers count what somebody else used`() async throws {
        let used = Self.demand(100, .seconds(60), used: "X-Used")
        #expect(try await wait(after: HTTPResponse(status: 200, headers: [TextPair("x-used", "99")]), [used]) == .zero)
        #expect(
            try await wait(after: HTTPResponse(status: 200, headers: [TextPair("x-used", "100")]), [used])
                >= .seconds(60))
        let remaining = Self.demand(100, .seconds(60), .refill, remaining: "X-Left")
        #expect(
            try await wait(after: HTTPResponse(status: 200, headers: [TextPair("x-left", "50")]), [remaining]) == .zero)
        let slow = try await wait(after: HTTPResponse(status: 200, headers: [TextPair("x-left", "0")]), [remaining])
        #expect(slow >= .milliseconds(600) && slow < .milliseconds(700))
        #expect(
            try await wait(after: HTTPResponse(status: 200, headers: [TextPair("x-left", "nonsense")]), [remaining])
                == .zero)
    }

    @Test func `a reset header says when an empty bucket is full again, on the exchange's clock`() async throws {
        let demand = Self.demand(
            10, .seconds(30), .refill, remaining: "left", resetHeader: "reset", reset: .milliseconds(relative: false))
        let reset = 1_700_000_000_000 + 20_000 + 3_000
        let response = HTTPResponse(
            status: 200, headers: [TextPair("left", "0"), TextPair("reset", String(reset))])
        let waited = try await wait(after: response, [demand], offset: .seconds(3))
        #expect(waited >= .seconds(20) && waited < .seconds(21))
        let absurd = HTTPResponse(
            status: 200, headers: [TextPair("left", "0"), TextPair("reset", "99999999999999")])
        #expect(try await wait(after: absurd, [demand]) <= .minutes(16))
    }

    @Test(arguments: [("7", 7), ("0", 2), ("Tue, 14 Nov 2023 22:13:50 GMT", 30)])
    func `429 and 418 hold the row back as long as Retry-After says, at least two seconds`(
        header: String, seconds: Int64
    ) async throws {
        for status in [429, 418] {
            let response = HTTPResponse(status: status, headers: [TextPair("retry-after", header)])
            let waited = try await wait(after: response, [Self.demand(1000, .seconds(1))])
            #expect(waited >= .seconds(seconds) && waited < .seconds(seconds + 1))
        }
    }

    @Test func `a ban is remembered by the next process`() async throws {
        let clock = VirtualClock()
        let marks = MemoryMarkStore()
        let demand = Self.demand(1000, .seconds(1))
        let limiter = RateLimiter(clock: clock.world, marks: marks)
        let reservation = try await limiter.acquire([demand])
        limiter.settle(reservation)
        limiter.learn(
            from: HTTPResponse(status: 418, headers: [TextPair("retry-after", "7200")]), reservation, clockOffset: .zero
        )
        let next = RateLimiter(clock: clock.world, marks: marks)
        let error = await #expect(throws: ExchangeError.self) {
            try await next.acquire([demand], longestWait: .minutes(1))
        }
        #expect(error?.kind == .rateLimited)
    }

    @Test func `429s in a row without advice double the wait`() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
        let demand = Self.demand(1000, .seconds(4))
        var waits: [Span] = []
        for _ in 0..<4 {
            let start = clock.now
            let reservation = try await limiter.acquire([demand])
            waits.append(clock.now - start)
            limiter.settle(reservation)
            limiter.learn(from: HTTPResponse(status: 429), reservation, clockOffset: .zero)
        }
        #expect(waits == [.zero, .seconds(4), .seconds(8), .seconds(16)])
    }
}

/// Counts writes.
private final class CountingMarkStore: MarkStore {
    private let store = MemoryMarkStore()
    private let count = Mutex(0)
    var writes: Int { count.withLock { $0 } }
    func mark(_ name: String) -> Int64? { store.mark(name) }
    func setMark(_ name: String, _ value: Int64) {
        count.withLock { $0 += 1 }
        store.setMark(name, value)
    }
}

/// A full disk.
struct FailingMarkStore: MarkStore {
    struct Full: Error {}
    func mark(_ name: String) -> Int64? { nil }
    func setMark(_ name: String, _ value: Int64) throws { throw Full() }
}
