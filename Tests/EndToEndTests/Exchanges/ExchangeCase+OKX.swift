extension ExchangeCase {
    static let okx = ExchangeCase(
        id: "okx", moving: "funding-ledger", writingRight: "trade",
        limited: ["fills", "trading-ledger", "easy-conversions", "earn-interest"], speed: 50)
}
