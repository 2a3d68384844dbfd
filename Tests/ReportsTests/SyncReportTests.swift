import HistoryModel
import Reports
import Testing

@Suite("Sync reports")
struct SyncReportTests {
    @Test("table and JSON are those checked in")
    func snapshots() throws {
        try expectSnapshot(SyncReport.table(SyntheticExchange.outcomes), "sync.txt")
        try expectSnapshot(SyncReport.json(SyntheticExchange.outcomes).text(pretty: true), "sync.json")
    }

    let started = Instant(year: 2025, month: 3, day: 1)
    func progress(coveredUntil: String? = nil, target: Bool = false) -> SyncProgress {
        SyncProgress(
            connection: "kraken", stream: "ledger", records: 12_345, pages: 247,
            coveredUntil: coveredUntil.flatMap { Instant(iso8601: $0) },
            target: target
                ? Interval(Instant(year: 2020, month: 1, day: 1), Instant(year: 2025, month: 1, day: 1)) : nil,
            started: started)
    }

    @Test("a line tells records, pages and how far it got")
    func plainLine() {
        let line = progress(coveredUntil: "2021-05-03").line(at: started + .seconds(10), width: 200)
        #expect(line == "kraken ledger  12,345 rows, read up to 2021-05-03, 247 pages")
    }

    @Test("where the end is known the line tells the share and the time left")
    func estimate() {
        let line = progress(coveredUntil: "2022-07-02", target: true).line(at: started + .seconds(60), width: 200)
        #expect(line.hasPrefix("kraken ledger  ████░░░░░░ 12,345 rows, about 1 min left, "))
        let narrow = progress(coveredUntil: "2022-07-02", target: true).line(at: started + .seconds(60), width: 79)
        #expect(narrow.contains("read up to 2022-07-02"))
    }

    @Test("what an earlier sync read says nothing of the pace of this one")
    func resumed() {
        var resumed = progress(coveredUntil: "2023-01-01", target: true)
        resumed.begunAt = Instant(year: 2022, month: 1, day: 1)
        #expect(resumed.remaining(at: started + .seconds(60)).map { Words.duration($0) } == "2 min")
    }

    @Test("a stream that has not been asked tells what it waits for, and ends with a word")
    func withoutRows() {
        var balance = SyncProgress(connection: "kraken", stream: "balance", started: started)
        #expect(balance.line(at: started, width: 79) == "kraken balance  asking")
        balance.waitUntil = started + .seconds(4)
        #expect(balance.line(at: started, width: 79) == "kraken balance  waiting 4 s for the rate limit")
        balance.isFinished = true
        balance.waitUntil = nil
        #expect(balance.line(at: started, width: 79) == "kraken balance  read")
    }

    @Test("a wait is told instead of an estimate")
    func waiting() {
        var held = progress(coveredUntil: "2022-07-02", target: true)
        held.waitUntil = started + .seconds(65)
        held.waitReason = "the rate limit \"calls\""
        let line = held.line(at: started + .seconds(60), width: 200)
        #expect(line.contains(", waiting 5 s for the rate limit \"calls\", "))
        #expect(!held.line(at: started + .seconds(70), width: 200).contains("waiting"))
    }

    @Test("no estimate is made up before there is a pace")
    func tooEarly() {
        #expect(progress(coveredUntil: "2020-01-05", target: true).remaining(at: started + .seconds(5)) == nil)
        #expect(progress(coveredUntil: "2022-01-05").remaining(at: started + .seconds(5)) == nil)
    }

    @Test("a line is never wider than the terminal", arguments: [20, 40, 79])
    func narrow(_ width: Int) {
        let line = progress(coveredUntil: "2022-07-02", target: true).line(at: started + .seconds(60), width: width)
        #expect(TerminalText.width(line) <= width)
    }
}
