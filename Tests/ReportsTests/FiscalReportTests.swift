import HistoryModel
import Reports
import Testing

@Suite("The fiscal report")
struct FiscalReportTests {
    private let yearEnd = Instant(year: 2025, month: 1, day: 1)
    private func day(_ month: Int, _ day: Int) -> Instant { Instant(year: 2024, month: month, day: day) }

    private func connection(
        _ name: String = "kraken", state: ConnectionState = .ok,
        lastGood: Instant? = Instant(year: 2025, month: 2, day: 1),
        intervals: [CoverageInterval] = []
    ) -> FiscalConnection {
        let whole = CoverageInterval(
            Interval(Instant(year: 2020, month: 1, day: 1), Instant(year: 2025, month: 2, day: 1))!, .complete)
        let stream = StreamCoverage(
            stream: "ledger", kinds: RecordKinds([.trade]), intervals: intervals.isEmpty ? [whole] : intervals,
            bounds: [HistoryBound(.unlimited)], records: 3)
        return FiscalConnection(
            name: name, exchange: "Kraken", state: state, lastGood: lastGood,
            coverage: ConnectionCoverage(connection: name, adapter: "kraken", exchange: "Kraken", streams: [stream]))
    }

    private func transaction(
        _ kind: RecordKind, _ time: Instant, _ legs: [Leg], key: String, flags: RecordFlags = []
    ) -> Transaction {
        var record = Record(kind, at: time, key: key, flags: flags, legs: legs)
        record.label = kind.name
        return Transaction([StoredRecord(connection: "kraken", adapter: "kraken", stream: "ledger", record: record)])!
    }

    private var history: [Transaction] {
        [
            transaction(.fiatDeposit, Instant(year: 2023, month: 5, day: 1), [Leg(.in, "EUR", "5000")], key: "a"),
            transaction(
                .trade, day(2, 3), [Leg(.out, "EUR", "1000"), Leg(.in, "BTC", "0.02"), Leg(.fee, "EUR", "2.6")],
                key: "b"),
            transaction(
                .withdrawal, day(6, 1), [Leg(.out, "BTC", "0.015"), Leg(.fee, "BTC", "0.0005", flags: .inside)],
                key: "c"),
            transaction(.deposit, day(7, 1), [Leg(.in, "ETH", "2")], key: "d", flags: .pending),
            transaction(.trade, day(8, 1), [Leg(.out, "BTC", "0.01"), Leg(.in, "<b>X&Y</b>", "7")], key: "e"),
            transaction(.deposit, Instant(year: 2025, month: 1, day: 5), [Leg(.in, "BTC", "1")], key: "f"),
        ]
    }

    private func value(_ leg: TransactionLeg) -> LegValue {
        switch leg.asset {
        case "EUR": .known(.init(amount: Amount(leg.amount)!, source: "fiat leg"))
        case "BTC":
            .known(.init(amount: Amount("500")!, price: Amount("50000"), source: "kraken-prices", chain: "BTC/EUR"))
        case "ETH": .pending(reason: "price-not-yet-published")
        default: .missing(reason: "no source has a price")
        }
    }

    private func report(_ transactions: [Transaction]? = nil, connections: [FiscalConnection]? = nil) -> FiscalReport {
        var builder = FiscalReport.Builder(year: 2024, currency: "EUR", connections: connections ?? [connection()])
        for transaction in transactions ?? history { builder.add(transaction) { $0.legs.map(value) } }
        return builder.finish(sha256: fold)
    }
    /// No digest anybody should use, but one that changes with every byte.
    private func fold(_ bytes: [UInt8]) -> [UInt8] {
        var state: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15]
        for byte in bytes {
            state[0] = (state[0] ^ UInt64(byte)) &* 0x100_0000_01B3
            state[1] = (state[1] &+ state[0]) &* 0xFF51_AFD7_ED55_8CCD
        }
        return state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
    private func text(_ write: (([UInt8]) -> Void) -> Void) -> String {
        var out: [UInt8] = []
        write { out += $0 }
        return String(decoding: out, as: UTF8.self)
    }

