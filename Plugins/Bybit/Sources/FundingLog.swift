import AdapterKit

/// Everything that moved the funding wallet; times are in seconds, in the question and in the answer.
enum FundingLog {
    static let list = Bybit.list(
        "funding-log", "Log of the funding wallet",
        [
            .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .fiatPurchase, .cardSpend, .transfer, .conversion,
            .reward, .airdrop, .other,
        ], "asset/fundinghistory", page: "asset/fund-history", limit: 100, rate: 30, days: 7,
        span: ("createTimeFrom", "createTimeTo"), in: .seconds, basis: .executed, composed: true, step: .seconds(1),
        note: "Reach and words are not documented. Deposits, withdrawals, transfers and conversions only add detail.",
        read: add)

    private static func add(_ row: JSON, _ ask: PagedList.Ask, to page: Page) throws {
        let coin = try row["currency"].text
        let amount = try row["txnAmt"].amount
        let time = try row["createTime"].secondsOrMilliseconds
        let isIn = try row["ioDirection"].says("I", or: "O", "A row goes neither in nor out.")
        let type = try row["showBusiTypeEn"].ifSaid ?? .empty
        let said = try row["descriptionEn"].ifSaid ?? .empty
        let label = said.isEmpty ? type : try page.text(type, "/", said)
        let (kind, isDetail) = meaning(type, label, isFiat: fiat[coin] ?? false, isIn: isIn)
        let key = try page.key(row, "createTime", "currency", "ioDirection", "txnAmt", "afterAmt")
        try page.add(kind, at: time, key: key, flags: isDetail ? [.composed, .detail] : .composed, raw: row) { record in
            let change = isIn ? amount : -amount
            let isEarn = kind == .transfer && !isDetail
            if !amount.isZero { try isEarn ? record.passed(coin, change) : record.moved(coin, change) }
            try record.describe(
                row, wallet: "FUND", label: label, ids: ["currcCursor": "currcCursor"],
                keep: ["afterAmt", "showBusiType", "description"])
        }
    }

    private static let fiat: WordGroups<Bool> = [
        "EUR USD GBP TRY PLN BRL UAH KZT GEL AED IDR JPY ARS MXN INR RUB CHF CZK RON SEK DKK NOK HUF BGN": true
    ]

    /// What a row is, and whether it only adds detail. Its words are known from other programs only, so what could be a
    /// row of another stream never moves a balance. Transfers that move one go between the wallet and an earning product.
    private static func meaning(_ type: Text, _ text: Text, isFiat: Bool, isIn: Bool) -> (RecordKind, isDetail: Bool) {
        if type.mentions("card", "bybit pay") { return (.cardSpend, false) }
        if type.mentions("airdrop") { return (.airdrop, false) }
        if type.mentions("earn") { return (.transfer, false) }
        if type.mentions("fiat", "p2p"), !isFiat {
            return (isIn && !text.mentions("cancel") ? .fiatPurchase : .other, false)
        }
        let isMovement = text.mentions("deposit", "withdraw")
        if text.mentions("transfer", "trf", "sub account"), !isMovement { return (.transfer, true) }
        if text.mentions("convert", "exchange", "small", "dust") { return (.conversion, true) }
        // No other stream has money.
        if isFiat { return (isIn ? .fiatDeposit : .fiatWithdrawal, false) }
        if isMovement { return (text.mentions("withdraw") ? .withdrawal : .deposit, true) }
        return (text.mentions("reward", "bonus", "rebate", "commission") ? .reward : .other, false)
    }
}
