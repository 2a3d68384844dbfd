import HistoryModel

/// A day from 00:00 to 24:00 UTC: the day a value belongs to, whatever zone its reader lives in.
package struct UTCDay: Hashable, Comparable, Sendable, Strideable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package var number: Int

    package init(number: Int) { self.number = number }
    /// The day an instant lies in.
    package init(_ instant: Instant) {
        number = Int((instant.startOfUTCDay - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
    }
    package init(year: Int, month: Int, day: Int) {
        number = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
    }
    /// Reads `2025-04-17`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 10, let instant = Instant(iso8601: text) else { return nil }
        self.init(instant)
    }

    package var start: Instant { Instant(nanoseconds: 0) + .days(Int64(number)) }
    /// The first instant of the next day: when the close of this one is known at the earliest.
    package var end: Instant { start + .days(1) }
    package var date: CivilDate { CivilDate(daysSinceEpoch: number) }
    package var description: String { start.date }

    package func distance(to other: UTCDay) -> Int { other.number - number }
    package func advanced(by days: Int) -> UTCDay { UTCDay(number: number + days) }
    package static func < (left: UTCDay, right: UTCDay) -> Bool { left.number < right.number }
}
