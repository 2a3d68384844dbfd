import AdapterKit

/// The trading account's bills. A spot fill has two, one for each currency, and so has a conversion: these add to what
/// fills and conversions tell. All others move the balance.
///
///     {"balChg":"0.0219338232210000","billId":"623950854533513219","ccy":"USDT","fee":"-0.000021955779","instType":"SPOT",
///      "instId":"BTC-USDT","subType":"1","tradeId":"586760148","ts":"1695033476167","type":"2",…}
enum TradingLedger: OKXList {
    static let list = ListSpec(
        "trading-ledger", "Trading ledger",
        [.unclassified, .trade, .conversion, .transfer, .reward, .interest, .margin, .derivative, .other],
        ListSpec.threeMonths, .bill, "account/bills-archive", reads: "the bills of the trading account",
        5, per: .seconds(2), "trading-account-rest-api-get-bills-details-last-3-months")

    static let kinds: WordGroups<RecordKind> = [
        "1 6 12 26": .transfer, "2 14 24": .trade, "11 27 28 29 30": .conversion, "4 5 15 16 22": .margin,
        "3 8 9 10 13 32 34": .derivative, "7 381 384": .interest, "392": .reward, "33 250 251": .other,
    ]
    /// In other markets than spot a trade is something else.
    static let markets: WordGroups<RecordKind> = ["MARGIN": .margin, "SWAP FUTURES OPTION": .derivative]

    static func add(_ row: JSON, to page: Page) throws {
        let (type, subType) = (try row["type"].word, try row.wordOrEmpty("subType"))
        let (market, asset) = (try row.wordOrEmpty("instType"), try row["ccy"].text)
        let change = try row["balChg"].amount
        var kind = kinds[type] ?? .unclassified
        if kind == .trade || kind == .margin || kind == .derivative { kind = markets[market] ?? kind }
        let isTold = try type == "27" || type == "2" && market == "SPOT" && Fills.isPlainTrade(row)
        let flags: RecordFlags = isTold ? .detail : []
        try page.add(kind, at: try row["ts"].milliseconds, key: try row["billId"].word, flags: flags, raw: row) {
            record in
            if kind == .conversion {
                // Both sides of one are booked at one instant.
                record.group(try page.text("bill:", type, ":", try row["ts"].word))
            } else if try !row.wordOrEmpty("tradeId").isEmpty {
                record.group(try Fills.group(row, page))
            }
            record.wallet("trading")
            record.market(try row.wordOrEmpty("instId"))
            record.label(try page.text("type ", type, subType.isEmpty ? .empty : "/", subType))
            if !change.isZero { try record.moved(asset, change) }
            // The change contains it. What was given back is no more than a part of the change.
            if let fee = try row.amountIfAny("fee"), fee.isNegative, !fee.isZero {
                try record.fee(asset, -fee, inside: true)
            }
            try record.ids(row, "billId", "tradeId", "ordId")
            try record.keep(
                row, ["fee", "bal", "px", "sz", "pnl", "interest", "instType", "mgnMode", "posBalChg", "from", "to"])
        }
    }
}
