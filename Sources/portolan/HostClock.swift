import ExchangeClient
import HistoryModel

#if canImport(Glibc)
    import Glibc
#endif

/// The time commands go by: the system's, or what $PORTOLAN_NOW says.
struct HostClock: Sendable {
    let now: @Sendable () -> Instant

    /// Throws when $PORTOLAN_NOW is set and no instant.
    static func fromEnvironment() throws -> HostClock { try HostClock(fixed: Environment["PORTOLAN_NOW"]) }

    init(fixed text: String?) throws {
        guard let text, !text.isEmpty else {
            now = { Self.system() }
            return
        }
        guard let instant = Instant(iso8601: text) else {
            throw CommandFailure(
                .usage, "PORTOLAN_NOW is \"\(text)\"; it must be a time like 2025-03-01T12:00:00Z.")
        }
        // Time goes on from there, or whoever waits would wait for ever.
        let started = Self.system()
        now = { instant + (Self.system() - started) }
    }

    /// This clock as the engine sees it, running `speed` times as fast from now on.
    func world(speed: Int64) -> WorldClock {
        guard speed > 1 else {
            return WorldClock(now: now) { [now] until in
                let rest = (until - now()).nanoseconds
                if rest > 0 { try? await Task.sleep(for: .nanoseconds(rest)) }
            }
        }
        let started = now()
        let fast: @Sendable () -> Instant = { [now] in started + (now() - started) * speed }
        return WorldClock(now: fast) { until in
            let rest = (until - fast()).nanoseconds / speed
            if rest > 0 { try? await Task.sleep(for: .nanoseconds(rest)) }
        }
    }

    /// How many times faster than real time the clocks of simulated connections run: $PORTOLAN_CLOCK_SPEED, else 1.
    /// A real exchange's limits are never hurried.
    static func simulatorSpeed() -> Int64 { simulatorSpeed(Environment["PORTOLAN_CLOCK_SPEED"]) }
    /// At most a million: a second is then twelve days, and no sync reaches the end of what an instant can say.
    static func simulatorSpeed(_ text: String?) -> Int64 { min(max(1, text.flatMap { Int64($0) } ?? 1), 1_000_000) }

    private static func system() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
