import HistoryModel

/// Kraken's counter per key: each call adds its cost, time takes away. Whole numbers only.
struct KrakenRateCounter: Sendable {
    private let most: Int64
    /// Hundredths per second.
    private let decay: Int64
    /// In 10⁻¹¹, so that a nanosecond of decay is a whole number.
    private var counter: Int64 = 0
    private var updated: Instant?
    private static let one: Int64 = 100_000_000_000

    /// Nil for a tier Kraken does not have. `off` never refuses.
    init?(tier: String) {
        switch tier {
        case "starter": (most, decay) = (15, 33)
        case "intermediate": (most, decay) = (20, 50)
        case "pro": (most, decay) = (20, 100)
        case "off": (most, decay) = (0, 0)
        default: return nil
        }
    }

    /// Adds the cost, or answers false and adds nothing when the counter would pass its maximum.
    mutating func take(_ cost: Int, at now: Instant) -> Bool {
        guard most > 0 else { return true }
        if let updated, now > updated {
            let elapsed = min((now - updated).nanoseconds, 3_600_000_000_000)
            counter = max(0, counter - elapsed * decay)
        }
        updated = max(updated ?? now, now)
        let wanted = counter + Int64(cost) * Self.one
        guard wanted <= most * Self.one else { return false }
        counter = wanted
        return true
    }
}
