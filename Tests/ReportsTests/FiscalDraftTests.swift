import HistoryModel
import Reports
import Testing

@Suite("The report of a year that is not over")
struct FiscalDraftTests {
    private typealias Sample = FiscalSample
    private let yearEnd = Instant(year: 2025, month: 1, day: 1)
    private let draft = Sample.report(connections: [
        Sample.connection(lastGood: Sample.day(9, 1)), Sample.connection("binance", lastGood: Sample.day(10, 2)),
    ])

    @Test("is a draft, and discloses first up to when each connection was read")
    func disclosure() throws {
        #expect(draft.isDraft && !Sample.report().isDraft)
        let first = try #require(draft.warnings.first)
        #expect(first.kind == .yearNotOver)
        #expect(
            first.text.contains("binance was read up to 2024-10-02 00:00 UTC and kraken up to 2024-09-01 00:00 UTC"))
    }

    @Test("says so in every format, the page in its title")
    func formats() throws {
        let page = Sample.text { FiscalHTML.write(draft, $0) }
        #expect(page.contains("<title>Draft: transactions of 2024</title>"))
        #expect(page.contains("<h1>Draft: transactions of 2024</h1>"))
        #expect(!Sample.text { FiscalHTML.write(Sample.report(), $0) }.contains("Draft"))
        let json = Sample.text { FiscalJSON.write(draft, $0) }
        #expect(json.contains(#""draft":true"#) && json.contains(#""disclosures":[{"kind":"year_not_over""#))
        #expect(Sample.text { FiscalJSON.write(Sample.report(), $0) }.contains(#""draft":false"#))
        let rows = Sample.text { FiscalCSV.write(draft, $0) }.split(separator: "\r\n")
        #expect(rows[1].hasPrefix("2024-10-02T00:00:00Z,binance,Kraken,draft,"))
        #expect(rows[2].hasPrefix("2024-09-01T00:00:00Z,kraken,Kraken,draft,"))
        #expect(rows[1].contains("2024 is not over. Read up to 2024-10-02T00:00:00Z."))
    }

    @Test("a connection blocks it by holes or age, not by the time that is still to come; a paused one always")
    func gate() {
        let read = Sample.connection(lastGood: Sample.day(11, 1))
        #expect(FiscalGate.blockers([read], until: yearEnd, isOver: false).isEmpty)
        #expect(FiscalGate.blockers([read], until: yearEnd, isOver: true).count == 1)
        let hole = CoverageInterval(Interval(Sample.day(3, 1), Sample.day(4, 1))!, .notAsked)
        for bad in [
            Sample.connection(lastGood: Sample.day(11, 1), intervals: [hole]),
            Sample.connection(state: .stale, lastGood: Sample.day(11, 1)),
            Sample.connection(state: .paused, lastGood: Sample.day(11, 1)), Sample.connection(state: .paused),
        ] {
            #expect(FiscalGate.blockers([bad], until: yearEnd, isOver: false).count == 1, "\(bad.state)")
        }
    }

    @Test("years reach from the first record to the running one, and a refusal names them")
    func years() {
        let now = Instant(year: 2026, month: 6, day: 1)
        let years = FiscalYears(firstRecord: Instant(year: 2019, month: 5, day: 1), now: now)
        #expect(years.refusal(of: 2027) == "2027 has not begun (UTC). Ask for a year from 2019 to 2026.")
        #expect(years.refusal(of: 1990) == "There are no records of 1990. Ask for a year from 2019 to 2026.")
        #expect(years.refusalOfEmpty(2018)?.hasSuffix("Ask for a year from 2019 to 2026.") == true)
        for year in [2019, 2022, 2026] {
            #expect(years.refusal(of: year) == nil && years.refusalOfEmpty(year) == nil)
        }
        // Nobody knows where the history begins before anything was read.
        let unread = FiscalYears(firstRecord: nil, now: now)
        #expect(unread.refusal(of: 2012) == nil && unread.refusalOfEmpty(2012) == nil)
        #expect(unread.refusal(of: .max) != nil && unread.refusal(of: .min) != nil)
        let first = FiscalYears(firstRecord: Instant(year: 2026, month: 2, day: 1), now: now)
        #expect(first.refusalOfEmpty(2025)?.hasSuffix("Ask for 2026.") == true)
    }

    @Test("the refusal is lines, in which names are words of a shell")
    func text() {
        let blockers = FiscalGate.blockers(
            [Sample.connection("my konto!", state: .neverSynced, lastGood: nil)], until: yearEnd)
        let lines = FiscalGate.text(blockers, year: 2024).split(separator: "\n")
        #expect(lines.count == 4 && lines[3] == "    Do: portolan sync 'my konto!'")
        #expect(FiscalGate.textWithoutConnections(year: 2024).contains("\n  Then: portolan connect ADAPTER\n"))
        #expect(FiscalGate.json([], year: 2024).text().contains("portolan adapters list"))
    }
}
