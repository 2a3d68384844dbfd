import HistoryModel
import Reports
import Testing

@Suite("Many units are told in one line that hides nothing")
struct UnitsGatheredTests {
    private let now = Instant(year: 2026, month: 6, day: 1)
    private func day(_ number: Int64) -> Instant { Instant(year: 2024, month: 1, day: 1) + .days(number) }
    private func held(_ from: Int64, _ until: Int64, _ state: CoverageState, _ reason: String = "") -> CoverageInterval
    {
        CoverageInterval(Interval(day(from), day(until))!, state, reason: reason)
    }

    /// 2,500 markets: twelve with trades, 300 not yet asked, one that failed in part.
    private var markets: ConnectionCoverage {
        let streams = (0..<2500).map { number -> StreamCoverage in
            var intervals = [held(0, 100, .completeEmpty)]
            if number < 12 {
                intervals = [held(0, 10, .completeEmpty), held(10, 90, .complete), held(90, 100, .settling)]
            }
            if number == 20 { intervals = [held(0, 40, .completeEmpty), held(40, 100, .failed, "no answer")] }
            if number >= 2200 { intervals = [held(0, 100, .notAsked)] }
            var stream = StreamCoverage(
                stream: "trades", unit: "M\(number)", kinds: RecordKinds([.trade]), intervals: intervals,
                bounds: [HistoryBound(.unlimited)], records: number < 12 ? 100 : 0)
            stream.unitNoun = "market"
            return stream
        }
        return ConnectionCoverage(connection: "binance", adapter: "binance", exchange: "Binance", streams: streams)
    }

    @Test func theWorstStateCountsAndSaysOfHowMany() {
        let gathered = markets.gathered().streams
        #expect(gathered.count == 1 && gathered[0].records == 1200)
        let states = gathered[0].intervals.map(\.state)
        #expect(states == [.notAsked, .failed], "\(gathered[0].intervals)")
        let words = CoverageReport.words(markets, at: now)
        #expect(words.contains("trades: 2,500 markets, 1,200 records in 12; reading failed in part."), "\(words)")
        #expect(words.contains("in 300 of 2,500 markets"), "\(words)")
        #expect(words.contains("in 1 of 2,500 markets failed: no answer"), "\(words)")
        #expect(words.split(separator: "\n").count < 8)
    }

    @Test func aSweepThatIsDoneReadsAsComplete() {
        var coverage = markets
        coverage.streams = coverage.streams.prefix(2200).filter { $0.unit != "M20" }
        let words = CoverageReport.words(coverage, at: now)
        #expect(words.contains("2,199 markets, 1,200 records in 12, read completely"), "\(words)")
        #expect(words.contains("in 12 of 2,199 markets may still appear or change"), "\(words)")
    }

    @Test func fewUnitsKeepTheirOwnLines() {
        var coverage = markets
        coverage.streams = Array(coverage.streams.prefix(8))
        #expect(coverage.gathered() == coverage)
        #expect(CoverageReport.words(coverage, at: now).contains("trades M7"))
    }
}
