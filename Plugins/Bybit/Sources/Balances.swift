import AdapterKit

/// What is held now: the unified wallet, then the funding wallet; of a classic account also the spot wallet.
enum Balances: AdapterStream {
    static let unified = Bybit.endpoint(
        "unified-balance", "account/wallet-balance", "Reads what the unified wallet holds.", "account/wallet-balance",
        rate: 10, query: [.fixed("accountType", "UNIFIED")])
    static let wallet = Bybit.endpoint(
        "wallet-balance", "asset/transfer/query-account-coins-balance", "Reads what the funding wallet holds.",
        "asset/balance/all-balance", rate: 5, query: [.text("accountType", required: true)])
    static let declaration = StreamDeclaration.balance(
        label: "Balances", paging: .token, evidence: unified.row.evidence + wallet.row.evidence)

    /// Cursor: the wallet asked for.
    static func request(_ ask: StreamAsk<String>) -> Request {
        let name = ask.cursor ?? (Bybit.isClassic(ask) ? "SPOT" : "UNIFIED")
        return name == "UNIFIED" ? Request(unified) : Request(wallet, ["accountType": .text(name)])
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let result = try Bybit.open(answer)
        if answer.endpoint == unified.row.name {
            for account in try result["list"].elements {
                try page.add(holdings: account["coin"], of: "coin", "walletBalance", wallet: "UNIFIED")
            }
            return .next("FUND")
        }
        let name = try result["accountType"].text
        try page.add(holdings: result["balance"], of: "coin", "walletBalance", wallet: name)
        return name == "FUND" ? .end() : .next("FUND")
    }
}

/// Spot pairs that trade now, with the names of their coins.
enum Markets: Snapshot {
    static let endpoint = Endpoint(
        "markets", .get, "/v5/market/instruments-info", purpose: "Reads which spot pairs there are.",
        query: [.fixed("category", "spot")], cost: [Bybit.address(1)],
        evidence: [Bybit.docs("v5/market/instrument")], keepsRaw: false)
    static let declaration = StreamDeclaration.units("markets", label: "Spot pairs", evidence: endpoint.row.evidence)

    static func read(_ answer: Answer, into page: Page) throws {
        try page.add(markets: Bybit.open(answer)["list"], key: "symbol", base: "baseCoin", quote: "quoteCoin")
    }
}
