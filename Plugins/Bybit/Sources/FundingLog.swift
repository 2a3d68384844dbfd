import AdapterKit

/// Everything that moved the funding wallet; times are in seconds, in the question and in the answer.
///
///     {"memberId":"290118","currency":"BTC","ioDirection":"I","txnAmt":"0.00003561","afterAmt":"7.5547230662687035",
///      "createTime":"1772669763","showBusiTypeEn":"Earn","descriptionEn":"Easy Earn | Flexible Interest Distribution",
///      "currcCursor":"NTg2MDQzMTI0OA=="}
enum FundingLog: Listing {
    static let call = Call(
        "funding-log", "Log of the funding wallet",
        [
            .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .fiatPurchase, .cardSpend, .transfer, .conversion,
            .reward, .airdrop, .other,
        ],
        path: "/v5/asset/fundinghistory", page: "v5/asset/fund-history", limit: 100, rate: 30, days: 7,
        range: ["createTimeFrom", "createTimeTo"], in: .seconds, basis: .executed, composed: true, step: .seconds(1),
        note: "Reach and words are not documented. Deposits, withdrawals, transfers and conversions only add detail.")

    static func add(_ row: JSON, _ ask: StreamAsk<String>, to page: Page) throws {
        let coin = try row["currency"].text
        let amount = try row["txnAmt"].amount
        let time = try row["createTime"].secondsOrMilliseconds
        let direction = try row["ioDirection"].text
        let isIn = direction == "I"
        guard isIn || direction == "O" else {
            throw AdapterError(.malformed, message: "A row goes neither in nor out.", place: row["ioDirection"].path)
        }
        let type = try row["showBusiTypeEn"].ifSaid ?? .empty
        let said = try row["descriptionEn"].ifSaid ?? .empty
        let label = said.isEmpty ? type : try page.text(type, "/", said)
        let meaning = FundingKind.of(type, label, isFiat: FundingKind.fiat[coin] ?? false, isIn: isIn)
        let what = try page.text(coin, ":", direction, ":")
        let key = try page.text(
            try row["createTime"].word, ":", what,
            try page.text(try row["txnAmt"].word, ":", try row["afterAmt"].ifSaid ?? .empty))
        let flags: RecordFlags = meaning.isDetail ? [.composed, .detail] : .composed
        try page.add(meaning.kind, at: time, key: key, flags: flags, raw: row) { record in
            record.wallet("FUND")
            record.label(label)
            if !amount.isZero {
                try record.moved(coin, isIn ? amount : -amount)
                // Put by or taken back: nothing is won or lost.
                if meaning.isEarn { try record.moved(coin, isIn ? -amount : amount) }
            }
            if let cursor = try row["currcCursor"].ifSaid { try record.id("currcCursor", cursor) }
            try record.keep(row, ["afterAmt", "showBusiType", "description"])
        }
    }
}

/// What a row of the funding log is. Its words are known from other programs only, so what could be a row of
/// another stream never moves a balance.
struct FundingKind {
    var kind: RecordKind
    var isDetail = false
    /// Money that goes between the funding wallet and an earning product.
    var isEarn = false

    static let fiat: Words<Bool> = [
        "EUR": true, "USD": true, "GBP": true, "TRY": true, "PLN": true, "BRL": true, "UAH": true, "KZT": true,
        "GEL": true, "AED": true, "IDR": true, "JPY": true, "ARS": true, "MXN": true, "INR": true, "RUB": true,
        "CHF": true, "CZK": true, "RON": true, "SEK": true, "DKK": true, "NOK": true, "HUF": true, "BGN": true,
    ]

    static func of(_ type: Text, _ text: Text, isFiat: Bool, isIn: Bool) -> FundingKind {
        if type.mentions("card", "bybit pay") { return FundingKind(kind: .cardSpend) }
        if type.mentions("airdrop") { return FundingKind(kind: .airdrop) }
        if type.mentions("earn") { return FundingKind(kind: .transfer, isEarn: true) }
        if type.mentions("fiat", "p2p"), !isFiat {
            return FundingKind(kind: isIn && !text.mentions("cancel") ? .fiatPurchase : .other)
        }
        if text.mentions("transfer", "trf", "sub account"), !text.mentions("deposit", "withdraw") {
            return FundingKind(kind: .transfer, isDetail: true)
        }
        if text.mentions("convert", "exchange", "small", "dust") {
            return FundingKind(kind: .conversion, isDetail: true)
        }
        // No other stream has money.
        if isFiat { return FundingKind(kind: isIn ? .fiatDeposit : .fiatWithdrawal) }
        if text.mentions("withdraw") { return FundingKind(kind: .withdrawal, isDetail: true) }
        if text.mentions("deposit") { return FundingKind(kind: .deposit, isDetail: true) }
        if text.mentions("reward", "bonus", "rebate", "commission") { return FundingKind(kind: .reward) }
        return FundingKind(kind: .other)
    }
}
