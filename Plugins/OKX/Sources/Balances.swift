import AdapterKit

/// What the funding account holds: `{"availBal":"37.1","bal":"37.11827078","ccy":"ETH","frozenBal":"0"}`.
enum FundingBalances: Snapshot {
    static let endpoint = OKX.endpoint(
        "funding-balance", "asset/balances", "Reads what the funding account holds.", 6,
        "funding-account-rest-api-get-balance")
    static let declaration = StreamDeclaration.balance(
        "funding-balance", label: "Funding balances", evidence: endpoint.row.evidence)
    static func read(_ answer: Answer, into page: Page) throws {
        try page.add(balances: try OKX.open(answer), of: "ccy", "bal", wallet: "funding")
    }
}

/// What the trading account holds, debts included: `{"details":[{"cashBal":"4850.43","ccy":"USDT","eq":"4992.89"}]}`.
enum TradingBalances: Snapshot {
    static let endpoint = OKX.endpoint(
        "trading-balance", "account/balance", "Reads what the trading account holds.", 10, per: .seconds(2),
        "trading-account-rest-api-get-balance")
    static let declaration = StreamDeclaration.balance(
        "trading-balance", label: "Trading balances", evidence: endpoint.row.evidence)
    static func read(_ answer: Answer, into page: Page) throws {
        try page.add(balances: try OKX.open(answer)[0]["details"], of: "ccy", "cashBal", wallet: "trading")
    }
}
