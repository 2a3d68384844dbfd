import HistoryModel

/// What of a bucket is on disk: always at least as bad as the truth, written ahead in chunks.
///
/// A refill bucket is one number, the instant at which it is full again. A sliding window is a ring of slots, each with
/// its number since 1970 and the amount used in it.
struct BucketMarks: Sendable {
    private let name: String
    private let capacity: Int64
    private let period: Int64
    /// Length of a slot, and how far a refill mark is written ahead.
    private let step: Int64
    private let slots: Int64
    /// Slot number → used, and used according to the disk.
    private var used: [Int64: (real: Int64, stored: Int64)] = [:]
    private var storedFullAt: Int64 = .min

    /// What was under way when a process ended may reach the exchange so much later.
    static let grace: Int64 = 2_000_000_000
    private static let amountBits: Int64 = 30
    private static let shortest: Int64 = 5_000_000_000

    init(name: String, kind: RateBucket.Kind, capacity: Int64, period: Int64) {
        self.name = name
        self.capacity = capacity
        self.period = period
        step = max(period / 8, Self.shortest)
        slots = period / step + 3
    }

    // MARK: - Refill

    mutating func loadFullAt(_ store: any MarkStore) -> Int64? {
        guard let mark = store.mark(name) else { return nil }
        storedFullAt = mark
        return mark
    }

    mutating func storeFullAt(_ fullAt: Int64, now: Int64, _ store: any MarkStore) throws {
        // A mark further ahead than any level can be is from before the clock was set back.
        guard fullAt > storedFullAt || storedFullAt > now + period + step else { return }
        let ahead = fullAt + step
        try store.setMark(name, ahead)
        storedFullAt = ahead
    }

    // MARK: - Sliding

    func loadEvents(_ store: any MarkStore, now: Int64) -> [(time: Int64, amount: Int64)] {
        (0..<slots).compactMap { slot -> (Int64, Int64)? in
            guard let mark = store.mark("\(name)/\(slot)"), mark > 0 else { return nil }
            let number = mark >> Self.amountBits
            let amount = mark & (1 << Self.amountBits - 1)
            // Used at the slot's end at the latest. A slot that is not over counts as now, and so does one of a mark
            // that was written for another period.
            let time = (number >= now / step ? now : (number + 1) * step) + Self.grace
            return time + 2 * period > now ? (time, min(amount, capacity)) : nil
        }.sorted { $0.0 < $1.0 }
    }

    mutating func storeUse(_ amount: Int64, at now: Int64, _ store: any MarkStore) throws {
        let number = now / step
        var slot = used[number] ?? (0, 0)
        slot.real += amount
        if slot.real > slot.stored {
            let ahead = min(slot.real + capacity / 16, max(capacity, slot.real), 1 << Self.amountBits - 1)
            // The ring's entry may hold what a process before this one used in the same slot.
            let before = used[number] == nil ? sameSlot(number, store) : 0
            slot.real += before
            try store.setMark(
                "\(name)/\(number % slots)", number << Self.amountBits | min(ahead + before, 1 << Self.amountBits - 1))
            slot.stored = ahead + before
        }
        if used[number] == nil { used = used.filter { $0.key > number - slots } }
        used[number] = slot
    }

    private func sameSlot(_ number: Int64, _ store: any MarkStore) -> Int64 {
        guard let mark = store.mark("\(name)/\(number % slots)"), mark >> Self.amountBits == number else { return 0 }
        return mark & (1 << Self.amountBits - 1)
    }
}
