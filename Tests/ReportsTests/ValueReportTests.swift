import HistoryModel
import Reports
import Testing
import Valuation

@Suite("Values are said in words and in JSON")
struct ValueReportTests {
    private func known(_ amount: String, _ basis: KnownValue.Basis, chain: [PriceLink] = []) -> Value {
        .known(
            KnownValue(
                amount: Amount(amount)!, currency: "EUR", basis: basis, chain: chain,
                at: Instant(year: 2025, month: 4, day: 18)))
    }
    private let link = PriceLink(
        source: "kraken-prices", base: "BTC", quote: "EUR", close: Amount("74000")!,
        day: UTCDay(year: 2025, month: 4, day: 17), fetchedAt: Instant(year: 2025, month: 4, day: 19))

    @Test func inWords() {
        #expect(ValueReport.text(known("1000", .fiatLeg)) == "1000.00 EUR (fiat-leg)")
        #expect(
            ValueReport.text(known("37000.125", .market, chain: [link]))
                == "37000.13 EUR (market: kraken-prices BTC/EUR 74000 of 2025-04-17)")
        #expect(
            ValueReport.text(.pending(.notYetPublished)).hasPrefix(
                "pending, price-not-yet-published: the day is not over"))
        #expect(ValueReport.text(.none(.noMarket)).hasPrefix("none, no-market: no source has a market"))
    }

    @Test func inJSON() {
        let json = ValueReport.json(known("37000.125", .market, chain: [link])).text()
        #expect(
            json
                == #"{"state":"known","amount":"37000.125","currency":"EUR","basis":"market","price":null,"source":"kraken-prices","at":"2025-04-18T00:00:00Z","fetchedAt":"2025-04-19T00:00:00Z","chain":[{"source":"kraken-prices","base":"BTC","quote":"EUR","close":"74000","day":"2025-04-17","divides":false,"fetchedAt":"2025-04-19T00:00:00Z"}]}"#
        )
        #expect(ValueReport.json(.pending(.notAsked)).text() == #"{"state":"pending","reason":"price-not-asked"}"#)
    }

    @Test func inTheFiscalReport() {
        let value = LegValue(known("37000", .market, chain: [link, link]))
        #expect(value.known?.source == "kraken-prices" && value.known?.chain == "BTC/EUR > BTC/EUR")
        #expect(value.known?.amount.description == "37000" && value.known?.at?.date == "2025-04-18")
        #expect(LegValue(.pending(.notAsked)) == .pending(reason: "price-not-asked"))
        #expect(LegValue(.none(.noMarket)) == .missing(reason: "no-market"))
    }

    @Test func aRun() {
        var summary = ValuationSummary(currency: "EUR", year: 2025)
        summary.transactions = 1300
        summary.valued = [.fiatLeg: 800, .market: 434]
        var gap = ValuationSummary.Gap(.noMarket)
        gap.count = 66
        gap.assets = ["KFEE", "\u{1B}[31mX"]
        summary.gaps[.noMarket] = gap
        summary.changed = [
            .init(
                source: "ecb", market: "EUR/USD", day: UTCDay(year: 2025, month: 4, day: 17), kept: "1.136",
                offered: "1.137")
        ]
        let text = ValueReport.text(summary)
        #expect(text.contains("1,234 of 1,300 transactions of 2025 valued in EUR"))
        #expect(text.contains("800 by their fiat side") && text.contains("66 no-market"))
        #expect(text.contains("ecb EUR/USD on 2025-04-17: 1.136 kept, 1.137 offered") && !text.contains("\u{1B}"))
        let json = ValueReport.json(summary)
        #expect(json.text().hasPrefix(#"{"currency":"EUR","year":2025,"transactions":1300,"valued":1234,"#))
    }

    @Test func aTransactionIsValuedByItsLegs() throws {
        let transactions = SyntheticExchange.transactions
        let valuer = Valuer(currency: "EUR", book: PriceBook(), now: Instant(year: 2026, month: 1, day: 1))
        for transaction in transactions {
            let subject = ValuationSubject(transaction)
            #expect(subject.movements.count == transaction.legs.count && subject.venue == transaction.adapter)
            #expect(subject.moves == (transaction.status == .final || transaction.status == .pending))
            let worth = valuer.value(of: subject)
            #expect(worth.legs.count == transaction.legs.count)
            let shown = TransactionReport.show(transaction, worth: worth)
            #expect(shown.contains("  Value       "))
            #expect(TransactionReport.json(transaction, worth: worth).text().contains(#""value":{"total":{"state":"#))
            #expect(!TransactionReport.json(transaction).text().contains(#""value":{"total""#))
        }
    }
}
