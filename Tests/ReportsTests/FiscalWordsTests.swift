import HistoryModel
import Reports
import Testing

@Suite("The page speaks in words, the tables in codes")
struct FiscalWordsTests {
    private typealias Sample = FiscalSample

    private func written(
        _ kind: RecordKind = .deposit, label: String = "", flags: RecordFlags = [], value: LegValue
    ) -> (page: String, csv: String, json: String) {
        let one = Sample.transaction(kind, Sample.day(1, 1), [Leg(.in, "X", "1")], key: "a", flags: flags, label: label)
        let report = Sample.report([one]) { _ in value }
        return (
            Sample.text { FiscalHTML.write(report, $0) }, Sample.text { FiscalCSV.write(report, $0) },
            Sample.text { FiscalJSON.write(report, $0) }
        )
    }

    @Test("reasons", arguments: ["no-market", "price-not-asked", "beyond-source-limits", "no-close-that-day"])
    func reasons(_ code: String) {
        let out = written(value: code.hasPrefix("price") ? .pending(reason: code) : .missing(reason: code))
        #expect(!out.page.contains(code) && out.csv.contains(code) && out.json.contains(#""code":"\#(code)""#))
    }

    @Test(
        "sources",
        arguments: [
            ("fiat-leg", "fiat side of the trade"), ("binance-prices+ecb", "Binance, European Central Bank"),
            ("manual", "set by hand"), ("amount", "the amount itself"), ("elsewhere", "elsewhere"),
        ])
    func sources(_ code: String, _ words: String) {
        let out = written(value: .known(.init(amount: .zero, source: code)))
        #expect(
            out.page.contains(#"<td class="by">\#(words)</td>"#) && out.csv.contains(code) && out.json.contains(code))
    }

    @Test("bare numbers of an exchange are not shown; a type is, where it is all that is known")
    func labels() {
        let value = LegValue.missing(reason: "no-market")
        let state = written(label: "state 0", flags: .pending, value: value)
        #expect(!state.page.contains("state 0") && state.csv.contains("state 0"))
        #expect(state.page.contains("<em>under way</em>"))
        #expect(!written(label: "type 2/1", value: value).page.contains("type 2"))
        #expect(written(.other, label: "type 777", value: value).page.contains("the exchange calls it type 777"))
        #expect(written(label: "state of Ohio", value: value).page.contains("state of Ohio"))
    }

    @Test("what came to nothing needs no reason why it is worth nothing")
    func void() {
        let out = written(flags: .void, value: .missing(reason: "moves-nothing"))
        #expect(out.page.contains("<em>came to nothing</em>") && !out.page.contains("moved nothing"))
        #expect(out.csv.contains("moves-nothing"))
    }

    @Test("only what has a row of its own is under way; details speak for a row that may be here already")
    func underWay() {
        func told(_ flags: RecordFlags) -> [String] {
            let one = Sample.transaction(.deposit, Sample.day(1, 1), [Leg(.in, "EUR", "1")], key: "a", flags: flags)
            return Sample.report([one]).warnings.filter { $0.kind == .underWay }.map(\.text)
        }
        #expect(
            told(.pending) == ["1 transaction is under way. What is under way is not counted until it is final."])
        let details = told([.pending, .detail])
        #expect(details.count == 1 && details[0].hasPrefix("Details of 1 transaction"))
        #expect(details[0].contains("not counted until it is final"))
        #expect(told(.detail).isEmpty && told([]).isEmpty)
    }
}
