import Glibc
import HistoryModel
import Synchronization

/// The simulator's time: starts at a given instant, runs `speed` times as fast as real time, can be moved forward.
package final class SimulatorClock: Sendable {
    private let start: Instant
    private let speed: Int64
    private let began: Int64
    private let monotonic: @Sendable () -> Int64
    private let advanced = Mutex<Int64>(0)

    package init(
        start: Instant, speed: Int64 = 1,
        monotonic: @escaping @Sendable () -> Int64 = SimulatorClock.monotonicNanoseconds
    ) {
        self.start = start
        self.speed = speed
        self.monotonic = monotonic
        began = monotonic()
    }

    package var now: Instant {
        let moved = advanced.withLock { $0 }
        return Instant(nanoseconds: start.nanoseconds + (monotonic() - began) * speed + moved)
    }

    /// Moves time forward; never back.
    package func advance(by span: Span) {
        advanced.withLock { $0 += max(0, span.nanoseconds) }
    }

    package static let monotonicNanoseconds: @Sendable () -> Int64 = { read(CLOCK_MONOTONIC) }
    package static var wallClock: Instant { Instant(nanoseconds: read(CLOCK_REALTIME)) }
    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
