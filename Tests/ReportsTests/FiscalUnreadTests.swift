import HistoryModel
import Reports
import Testing

@Suite("What a report says could not be read")
struct FiscalUnreadTests {
    private typealias Sample = FiscalSample
    private let opened = Instant(year: 2013, month: 9, day: 10)
    private let limits = [HistoryBound(.rolling(.calendarMonths(3))), HistoryBound(.rolling(.days(90)))]

    private func stream(_ name: String, _ intervals: [CoverageInterval]) -> StreamCoverage {
        StreamCoverage(stream: name, kinds: RecordKinds([.trade]), intervals: intervals, bounds: limits)
    }
    private func told(_ streams: [StreamCoverage], opened: Instant = .distantPast) -> [FiscalWarning] {
        var connection = Sample.connection()
        connection.coverage.accountOpened = opened
        connection.coverage.streams = streams
        return Sample.report([], connections: [connection]).warnings
    }
    private func lost(
        _ from: Instant, _ until: Instant, _ reason: String = "rolling 3 calendar months",
        _ state: CoverageState = .unreadable
    ) -> CoverageInterval {
        CoverageInterval(Interval(from, until)!, state, reason: reason)
    }

    @Test("the same loss of many streams is one line that names four of them, and each limit once")
    func together() throws {
        let streams = (1...6).map { number in
            // To the day the same: walks end some seconds apart.
            stream("s\(number)", [lost(opened, Sample.day(3, 1) + .seconds(Int64(number)))])
        }
        let found = told(streams)
        #expect(
            found.map(\.text) == [
                "s1, s2, s3, s4 and 2 more: nothing from 2013-09-10 to 2024-03-01 can be read: the exchange serves 3 calendar months."
            ])
        #expect(found[0].streams == ["s1", "s2", "s3", "s4", "s5", "s6"])
        let json = Sample.text { FiscalJSON.write(Sample.report([]), $0) }
        #expect(json.contains(#""disclosures":[]"#))
    }

    @Test("another cause or another day is another line")
    func apart() {
        let found = told([
            stream("a", [lost(opened, Sample.day(3, 1))]), stream("b", [lost(opened, Sample.day(3, 2))]),
            stream("c", [lost(opened, Sample.day(3, 1), "the key sees only a part")]),
            stream("d", [lost(opened, Sample.day(3, 1), "clamped", .gap)]),
        ])
        #expect(found.count == 4)
        #expect(found[2].text.hasSuffix("can be read: the key sees only a part."))
        #expect(found[3].kind == .leftOut && found[3].text.contains("it answered a smaller range"))
    }

    @Test("spans shorter than a minute are left out, except a moment that holds more rows than can be read")
    func short() {
        let start = Sample.day(3, 1)
        #expect(
            told([stream("a", [lost(start, start + .seconds(59)), lost(start, start + .seconds(1), "", .gap)])]).isEmpty
        )
        let moment = told([stream("a", [lost(start, start + .seconds(1), "ties")])])
        #expect(moment.count == 1 && moment[0].text.contains("on 2024-03-01"))
        #expect(moment[0].text.contains("more rows share an instant"))
    }

    @Test("the time before the account was opened is nothing that could not be read")
    func beforeOpening() {
        let span = lost(opened, Sample.day(3, 1))
        #expect(told([stream("a", [span])], opened: Sample.day(3, 1)).isEmpty)
        #expect(told([stream("a", [span])], opened: Sample.day(2, 1))[0].text.contains("from 2024-02-01 to 2024-03-01"))
    }
}
