import Glibc
import HistoryModel

/// Time and waiting as the client sees them; tests put their own in.
package struct WorldClock: Sendable {
    package var now: @Sendable () -> Instant
    /// Returns at the instant or later; earlier only when the task was cancelled.
    package var sleep: @Sendable (_ until: Instant) async -> Void
    package init(
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (_ until: Instant) async -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock.
    package static let system = WorldClock(
        now: systemNow,
        sleep: { instant in
            let rest = (instant - systemNow()).nanoseconds
            if rest > 0 { try? await Task.sleep(for: .nanoseconds(rest)) }
        })

    @Sendable package static func systemNow() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
