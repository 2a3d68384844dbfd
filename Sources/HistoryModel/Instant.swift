/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Range: years 1677 to 2262. Every time Portolan stores or compares is one of these.
public struct Instant: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    /// Stays at the end of the range instead of overflowing, as every computation here does.
    public init(seconds: Int64) { self.nanoseconds = seconds.multipliedWithinRange(by: 1_000_000_000) }

    /// Midnight UTC of a proleptic Gregorian date. Months and days may overflow their range.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        let days = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
        self.init(seconds: Int64(days * 86_400 + hour * 3600 + minute * 60 + second))
    }

    public static let distantPast = Instant(nanoseconds: .min)
    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Adds a duration; stays at the end of the range instead of overflowing.
    public static func + (left: Instant, right: Span) -> Instant {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
        return Instant(nanoseconds: overflow ? (right.nanoseconds > 0 ? .max : .min) : sum)
    }
    public static func - (left: Instant, right: Span) -> Instant {
        let (sum, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return Instant(nanoseconds: overflow ? (right.nanoseconds > 0 ? .min : .max) : sum)
    }
    public static func - (left: Instant, right: Instant) -> Span {
        let (sum, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return Span(nanoseconds: overflow ? (left < right ? .min : .max) : sum)
    }

    /// The same clock time so many calendar months earlier; days that do not exist are clamped.
    public func addingCalendarMonths(_ months: Int) -> Instant {
        let days = nanoseconds.flooredDivision(by: Span.nanosecondsPerDay)
        let rest = nanoseconds &- days &* Span.nanosecondsPerDay
        var date = CivilDate(daysSinceEpoch: Int(days))
        // Twice the whole range: nothing is lost, and no sum overflows.
        let index = date.year * 12 + (date.month - 1) + min(max(months, -14_400), 14_400)
        date.year = Int(Int64(index).flooredDivision(by: 12))
        date.month = index - date.year * 12 + 1
        date.day = min(date.day, CivilDate.daysInMonth(year: date.year, month: date.month))
        let shifted = Int64(CivilDate.daysSinceEpoch(year: date.year, month: date.month, day: date.day))
        // A day may begin before the range and end inside it.
        return Instant(
            nanoseconds: Int64(clamping: Int128(shifted) * Int128(Span.nanosecondsPerDay) + Int128(rest)))
    }

    public var startOfUTCDay: Instant {
        roundedDown(to: Span(nanoseconds: Span.nanosecondsPerDay))
    }

    /// The greatest multiple of `step` since 1970 that is not later.
    public func roundedDown(to step: Span) -> Instant {
        guard step.nanoseconds > 1 else { return self }
        let steps = nanoseconds.flooredDivision(by: step.nanoseconds)
        return Instant(nanoseconds: steps.multipliedWithinRange(by: step.nanoseconds))
    }
    /// The least multiple of `step` since 1970 that is not earlier.
    public func roundedUp(to step: Span) -> Instant {
        let down = roundedDown(to: step)
        return down == self ? self : down + step
    }
}

/// A length of time in nanoseconds. Named apart from `Duration`, whose 128 bits the store has no use for.
public struct Span: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let nanosecondsPerDay: Int64 = 86_400_000_000_000
    public static let zero = Span(nanoseconds: 0)
    // Lengths come from manifests, answers and clocks: each computation stays at the end of the range instead of
    // overflowing.
    public static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: 1_000_000) * count }
    public static func seconds(_ count: Int64) -> Span { Span(nanoseconds: 1_000_000_000) * count }
    public static func minutes(_ count: Int64) -> Span { Span(nanoseconds: 60_000_000_000) * count }
    public static func hours(_ count: Int64) -> Span { Span(nanoseconds: 3_600_000_000_000) * count }
    public static func days(_ count: Int64) -> Span { Span(nanoseconds: nanosecondsPerDay) * count }

    public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
    public static func + (left: Span, right: Span) -> Span {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
        return Span(nanoseconds: overflow ? (right.nanoseconds > 0 ? .max : .min) : sum)
    }
    public static func - (left: Span, right: Span) -> Span {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return Span(nanoseconds: overflow ? (right.nanoseconds > 0 ? .min : .max) : difference)
    }
    public static func * (left: Span, right: Int64) -> Span {
        Span(nanoseconds: left.nanoseconds.multipliedWithinRange(by: right))
    }
    public static func / (left: Span, right: Int64) -> Span { Span(nanoseconds: left.nanoseconds / right) }
}

extension Int64 {
    /// The product, or the end of the range it runs beyond.
    func multipliedWithinRange(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
    /// Division that rounds toward negative infinity, for times before 1970.
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return (self % divisor != 0 && (self < 0) != (divisor < 0)) ? quotient - 1 : quotient
    }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    public static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    public static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28
        default: 31
        }
    }
}
