extension RowShape {
    /// A fill of a market that was asked for by itself: the row's unit is the market. Says "buy" or "sell", and in extras
    /// the role.
    ///
    /// - Parameters:
    ///   - paid: the field of the quote amount; where a row lacks it, amount × price stands for it.
    ///   - isBuyer: the field that is true for a buyer; `isMaker` likewise.
    public static func fill(
        _ kind: RecordKind, at time: StaticString, id: StaticString, market: StaticString, amount: StaticString,
        price: StaticString, paid: StaticString, isBuyer: StaticString, isMaker: StaticString, fee: LegShape,
        wallet: StaticString = "", ids: [StaticString] = []
    ) -> RowShape {
        RowShape(kind, at: time, key: [id], [fee], wallet: wallet, ids: ids, extras: [price]) { row, record in
            let (buys, size) = (try row[isBuyer].bool, try row[amount].amount)
            let total = try row[paid].ifPresent?.amount
            let (quote, times) = (total ?? size, total == nil ? try row[price].amount : nil)
            let base = LegAsset.base(guess: try row.page.text(row.unit?.base ?? ""))
            let other = LegAsset.quote(guess: try row.page.text(row.unit?.quote ?? ""))
            try record.traded(base, size, for: other, quote, times: times, isBuy: buys)
            record.market(try row[market].text)
            record.label(buys ? "buy" : "sell")
            try record.id("tradeId", try row[id].word)
            try record.extra("role", try row[isMaker].bool ? "maker" : "taker")
        }
    }
}
