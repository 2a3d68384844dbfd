import AdapterKit

/// Conversions in the trading account: both sides in one row, and older than the three months of the bills.
///
///     {"side":"buy","baseCcy":"ETH","quoteCcy":"USDT","fillBaseSz":"0.0102","fillQuoteSz":"30","state":"fullyFilled",…}
enum Conversions: OKXList {
    static let list = ListSpec(
        "conversions", "Conversions", [.conversion], ListSpec.nobodySays, .time("ts"), "asset/convert/history",
        reads: "conversions", 6, "funding-account-rest-api-get-convert-history")
    static let states: WordGroups<RecordFlags> = ["fullyFilled": [], "rejected": .void]

    static func add(_ row: JSON, to page: Page) throws {
        let (id, state) = (try row["tradeId"].word, try row["state"].text)
        let (base, baseSize) = (try row["baseCcy"].text, try row["fillBaseSz"].amount)
        let (quote, quoteSize) = (try row["quoteCcy"].text, try row["fillQuoteSz"].amount)
        let (isBuy, flags) = (try row.isBuy("side"), states[state] ?? .pending)
        try page.add(.conversion, at: try row["ts"].milliseconds, key: id, flags: flags, raw: row) { record in
            record.group(try page.text("convert:", id))
            record.wallet("trading")
            record.label(state)
            try record.sent(isBuy ? quote : base, isBuy ? quoteSize : baseSize)
            try record.received(isBuy ? base : quote, isBuy ? baseSize : quoteSize)
            try record.ids(row, "tradeId")
            try record.keep(row, ["instId", "side", "fillPx", "clTReqId"])
        }
    }
}

/// Small amounts converted. The bills move both sides and tell longer; these rows say which became which.
///
///     {"fillFromSz":"0.176","fillToSz":"6.734","fromCcy":"OKB","status":"filled","toCcy":"ADA","acct":"18","uTime":"1661313307979"}
enum EasyConversions: OKXList {
    static let list = ListSpec(
        "easy-conversions", "Details of small conversions", [.conversion], [HistoryBound(.rolling(.days(7)))],
        .time("uTime"), "trade/easy-convert-history", reads: "conversions of small amounts", 1, per: .seconds(2),
        "order-book-trading-trade-get-easy-convert-history", identity: .composed)
    static let states: WordGroups<RecordFlags> = ["filled": [], "failed": .void]

    static func add(_ row: JSON, to page: Page) throws {
        let (from, to, status) = (try row["fromCcy"].text, try row["toCcy"].text, try row["status"].text)
        let key = try page.text(try page.text(try row["uTime"].word, ":", from), ":", to)
        let flags = (states[status] ?? .pending).union([.detail, .composed])
        try page.add(.conversion, at: try row["uTime"].milliseconds, key: key, flags: flags, raw: row) { record in
            record.wallet(try row.wordOrEmpty("acct") == "6" ? "funding" : "trading")
            record.label(status)
            if let size = try row.amountIfAny("fillFromSz") { try record.sent(from, size) }
            if let size = try row.amountIfAny("fillToSz") { try record.received(to, size) }
        }
    }
}

/// Interest of flexible simple earn, which grows inside the product; the funding ledger shows what went in and came out.
///
///     {"ccy":"BTC","amt":"0.01","earnings":"0.001","rate":"0.01","ts":"1597026383085"}
enum EarnInterest: OKXList {
    static let list = ListSpec(
        "earn-interest", "Details of earn interest", [.interest], [HistoryBound(.rolling(.calendarMonths(1)))],
        .time("ts"), "finance/savings/lending-history", reads: "interest of simple earn", 6,
        "financial-product-simple-earn-flexible-get-lending-history", identity: .composed)

    static func add(_ row: JSON, to page: Page) throws {
        let (asset, earned) = (try row["ccy"].text, try row["earnings"].amount)
        let key = try page.text(try row["ts"].word, ":", asset)
        let flags: RecordFlags = [.detail, .composed]
        try page.add(.interest, at: try row["ts"].milliseconds, key: key, flags: flags, raw: row) { record in
            record.wallet("earn")
            if !earned.isZero { try record.moved(asset, earned) }
            try record.keep(row, ["amt", "rate"])
        }
    }
}
