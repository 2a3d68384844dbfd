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
        now = { instant }
    }

    private static func system() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
