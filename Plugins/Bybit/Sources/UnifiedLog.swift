import AdapterKit

/// Everything that moved the unified wallet, in the coin it moved: the one stream that moves balances there.
enum UnifiedLog {
    static let list = Bybit.list(
        "unified-log", "Log of the unified wallet",
        [.trade, .conversion, .transfer, .reward, .airdrop, .interest, .margin, .derivative, .fee, .other],
        "account/transaction-log", page: "account/transaction-log", limit: 50, rate: 25, days: 7, hours: 24,
        query: [.fixed("accountType", "UNIFIED")], bounds: [Bybit.twoYears("v5/account/transaction-log")],
        basis: .executed, composed: true,
        refused: ("account", "classic", "A classic account has no unified wallet and no log of it."), read: add)

    private static func add(_ row: JSON, _ ask: PagedList.Ask, to page: Page) throws {
        let type = try row["type"].text
        let time = try row["transactionTime"].time(.milliseconds)
        let coin = try row["currency"].text
        let trade = try row["tradeId"].ifSaid ?? .empty
        let symbol = try row["symbol"].ifSaid ?? .empty
        // The id alone is not unique, and of a spot trade both coins may share it.
        let key = try page.key(row, "id", "type", "transactionTime", "tradeId", "currency")
        let isEarn = earn.longestPrefix(of: type) ?? false
        let kind = isEarn ? .transfer : try self.kind(type, row)
        // Money that crossed the wallet's border is moved by the transfers, both sides at once.
        let flags: RecordFlags = type == "TRANSFER_IN" || type == "TRANSFER_OUT" ? [.composed, .detail] : .composed
        try page.add(kind, at: time, key: key, flags: flags, raw: row) { record in
            if !trade.isEmpty {
                record.group(try page.text("trade:", symbol, ":", trade))
            } else if kind == .conversion {
                // The two coins of a conversion are two rows of one moment.
                record.group(try page.text("convert:", try row["transactionTime"].word))
            }
            if isEarn, let change = try row["change"].ifMoved {
                try record.passed(coin, change)
            } else {
                // change = cashFlow + funding − fee
                try record.changed(coin, row, by: ["cashFlow", "funding"], fee: "fee", or: "change")
            }
            try record.id("id", try row["id"].word)
            try record.describe(
                row, wallet: "UNIFIED", market: symbol, label: type, ids: ["execId": "tradeId", "orderId": "orderId"],
                keep: extras)
        }
    }
    private static let extras: [StaticString] = [
        "category", "side", "qty", "size", "tradePrice", "feeRate", "bonusChange", "cashBalance", "extraFees",
        "transSubType",
    ]

    /// `other` for words Bybit has not been seen to use.
    private static func kind(_ type: Text, _ row: JSON) throws -> RecordKind {
        if type == "TRADE" { return try row["category"].ifSaid == "spot" ? .trade : .derivative }
        return kinds.longestPrefix(of: type) ?? .other
    }
    /// Words and beginnings of words; the longest that fits counts.
    private static let kinds: WordGroups<RecordKind> = [
        "TRANSFER_IN TRANSFER_OUT BONUS_TRANSFER_ PEF_TRANSFER_ PREMARKET_TRANSFER_OUT CUSTODY_ DBS_CASH_": .transfer,
        "SETTLEMENT DELIVERY LIQUIDATION ADL": .derivative, "AIRDROP TWAP_BUDGET_AIRDROP": .airdrop,
        "BONUS PEF_PROFIT_SHARE": .reward,
        "CUSTODY_NETWORK_FEE CUSTODY_SETTLE_FEE FEE_REFUND SPREAD_FEE_OUT BROKER_ABACCOUNT_FEE": .fee,
        "INTEREST AUTO_INTEREST_REPAYMENT_INS_LOAN": .interest,
        "INSTITUTION_PAYBACK_INTEREST_OUT INSTITUTION_LIQ_INTEREST_OUT": .interest,
        "CURRENCY_BUY CURRENCY_SELL SPOT_REPAYMENT_ CONVERT IDN_CONVERT_ EARNING_REDEMPTION_ TOKENS_": .conversion,
        "AUTO_SOLD_COLLATERAL_INS_LOAN AUTO_BUY_LIABILITY_INS_LOAN INSTITUTION_EXCHANGE_": .conversion,
        "BORROW REPAY PRINCIPLE_REPAYMENT_INS_LOAN AUTO_PRINCIPLE_REPAYMENT_INS_LOAN TRANSFER_IN_INS_LOAN": .margin,
        "TRANSFER_OUT_INS_LOAN LOANS_ INSTITUTION_ FLOATING_TO_FIXED_": .margin,
    ]
    /// Beginnings of the words for money put into an earning product or taken out.
    private static let earn: WordGroups<Bool> = [
        "FLEXIBLE_STAKING_ FIXED_STAKING_ ONCHAINEARN_ STRUCTURE_PRODUCT_ CLASSIC_WEALTH_MANAGEMENT_": true,
        "PREMIMUM_WEALTH_MANAGEMENT_ LIQUIDITY_MINING_ PWM_ DEFI_INVESTMENT_": true,
    ]
}
