import AdapterKit

/// What is held, which markets there are, what was traded in them, and margin.
extension Binance {
    static let key = endpoint("key", "account/apiRestrictions", "Reads the rights and restrictions of the key itself.")
    static let account = endpoint(
        "account", "/api/v3/account", "Reads what the spot wallet holds.", query: [.fixed("omitZeroBalances", "true")],
        .shared(20), spot)
    private static let marginAccount = endpoint(
        "margin-account", "margin/account", "Reads what the cross margin account holds and owes.", .address(10),
        docs("margin_trading/account/Query-Cross-Margin-Account-Details"))
    private static let pairs = endpoint(
        "margin-pairs", "margin/allPairs", "Reads which pairs cross margin has.", .address(1),
        docs("margin_trading/market-data/Get-All-Cross-Margin-Pairs"))
    private static let info = endpoint(
        "markets", "/api/v3/exchangeInfo", "Reads which markets there are.",
        query: [.fixed("showPermissionSets", "false")], .shared(20), spot, signed: false, keepsRaw: false)
    private static let isolated = endpoint(
        "isolated-account", "margin/isolated/account", "Reads which isolated pairs the account has.", .address(10),
        docs("margin_trading/account/Query-Isolated-Margin-Account-Info"))
    // {"ipRestrict":false,"createTime":1623840271000,"enableReading":true,"enableWithdrawals":false,…}
    private static let rights: WordGroups<KeyFacts.Rights> = [
        "enableReading": .read, "enableFixReadOnly": [], "ipRestrict": .boundToAddress,
        "enableSpotAndMarginTrading enableMargin enableFutures enableVanillaOptions": .trade,
        "enablePortfolioMarginTrading enableFixApiTrade": .trade, "enableWithdrawals": .withdraw,
        "enableInternalTransfer permitsUniversalTransfer": .move,
    ]
    // {"balances":[{"asset":"BTC","free":"0.5","locked":"0.1"},{"asset":"LDUSDT","free":"100","locked":"0"}],…}
    // {"created":true,"userAssets":[{"asset":"BNB","borrowed":"201.6","free":"2346.5","netAsset":"2144.8",…}],…}
    // {"symbols":[{"symbol":"BNBBTC","status":"TRADING","baseAsset":"BNB","quoteAsset":"BTC"}],
    //  "sors":[{"baseAsset":"BTC","symbols":["BTCUSDT","BTCUSDC"]}]}. What was delisted has left the list.
    // {"assets":[{"symbol":"BTCUSDT","enabled":true,"baseAsset":{"asset":"BTC"},"quoteAsset":{"asset":"USDT"}}]}
    static let snapshots = [
        table.key("Key", .key(key, switches: rights, certain: "enableReading", created: "createTime")),
        // None for an account that has no cross margin.
        table.snapshot(
            .units("margin-markets", label: "Margin markets", paging: .token, evidence: pairs.row.evidence),
            [.answer(marginAccount), .markets(pairs, base: ["base"], quote: ["quote"])]),
        table.snapshot(
            .balance(label: "Balances", paging: .token, note: "without funding wallet, locked earn, isolated margin"),
            [
                .rows(account, at: "balances", each: addHeld),
                .balances(marginAccount, at: "userAssets", asset: "asset", amount: "netAsset", wallet: "margin"),
            ]),
        table.units("markets", "Markets", .markets(info, at: "symbols", base: ["baseAsset"], quote: ["quoteAsset"])),
        // The markets that smart order routing may fill orders for: only they can have allocations.
        table.units("routed-markets", "Markets with order routing", .rows(info, at: "sors", each: addRouted)),
        table.units(
            "isolated-markets", "Isolated margin markets",
            .markets(isolated, at: "assets", base: ["baseAsset", "asset"], quote: ["quoteAsset", "asset"])),
    ]
    @Sendable private static func addHeld(_ row: JSON, to page: Page) throws {
        let (raw, locked) = (try row["asset"].text, try row["locked"].amount)
        // LDBTC is BTC in flexible earn; LDO is a coin of its own.
        let isEarn = raw.hasPrefix("LD") && raw.count > 2 && raw != "LDO"
        let asset = isEarn ? raw.dropFirst(2) : raw
        try page.add(balance: try row["free"].amount, of: asset, wallet: isEarn ? "earn" : .empty)
        if !locked.isZero { try page.add(balance: locked, of: asset, wallet: "in orders") }
    }
    /// All symbols of an entry are its base and what follows.
    @Sendable private static func addRouted(_ entry: JSON, to page: Page) throws {
        for symbol in try entry["symbols"].elements {
            let base = try entry["baseAsset"].text
            let quote = try symbol.text.hasPrefix(base) ? symbol.text.dropFirst(base.count) : .empty
            try page.add(market: try symbol.text, base: base, quote: quote)
        }
    }
    // {"symbol":"BNBBTC","id":28457,"orderId":100234,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012",
    //  "commission":"10.10000000","commissionAsset":"BNB","time":1499865549590,"isBuyer":true,"isMaker":false}
    /// The fills of one market, oldest first, from an id on. Very old rows may lack quoteQty.
    private static func fills(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, of markets: String,
        from parameter: String = "fromId", id: StaticString = "id", _ kind: RecordKind = .trade,
        wallet: StaticString = "", asking: [Parameter] = [], partial: String = "", _ evidence: Evidence = spot
    ) -> ListStream {
        let shape = RowShape.fill(
            kind, at: "time", id: id, market: "symbol", amount: "qty", price: "price", paid: "quoteQty",
            isBuyer: "isBuyer", isMaker: "isMaker", fee: .fee("commissionAsset", "commission"), wallet: wallet,
            ids: ["orderId"])
        return table.stream(
            name, label, path, cost, .from(parameter, id: id, 1000), size: "limit", per: "symbol", asking: asking,
            at: [], reads: label.lowercased() + " of one market", [kind], [.unlimited(evidence)], order: .up,
            settle: .hours(1), delisted: .notServed, partial: partial, evidence: evidence, unitsListedBy: markets,
            [ListPart(shape)])
    }
    static let fills = [
        fills("trades", "Trades", "/api/v3/myTrades", .shared(20), of: "markets"),
        // What smart order routing gave instead of trades: such fills are not among the trades.
        fills(
            "allocations", "Order routing fills", "/api/v3/myAllocations", .shared(20), of: "routed-markets",
            from: "fromAllocationId", id: "allocationId"),
        fills(
            "margin-trades", "Margin trades", "margin/myTrades", .address(10), of: "margin-markets", .margin,
            wallet: "margin", asking: [.fixed("isIsolated", "FALSE")], reference),
        fills(
            "isolated-trades", "Isolated margin trades", "margin/myTrades", .address(10), of: "isolated-markets",
            .margin, wallet: "isolated margin", asking: [.fixed("isIsolated", "TRUE")],
            partial: "Only pairs that the account lists. Whether pairs of long ago stay listed is not documented.",
            reference),
    ]
    // {"txId":1352286576452864727,"interestAccuredTime":1672160400000,"asset":"USDT","interest":"0.00024995",
    //  "principal":"45.3313","interestRate":"0.00013233","type":"ON_BORROW"}
    private static let interest = RowShape(
        .interest, at: "interestAccuredTime", key: ["txId"], [.sent("asset", "interest")], wallet: "margin",
        label: "type", ids: ["txId"], extras: ["rawAsset", "principal", "interestRate"])
    // {"id":123456,"tranId":123123,"timestamp":1691116657000,"asset":"USDT","type":"BORROW","amount":"101"}
    private static let flow = RowShape(
        .margin, at: "timestamp", key: ["id"], [.moved("asset", "amount")], state: "type", told,
        group: ("transfer:", "tranId"), wallet: "margin", label: "type", ids: ["tranId"], extras: ["symbol"])
    /// Told by another stream, or without effect on what is owned beyond what is owed.
    private static let told: Words<RecordFlags> = [
        "TRANSFER": .detail, "BORROW": .detail, "REPAY": .detail, "BUY_INCOME": .detail, "BUY_EXPENSE": .detail,
        "SELL_INCOME": .detail, "SELL_EXPENSE": .detail, "TRADING_COMMISSION": .detail, "BUY_LIQUIDATION": .detail,
        "SELL_LIQUIDATION": .detail, "REPAY_LIQUIDATION": .detail, "SMALL_BALANCE_CONVERT": .detail,
        "LIQUIDATION_FEE": [], "OTHER_LIQUIDATION": [], "COMMISSION_RETURN": [], "SMALL_CONVERT": [],
    ]
    private static let transferPage = docs("margin_trading/transfer")
    // Transfers: {"amount":"0.10000000","asset":"BNB","status":"CONFIRMED","timestamp":1566898617,"txId":5240372201,
    //  "type":"ROLL_IN","transFrom":"SPOT","transTo":"CROSS_MARGIN"}: seconds here.
    static let margin = [
        table.stream(
            "margin-transfers", "Margin transfers", "margin/transfer", .address(1), .pages("current", 100), [.transfer],
            [.unknown(transferPage, reason: "How far back it reads is not documented.")], maxSpan: .days(30),
            defaultSpan: .days(7), order: .down, partial: "Cross margin only.", evidence: transferPage,
            [ListPart(kept("txId", at: "timestamp", isGrouped: true))]),
        table.stream(
            "margin-interest", "Margin interest", "margin/interestHistory", .address(1), .pages("current", 100),
            [.interest], [.rolling(.days(90), reference)], maxSpan: .days(30), defaultSpan: .days(7), order: .down,
            note: "Cross margin only.", evidence: docs("margin_trading/borrow-and-repay/Get-Interest-History"),
            [ListPart(interest)]),
        table.stream(
            "margin-flow", "Margin ledger", "margin/capital-flow", .address(100), .whole(1000), size: "limit", at: [],
            [.margin, .fee], [.rolling(.days(90), reference)], maxSpan: .days(7), order: .down,
            note: "Cross margin only. What other streams tell is only detail here.",
            evidence: docs("margin_trading/account/Query-Cross-Isolated-Margin-Capital-Flow"),
            [ListPart { row in try flow.add(row, as: row.word("type") == "LIQUIDATION_FEE" ? .fee : .margin) }]),
    ]
}
