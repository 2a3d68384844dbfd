import HistoryModel
import Testing

@testable import ExchangeClient

/// An exchange's own bookkeeping: what it counts, when a request arrives.
private struct ModelExchange {
    let bucket: RateBucket
    private var arrivals: [(time: Int64, amount: Int64)] = []
    private var level: Int64
    private var levelTime: Int64 = 0
    private(set) var refused = 0
    private(set) var served = 0

    init(_ bucket: RateBucket) {
        self.bucket = bucket
        level = Int64(bucket.capacity) * bucket.period.nanoseconds
    }

    mutating func arrive(_ amount: Int64, at now: Int64) {
        let period = bucket.period.nanoseconds
        let capacity = Int64(bucket.capacity)
        switch bucket.kind {
        case .sliding:
            arrivals.removeAll { $0.time <= now - period }
            guard arrivals.reduce(0, { $0 + $1.amount }) + amount <= capacity else {
                refused += 1
                return
            }
            arrivals.append((now, amount))
        case .refill:
            // In units of 1 / period: one nanosecond brings `capacity` of them.
            let (gain, overflow) = (now - levelTime).multipliedReportingOverflow(by: capacity)
            level = min(capacity * period, overflow ? capacity * period : level + min(gain, capacity * period))
            levelTime = now
            guard level >= amount * period else {
                refused += 1
                return
            }
            level -= amount * period
        }
        served += 1
    }
}

/// Seeded, so that a failure can be run again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Clients, limiter and exchange on one virtual clock.
private struct Simulation {
    private enum Event {
        case ask(Int)
        case arrive(Int64)
        case answer(Int, [BucketDemand], LimiterState.Grant, process: Int)
        case look
        case restart
    }
    private var random: SplitMix
    private let bucket: RateBucket
    private let costs: ClosedRange<Int64>
    private let store = MemoryMarkStore()
    private var limiter: LimiterState
    private var process = 0
    private var events: [(time: Int64, order: Int, event: Event)] = []
    private var order = 0
    private var demands: [Int: [BucketDemand]] = [:]
    private(set) var now: Int64 = 1_700_000_000_123_456_789
    private(set) var exchange: ModelExchange
    private let slowest: Int64
    private let restarts: Bool

    init(_ bucket: RateBucket, seed: UInt64, costs: ClosedRange<Int64>, slowest: Span, restarts: Bool) {
        random = SplitMix(state: seed)
        self.bucket = bucket
        self.costs = costs
        self.slowest = slowest.nanoseconds
        self.restarts = restarts
        limiter = LimiterState(store: store)
        exchange = ModelExchange(bucket)
    }

    /// Lets `clients` ask over and over until the exchange has seen `requests`.
    mutating func run(clients: Int, requests: Int) throws {
        for client in 0..<clients { schedule(.ask(client), after: Int64.random(in: 0...1_000_000_000, using: &random)) }
        if restarts { schedule(.restart, after: bucket.period.nanoseconds / 2) }
        while exchange.served + exchange.refused < requests, !events.isEmpty {
            let next = events.removeFirst()
            now = max(now, next.time)
            switch next.event {
            case .ask(let client):
                let demand = BucketDemand(
                    name: "limit/x", bucket: bucket, amount: UInt32(Int64.random(in: costs, using: &random)))
                demands[client] = [demand]
                if let grant = try limiter.tryAtOnce([demand], now: now) {
                    send(client, [demand], grant)
                } else {
                    limiter.enqueue(LimiterState.Waiter(id: client, demands: [demand]))
                }
            case .arrive(let amount): exchange.arrive(amount, at: now)
            case .answer(let client, let demands, let grant, let process):
                if process == self.process {
                    limiter.settle(demands, grant, now: now, counted: true)
                    schedule(.ask(client), after: Int64.random(in: 0...2_000_000, using: &random))
                }
            case .look: break
            case .restart:
                // Killed: what is under way still arrives, whoever waited asks the new process.
                limiter = LimiterState(store: store)
                process += 1
                events.removeAll { if case .ask = $0.event { true } else { false } }
                let delay = Int64.random(in: 0...500_000_000, using: &random)
                for client in 0..<clients { schedule(.ask(client), after: delay) }
                schedule(.restart, after: Int64.random(in: 1...(bucket.period.nanoseconds * 2), using: &random))
            }
            for (id, grant) in limiter.admit(now: now) { send(id, demands[id] ?? [], try grant.get()) }
            if let time = limiter.nextTime(now: now) { schedule(.look, after: time - now) }
        }
    }