    @Test("A6 T1 every state but ok blocks, and names reason, last good instant and command")
    func gate() throws {
        let states = ConnectionState.allCases.filter { $0 != .ok && $0 != .paused }
        for state in states {
            let bad = connection("second", state: state, lastGood: state == .neverSynced ? nil : day(11, 1))
            let blockers = FiscalGate.blockers([connection(), bad], until: yearEnd)
            #expect(blockers.map(\.connection) == ["second"], "\(state)")
            #expect(blockers[0].command.hasPrefix("portolan ") && blockers[0].command.hasSuffix(" second"))
            #expect(!blockers[0].reason.isEmpty && blockers[0].lastGood == bad.lastGood)
            #expect(FiscalGate.text(blockers, year: 2024).contains(blockers[0].command))
        }
        #expect(FiscalGate.blockers([connection(), connection("two")], until: yearEnd).isEmpty)
        // Not read up to the end of the year; a hole before it.
        #expect(FiscalGate.blockers([connection(lastGood: day(11, 1))], until: yearEnd).count == 1)
        let hole = CoverageInterval(Interval(day(3, 1), day(4, 1))!, .failed, reason: "no answer")
        #expect(FiscalGate.blockers([connection(intervals: [hole])], until: yearEnd).count == 1)
        let later = CoverageInterval(
            Interval(Instant(year: 2025, month: 3, day: 1), Instant(year: 2025, month: 4, day: 1))!, .failed)
        #expect(FiscalGate.blockers([connection(intervals: [later])], until: yearEnd).isEmpty)
    }

    @Test("A6 T1 a paused connection blocks only while it does not reach the end of the year")
    func paused() {
        #expect(FiscalGate.blockers([connection(state: .paused)], until: yearEnd).isEmpty)
        let early = FiscalGate.blockers([connection(state: .paused, lastGood: day(12, 1))], until: yearEnd)
        #expect(early.map(\.command) == ["portolan connections resume kraken"])
    }

    @Test("A6 T2 a declared limit is disclosed, with its span and a remedy, and blocks nothing")
    func limits() {
        let limited = connection(intervals: [
            CoverageInterval(Interval(day(1, 1), day(3, 1))!, .unreadable, reason: "rolling 90 days"),
            CoverageInterval(Interval(day(3, 1), Instant(year: 2025, month: 2, day: 1))!, .complete),
        ])
        #expect(FiscalGate.blockers([limited], until: yearEnd).isEmpty)
        let report = report(connections: [limited])
        let found = report.warnings.filter { $0.kind == .unreadable }
        #expect(found.count == 1 && found[0].text.contains("2024-01-01") && found[0].text.contains("2024-03-01"))
        #expect(!found[0].remedy.isEmpty)
        #expect(text { FiscalHTML.write(report, $0) }.contains("2024-03-01"))
    }

    @Test("totals add up, asset by asset: opening + received − sent − fees = closing")
    func totals() throws {
        let totals = Dictionary(uniqueKeysWithValues: report().totals.map { ($0.asset, $0) })
        let euro = try #require(totals["EUR"])
        #expect(euro.opening == Amount("5000") && euro.closing == Amount("3997.4"))
        #expect(euro.sent == Amount("1000") && euro.fees == Amount("2.6") && euro.sentValue == Amount("1000"))
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
        let report = report()
        #expect(report.lines.map { $0.transaction.records[0].record.key } == ["b", "c", "d", "e"])
        let kinds = Set(report.warnings.map(\.kind))
        #expect(kinds == [.missingValue, .negativeBalance, .unmatchedWithdrawal, .underWay])
        #expect(report.warnings.contains { $0.text.contains("no source has a price") })
    }

    @Test("the same store gives the same bytes, and any change another digest")
    func digest() {
        let first = report()
        #expect(first.digest.count == 32 && first.digest == report().digest)
        #expect(text { FiscalHTML.write(first, $0) } == text { FiscalHTML.write(report(), $0) })
        #expect(first.digest != report(Array(history.dropLast(2))).digest)
        #expect(
            first.digest != report(connections: [connection(lastGood: Instant(year: 2025, month: 3, day: 1))]).digest)
        for written in [text { FiscalHTML.write(first, $0) }, text { FiscalJSON.write(first, $0) }] {
            #expect(written.contains(first.digest))
        }
    }

    @Test("the page is self-contained, and names from an exchange stay text")
    func page() {
        let page = text { FiscalHTML.write(report(), $0) }
        #expect(
            !page.contains("<script") && !page.contains("src=") && !page.contains("<link") && !page.contains("<b>X"))
        #expect(page.contains("&lt;b&gt;X&amp;Y&lt;/b&gt;"))
        #expect(page.contains("<svg") && page.contains("@page{size:A4 landscape"))
        #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    }

    @Test("CSV has a row for each movement, JSON is one object")
    func tables() throws {
        let rows = text { FiscalCSV.write(report(), $0) }.split(separator: "\r\n")
        #expect(rows.count == 1 + 3 + 2 + 1 + 2)
        #expect(
            rows[1].hasPrefix("2024-02-03T00:00:00Z,kraken,Kraken,trade,final,out,1000,EUR,1000,EUR,known,fiat leg"))
        let json = text { FiscalJSON.write(report(), $0) }
        #expect(json.hasPrefix("{\"report\":\"portolan-fiscal-1\",\"year\":2024,\"currency\":\"EUR\""))
        #expect(json.hasSuffix("\n]}\n"))
        #expect(text { FiscalJSON.write(report([]), $0) }.hasSuffix("\"transactions\":[]}\n"))
    }
}
