import HistoryModel
import Testing

@testable import Reports

@Suite("What totals are worth where values are missing")
struct FiscalTotalsTests {
    private typealias Sample = FiscalSample

    private func total(_ legs: [Leg], value: (TransactionLeg) -> LegValue) throws -> AssetTotal {
        let transactions = legs.enumerated().map { number, leg in
            Sample.transaction(.trade, Sample.day(1, number + 1), [leg], key: "\(number)")
        }
        let report = Sample.report(transactions, value: value)
        return try #require(report.totals.first)
    }
    private func value(_ leg: TransactionLeg) -> LegValue {
        leg.amount == "13" ? .missing(reason: "no-market") : .known(.init(amount: Amount(leg.amount)!, source: "x"))
    }
    private func page(_ legs: [Leg]) throws -> String {
        let transactions = legs.enumerated().map { number, leg in
            Sample.transaction(.trade, Sample.day(1, number + 1), [leg], key: "\(number)")
        }
        let page = Sample.text { FiscalHTML.write(Sample.report(transactions, value: value), $0) }
        let begin = try #require(page.firstRange(of: "Totals by asset"))
        let end = try #require(page.firstRange(of: "What was read"))
        return String(page[begin.upperBound..<end.lowerBound])
    }

    @Test("no value known is unknown, never 0; nothing moved is 0")
    func unknown() throws {
        let legs = [Leg(.in, "X", "13"), Leg(.in, "X", "13")]
        let total = try total(legs, value: value)
        #expect(total.receivedValue.known == nil && total.sentValue.known == .zero)
        #expect(total.receivedValue.unvalued == 2 && total.sentValue.unvalued == 0 && total.unvalued == 2)
        let json = Sample.text { FiscalJSON.write(Sample.report([], value: value), $0) }
        #expect(!json.contains("receivedValue"))
        let row = #"<td class="n">26<br><span class="note">unknown</span></td><td class="n">0</td><td class="n">0</td>"#
        #expect(try page(legs).contains(row))
        #expect(try page(legs).contains(#"<td class="note">2 received</td>"#))
    }

    @Test("some known is at least so much, told apart for received, sent and fees")
    func atLeast() throws {
        let legs = [
            Leg(.in, "X", "5.009"), Leg(.in, "X", "13"), Leg(.out, "X", "2"), Leg(.fee, "X", "1"), Leg(.fee, "X", "13"),
            Leg(.fee, "X", "13"),
        ]
        let total = try total(legs, value: value)
        #expect(total.receivedValue.known == Amount("5.009") && total.receivedValue.unvalued == 1)
        #expect(total.sentValue.known == Amount("2") && total.sentValue.unvalued == 0)
        #expect(total.feeValue.known == Amount("1") && total.feeValue.unvalued == 2)
        // Rounded down: "at least" stays true.
        for cell in ["18.009<br>|at least 5.00 EUR", "2<br>|2.00 EUR", "27<br>|at least 1.00 EUR"] {
            let parts = cell.split(separator: "|")
            #expect(try page(legs).contains(#"<td class="n">\#(parts[0])<span class="note">\#(parts[1])</span></td>"#))
        }
        #expect(try page(legs).contains(#"<td class="note">1 received, 2 fees</td>"#))
        #expect(try page(legs).contains("<th>Movements without a value</th>"))
    }

    @Test("JSON says null where nothing is known, and counts what is missing side by side")
    func json() {
        let transactions = [Sample.transaction(.trade, Sample.day(1, 1), [Leg(.in, "X", "13")], key: "a")]
        let json = Sample.text { FiscalJSON.write(Sample.report(transactions, value: value), $0) }
        #expect(json.contains(#""receivedValue":null,"sentValue":"0","feeValue":"0","unvalued":1"#))
        #expect(json.contains(#""unvaluedBySide":{"received":1,"sent":0,"fees":0}"#))
    }

    @Test("a rebate without a value makes fees no floor")
    func rebate() throws {
        let legs = [Leg(.fee, "X", "3"), Leg(.rebate, "X", "13")]
        #expect(try page(legs).contains("incomplete: 3.00 EUR"))
        #expect(try total([Leg(.fee, "X", "3"), Leg(.rebate, "X", "1")], value: value).feeValue.known == Amount("2"))
    }

    @Test("an amount beyond 38 digits has no value either")
    func overflow() throws {
        let huge = Leg(.in, "X", String(repeating: "9", count: 40))
        let total = try total([huge]) { _ in .missing(reason: "too-many-digits") }
        #expect(total.receivedValue.known == nil && !total.isEmpty && total.isTooLong)
        // A real receipt beside a row of absurd precision: a partial sum would look like a whole one.
        let beside = [
            Sample.transaction(.deposit, Sample.day(1, 1), [Leg(.in, "X", "6104.66")], key: "a"),
            Sample.transaction(.deposit, Sample.day(1, 2), [Leg(.in, "X", "1e-60")], key: "b"),
        ]
        let report = Sample.report(beside, value: value)
        #expect(Sample.text { FiscalJSON.write(report, $0) }.contains(#""opening":null,"received":null"#))
        #expect(Sample.text { FiscalHTML.write(report, $0) }.contains("cannot be added"))
        let warning = try #require(report.warnings.first { $0.kind == .cannotBeAdded })
        #expect(warning.text.contains("X") && !warning.connection.isEmpty)
        var side = SideValue()
        let most = LegValue.known(.init(amount: Amount(String(repeating: "9", count: 38))!, source: "x"))
        try side.add(most)
        #expect(throws: Amount.Overflow.self) { for _ in 0..<20 { try side.add(most) } }
        #expect(side.unvalued == 1)
    }

    @Test("what was deleted and what nobody has decided is told, and a label of one's own stands in every format")
    func told() throws {
        var connection = Sample.connection()
        (connection.tombstones, connection.passingTombstones, connection.undecidedPairs) = (5, 2, 3)
        var records = Sample.transaction(.deposit, Sample.day(1, 1), [Leg(.in, "X", "1")], key: "a").records
        records[0].userLabel = "from grandmother"
        let report = Sample.report([try #require(Transaction(records))], connections: [connection], value: value)
        let texts = report.warnings.map(\.text)
        #expect(
            texts.contains { $0.contains("5 records deleted by you") && $0.contains("2 of them until") }, "\(texts)")
        #expect(texts.contains { $0.contains("3 pairs") && $0.contains("both are counted") }, "\(texts)")
        #expect(Sample.text { FiscalJSON.write(report, $0) }.contains(#""userLabel":"from grandmother""#))
        #expect(Sample.text { FiscalCSV.write(report, $0) }.contains(",from grandmother"))
        #expect(Sample.text { FiscalHTML.write(report, $0) }.contains("from grandmother"))
        records[0].userLabel = ""
        let other = Sample.report([try #require(Transaction(records))], connections: [connection], value: value)
        #expect(other.digest != report.digest)
    }

    @Test("less than a cent is not shown as 0", arguments: [("0.004", "< 0.01"), ("-0.004", "> -0.01"), ("0", "0.00")])
    func cents(_ amount: String, _ shown: String) throws {
        #expect(FiscalTables.money(try #require(Amount(amount)), .down) == shown)
    }
}
