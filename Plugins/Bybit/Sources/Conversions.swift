import AdapterKit

/// Conversions, paged by number.
///
///     {"accountType":"eb_convert_funding","exchangeTxId":"10100108106409343501030232064","fromCoin":"ETH",
///      "fromAmount":"0.1","toCoin":"BTC","toAmount":"0.00534882723991","exchangeStatus":"success",
///      "convertRate":"0.0534882723991","createdAt":"1720071899995"}
enum Conversions: Listing {
    static let call = Call(
        "conversions", "Conversions", [.conversion], path: "/v5/asset/exchange/query-convert-history",
        page: "v5/asset/convert/get-convert-history", limit: 100, rate: 50, paged: "index", numbered: true,
        order: .unknown,
        note: "Conversions on the web or in the app begin on 2025-09-10. The unified wallet's own are moved by its log."
    )
    static let plain = PlainRow(
        .conversion, id: "exchangeTxId", time: "createdAt", state: "exchangeStatus", states: states, group: "convert:",
        legs: [.sent("fromCoin", "fromAmount"), .received("toCoin", "toAmount")],
        keep: ["accountType", "convertRate", "exchangeRate", "fromCoinType", "toCoinType"])

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        let wallet = try wallet(row)
        try plain.add(row, wallet: wallet, flags: flags(wallet, ask), to: page)
    }
    static func wallet(_ row: JSON) throws -> Text {
        try row["accountType"].ifSaid == "eb_convert_uta" ? "UNIFIED" : "FUND"
    }
    /// What happened in the unified wallet is moved by its log, which has also what was converted on the web.
    static func flags(_ wallet: Text, _ ask: StreamAsk<String>) -> RecordFlags {
        wallet == "UNIFIED" && ask.fact("account") != "classic" ? .detail : []
    }
}

/// Conversions of the product before; times in seconds. Wallet and state are not told.
///
///     {"fromCoin":"BTC","fromAmount":"0.1000000000000000","toCoin":"ETH","toAmount":"1.3858660000000000",
///      "exchangeRate":"13.858660380000000000","createdTime":"1672197760","exchangeTxId":"145102533285208544812654440448"}
enum OldConversions: Movements {
    static let call = Call(
        "old-conversions", "Older conversions", [.conversion], path: "/v5/asset/exchange/order-record",
        page: "v5/asset/exchange", limit: 50, rate: 600, per: .minutes(1),
        note: "From July 2024 on these rows add detail: the conversions and the unified wallet's log have them too.")
    static var rows: [Text] { ["orderBody"] }
    static let plain: PlainRow = {
        var row = Conversions.plain
        row.time = "createdTime"
        return row
    }()
    /// The list that came after it, and the reach of the unified log, begin later than this: no row is moved by two.
    static let movesUntil = Instant(year: 2024, month: 7, day: 1)
    static func flags(_ row: JSON, _ ask: StreamAsk<String>) throws -> RecordFlags {
        try row["createdTime"].secondsOrMilliseconds.instant < movesUntil ? [] : .detail
    }
}

/// Small balances made into one coin: one record for each coin given. What arrived already lacks the fee.
///
///     {"accountType":"eb_convert_uta","exchangeTxId":"1010075157602517596339322880","subRecords":[{"fromCoin":"SOL",
///      "fromAmount":"0.000003","toCoin":"USDC","toAmount":"0.000363439538230885","feeCoin":"USDC",
///      "feeAmount":"0.000007417133433283","status":"success"}],"createdAt":"1766128195000"}
enum Dust: Listing {
    // "covert" is Bybit's spelling.
    static let call = Call(
        "dust", "Small balances converted", [.conversion], path: "/v5/asset/covert/small-balance-history",
        page: "v5/asset/convert-small-balance/exchange-history", limit: 100, rate: 5, size: "size", numbered: true,
        order: .unknown)
    static var rows: [Text] { ["records"] }
    static let plain: PlainRow = {
        var row = Conversions.plain
        row.state = "status"
        row.legs.append(.fee("feeCoin", "feeAmount", inside: true))
        return row
    }()

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        let wallet = try Conversions.wallet(row)
        for (place, part) in try row["subRecords"].elements.enumerated() {
            try plain.add(
                part, of: row, part: try page.text("#", try page.text(String(place))), wallet: wallet,
                flags: Conversions.flags(wallet, ask), to: page)
        }
    }
}
