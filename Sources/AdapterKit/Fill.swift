extension Text {
    /// The sides of a market whose name has no separator, like BTCUSDT: a guess, for markets no list names any more.
    ///
    /// - Parameter quotes: what markets of the exchange end with; where none fits, the last three letters count.
    public func sides(quotes: WordGroups<Bool>) -> (base: Text, quote: Text) {
        for length in stride(from: count - 1, to: 0, by: -1) where quotes[suffix(length)] ?? false {
            return (dropLast(length), suffix(length))
        }
        return count > 3 ? (dropLast(3), suffix(3)) : (self, .empty)
    }
}

extension LegAsset {
    /// Both sides of such a market, for a record that names it.
    public static func sides(of market: Text, quotes: WordGroups<Bool>) -> (base: LegAsset, quote: LegAsset) {
        let guess = market.sides(quotes: quotes)
        return (.base(guess: guess.base), .quote(guess: guess.quote))
    }
}

extension RecordWriter {
    /// Both sides of a fill, from the members that tell them: so much of `base` for a value of `quote`, which is
    /// quantity × price where the exchange does not say it. Of nothing, nothing moved.
    public func fill(
        _ row: JSON, isBuy: Bool, of base: LegAsset, for quote: LegAsset, quantity: Text, price: Text, value: Text
    ) throws {
        let (quantity, price) = (try row[quantity].amount, try row[price].amount)
        let value = try row[value].ifMoved
        if quantity.isZero { return }
        let (cost, times) = value.map { ($0, nil) } ?? (quantity, price)
        try traded(base, quantity, for: quote, cost, times: times, isBuy: isBuy)
    }
}
