import HistoryModel
import Reports
import Testing

@Suite("The fiscal report")
struct FiscalReportTests {
    private typealias Sample = FiscalSample
    private let yearEnd = Instant(year: 2025, month: 1, day: 1)
    @Test("A6 T1 every state but ok blocks, and names reason, last good instant and command")
    func gate() throws {
        let states = ConnectionState.allCases.filter { $0 != .ok && $0 != .paused }
        for state in states {
            let bad = Sample.connection(
                "second", state: state, lastGood: state == .neverSynced ? nil : Sample.day(11, 1))
            let blockers = FiscalGate.blockers([Sample.connection(), bad], until: yearEnd)
            #expect(blockers.map(\.connection) == ["second"], "\(state)")
            #expect(blockers[0].command.hasPrefix("portolan ") && blockers[0].command.hasSuffix(" second"))
            #expect(!blockers[0].reason.isEmpty && blockers[0].lastGood == bad.lastGood)
            #expect(FiscalGate.text(blockers, year: 2024).contains(blockers[0].command))
        }
        #expect(FiscalGate.blockers([Sample.connection(), Sample.connection("two")], until: yearEnd).isEmpty)
        // Not read up to the end of the year; a hole before it.
        #expect(FiscalGate.blockers([Sample.connection(lastGood: Sample.day(11, 1))], until: yearEnd).count == 1)
        let hole = CoverageInterval(Interval(Sample.day(3, 1), Sample.day(4, 1))!, .failed, reason: "no answer")
        #expect(FiscalGate.blockers([Sample.connection(intervals: [hole])], until: yearEnd).count == 1)
        let later = CoverageInterval(
            Interval(Instant(year: 2025, month: 3, day: 1), Instant(year: 2025, month: 4, day: 1))!, .failed)
        #expect(FiscalGate.blockers([Sample.connection(intervals: [later])], until: yearEnd).isEmpty)
        var uncompared = Sample.connection()
        uncompared.isMatchingStale = true
        let blocker = try #require(FiscalGate.blockers([uncompared], until: yearEnd).first)
        #expect(blocker.reason.contains("not compared"))
        #expect(blocker.command == "portolan transactions matches --connection kraken")
    }

    @Test("A6 T1 a paused connection blocks only while it does not reach the end of the year")
    func paused() {
        #expect(FiscalGate.blockers([Sample.connection(state: .paused)], until: yearEnd).isEmpty)
        let early = FiscalGate.blockers(
            [Sample.connection(state: .paused, lastGood: Sample.day(12, 1))], until: yearEnd)
        #expect(early.map(\.command) == ["portolan connections resume kraken"])
    }

    @Test("A6 T2 a declared limit is disclosed, with its span and a remedy, and blocks nothing")
    func limits() {
        let limited = Sample.connection(intervals: [
            CoverageInterval(Interval(Sample.day(1, 1), Sample.day(3, 1))!, .unreadable, reason: "rolling 90 days"),
            CoverageInterval(Interval(Sample.day(3, 1), Instant(year: 2025, month: 2, day: 1))!, .complete),
        ])
        #expect(FiscalGate.blockers([limited], until: yearEnd).isEmpty)
        let report = Sample.report(connections: [limited])
        let found = report.warnings.filter { $0.kind == .unreadable }
        #expect(found.count == 1 && found[0].text.contains("2024-01-01") && found[0].text.contains("2024-03-01"))
        #expect(!found[0].remedy.isEmpty)
        #expect(Sample.text { FiscalHTML.write(report, $0) }.contains("2024-03-01"))
    }

