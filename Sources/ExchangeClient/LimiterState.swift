import HistoryModel

/// What a request takes out of one bucket.
package struct BucketDemand: Sendable, Hashable {
    /// Scope, adapter, bucket: the bucket's name on disk.
    package var name: String
    package var bucket: RateBucket
    package var amount: UInt32
    package init(name: String, bucket: RateBucket, amount: UInt32) {
        self.name = name
        self.bucket = bucket
        self.amount = amount
    }
}

/// The queue in front of the buckets. Knows no clock and no threads: everything happens when it is called.
struct LimiterState {
    struct Waiter {
        var id: Int
        var demands: [BucketDemand]
    }
    /// What a request holds while it is under way, per demand.
    struct Grant: Sendable {
        var held: [Int64]
    }

    private var buckets: [String: BucketState] = [:]
    private(set) var waiters: [Waiter] = []
    private var lastNow: Int64?
    private let store: any MarkStore

    /// Whoever waits for another bucket longer than this lets others pass in the buckets it would have time for.
    private static let patience: Int64 = 10_000_000_000

    init(store: any MarkStore) { self.store = store }

    // MARK: - Asking

    /// Nil: it must wait. Passes nobody who waits for one of the same buckets.
    mutating func tryAtOnce(_ demands: [BucketDemand], now: Int64) throws -> Grant? {
        load(demands, now: now)
        guard waiters.isEmpty || !waiters.contains(where: { shares($0.demands, demands) }) else { return nil }
        guard readyTimes(demands, now: now).allSatisfy({ $0.map { $0 <= now } ?? false }) else { return nil }
        return try reserve(demands, now: now)
    }

    mutating func enqueue(_ waiter: Waiter) { waiters.append(waiter) }
    mutating func remove(_ id: Int) { waiters.removeAll { $0.id == id } }

    /// When the demands could be met if nobody else came, and the bucket that decides it. Nil: when answers are back.
    mutating func estimate(_ demands: [BucketDemand], now: Int64) -> (time: Int64, bucket: RateBucket)? {
        load(demands, now: now)
        let times = readyTimes(demands, now: now)
        guard let worst = zip(times, demands).max(by: { ($0.0 ?? .min) < ($1.0 ?? .min) }), let time = worst.0 else {
            return nil
        }
        return (time, worst.1.bucket)
    }

    /// Lets in everyone whose turn it is, in order. A bucket is kept for the first who could otherwise go soon.
    mutating func admit(now: Int64) -> [(id: Int, grant: Result<Grant, any Error>)] {
        guard !waiters.isEmpty else { return [] }
        clockMoved(to: now)
        var kept: Set<String> = []
        var admitted: [(Int, Result<Grant, any Error>)] = []
        for waiter in waiters {
            let times = readyTimes(waiter.demands, now: now)
            let isReady = times.allSatisfy { $0.map { $0 <= now } ?? false }
            if isReady, !waiter.demands.contains(where: { $0.amount > 0 && kept.contains($0.name) }) {
                admitted.append((waiter.id, Result { try reserve(waiter.demands, now: now) }))
                continue
            }
            for (index, demand) in waiter.demands.enumerated() {
                let others = times.enumerated().filter { $0.offset != index }.compactMap(\.element).max() ?? now
                if others <= now + Self.patience { kept.insert(demand.name) }
            }
        }
        let gone = Set(admitted.map(\.0))
        if !gone.isEmpty { waiters.removeAll { gone.contains($0.id) } }
        return admitted
    }

    /// When `admit` should be called again. Nil: when an answer is back.
    mutating func nextTime(now: Int64) -> Int64? {
        waiters.compactMap { waiter -> Int64? in
            let times = readyTimes(waiter.demands, now: now)
            guard !times.contains(where: { $0 == nil }) else { return nil }
            return times.compactMap { $0 }.max()
        }.filter { $0 > now }.min()
    }

    // MARK: - Answers

    mutating func settle(_ demands: [BucketDemand], _ grant: Grant, now: Int64, counted: Bool) {
        clockMoved(to: now)
        for (demand, held) in zip(demands, grant.held) {
            buckets[demand.name]?.settle(held, at: now, counted: counted)
        }
    }

    mutating func observe(_ name: String, used: Int64, now: Int64) { buckets[name]?.observe(used: used, now: now) }

    mutating func block(_ name: String, until instant: Int64, now: Int64) {
        let store = store
        buckets[name]?.block(until: instant, now: now, store: store)
    }

    /// Counts a refusal and gives back how many came in a row; an answer that was none begins anew.
    mutating func strike(_ name: String, refused: Bool) -> Int {
        guard refused else {
            buckets[name]?.strikes = 0
            return 0
        }
        buckets[name]?.strikes += 1
        return buckets[name]?.strikes ?? 1
    }

    // MARK: - Inside

    mutating func load(_ demands: [BucketDemand], now: Int64) {
        clockMoved(to: now)
        for demand in demands where buckets[demand.name]?.bucket != demand.bucket {
            buckets[demand.name] = BucketState(name: demand.name, bucket: demand.bucket, store: store, now: now)
        }
    }

    private mutating func readyTimes(_ demands: [BucketDemand], now: Int64) -> [Int64?] {
        demands.map { buckets[$0.name]?.readyAt(Int64($0.amount), now: now) }
    }

    private mutating func reserve(_ demands: [BucketDemand], now: Int64) throws -> Grant {
        let store = store
        var held: [Int64] = []
        do {
            for demand in demands {
                held.append(try buckets[demand.name]?.reserve(Int64(demand.amount), now: now, store: store) ?? 0)
            }
        } catch {
            for (demand, amount) in zip(demands, held) {
                buckets[demand.name]?.settle(amount, at: now, counted: false)
            }
            throw error
        }
        return Grant(held: held)
    }

    private func shares(_ left: [BucketDemand], _ right: [BucketDemand]) -> Bool {
        left.contains { demand in demand.amount > 0 && right.contains { $0.amount > 0 && $0.name == demand.name } }
    }

    /// A clock set back takes all levels with it; otherwise they would block for as long as it was set back.
    private mutating func clockMoved(to now: Int64) {
        let last = lastNow ?? now
        if now < last - 1_000_000_000 {
            let delta = now - last
            for name in Array(buckets.keys) { buckets[name]?.shift(by: delta) }
            lastNow = now
        } else {
            lastNow = max(last, now)
        }
    }
}
