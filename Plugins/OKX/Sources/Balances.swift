import AdapterKit

/// What the funding account holds: `{"availBal":"37.1","bal":"37.11827078","ccy":"ETH","frozenBal":"0"}`.
enum FundingBalances: AdapterStream {
    static let endpoint = OKX.endpoint(
        "funding-balance", "asset/balances", "Reads what the funding account holds.", 6,
        "funding-account-rest-api-get-balance")
    static let declaration = StreamDeclaration.balance(
        "funding-balance", label: "Funding balances", evidence: endpoint.row.evidence)
    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        for row in try OKX.open(answer).elements {
            try page.add(balance: try row["bal"].amount, of: try row["ccy"].text, wallet: "funding")
        }
        return .end()
    }
}

/// What the trading account holds, debts included: `{"details":[{"cashBal":"4850.43","ccy":"USDT","eq":"4992.89"}]}`.
enum TradingBalances: AdapterStream {
    static let endpoint = OKX.endpoint(
        "trading-balance", "account/balance", "Reads what the trading account holds.", 10, per: .seconds(2),
        "trading-account-rest-api-get-balance")
    static let declaration = StreamDeclaration.balance(
        "trading-balance", label: "Trading balances", evidence: endpoint.row.evidence)
    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        for row in try OKX.open(answer)[0]["details"].elements {
            try page.add(balance: try row["cashBal"].amount, of: try row["ccy"].text, wallet: "trading")
        }
        return .end()
    }
}
