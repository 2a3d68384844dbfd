import AdapterKit

/// Everything that moved the unified wallet, in the coin it moved: the one stream that moves balances there.
///
///     {"id":"592324_XRPUSDT_161440249321","symbol":"XRPUSDT","category":"linear","side":"Buy","transactionTime":
///      "1672128000000","type":"SETTLEMENT","currency":"USDT","funding":"-0.003676","fee":"0.00000000","cashFlow":"0",
///      "change":"-0.003676","cashBalance":"5086.55825002","tradeId":"534c0003-4bf7-486f-aa02-78cee36825e4"}
enum UnifiedLog: Listing {
    static let call = Call(
        "unified-log", "Log of the unified wallet",
        [.trade, .conversion, .transfer, .reward, .airdrop, .interest, .margin, .derivative, .fee, .other],
        path: "/v5/account/transaction-log", page: "v5/account/transaction-log", limit: 50, rate: 25, days: 7,
        hours: 24,
        query: [.fixed("accountType", "UNIFIED")],
        bounds: [Bybit.twoYears("v5/account/transaction-log")], basis: .executed, composed: true)

    private static let extras: [StaticString] = [
        "category", "side", "qty", "size", "tradePrice", "feeRate", "bonusChange", "cashBalance", "extraFees",
        "transSubType",
    ]

    static func request(_ ask: StreamAsk<String>) throws -> Request {
        if ask.fact("account") == "classic" {
            throw AdapterError(.notOffered, message: "A classic account has no unified wallet and no log of it.")
        }
        return listed(ask)
    }

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        let type = try row["type"].text
        let time = try row["transactionTime"].time(.milliseconds)
        let coin = try row["currency"].text
        let trade = try row["tradeId"].ifSaid ?? .empty
        let symbol = try row["symbol"].ifSaid ?? .empty
        let stamp = try page.text(":", type, ":", try row["transactionTime"].word)
        // The id alone is not unique, and of a spot trade both coins may share it.
        let key = try page.text(try row["id"].word, stamp, ":", try page.text(trade, ":", coin))
        let isEarn = LogKind.isEarn(type)
        let kind = isEarn ? .transfer : LogKind.of(type, spot: try row["category"].ifSaid == "spot")
        // Money that crossed the wallet's border is moved by the transfers, both sides at once.
        let flags: RecordFlags = type == "TRANSFER_IN" || type == "TRANSFER_OUT" ? [.composed, .detail] : .composed
        try page.add(kind, at: time, key: key, flags: flags, raw: row) { record in
            if !trade.isEmpty {
                record.group(try page.text("trade:", symbol, ":", trade))
            } else if kind == .conversion {
                // The two coins of a conversion are two rows of one moment.
                record.group(try page.text("convert", stamp.dropFirst(type.count + 1)))
            }
            record.wallet("UNIFIED")
            record.market(symbol)
            record.label(type)
            // Put by or taken back: out of the wallet and into the product, so that nothing is won or lost.
            if isEarn, let change = try row["change"].ifMoved {
                try record.moved(coin, change)
                try record.moved(coin, -change)
            } else {
                try move(row, coin, record)
            }
            try record.id("id", try row["id"].word)
            if !trade.isEmpty { try record.id("execId", trade) }
            if let order = try row["orderId"].ifSaid { try record.id("orderId", order) }
            try record.keep(row, extras)
        }
    }

    /// change = cashFlow + funding − fee.
    private static func move(_ row: JSON, _ coin: Text, _ record: RecordWriter) throws {
        let flow = try row["cashFlow"].ifMoved
        let funding = try row["funding"].ifMoved
        let fee = try row["fee"].ifMoved
        if let flow { try record.moved(coin, flow) }
        if let funding { try record.moved(coin, funding) }
        if let fee { try record.fee(coin, fee) }
        if flow == nil, funding == nil, fee == nil, let change = try row["change"].ifMoved {
            try record.moved(coin, change)
        }
    }
}

/// What a row of the unified log is, from Bybit's word for it.
enum LogKind {
    private static let kinds: Words<RecordKind> = [
        "TRANSFER_IN": .transfer, "TRANSFER_OUT": .transfer, "BONUS_TRANSFER_": .transfer, "PEF_TRANSFER_": .transfer,
        "PREMARKET_TRANSFER_OUT": .transfer, "CUSTODY_": .transfer, "CUSTODY_NETWORK_FEE": .fee,
        "CUSTODY_SETTLE_FEE": .fee, "DBS_CASH_": .transfer,
        "SETTLEMENT": .derivative, "DELIVERY": .derivative, "LIQUIDATION": .derivative, "ADL": .derivative,
        "AIRDROP": .airdrop, "TWAP_BUDGET_AIRDROP": .airdrop,
        "BONUS": .reward, "BONUS_RECOLLECT": .reward, "PEF_PROFIT_SHARE": .reward,
        "FEE_REFUND": .fee, "SPREAD_FEE_OUT": .fee, "BROKER_ABACCOUNT_FEE": .fee,
        "INTEREST": .interest, "INTEREST_REPAYMENT_INS_LOAN": .interest, "AUTO_INTEREST_REPAYMENT_INS_LOAN": .interest,
        "INSTITUTION_PAYBACK_INTEREST_OUT": .interest, "INSTITUTION_LIQ_INTEREST_OUT": .interest,
        "CURRENCY_BUY": .conversion, "CURRENCY_SELL": .conversion, "SPOT_REPAYMENT_": .conversion,
        "CONVERT": .conversion, "IDN_CONVERT_": .conversion, "EARNING_REDEMPTION_": .conversion,
        "TOKENS_": .conversion, "AUTO_SOLD_COLLATERAL_INS_LOAN": .conversion,
        "AUTO_BUY_LIABILITY_INS_LOAN": .conversion, "INSTITUTION_EXCHANGE_": .conversion,
        "BORROW": .margin, "REPAY": .margin, "PRINCIPLE_REPAYMENT_INS_LOAN": .margin,
        "AUTO_PRINCIPLE_REPAYMENT_INS_LOAN": .margin, "TRANSFER_IN_INS_LOAN": .margin,
        "TRANSFER_OUT_INS_LOAN": .margin, "LOANS_": .margin, "INSTITUTION_": .margin, "FLOATING_TO_FIXED_": .margin,
    ]
    /// Beginnings of the words for money put into an earning product or taken out.
    private static let earn: Words<Bool> = [
        "FLEXIBLE_STAKING_": true, "FIXED_STAKING_": true, "ONCHAINEARN_": true, "STRUCTURE_PRODUCT_": true,
        "CLASSIC_WEALTH_MANAGEMENT_": true, "PREMIMUM_WEALTH_MANAGEMENT_": true, "LIQUIDITY_MINING_": true,
        "PWM_": true, "DEFI_INVESTMENT_": true,
    ]

    static func isEarn(_ type: Text) -> Bool { earn.longestPrefix(of: type) ?? false }

    /// `other` for words Bybit has not been seen to use.
    static func of(_ type: Text, spot: Bool) -> RecordKind {
        if type == "TRADE" { return spot ? .trade : .derivative }
        return kinds.longestPrefix(of: type) ?? .other
    }
}
