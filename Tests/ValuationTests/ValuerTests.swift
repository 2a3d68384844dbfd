import HistoryModel
import Testing

@testable import Valuation

@Suite("Values, and why there is none")
struct ValuerTests {
    @Test("A9 T1 on the day itself there is no value but a reason, and never 0; the next day's price fills it")
    func sameDay() throws {
        let subject = try subject("in 0.5 BTC", at: "2025-04-17T23:59:59.999Z")
        for now in ["2025-04-17T00:00:00Z", "2025-04-17T23:59:59.999999999Z"] {
            let worth = try valuer(now: now).value(of: subject)
            #expect(worth.total == .pending(.notYetPublished) && worth.legs == [.pending(.notYetPublished)])
            #expect(worth.total.reason?.rawValue == "price-not-yet-published")
        }
        #expect(try valuer(now: "2025-04-18T00:00:00Z").value(of: subject).total == .pending(.notAsked))
        let book = try book([("BTC", "2025-04-17", "74000")])
        let filled = try valuer(book, now: "2025-04-18T00:00:01Z").value(of: subject).total
        #expect(filled.said == "37000" && filled.known?.price?.description == "74000")
    }

    struct Boundary: Sendable, CustomTestStringConvertible {
        var local: String
        var day: String
        var testDescription: String { "\(local) is \(day)" }
    }
    /// Paris is one hour ahead of UTC in winter and two in summer; the clocks change on 2025-03-30 and 2025-10-26.
    private static let boundaries = [
        Boundary(local: "2025-01-15T23:30:00Z", day: "2025-01-15"),
        Boundary(local: "2025-01-16T00:30:00Z", day: "2025-01-16"),
        Boundary(local: "2025-01-15T23:30:00+01:00", day: "2025-01-15"),
        Boundary(local: "2025-01-16T00:30:00+01:00", day: "2025-01-15"),
        Boundary(local: "2025-07-15T23:30:00+02:00", day: "2025-07-15"),
        Boundary(local: "2025-07-16T00:30:00+02:00", day: "2025-07-15"),
        Boundary(local: "2025-07-16T01:59:59+02:00", day: "2025-07-15"),
        Boundary(local: "2025-07-16T02:00:00+02:00", day: "2025-07-16"),
        // Spring: 23:30 of the day before is winter time, 00:30 of the switch too; the next night is summer time.
        Boundary(local: "2025-03-29T23:30:00+01:00", day: "2025-03-29"),
        Boundary(local: "2025-03-30T00:30:00+01:00", day: "2025-03-29"),
        Boundary(local: "2025-03-30T23:30:00+02:00", day: "2025-03-30"),
        Boundary(local: "2025-03-31T00:30:00+02:00", day: "2025-03-30"),
        // Autumn: 02:30 comes twice, both times within one UTC day.
        Boundary(local: "2025-10-26T00:30:00+02:00", day: "2025-10-25"),
        Boundary(local: "2025-10-26T02:30:00+02:00", day: "2025-10-26"),
        Boundary(local: "2025-10-26T02:30:00+01:00", day: "2025-10-26"),
        Boundary(local: "2025-10-26T23:30:00+01:00", day: "2025-10-26"),
        Boundary(local: "2025-10-27T00:30:00+01:00", day: "2025-10-26"),
    ]

    @Test("A9 T2 the day is that of UTC, whatever clock hangs on the wall in Paris", arguments: boundaries)
    func dayBoundary(_ boundary: Boundary) throws {
        let subject = try subject("in 1 BTC", at: boundary.local)
        #expect(subject.day.description == boundary.day)
        let key = try #require(try valuer().needs(of: subject).first)
        #expect(key.day.description == boundary.day)
        // The close of that day and of no other.
        let next = try day(boundary.day).advanced(by: 1).description
        let before = try day(boundary.day).advanced(by: -1).description
        let book = try book([("BTC", before, "1"), ("BTC", boundary.day, "2"), ("BTC", next, "3")])
        let worth = try valuer(book).value(of: subject)
        #expect(worth.total.said == "2")
        #expect(worth.total.known?.at == (try day(boundary.day)).end)
        // Pending until that UTC day is over, and not a moment longer.
        let last = try day(boundary.day).end - Span(nanoseconds: 1)
        #expect(try valuer(now: last.description).value(of: subject).total == .pending(.notYetPublished))
        #expect(try valuer(now: day(boundary.day).end.description).value(of: subject).total == .pending(.notAsked))
    }