    private mutating func send(_ client: Int, _ demands: [BucketDemand], _ grant: LimiterState.Grant) {
        let there = Int64.random(in: 1_000_000...(slowest / 2), using: &random)
        let back = Int64.random(in: 1_000_000...(slowest / 2), using: &random)
        schedule(.arrive(Int64(demands.first?.amount ?? 0)), after: there)
        schedule(.answer(client, demands, grant, process: process), after: there + back)
    }

    private mutating func schedule(_ event: Event, after delay: Int64) {
        order += 1
        let entry = (time: now + delay, order: order, event: event)
        if case .look = event,
            events.contains(where: { if case .look = $0.event { $0.time == entry.time } else { false } })
        {
            return
        }
        let index = events.firstIndex { ($0.time, $0.order) > (entry.time, entry.order) } ?? events.endIndex
        events.insert(entry, at: index)
    }
}

@Suite("A model exchange never has to refuse a request")
struct LimiterSimulationTests {
    private static func bucket(_ kind: RateBucket.Kind, _ capacity: UInt32, _ period: Span) -> RateBucket {
        RateBucket(name: "calls", kind: kind, scope: .key, capacity: capacity, period: period)
    }

    @Test(arguments: [RateBucket.Kind.sliding, .refill], 0..<40)
    func `whatever the delays and costs`(kind: RateBucket.Kind, seed: Int) throws {
        let shapes: [(UInt32, Span, ClosedRange<Int64>)] = [
            (15, .seconds(45), 1...2), (600, .seconds(5), 1...1), (6000, .seconds(60), 4...20),
            (10, .seconds(1), 1...3),
            (12, .days(1), 1...1),
        ]
        let (capacity, period, costs) = shapes[seed % shapes.count]
        var simulation = Simulation(
            Self.bucket(kind, capacity, period), seed: UInt64(seed), costs: costs, slowest: .milliseconds(1500),
            restarts: false)
        try simulation.run(clients: 1 + seed % 7, requests: 400)
        #expect(simulation.exchange.refused == 0)
        #expect(simulation.exchange.served >= 400)
    }

    @Test(arguments: [RateBucket.Kind.sliding, .refill], 0..<40)
    func `also when the process is killed and started again all the time`(kind: RateBucket.Kind, seed: Int) throws {
        let shapes: [(UInt32, Span, ClosedRange<Int64>)] = [
            (15, .seconds(45), 1...2), (600, .seconds(5), 1...1), (6000, .seconds(60), 4...20),
            (10, .seconds(1), 1...3),
            (12, .days(1), 1...1),
        ]
        let (capacity, period, costs) = shapes[seed % shapes.count]
        var simulation = Simulation(
            Self.bucket(kind, capacity, period), seed: UInt64(1000 + seed), costs: costs, slowest: .milliseconds(1500),
            restarts: true)
        try simulation.run(clients: 1 + seed % 5, requests: 250)
        #expect(simulation.exchange.refused == 0)
    }

    @Test(arguments: [RateBucket.Kind.sliding, .refill])
    func `and nearly all of the limit is used`(kind: RateBucket.Kind) throws {
        var simulation = Simulation(
            Self.bucket(kind, 100, .seconds(10)), seed: 7, costs: 1...1, slowest: .milliseconds(100), restarts: false)
        let start = simulation.now
        try simulation.run(clients: 20, requests: 2000)
        let seconds = Double(simulation.now - start) / 1e9
        // Sliding: the first hundred at once, nineteen windows more. Refill: half at half price first, then 10 a second.
        let ideal = kind == .sliding ? 190.0 : 195.0
        #expect(seconds < ideal * 1.05, "\(seconds) s instead of \(ideal) s")
    }

    @Test func `a fresh refill bucket lets no more than its capacity through in its first period`() throws {
        let bucket = Self.bucket(.refill, 6000, .seconds(60))
        var limiter = LimiterState(store: MemoryMarkStore())
        var now: Int64 = 1_700_000_000_000_000_000
        let end = now + 60_000_000_000
        var through = 0
        while now < end {
            let demand = [BucketDemand(name: "b", bucket: bucket, amount: 20)]
            if let grant = try limiter.tryAtOnce(demand, now: now) {
                through += 20
                limiter.settle(demand, grant, now: now, counted: true)
            } else {
                now = try #require(limiter.estimate(demand, now: now)?.time)
            }
        }
        #expect(through <= 6000)
        #expect(through >= 5900)
    }
}
