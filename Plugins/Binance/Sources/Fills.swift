import AdapterKit

extension Binance {
    // {"symbol":"BNBBTC","id":28457,"orderId":100234,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012",
    //  "commission":"10.10000000","commissionAsset":"BNB","time":1499865549590,"isBuyer":true,"isMaker":false}
    private static func fill(_ kind: RecordKind, id: StaticString, wallet: StaticString) -> RowShape {
        RowShape(
            kind, at: "time", key: [id], [.fee("commissionAsset", "commission")], wallet: wallet, ids: ["orderId"],
            extras: ["price"]
        ) { row, record in
            let (isBuyer, amount) = (try row["isBuyer"].bool, try row["qty"].amount)
            let paid = try row["quoteQty"].ifPresent?.amount
            // Very old rows may lack quoteQty.
            let (quote, times) = (paid ?? amount, paid == nil ? try row["price"].amount : nil)
            // Each market is asked for by itself: the unit is the fill's market.
            let base = LegAsset.base(guess: try row.page.text(row.unit?.base ?? ""))
            let other = LegAsset.quote(guess: try row.page.text(row.unit?.quote ?? ""))
            try isBuyer ? record.received(base, amount) : record.sent(base, amount)
            try isBuyer ? record.sent(other, quote, times: times) : record.received(other, quote, times: times)
            record.market(try row["symbol"].text)
            record.label(isBuyer ? "buy" : "sell")
            try record.id("tradeId", try row[id].word)
            try record.extra("role", try row["isMaker"].bool ? "maker" : "taker")
        }
    }

    /// The fills of one market, oldest first, from an id on.
    private static func fills(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, of markets: String,
        from parameter: String = "fromId", id: StaticString = "id", _ kind: RecordKind = .trade,
        wallet: StaticString = "", asking: [Parameter] = [], partial: String = "", _ evidence: Evidence = spot
    ) -> ListStream {
        let list = list(
            name, path, label.lowercased() + " of one market", cost, .from(parameter, id: id, 1000), size: "limit",
            per: "symbol", asking: asking, span: nil, at: [], evidence: evidence,
            [ListPart(fill(kind, id: id, wallet: wallet))])
        return .history(
            name, label, [kind], [.unlimited(evidence)], order: .up, settle: .hours(1), delisted: .notServed,
            support: partial.isEmpty ? .readable : .partial, note: partial, [list], unitsListedBy: markets,
            open: { try open($0) })
    }
    static let fills = [
        fills("trades", "Trades", "/api/v3/myTrades", .shared(20), of: "markets"),
        // What smart order routing gave instead of trades: such fills are not among the trades.
        fills(
            "allocations", "Order routing fills", "/api/v3/myAllocations", .shared(20), of: "routed-markets",
            from: "fromAllocationId", id: "allocationId"),
        fills(
            "margin-trades", "Margin trades", "/sapi/v1/margin/myTrades", .address(10), of: "margin-markets", .margin,
            wallet: "margin", asking: [.fixed("isIsolated", "FALSE")], reference),
        fills(
            "isolated-trades", "Isolated margin trades", "/sapi/v1/margin/myTrades", .address(10),
            of: "isolated-markets", .margin, wallet: "isolated margin", asking: [.fixed("isIsolated", "TRUE")],
            partial: "Only pairs that the account lists. Whether pairs of long ago stay listed is not documented.",
            reference),
    ]

    // {"txId":1352286576452864727,"interestAccuredTime":1672160400000,"asset":"USDT","interest":"0.00024995",
    //  "principal":"45.3313","interestRate":"0.00013233","type":"ON_BORROW"}
    private static let interest = RowShape(
        .interest, at: "interestAccuredTime", key: ["txId"], [.sent("asset", "interest")], wallet: "margin",
        label: "type", ids: ["txId"], extras: ["rawAsset", "principal", "interestRate"])
    // {"id":123456,"tranId":123123,"timestamp":1691116657000,"asset":"USDT","type":"BORROW","amount":"101"}
    private static func flow(_ kind: RecordKind) -> RowShape {
        RowShape(
            kind, at: "timestamp", key: ["id"], [.moved("asset", "amount")], state: "type", told,
            group: ("transfer:", "tranId"), wallet: "margin", label: "type", ids: ["tranId"], extras: ["symbol"])
    }
    /// Told by another stream, or without effect on what is owned beyond what is owed.
    private static let told: Words<RecordFlags> = [
        "TRANSFER": .detail, "BORROW": .detail, "REPAY": .detail, "BUY_INCOME": .detail, "BUY_EXPENSE": .detail,
        "SELL_INCOME": .detail, "SELL_EXPENSE": .detail, "TRADING_COMMISSION": .detail, "BUY_LIQUIDATION": .detail,
        "SELL_LIQUIDATION": .detail, "REPAY_LIQUIDATION": .detail, "SMALL_BALANCE_CONVERT": .detail,
        "LIQUIDATION_FEE": [], "OTHER_LIQUIDATION": [], "COMMISSION_RETURN": [], "SMALL_CONVERT": [],
    ]
    private static let (fee, other) = (flow(.fee), flow(.margin))

    // Transfers: {"amount":"0.10000000","asset":"BNB","status":"CONFIRMED","timestamp":1566898617,"txId":5240372201,
    //  "type":"ROLL_IN","transFrom":"SPOT","transTo":"CROSS_MARGIN"}: seconds here.
    static let margin = [
        stream(
            "margin-transfers", "Margin transfers", "/sapi/v1/margin/transfer", .address(1), .pages("current", 100),
            [.transfer],
            [.unknown(docs("margin_trading/transfer"), reason: "How far back it reads is not documented.")],
            maxSpan: .days(30), defaultSpan: .days(7), order: .down, partial: "Cross margin only.",
            evidence: docs("margin_trading/transfer"), [ListPart(move(key: "txId"))]),
        stream(
            "margin-interest", "Margin interest", "/sapi/v1/margin/interestHistory", .address(1),
            .pages("current", 100), [.interest],
            [.rolling(.days(90), reference)], maxSpan: .days(30), defaultSpan: .days(7), order: .down,
            note: "Cross margin only.", evidence: docs("margin_trading/borrow-and-repay/Get-Interest-History"),
            [ListPart(interest)]),
        stream(
            "margin-flow", "Margin ledger", "/sapi/v1/margin/capital-flow", .address(100), .whole(1000), size: "limit",
            at: [], [.margin, .fee], [.rolling(.days(90), reference)], maxSpan: .days(7), order: .down,
            note: "Cross margin only. What other streams tell is only detail here.",
            evidence: docs("margin_trading/account/Query-Cross-Isolated-Margin-Capital-Flow"),
            [ListPart { row in try (row.word("type") == "LIQUIDATION_FEE" ? fee : other).add(row) }]),
    ]
}
