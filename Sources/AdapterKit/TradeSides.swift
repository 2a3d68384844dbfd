extension JSON {
    /// Whether a trade bought, by the member that says so. Throws `malformed` for a word that is neither of the two.
    public func isBuy(_ member: Text, buy: Text = "buy", sell: Text = "sell") throws -> Bool {
        let side = try self[member].text
        guard side == buy || side == sell else {
            throw ExchangeError(.malformed, message: "A trade is neither buy nor sell.", place: self[member].path)
        }
        return side == buy
    }
}

extension RecordWriter {
    /// Both sides of a trade, the market's base first: bought, it came in and the quote went out; sold, the other way.
    ///
    /// - Parameter price: where the row tells no cost, what to multiply the one given with.
    public func traded(
        _ base: LegAsset, _ size: DecimalText, for quote: LegAsset, _ cost: DecimalText,
        times price: DecimalText? = nil,
        isBuy: Bool
    ) throws {
        try isBuy ? received(base, size) : sent(base, size)
        try isBuy ? sent(quote, cost, times: price) : received(quote, cost, times: price)
    }
}
