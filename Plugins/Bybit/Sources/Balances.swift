import AdapterKit

/// What is held now: the unified wallet, then the funding wallet; of a classic account also the spot wallet.
///
///     {"list":[{"accountType":"UNIFIED","coin":[{"coin":"BTC","walletBalance":"0.5"}]}]}
///     {"accountType":"FUND","balance":[{"coin":"USDC","transferBalance":"0","walletBalance":"0","bonus":""}]}
enum Balances: AdapterStream {
    static let unified = Bybit.endpoint(
        "unified-balance", "/v5/account/wallet-balance", "Reads what the unified wallet holds.",
        "v5/account/wallet-balance", rate: 10, query: [.fixed("accountType", "UNIFIED")])
    static let wallet = Bybit.endpoint(
        "wallet-balance", "/v5/asset/transfer/query-account-coins-balance", "Reads what the funding wallet holds.",
        "v5/asset/balance/all-balance", rate: 5, query: [.text("accountType", required: true)])
    static let declaration = StreamDeclaration.balance(
        label: "Balances", paging: .token, evidence: unified.row.evidence + wallet.row.evidence)

    /// Cursor: the wallet asked for.
    static func request(_ ask: StreamAsk<String>) -> Request {
        let name = ask.cursor ?? first(ask)
        return name == "UNIFIED" ? Request(unified) : Request(wallet, ["accountType": .text(name)])
    }
    private static func first(_ ask: StreamAsk<String>) -> String {
        ask.fact("account") == "classic" ? "SPOT" : "UNIFIED"
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let result = try Bybit.open(answer)
        if answer.endpoint == unified.row.name {
            for account in try result["list"].elements { try add(account["coin"], "UNIFIED", to: page) }
            return .next("FUND")
        }
        let name = try result["accountType"].text
        try add(result["balance"], name, to: page)
        return name == "FUND" ? .end() : .next("FUND")
    }

    private static func add(_ coins: JSON, _ wallet: Text, to page: Page) throws {
        _ = try coins.eachRow { coin in
            guard let held = try coin["walletBalance"].ifMoved else { return }
            try page.add(balance: held, of: try coin["coin"].text, wallet: wallet)
        }
    }
}

/// Spot pairs that trade now, with the names of their coins.
///
///     {"category":"spot","list":[{"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","status":"Trading"}]}
enum Markets: AdapterStream {
    static let endpoint = Endpoint(
        "markets", .get, "/v5/market/instruments-info", purpose: "Reads which spot pairs there are.",
        query: [.fixed("category", "spot")], cost: [Bybit.address(1)],
        evidence: [Bybit.docs("v5/market/instrument")], keepsRaw: false)
    static let declaration = StreamDeclaration.units("markets", label: "Spot pairs", evidence: endpoint.row.evidence)

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        for row in try Bybit.open(answer)["list"].elements {
            let symbol = String(try row["symbol"].text)
            try page.add(
                unit: HistoryUnit(
                    kind: .market, key: symbol, label: symbol, base: String(try row["baseCoin"].text),
                    quote: String(try row["quoteCoin"].text)))
        }
        return .end()
    }
}
