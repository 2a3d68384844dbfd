import HistoryModel

/// The sentence in a report's notes: `Converted 0.00363125 BTC to 156.145683 XRP`,
/// `Bought 0.01 BTC for 612.5404 EUR on BTC-EUR at 61010 EUR/BTC`. Its numbers may be written as the user's language
/// has it: `0,00050000`.
struct CoinbaseNote {
    let verb: String
    let preposition: String
    let firstAsset: String
    let secondAsset: String
    /// `BTC-EUR`; empty in older notes.
    private(set) var market = ""
    private let first: String
    private let second: String
    private var price = ""

    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 6 else { return nil }
        (verb, first, firstAsset, preposition, second, secondAsset) = (
            words[0], words[1], words[2], words[3], words[4], words[5]
        )
        if words.count >= 10, words[6] == "on", words[8] == "at" {
            market = words[7]
            price = words[9]
        }
    }

    /// The second number, once the first has shown how numbers are written: it must be the quantity.
    func amounts(first quantity: Amount) -> Amount? { reading(quantity).flatMap { FileAmount.read(second, $0) } }
    func price(first quantity: Amount) -> Amount? {
        price.isEmpty ? nil : reading(quantity).flatMap { FileAmount.read(price, $0) }
    }

    private func reading(_ quantity: Amount) -> FileAmount.Decimals? {
        let fitting = [FileAmount.Decimals.pointWithGroups, .comma].filter { FileAmount.read(first, $0) == quantity }
        if fitting.count < 2 { return fitting.first }
        // A whole number shows nothing. A comma before three digits is a group's, any other the decimal sign.
        let isGrouped = FileAmount.read(second, .pointWithGroups) != nil
        return isGrouped ? .pointWithGroups : .comma
    }
}

/// The other side of a trade.
struct CoinbaseQuote {
    var asset: String
    var amount: Amount
    var fee: Amount
    var market = ""

    /// From the exact figures in the notes of an advanced trade; nil where they do not name the price.
    init?(note text: String, quantity: Amount, isBuy: Bool) throws {
        guard let note = CoinbaseNote(text), note.preposition == "for",
            let total = note.amounts(first: quantity), let price = note.price(first: quantity),
            let gross = try? quantity.multiplied(by: price)
        else { return nil }
        asset = note.secondAsset
        market = note.market
        (amount, fee) = try Self.split(gross: gross, total: total, isBuy: isBuy)
    }

    /// From the money columns. What moved in the end is the total: a difference beyond the fees belongs to them.
    init(_ money: CoinbaseMoney, isBuy: Bool) throws {
        guard let gross = (money.subtotal ?? money.total)?.magnitude, !money.currency.isEmpty else {
            throw CoinbaseFacts.Unclear("neither subtotal nor total says what was paid")
        }
        asset = money.currency
        var total = money.total?.magnitude
        if total == nil, let fees = money.fees?.magnitude {
            total = isBuy ? try gross.adding(fees) : try gross.subtracting(fees)
        }
        (amount, fee) = try Self.split(gross: gross, total: total ?? gross, isBuy: isBuy)
    }

    private static func split(gross: Amount, total: Amount, isBuy: Bool) throws -> (Amount, Amount) {
        let fee = isBuy ? try total.subtracting(gross) : try gross.subtracting(total)
        // Better than the price: there was no fee, and the total is what moved.
        return fee.isNegative ? (total, .zero) : (gross, fee)
    }
}
