import HistoryModel

/// One bucket in one scope: what is used, what is under way, and what is on disk about it.
struct BucketState: Sendable {
    let name: String
    let bucket: RateBucket
    // One of the two, by the bucket's kind.
    private var sliding: SlidingWindow?
    private var refill: RefillLevel?
    private var marks: BucketMarks
    private(set) var blockedUntil: Int64 = .min
    /// 429s in a row.
    var strikes = 0

    /// Reads what earlier processes left. `name` is the mark's: scope, adapter, bucket.
    init(name: String, bucket: RateBucket, store: any MarkStore, now: Int64) {
        self.name = name
        self.bucket = bucket
        let capacity = max(1, Int64(bucket.capacity))
        let period = max(1, bucket.period.nanoseconds)
        marks = BucketMarks(name: name, kind: bucket.kind, capacity: capacity, period: period)
        switch bucket.kind {
        case .sliding:
            var window = SlidingWindow(capacity: capacity, period: period)
            for (time, amount) in marks.loadEvents(store, now: now) { window.add(amount, at: time) }
            sliding = window
        case .refill:
            let fullAt = marks.loadFullAt(store)
            refill = RefillLevel(
                capacity: capacity, period: period,
                fullAt: min(fullAt ?? now, now + period) + (fullAt == nil ? 0 : BucketMarks.grace),
                knownFrom: fullAt == nil ? now + period : now)
        }
        if let blocked = store.mark(name + "/blocked"), blocked > now {
            blockedUntil = min(blocked, now + Self.blockedMax)
        }
    }

    /// Nil: only answers still under way can make room.
    mutating func readyAt(_ amount: Int64, now: Int64) -> Int64? {
        var ready: Int64? = now
        if amount > 0 {
            switch bucket.kind {
            case .sliding: ready = sliding?.readyAt(amount, now: now)
            case .refill: ready = refill?.readyAt(amount, now: now)
            }
        }
        return ready.map { max($0, blockedUntil) }
    }

    /// Takes the amount; it is on disk when this returns. Gives back what `settle` wants.
    mutating func reserve(_ amount: Int64, now: Int64, store: any MarkStore) throws -> Int64 {
        guard amount > 0 else { return 0 }
        switch bucket.kind {
        case .sliding:
            try marks.storeUse(amount, at: now, store)
            sliding?.reserve(amount)
            return amount
        case .refill:
            guard var after = refill else { return 0 }
            let price = after.reserve(amount, now: now)
            try marks.storeFullAt(max(after.fullAt, now) + after.inFlight, now: now, store)
            refill = after
            return price
        }
    }

    /// The answer is back (`counted`), or the request never left.
    mutating func settle(_ held: Int64, at now: Int64, counted: Bool) {
        guard held > 0 else { return }
        sliding?.settle(held, at: now, counted: counted)
        refill?.settle(held, at: now, counted: counted)
    }

    /// The exchange says how much of the bucket is used. Only ever makes the level worse.
    mutating func observe(used: Int64, now: Int64) {
        sliding?.observe(used: used, now: now)
        refill?.observe(used: used, now: now)
    }

    /// The longest block believed: exchanges ban addresses for up to three days.
    static let blockedMax = 4 * Span.nanosecondsPerDay

    mutating func block(until instant: Int64, now: Int64, store: any MarkStore) {
        let clamped = min(instant, now + Self.blockedMax)
        guard clamped > blockedUntil else { return }
        blockedUntil = clamped
        // Kept for the next process; this one holds the block in memory, so a failure to write costs nothing now.
        try? store.setMark(name + "/blocked", clamped)
    }

    /// The machine's clock was set back.
    mutating func shift(by delta: Int64) {
        sliding?.shift(by: delta)
        refill?.shift(by: delta)
        if blockedUntil != .min { blockedUntil += delta }
    }
}