    @Test("totals add up, asset by asset: opening + received − sent − fees = closing")
    func totals() throws {
        let totals = Dictionary(uniqueKeysWithValues: Sample.report().totals.map { ($0.asset, $0) })
        let euro = try #require(totals["EUR"])
        #expect(euro.opening == Amount("5000") && euro.closing == Amount("3997.4"))
        #expect(euro.sent == Amount("1000") && euro.fees == Amount("2.6") && euro.sentValue.known == Amount("1000"))
        let bitcoin = try #require(totals["BTC"])
        // The fee of the withdrawal lies inside what went out.
        #expect(
            bitcoin.received == Amount("0.02") && bitcoin.sent == Amount("0.0245") && bitcoin.fees == Amount("0.0005"))
        #expect(bitcoin.closing == Amount("-0.005"))
        #expect(totals["ETH"] == nil, "a pending deposit moves nothing")
        for total in totals.values {
            let end = try total.opening.adding(total.received).subtracting(total.sent).subtracting(total.fees)
            #expect(end == total.closing, "\(total.asset)")
        }
    }

    @Test("only the year is listed, and everything without a value is disclosed with its reason")
    func disclosures() {
        let report = Sample.report()
        #expect(report.lines.map { $0.transaction.records[0].record.key } == ["b", "c", "d", "e"])
        let kinds = Set(report.warnings.map(\.kind))
        #expect(kinds == [.missingValue, .negativeBalance, .unmatchedWithdrawal, .underWay])
        #expect(report.warnings.contains { $0.text.contains("no source has a price") })
    }

    @Test("the same store gives the same bytes, and any change another digest")
    func digest() {
        let first = Sample.report()
        #expect(first.digest.count == 32 && first.digest == Sample.report().digest)
        #expect(Sample.text { FiscalHTML.write(first, $0) } == Sample.text { FiscalHTML.write(Sample.report(), $0) })
        #expect(first.digest != Sample.report(Array(Sample.history.dropLast(2))).digest)
        #expect(
            first.digest
                != Sample.report(connections: [Sample.connection(lastGood: Instant(year: 2025, month: 3, day: 1))])
                .digest)
        for written in [Sample.text { FiscalHTML.write(first, $0) }, Sample.text { FiscalJSON.write(first, $0) }] {
            #expect(written.contains(first.digest))
        }
    }

    @Test("the page is self-contained, and names from an exchange stay text")
    func page() {
        let page = Sample.text { FiscalHTML.write(Sample.report(), $0) }
        #expect(
            !page.contains("<script") && !page.contains("src=") && !page.contains("<link") && !page.contains("<b>X"))
        #expect(page.contains("&lt;b&gt;X&amp;Y&lt;/b&gt;"))
        #expect(page.contains("<svg") && page.contains("@page{size:A4 landscape"))
        #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    }

    @Test("no text widens the page on a phone; only what stands in a box of its own scrolls")
    func phone() {
        let page = Sample.text { FiscalHTML.write(Sample.report(), $0) }
        #expect(page.contains("li,p,.by{overflow-wrap:anywhere}") && page.contains(".wide{overflow-x:auto}"))
        #expect(page.contains("@media screen and (max-width:40rem)"))
        for table in ["<table", "<svg"] {
            let parts = page.split(separator: table).dropLast()
            #expect(parts.allSatisfy { $0.hasSuffix("\">") && $0.suffix(40).contains("<div class=\"wide") }, "\(table)")
        }
    }

    @Test("what connections have in common is said once, and so is a remedy all have in common")
    func common() {
        var connections = ["a", "b", "c"].map { Sample.connection($0) }
        for place in connections.indices {
            connections[place].coverage.omissions = [
                Omission(name: "nft", kinds: [], text: "NFT trades are not served.", remedy: .file)
            ]
        }
        connections[2].coverage.omissions.append(
            Omission(name: "gifts", kinds: [], text: "Neither are gifts.", remedy: .file))
        let report = Sample.report([], connections: connections)
        #expect(report.warnings.filter { $0.kind == .neverServed }.count == 4)
        let page = Sample.text { FiscalHTML.write(report, $0) }
        #expect(
            page.contains("<strong>a</strong>, <strong>b</strong> and <strong>c</strong>: NFT trades are not served."))
        #expect(page.contains("<h3>Never served by the exchange (2)</h3>"))
        #expect(page.split(separator: HTMLText.escaped(report.warnings[0].remedy)).count == 2)
    }

    @Test("CSV has a row for each movement, JSON is one object")
    func tables() throws {
        let rows = Sample.text { FiscalCSV.write(Sample.report(), $0) }.split(separator: "\r\n")
        #expect(rows.count == 1 + 3 + 2 + 1 + 2)
        #expect(
            rows[1].hasPrefix("2024-02-03T00:00:00Z,kraken,Kraken,trade,final,out,1000,EUR,1000,EUR,known,fiat leg"))
        let json = Sample.text { FiscalJSON.write(Sample.report(), $0) }
        #expect(json.hasPrefix("{\"report\":\"portolan-fiscal-1\",\"year\":2024,\"currency\":\"EUR\""))
        #expect(json.hasSuffix("\n]}\n"))
        #expect(Sample.text { FiscalJSON.write(Sample.report([]), $0) }.hasSuffix("\"transactions\":[]}\n"))
    }
}
