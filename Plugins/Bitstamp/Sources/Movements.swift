import AdapterKit

/// What a row says moved: it has a member for each currency, and for a trade one for the price.
///
///     "btc":"0.00060000", "usd":"0", "eur":"-5.02", "btc_eur":"8364.0"
///
/// Currencies that took no part may stand there with 0, as text or number, and `btc_usd` with "0.00".
struct Movements {
    typealias Leg = (currency: Text, amount: DecimalText)
    typealias Price = (base: Text, quote: Text, word: Text)
    /// As the exchange spells them, without what did not move; of a trade with a price its two sides.
    private(set) var legs: [Leg] = []
    private(set) var price: Price?

    private static let others: Words<Bool> = ["id": true, "type": true, "datetime": true, "fee": true, "status": true]

    init(_ row: JSON) throws {
        var named: [Leg] = []
        var prices: [Price] = []
        for (name, value) in try row.members {
            let name = try name.text
            guard Self.others[name] == nil, let amount = try Self.amount(value) else { continue }
            guard let sides = name.split(at: "_") else {
                named.append((name, amount))
                continue
            }
            if !amount.isZero { prices.append((sides.before, sides.after, try value.word)) }
        }
        func leg(_ currency: Text) -> Leg? { named.first { $0.currency == currency } }
        // Both sides must be there, or it is no price: `order_id` has an underscore, too.
        let pairs = prices.filter { leg($0.base) != nil && leg($0.quote) != nil }
        price = pairs.first { leg($0.base)?.amount.isZero == false } ?? pairs.first
        legs = price.map { price in [price.base, price.quote].compactMap(leg) } ?? named
        legs.removeAll { $0.amount.isZero }
    }

    /// Nil for what is no amount: flags, lists, words.
    private static func amount(_ value: JSON) throws -> DecimalText? {
        switch value.kind {
        case .number: try value.amount
        case .string: DecimalText(try value.looseText)
        default: nil
        }
    }
}
