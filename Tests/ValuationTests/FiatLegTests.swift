import HistoryModel
import Testing

@testable import Valuation

@Suite("Trades against fiat money go by their fiat side")
struct FiatLegTests {
    /// What every provider says of bitcoin here, and nobody must hear.
    private func market() throws -> PriceBook {
        try book([("BTC", "2025-04-17", "74000"), ("BNB", "2025-04-17", "520"), ("USDT", "2025-04-17", "0.88")])
    }

    @Test("A11 T1 1000.00 EUR for 0.02 BTC is 50,000 exactly, whatever a provider says")
    func exactly() throws {
        let subject = try subject("out 1000.00 EUR", "in 0.02 BTC")
        let worth = try valuer(market()).value(of: subject)
        #expect(worth.unitPrice?.said == "50000")
        #expect(worth.total.said == "1000" && worth.legs.map(\.said) == ["1000", "1000"])
        #expect(worth.total.known?.basis == .fiatLeg && worth.total.known?.source == "fiat-leg")
        #expect(worth.total.known?.price?.description == "50000")
        #expect(worth.total.known?.chain.isEmpty == true && worth.total.known?.at == subject.time)
        #expect(try valuer().needs(of: subject).isEmpty, "no price is asked for")
    }

    @Test(
        "A11 T2 both directions; a fee in fiat, in the crypto, in a third asset",
        arguments: [
            // movements, unit price, value of the fee
            (["out 1000 EUR", "in 0.02 BTC", "fee 2.60 EUR"], "50000", "2.6"),
            (["in 1000 EUR", "out 0.02 BTC", "fee 2.60 EUR"], "50000", "2.6"),
            (["out 1000 EUR", "in 0.02 BTC", "fee 0.0001 BTC"], "50000", "5"),
            (["in 1000 EUR", "out 0.02 BTC", "fee 0.0001 BTC"], "50000", "5"),
            (["out 1000 EUR", "in 0.02 BTC", "fee 0.01 BNB"], "50000", "5.2"),
            (["in 1000 EUR", "out 0.02 BTC", "fee 0.01 BNB"], "50000", "5.2"),
            // A fee inside what was paid is no part of the price; what was received had it taken off.
            (["out 1002.60 EUR", "in 0.02 BTC", "fee-inside 2.60 EUR"], "50000", "2.6"),
            (["in 997.40 EUR", "out 0.02 BTC", "fee-inside 2.60 EUR"], "50000", "2.6"),
            (["out 1000 EUR", "in 0.0199 BTC", "fee-inside 0.0001 BTC"], "50000", "5"),
            (["in 1000 EUR", "out 0.0201 BTC", "fee-inside 0.0001 BTC"], "50000", "5"),
        ])
    func feesAndDirections(_ movements: [String], _ price: String, _ fee: String) throws {
        let subject = ValuationSubject(
            time: try instant("2025-04-17T10:00:00Z"), venue: "kraken", movements: try movements.map { try .init($0) })
        let worth = try valuer(market()).value(of: subject)
        #expect(worth.unitPrice?.said == price)
        #expect(worth.legs[2].said == fee)
        #expect(worth.total.said == "1000", "the whole is worth what was exchanged, fees apart")
        let third = movements[2].hasSuffix("BNB")
        #expect(try valuer().needs(of: subject).map(\.asset) == (third ? ["BNB"] : []))
        if third { #expect(worth.legs[2].known?.basis == .market) }
    }

    @Test("A11 T3 other fiat is converted with its day's rate, and the market price is not used")
    func otherFiat() throws {
        var book = try market()
        let day = try day("2025-04-17")
        // 1 EUR = 1.136 USD.
        let link = PriceLink(
            source: "ecb", base: "EUR", quote: "USD", close: try amount("1.136"), day: day, divides: true,
            fetchedAt: day.end)
        let price = try amount("1").divided(by: amount("1.136"), scale: Valuer.scale, Valuer.rounding)
        book.set(UnitPrice(price: price, links: [link]), for: PriceBook.key("USD", venue: "kraken", day: day))
        let subject = try subject("out 1136 USD", "in 0.02 BTC")
        #expect(try valuer().needs(of: subject).map(\.asset) == ["USD"])
        let worth = try valuer(book).value(of: subject)
        #expect(try worth.total.known?.amount.text(fractionDigits: 2) == "1000.00")
        #expect(try worth.unitPrice?.known?.amount.text(fractionDigits: 2) == "50000.00")
        #expect(worth.total.known?.basis == .fiatLeg && worth.total.known?.source == "fiat-leg+ecb")
        #expect(worth.total.known?.chain.map(\.text) == ["ecb EUR/USD 1.136 of 2025-04-17"])
        // Without a rate there is no value, and the market does not step in.
        #expect(try valuer(market()).value(of: subject).total.said == "price-not-asked")
    }

    @Test("A11 T4 a stablecoin is not fiat")
    func stablecoins() throws {
        let subject = try subject("out 1000 USDT", "in 0.012 BTC")
        let worth = try valuer(market()).value(of: subject)
        #expect(worth.unitPrice == nil)
        // What was received counts: 0.012 BTC at the day's close, not 1000 of anything.
        #expect(worth.total.said == "888" && worth.total.known?.basis == .market)
        #expect(worth.legs.map(\.said) == ["880", "888"])
        #expect(Set(try valuer().needs(of: subject).map(\.asset)) == ["USDT", "BTC"])
        for coin in ["USDT", "USDC", "DAI", "EURT", "EURC", "PYUSD", "BTC", "MNT"] { #expect(!Fiat.contains(coin)) }
        for money in ["EUR", "USD", "GBP", "CHF", "JPY", "TRY", "UAH"] { #expect(Fiat.contains(money)) }
    }

    @Test("A11 T5 decimals are exact, and rounding happens once, half to even, at the eighteenth place")
    func decimals() throws {
        // 0.1 + 0.2 style traps of binary floats.
        let worth = try valuer().value(of: subject("out 0.3 EUR", "in 0.1 XRP", "fee 0.03 XRP"))
        #expect(worth.unitPrice?.said == "3" && worth.legs[2].said == "0.09")
        let third = try valuer().value(of: subject("out 100 EUR", "in 3 XRP", "fee 1.5 XRP"))
        #expect(third.unitPrice?.said == "33.333333333333333333")
        #expect(third.legs[1].said == "100", "the whole quantity is worth exactly what was paid")
        #expect(third.legs[2].said == "50", "multiplied before it is divided")
        let dust = try valuer().value(of: subject("out 12345678.90 EUR", "in 123456789012345.678901234567890123 SHIB"))
        #expect(dust.total.said == "12345678.9")
        #expect(dust.unitPrice?.said == "0.00000009999999999")
    }

    @Test(
        "nothing but one fiat against one crypto is a fiat trade",
        arguments: [
            ["in 0.02 BTC"], ["out 1000 EUR"], ["out 1000 EUR", "in 1100 USD"], ["out 1 ETH", "in 0.05 BTC"],
            ["out 1000 EUR", "in 0.01 BTC", "in 0.1 ETH"], ["in 1000 EUR", "in 0.02 BTC"],
            ["out 0 EUR", "in 0.02 BTC"],
            ["out 1 EUR", "in 0.02 BTC", "fee-inside 1 EUR"],
        ])
    func others(_ movements: [String]) throws {
        #expect(FiatLeg(try movements.map { try ValuationSubject.Movement($0) }) == nil)
    }
}
