import Foundation
import HistoryModel
import Reports
import Testing

@Suite("Coverage reports")
struct CoverageReportTests {
    let coverage = SyntheticExchange.coverage
    let now = SyntheticExchange.now

    @Test("words, JSON and pictures are those checked in")
    func snapshots() throws {
        try expectSnapshot(CoverageReport.words(coverage, at: now), "coverage.txt")
        try expectSnapshot(CoverageReport.json([coverage]).text(pretty: true), "coverage.json")
        try expectSnapshot(CoverageTimeline(width: 80).text(coverage, at: now), "coverage-timeline-80.txt")
        try expectSnapshot(CoverageTimeline(width: 132).text(coverage, at: now), "coverage-timeline-132.txt")
        let ascii = CoverageTimeline(
            width: 60, style: Style(usesColor: false, usesUnicode: false), start: Instant(iso8601: "2024-11-01"))
        let picture = ascii.text(coverage, at: now)
        #expect(picture.utf8.allSatisfy { $0 < 0x80 })
        try expectSnapshot(picture, "coverage-timeline-ascii.txt")
    }

    @Test("what cannot be read is said with its date and its reason")
    func lostHistory() {
        let text = CoverageReport.words(coverage, at: now)
        #expect(text.contains("Trades from 2017-07-01 to 2024-12-01 cannot be read: the exchange serves 90 days."))
        #expect(text.contains("Sync before 2025-03-09 12:00, or history is lost."))
    }

    @Test("colour is written only when asked for")
    func colour() {
        #expect(!CoverageTimeline(width: 80).text(coverage, at: now).contains("\u{1B}"))
        let coloured = CoverageTimeline(width: 80, style: Style(usesColor: true)).text(coverage, at: now)
        #expect(coloured.contains("\u{1B}[32m"))
    }

    @Test("no line of the picture is wider than the terminal", arguments: [40, 60, 80, 200])
    func width(_ width: Int) {
        let bars = CoverageTimeline(width: width).text(coverage, at: now).split(separator: "\n")
        #expect(bars.count > coverage.streams.count + 1)
        #expect(bars.allSatisfy { TerminalText.width(String($0)) <= width })
    }

    @Test("a hole of one minute in eight years is still seen")
    func smallHole() {
        let hole = Instant(iso8601: "2021-05-05T10:00:00Z")!
        let stream = StreamCoverage(
            stream: "trades",
            intervals: [
                CoverageInterval(Interval(Instant(year: 2017, month: 1, day: 1), hole)!, .complete),
                CoverageInterval(Interval(hole, hole + .minutes(1))!, .gap, reason: "ties"),
                CoverageInterval(Interval(hole + .minutes(1), now)!, .complete),
            ])
        let one = ConnectionCoverage(connection: "c", adapter: "a", exchange: "E", streams: [stream])
        #expect(CoverageTimeline(width: 60).text(one, at: now).split(separator: "\n")[1].contains("?"))
        #expect(stream.state == .incomplete)
    }

    @Test(
        "the state of a stream is its worst, and a limit is no failure",
        arguments: [
            ([CoverageState.complete, .settling], StreamCoverage.State.complete),
            ([.unreadable, .complete, .settling], .limited),
            ([.completeEmpty, .settling], .completeEmpty),
            ([.settling], .settling),
            ([.unreadable, .gap, .complete], .incomplete),
            ([.complete, .notAsked], .incomplete),
            ([.complete, .failed, .gap], .failed),
            ([.notOffered], .notOffered),
            ([.complete, .paused], .paused),
            ([], .notAsked),
            ([.notAsked], .notAsked),
        ])
    func states(_ states: [CoverageState], _ expected: StreamCoverage.State) {
        let day = Instant(year: 2024, month: 1, day: 1)
        let intervals = states.enumerated().map { index, state in
            CoverageInterval(Interval(day + .days(Int64(index)), day + .days(Int64(index + 1)))!, state)
        }
        let stream = StreamCoverage(stream: "s", intervals: intervals, bounds: [HistoryBound(.unlimited)])
        #expect(stream.state == expected)
    }

    @Test("a stream whose depth nobody knows is never called complete")
    func unknownDepth() {
        let read = [SyntheticExchange.interval("2017-07-01", "2025-03-01", .complete)]
        for bounds in [[], [HistoryBound(.unknown)]] {
            let stream = StreamCoverage(stream: "s", intervals: read, bounds: bounds, records: 3)
            #expect(stream.state == .limited)
            let one = ConnectionCoverage(connection: "c", adapter: "a", exchange: "E", streams: [stream])
            let words = CoverageReport.words(one, at: now)
            #expect(words.contains("whether there is more before, nobody knows") && !words.contains("completely"))
        }
    }

    @Test("the JSON names state, limits, deadline and earliest readable instant")
    func contract() throws {
        let text = CoverageReport.json([coverage]).text()
        let list = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(Set(list[0].keys) == ["connection", "adapter", "streams"])
        let streams = try #require(list[0]["streams"] as? [[String: Any]])
        #expect(
            Set(streams[0].keys) == [
                "name", "unit", "state", "intervals", "limits", "deadline", "earliestReadable", "records",
            ])
        #expect(Set(streams[1].keys) == ["name", "state", "intervals", "limits", "records", "shortfalls"])
        let interval = try #require((streams[0]["intervals"] as? [[String: Any]])?.first)
        #expect(Set(interval.keys) == ["from", "until", "state", "reason"])
    }

    @Test("a stream of files is told as what the file holds: no exchange, no limit, no raw name")
    func files() {
        var stream = StreamCoverage(
            stream: "file:koinly", label: "Koinly universal", kinds: RecordKinds([.trade]),
            intervals: [
                CoverageInterval(
                    Interval(Instant(iso8601: "2024-01-02T10:00:00Z")!, Instant(iso8601: "2024-05-01T10:00:00Z")!)!,
                    .fromFile)
            ], records: 12)
        stream.isOfFile = true
        let coverage = ConnectionCoverage(
            connection: "main", adapter: "synthetic", exchange: "Synthetic Exchange", streams: [stream])
        #expect(
            CoverageReport.words(coverage, at: SyntheticExchange.now) == """
                main (Synthetic Exchange)
                  From a file (Koinly universal): 12 records from 2024-01-02 to 2024-05-01 10:00.

                """)
        let others = [
            CoverageTable.text([coverage]), CoverageTimeline(width: 100).text(coverage, at: SyntheticExchange.now),
            CoverageSVG().text([coverage]),
        ]
        for text in others { #expect(!text.contains("file:") && !text.contains("unknown"), "\(text)") }
        #expect(CoverageReport.json(coverage).text().contains(#""name":"file:koinly""#))
    }
}
