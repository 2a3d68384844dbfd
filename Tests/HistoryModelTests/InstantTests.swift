import HistoryModel
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2022-12-27T10:15:09.836Z", 1_672_136_109_836_000_000),
        ("2016-02-29T23:59:59.999999999Z", 1_456_790_399_999_999_999), ("1969-12-31T23:59:59.5Z", -500_000_000),
        ("2011-09-06T00:00:00Z", 1_315_267_200_000_000_000),
    ])
    func `text and nanoseconds say the same`(_ text: String, _ nanoseconds: Int64) {
        #expect(Instant(iso8601: text)?.nanoseconds == nanoseconds)
        #expect(Instant(nanoseconds: nanoseconds).description == text)
    }

    @Test(arguments: [
        "2022-12-27", "2022-12-27T00:00:00", "2022-12-27 00:00:00Z", "2022-12-27T02:00:00+02:00",
        "2022-12-26T19:30:00-0430",
    ])
    func `dates, missing zones and offsets are read as UTC`(_ text: String) {
        #expect(Instant(iso8601: text) == Instant(year: 2022, month: 12, day: 27))
    }

    @Test(arguments: [
        "", "2022", "2022-13-01", "2022-02-29", "2022-01-32", "2022-01-01T24:00:00Z", "2022-01-01T00:00Z",
        "2022-01-01T00:00:00ZZ", "2022-01-01T00:00:00.Z", "x022-01-01", "99999-01-01",
    ])
    func `anything else is refused`(_ text: String) { #expect(Instant(iso8601: text) == nil) }

    @Test func `every day of 400 years survives the round trip`() {
        for days in stride(from: -146_097 / 2, to: 146_097 / 2, by: 1) {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(CivilDate.daysSinceEpoch(year: date.year, month: date.month, day: date.day) == days)
        }
    }

    @Test func `calendar months are months, clamped at their end`() {
        #expect(
            Instant(year: 2024, month: 5, day: 31).addingCalendarMonths(-3) == Instant(year: 2024, month: 2, day: 29))
        #expect(
            Instant(year: 2024, month: 1, day: 15).addingCalendarMonths(-6) == Instant(year: 2023, month: 7, day: 15))
        #expect(
            Instant(year: 2023, month: 11, day: 30).addingCalendarMonths(3) == Instant(year: 2024, month: 2, day: 29))
    }

    @Test func `arithmetic stays in range`() {
        #expect(Instant.distantFuture + .days(1) == .distantFuture)
        #expect(Instant.distantPast - .days(1) == .distantPast)
        #expect(Instant(nanoseconds: -1).roundedDown(to: .seconds(1)) == Instant(seconds: -1))
        #expect(Instant(nanoseconds: 1).roundedUp(to: .seconds(1)) == Instant(seconds: 1))
    }
}
