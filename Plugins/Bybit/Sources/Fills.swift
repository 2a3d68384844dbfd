import AdapterKit

/// Fills, newest first, category by category. Price, order and rate of trades whose coins the unified log moves.
enum Fills {
    static let lists = [
        Bybit.list(
            "executions", "Trades", [.trade, .derivative], "execution/list", page: "order/execution", limit: 100,
            rate: 50, days: 7,
            bounds: [
                Bybit.twoYears("v5/order/execution"),
                .unknown(
                    Bybit.docs("v5/acct-mode"),
                    reason: "A unified account 2.0 shows what came after its upgrade; the day of that is not served."),
            ], basis: .executed, units: [HistoryUnit.products("spot", "Spot")] + contracts
        ) { try add($0, isSpot: $1.unit?.key == "spot", moves: Bybit.isClassic($1), to: $2) },
        // Of contracts, from before the account became a unified one.
        Bybit.list(
            "earlier-executions", "Trades before the unified account", [.derivative], "pre-upgrade/execution/list",
            page: "pre-upgrade/execution", limit: 100, rate: 10, days: 7, basis: .executed, units: contracts,
            note:
                "Adds detail up to the upgrade, whose day is not served; USDC contracts and options for six months, spot not at all."
        ) { try add($0, isSpot: false, moves: false, to: $2) },
    ]
    private static let contracts = [
        HistoryUnit.products("linear", "USDT and USDC contracts"), .products("inverse", "Inverse contracts"),
        .products("option", "Options"),
    ]

    /// A contract's quantity is no coin that came or went: its legs are left out.
    private static func add(_ row: JSON, isSpot: Bool, moves: Bool, to page: Page) throws {
        let id = try row["execId"].word
        let symbol = try row["symbol"].text
        let isBuy = try row["side"].text == "Buy"
        let time = try row["execTime"].time(.milliseconds)
        let key = try page.text(symbol, ":", id)
        let flags: RecordFlags = isSpot && moves ? [] : .detail
        try page.add(isSpot ? .trade : .derivative, at: time, key: key, flags: flags, raw: row) { record in
            record.group(try page.text("trade:", key))
            let wallet: Text = !isSpot ? .empty : moves ? "SPOT" : "UNIFIED"
            try record.id("execId", id)
            try record.describe(
                row, wallet: wallet, market: symbol, label: row["execType"].ifSaid ?? "Trade",
                ids: ["orderId": "orderId"], keep: extras)
            if !isSpot { return }
            let (base, quote) = LegAsset.sides(of: symbol, quotes: quotes)
            try record.fill(
                row, isBuy: isBuy, of: base, for: quote, quantity: "execQty", price: "execPrice", value: "execValue")
            guard let fee = try row["execFee"].ifMoved else { return }
            if let coin = try row["feeCurrency"].ifSaid { return try record.fee(coin, fee) }
            // Bybit's rule where it names no coin: what was bought pays, except for a maker who pays nothing or is paid.
            let rate = try row["feeRate"].ifMoved
            let isPaidMaker = try row["isMaker"].ifPresent?.bool ?? false && (rate?.isNegative ?? true)
            try record.fee(isBuy != isPaidMaker ? base : quote, fee)
        }
    }
    /// `BTCUSDT` has no separator. What is listed is told by the markets; these are for pairs that are gone. Every other
    /// quote coin seen has three letters.
    static let quotes: WordGroups<Bool> = [
        "RLUSD USDT USDC USDE USDQ USDR USD1 XUSD BTC ETH DAI EUR BRL PLN TRY MNT SOL": true
    ]
    private static let extras: [StaticString] = [
        "side", "execPrice", "execQty", "execValue", "execFee", "feeCurrency", "feeRate", "isMaker", "orderType",
        "extraFees", "orderLinkId",
    ]
}
