extension ExchangeCase {
    static let okx: ExchangeCase = {
        var okx = ExchangeCase(id: "okx", moving: "funding-ledger", writingRight: "trade")
        okx.limited = ["fills", "trading-ledger", "easy-conversions", "earn-interest"]
        return okx
    }()
}
