import AdapterKit

/// What is held now: the unified wallet (of a classic account the spot wallet), the funding wallet, earning products.
enum Balances: AdapterStream {
    static let unified = Bybit.endpoint(
        "unified-balance", "account/wallet-balance", "Reads what the unified wallet holds.", "account/wallet-balance",
        rate: 10, query: [.fixed("accountType", "UNIFIED")])
    static let wallet = Bybit.endpoint(
        "wallet-balance", "asset/transfer/query-account-coins-balance", "Reads what the funding wallet holds.",
        "asset/balance/all-balance", rate: 5, query: [.text("accountType", required: true)])
    static let earning = Bybit.endpoint(
        "earn-positions", "earn/position", "Reads what is in earning products.", "earn/position", rate: 5,
        query: [.text("category", required: true)])
    static let declaration = StreamDeclaration.balance(
        label: "Balances", paging: .token, note: "without bots, copy trading and Launchpool",
        evidence: unified.row.evidence + wallet.row.evidence + earning.row.evidence)

    /// Cursor: the wallet asked for, or the kind of product.
    static func request(_ ask: StreamAsk<String>) -> Request {
        let name = ask.cursor ?? (Bybit.isClassic(ask) ? "SPOT" : "UNIFIED")
        if name == "SPOT" || name == "FUND" { return Request(wallet, ["accountType": .text(name)]) }
        return name == "UNIFIED" ? Request(unified) : Request(earning, ["category": .text(name)])
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let result = try Bybit.open(answer)
        if answer.endpoint == unified.row.name {
            for account in try result["list"].elements {
                try page.add(holdings: account["coin"], of: "coin", "walletBalance", wallet: "UNIFIED")
            }
            return .next("FUND")
        }
        if answer.endpoint == earning.row.name {
            try page.add(holdings: result["list"], of: "coin", "amount", wallet: "EARN")
            return ask.cursor == "OnChain" ? .end() : .next("OnChain")
        }
        let name = try result["accountType"].text
        try page.add(holdings: result["balance"], of: "coin", "walletBalance", wallet: name)
        return .next(name == "FUND" ? "FlexibleSaving" : "FUND")
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