    @Test("A9 T3 a provider without a price leaves a reason of its own", arguments: Value.Reason.allCases)
    func reasons(_ reason: Value.Reason) throws {
        guard ![.notYetPublished, .notAsked, .movesNothing].contains(reason) else { return }
        var book = PriceBook()
        book.setMissing(reason, for: PriceBook.key("XYZ", venue: "kraken", day: try day("2025-04-17")))
        let worth = try valuer(book).value(of: subject("in 3 XYZ"))
        #expect(worth.total == (reason.isPending ? .pending(reason) : .none(reason)))
        #expect(reason != .notYetPublished && !reason.words.isEmpty)
    }

    @Test("a reason that was true yesterday is not repeated when the day is over")
    func staleReason() throws {
        var book = PriceBook()
        book.setMissing(.notYetPublished, for: PriceBook.key("BTC", venue: "kraken", day: try day("2025-04-17")))
        #expect(
            try valuer(book, now: "2025-04-18T01:00:00Z").value(of: subject("in 1 BTC")).total == .pending(.notAsked))
    }

    @Test(
        "the whole is what was received, else what was given, else what it cost",
        arguments: [
            (["out 1 ETH", "in 0.05 BTC"], "3700"), (["out 1 ETH", "in 7 XYZ"], "1500"), (["out 7 XYZ"], "no-market"),
            (["out 1 ETH"], "1500"), (["fee 0.1 ETH"], "150"), (["out 100 EUR"], "100"),
            (["in 1 ETH", "in 0.1 BTC"], "8900"),
            (["out 1 ETH", "in 7 NEW"], "price-not-asked"), (["in 0 NEW"], "0"),
        ])
    func totals(_ movements: [String], _ expected: String) throws {
        var book = try book([("BTC", "2025-04-17", "74000"), ("ETH", "2025-04-17", "1500")])
        book.setMissing(.noMarket, for: PriceBook.key("XYZ", venue: "kraken", day: try day("2025-04-17")))
        let subject = ValuationSubject(
            time: try instant("2025-04-17T10:00:00Z"), venue: "kraken", movements: try movements.map { try .init($0) })
        #expect(try valuer(book).value(of: subject).total.said == expected)
    }

    @Test("what came to nothing has no value and needs no price")
    func void() throws {
        var subject = try subject("in 1 BTC")
        subject.moves = false
        #expect(try valuer().needs(of: subject).isEmpty)
        #expect(try valuer().value(of: subject).total == .none(.movesNothing))
    }

    @Test("a price of one's own comes before every source's, for every exchange")
    func manual() throws {
        var book = try book([("BTC", "2025-04-17", "74000")])
        let day = try day("2025-04-17")
        let link = PriceLink(
            source: "manual", base: "BTC", quote: "EUR", close: try amount("70000"), day: day, fetchedAt: day.end)
        book.set(
            UnitPrice(price: try amount("70000"), links: [link], isManual: true),
            for: PriceBook.Key(asset: "BTC", venue: PriceBook.everywhere, day: day))
        for venue in ["kraken", "binance"] {
            let worth = try valuer(book).value(of: subject("in 1 BTC", venue: venue))
            #expect(worth.total.said == "70000" && worth.total.known?.basis == .manual)
        }
        // The fiat side of a trade is no guess and stays.
        #expect(try valuer(book).value(of: subject("out 1000 EUR", "in 0.02 BTC")).unitPrice?.said == "50000")
    }

    @Test("a trade whose fee has no price is valued, and the fee is named")
    func partly() throws {
        var book = PriceBook()
        book.setMissing(.noMarket, for: PriceBook.key("KFEE", venue: "kraken", day: try day("2025-04-17")))
        let subject = try subject("out 1000 EUR", "in 0.02 BTC", "fee 30 KFEE")
        var summary = ValuationSummary(currency: "EUR", year: nil)
        summary.count(subject, try valuer(book).value(of: subject))
        #expect(summary.valued == [.fiatLeg: 1] && summary.valuedInPart == 1 && summary.unpricedParts == ["KFEE"])
        #expect(summary.gaps.isEmpty)
    }

    @Test("the summary counts each transaction once")
    func summary() throws {
        let valuer = try valuer(book([("BTC", "2025-04-17", "74000")]))
        var summary = ValuationSummary(currency: "EUR", year: nil)
        for subject in [
            try subject("out 1000 EUR", "in 0.02 BTC"), try subject("in 1 BTC"), try subject("in 1 ETH"),
            try subject("in 1 ETH", at: "2026-11-24T01:00:00Z"), try subject("out 100 EUR", "in 1 ETH", "fee 1 BNB"),
        ] { summary.count(subject, valuer.value(of: subject)) }
        #expect(summary.transactions == 5 && summary.valued == [.fiatLeg: 1, .market: 1])
        #expect(summary.gaps[.notYetPublished]?.count == 1 && summary.gaps[.notAsked]?.count == 2)
        #expect(summary.gaps[.notAsked]?.assets == ["ETH", "BNB"])
    }
}
