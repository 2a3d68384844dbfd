import AdapterKit

/// Executions. Those of the spot market move balances; of others the bills tell what moved.
///
///     {"side":"buy","fillSz":"0.00192834","fillPx":"51858","fee":"-0.00000192834","feeCcy":"BTC","instId":"BTC-USDT",
///      "billId":"680800019754098688","tradeId":"744876980","subType":"1","fillTime":"1708587373361","ts":"1708587373362",…}
enum Fills: OKXList {
    static let list = ListSpec(
        "fills", "Fills", [.trade, .margin, .derivative], ListSpec.threeMonths, .bill, "trade/fills-history",
        reads: "executions of one class of products", 10, per: .seconds(2),
        "order-book-trading-trade-get-transaction-details-last-3-months", query: [.text("instType", required: true)],
        settle: .days(3),
        units: HistoryUnit.classes([
            "SPOT": "Spot", "MARGIN": "Margin", "SWAP": "Perpetual swaps", "FUTURES": "Futures", "OPTION": "Options",
        ]),
        note: "OKX advises another list for the last three days, so they are read again.")

    static func add(_ row: JSON, to page: Page) throws {
        let (instType, market) = (try row["instType"].text, try row["instId"].text)
        let (isSpot, isMargin) = (instType == "SPOT", instType == "MARGIN")
        let filled = try row.wordOrEmpty("fillTime")
        try page.add(
            isSpot ? .trade : isMargin ? .margin : .derivative,
            at: try row[filled.isEmpty ? "ts" : "fillTime"].milliseconds, key: try row["billId"].word,
            flags: try isSpot && isPlainTrade(row) ? [] : .detail, raw: row
        ) { record in
            record.group(try group(row, page))
            record.market(market)
            record.wallet("trading")
            record.label(try row["side"].text)
            // Contracts are no assets.
            if isSpot || isMargin { try legs(row, market, record) }
            if let fee = try row.amountIfAny("fee"), !fee.isZero { try record.fee(try row["feeCcy"].text, -fee) }
            try record.ids(row, "billId", "tradeId", "ordId")
            try record.keep(row, ["instType", "subType", "fillPx", "execType", "feeRate", "fillPnl"])
        }
    }

    private static func legs(_ row: JSON, _ market: Text, _ record: RecordWriter) throws {
        guard let (base, rest) = market.split(at: "-") else {
            throw AdapterError(.malformed, message: "A market has no two sides.", place: row["instId"].path)
        }
        // One order book may serve several quote currencies.
        let named = try row.wordOrEmpty("tradeQuoteCcy")
        let quote = named.isEmpty ? rest : named
        let (size, price) = (try row["fillSz"].amount, try row["fillPx"].amount)
        try record.traded(LegAsset(base), size, for: LegAsset(quote), size, times: price, isBuy: try row.isBuy("side"))
    }

    /// Bought or sold, no more. Small conversions, block trades and the like are bills of types of their own, which move
    /// what they moved.
    static func isPlainTrade(_ row: JSON) throws -> Bool {
        let type = try row.wordOrEmpty("subType")
        return type.isEmpty || type == "1" || type == "2"
    }
    /// One execution, in fills and in bills.
    static func group(_ row: JSON, _ page: Page) throws -> Text {
        let order = try page.text(try row["instId"].text, ":", try row.wordOrEmpty("ordId"), ":")
        return try page.text("trade:", order, try row.wordOrEmpty("tradeId"))
    }
}
