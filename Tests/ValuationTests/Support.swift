import HistoryModel
import Testing

@testable import Valuation

func amount(_ text: String) throws -> Amount { try #require(Amount(text)) }
func instant(_ text: String) throws -> Instant { try #require(Instant(iso8601: text)) }
func day(_ text: String) throws -> UTCDay { try #require(UTCDay(text)) }

extension ValuationSubject.Movement {
    /// `in 0.02 BTC`, `out 1000 EUR`, `fee 1 EUR`, `fee-inside 1 EUR`.
    init(_ text: String) throws {
        let words = text.split(separator: " ").map(String.init)
        let roles: [String: LegRole] = ["in": .in, "out": .out, "fee": .fee, "fee-inside": .fee, "rebate": .rebate]
        self.init(
            try #require(roles[words[0]]), words[2], try ValuationTests.amount(words[1]),
            isInside: words[0] == "fee-inside")
    }
}

/// What moved, on 17 April 2025 at Kraken if nothing else is said.
func subject(
    _ movements: String..., at time: String = "2025-04-17T10:00:00Z", venue: String = "kraken"
) throws -> ValuationSubject {
    ValuationSubject(
        time: try instant(time), venue: venue, movements: try movements.map { try .init($0) })
}

/// A book with prices of one unit in euro: `("BTC", "2025-04-17", "74000")`.
func book(_ prices: [(asset: String, day: String, price: String)], venue: String = "kraken") throws -> PriceBook {
    var book = PriceBook()
    for (asset, text, price) in prices {
        let day = try day(text)
        let link = PriceLink(
            source: Fiat.contains(asset) ? "ecb" : "kraken-prices", base: asset, quote: "EUR",
            close: try amount(price), day: day, fetchedAt: day.end + .hours(1))
        book.set(
            UnitPrice(price: try amount(price), links: [link]), for: PriceBook.key(asset, venue: venue, day: day))
    }
    return book
}

func valuer(_ book: PriceBook = PriceBook(), now: String = "2026-11-24T12:00:00Z", currency: String = "EUR") throws
    -> Valuer
{ Valuer(currency: currency, book: book, now: try instant(now)) }

extension Value {
    /// The amount as text, or the reason.
    var said: String { known.map { $0.amount.description } ?? reason.map(\.rawValue) ?? "" }
}
