import Glibc

/// An instant of the monotonic clock.
struct Deadline {
    private let nanoseconds: UInt64

    init(in duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let span = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let whole = span.overflow ? UInt64.max / 4 : span.partialValue
        nanoseconds = Self.now + min(whole, UInt64.max / 4) + UInt64(clamping: attoseconds / 1_000_000_000)
    }

    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
    /// Rounded up; 0 when it has passed.
    var millisecondsLeft: Int32 {
        let now = Self.now
        return now >= nanoseconds ? 0 : Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
    }
}
