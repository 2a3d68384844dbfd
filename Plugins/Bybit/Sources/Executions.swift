import AdapterKit

/// Fills, newest first, category by category. Price, order and rate of trades whose coins the unified log moves.
///
///     {"symbol":"ETHPERP","side":"Buy","orderId":"8c065341-…","execId":"e0cbe81d-…","execTime":"1672282722429",
///      "execPrice":"1190.15","execQty":"0.1","execValue":"119.015","execFee":"0.071409","feeCurrency":"",
///      "feeRate":"0.0006","isMaker":false,"execType":"Trade","extraFees":""}
enum Executions: Listing {
    static let call = Call(
        "executions", "Trades", [.trade, .derivative], path: "/v5/execution/list", page: "v5/order/execution",
        limit: 100, rate: 50, days: 7,
        bounds: [
            Bybit.twoYears("v5/order/execution"),
            .unknown(
                Bybit.docs("v5/acct-mode"),
                reason: "A unified account 2.0 shows what came after its upgrade; the day of that is not served."),
        ], basis: .executed,
        units: [HistoryUnit(kind: .productClass, key: "spot", label: "Spot")] + Fill.contracts)

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        try Fill.add(row, isSpot: ask.unit?.key == "spot", moves: ask.fact("account") == "classic", to: page)
    }
}

/// Fills of contracts from before the account became a unified one.
enum EarlierExecutions: Listing {
    static let call = Call(
        "earlier-executions", "Trades before the unified account", [.derivative],
        path: "/v5/pre-upgrade/execution/list", page: "v5/pre-upgrade/execution", limit: 100, rate: 10, days: 7,
        basis: .executed, units: Fill.contracts,
        note:
            "Adds detail up to the upgrade, whose day is not served; USDC contracts and options for six months, spot not at all."
    )

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        try Fill.add(row, isSpot: false, moves: false, to: page)
    }
}

/// One fill.
enum Fill {
    static let contracts = [
        HistoryUnit(kind: .productClass, key: "linear", label: "USDT and USDC contracts"),
        HistoryUnit(kind: .productClass, key: "inverse", label: "Inverse contracts"),
        HistoryUnit(kind: .productClass, key: "option", label: "Options"),
    ]

    /// A contract's quantity is no coin that came or went: its legs are left out.
    static func add(_ row: JSON, isSpot: Bool, moves: Bool, to page: Page) throws {
        let id = try row["execId"].word
        let symbol = try row["symbol"].text
        let isBuy = try row["side"].text == "Buy"
        let time = try row["execTime"].time(.milliseconds)
        let kind: RecordKind = isSpot ? .trade : .derivative
        let flags: RecordFlags = isSpot && moves ? [] : .detail
        try page.add(kind, at: time, key: try page.text(symbol, ":", id), flags: flags, raw: row) { record in
            record.group(try page.text("trade:", symbol, ":", id))
            record.market(symbol)
            if isSpot {
                record.wallet(moves ? "SPOT" : "UNIFIED")
                let pair = Symbol.pair(symbol)
                try move(row, isBuy, .base(guess: pair.base), .quote(guess: pair.quote), record)
            }
            record.label(try row["execType"].ifSaid ?? "Trade")
            try record.id("execId", id)
            if let order = try row["orderId"].ifSaid { try record.id("orderId", order) }
            try record.keep(
                row,
                [
                    "side", "execPrice", "execQty", "execValue", "execFee", "feeCurrency", "feeRate", "isMaker",
                    "orderType", "extraFees", "orderLinkId",
                ])
        }
    }

    private static func move(
        _ row: JSON, _ isBuy: Bool, _ base: LegAsset, _ quote: LegAsset, _ record: RecordWriter
    ) throws {
        let quantity = try row["execQty"].amount
        let price = try row["execPrice"].amount
        let value = try row["execValue"].ifMoved
        if !quantity.isZero { try isBuy ? record.received(base, quantity) : record.sent(base, quantity) }
        let cost = value ?? quantity
        let times = value == nil ? price : nil
        if !cost.isZero {
            try isBuy ? record.sent(quote, cost, times: times) : record.received(quote, cost, times: times)
        }
        guard let fee = try row["execFee"].ifMoved else { return }
        if let coin = try row["feeCurrency"].ifSaid { return try record.fee(coin, fee) }
        // Bybit's rule where it names no coin: what was bought pays, except for a maker who pays nothing or is paid.
        let rate = try row["feeRate"].ifMoved
        let isPaidMaker = try row["isMaker"].ifPresent?.bool ?? false && (rate?.isNegative ?? true)
        try record.fee(isBuy != isPaidMaker ? base : quote, fee)
    }
}

/// `BTCUSDT` has no separator. What is listed is told by the markets; this guesses for pairs that are gone.
enum Symbol {
    /// Quote coins, the longer before what they end with.
    private static let quotes: [StaticString] = [
        "RLUSD", "USDT", "USDC", "USDE", "USDQ", "USDR", "USD1", "XUSD", "BTC", "ETH", "DAI", "EUR", "BRL", "PLN",
        "TRY", "MNT", "SOL",
    ]
    static func pair(_ symbol: Text) -> (base: Text, quote: Text) {
        for quote in quotes {
            let quote = Text(stringLiteral: quote)
            if symbol.hasSuffix(quote), symbol.count > quote.count { return (symbol.dropLast(quote.count), quote) }
        }
        // Every other quote coin seen has three letters.
        return symbol.count > 3 ? (symbol.dropLast(3), symbol.suffix(3)) : (symbol, .empty)
    }
}
