import HistoryModel
import Testing

/// Times and lengths come from manifests, answers and clocks; a computation that overflows would end the program.
@Suite("No computation with time overflows")
struct TimeRangeTests {
    private static let instants: [Instant] = [
        .distantPast, Instant(nanoseconds: .min + 1), Instant(nanoseconds: -1), Instant(nanoseconds: 0),
        Instant(year: 2024, month: 2, day: 29), Instant(nanoseconds: .max - 1), .distantFuture,
    ]
    private static let spans: [Span] = [
        Span(nanoseconds: .min), Span(nanoseconds: -1), .zero, Span(nanoseconds: 1), .seconds(1), .days(36_525),
        Span(nanoseconds: .max),
    ]

    @Test(arguments: instants) func `every computation with an instant has an answer`(_ instant: Instant) {
        for span in Self.spans {
            #expect(span < .zero || instant + span >= instant)
            #expect(span < .zero || instant - span <= instant)
            #expect(instant.roundedDown(to: span) <= instant || span <= .zero)
            #expect(instant.roundedUp(to: span) >= instant || span <= .zero)
            for other in Self.instants { #expect((instant - other >= .zero) == (instant >= other)) }
        }
        for months in [Int.min, -1_000_000, -1200, -1, 0, 1, 1200, 1_000_000, .max] {
            let moved = instant.addingCalendarMonths(months)
            #expect(months > 0 ? moved >= instant : moved <= instant)
        }
        #expect(instant.startOfUTCDay <= instant)
        #expect(!instant.description.isEmpty && !instant.minuteText.isEmpty)
    }

    @Test func `lengths end at the end of their range`() {
        for left in Self.spans {
            for right in Self.spans {
                _ = left + right
                _ = left - right
                _ = left * right.nanoseconds
                #expect(!left.description.isEmpty)
            }
        }
        for make in [Span.milliseconds, Span.seconds, Span.minutes, Span.hours, Span.days] {
            #expect(make(.max).nanoseconds == .max && make(.min).nanoseconds == .min)
        }
        #expect(Instant(seconds: .max) == .distantFuture && Instant(seconds: .min) == .distantPast)
        #expect(Span(nanoseconds: .min) * -1 == Span(nanoseconds: .max))
    }

    @Test func `a sum that has no opposite is an overflow, not an amount`() throws {
        let most = Amount("170141183460469231731687303715884105727")!
        #expect(throws: Amount.Overflow.self) { try (-most).subtracting(Amount("1")!) }
        let power = Amount("-18446744073709551616")!  // 2^64
        #expect(throws: Amount.Overflow.self) { try power.multiplied(by: Amount("9223372036854775808")!) }
        #expect((-most).magnitude == most)
    }
}
