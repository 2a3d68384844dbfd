import AdapterKit

/// The list of wallets, for three streams.
///
///     {"id":"40e03599-…","name":"USDC Wallet","primary":false,"type":"wallet",
///      "currency":{"code":"USDC","name":"USD Coin","exponent":6,"type":"crypto"},
///      "balance":{"amount":"12.500000","currency":"USDC"},"created_at":"2019-08-24T23:01:35Z"}
protocol Accounts: AdapterStream where Cursor == String {
    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws
}

extension Accounts {
    fileprivate static var evidence: [Evidence] { Wallets.endpoint.row.evidence }

    static func request(_ ask: StreamAsk<String>) -> Request {
        Request(Wallets.endpoint, ["starting_after": ask.cursor.map { .text($0) } ?? .omitted])
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let (rows, hasMore) = try Coinbase.rows(answer, at: ask.now)
        var last = Text.empty
        for row in try rows.elements {
            last = try row["id"].text
            // An object today, a plain code in old answers.
            let currency = row["currency"]
            try add(last, try currency.kind == .string ? currency.text : currency["code"].text, row, to: page)
        }
        return hasMore ? .next(String(last)) : .end()
    }
}

/// Every wallet the account has ever had; emptied ones stay listed.
enum Wallets: Accounts {
    static let endpoint = Endpoint(
        "accounts", .get, "/v2/accounts", purpose: "Reads the list of wallets and what they hold.",
        query: [.fixed("limit", "100", type: .integer), "starting_after"], signing: "token",
        cost: [Coinbase.appCalls(1)], evidence: [Coinbase.docs("coinbase-app/track-apis/accounts")])
    static let declaration = StreamDeclaration.units("wallets", label: "Wallets", paging: .token, evidence: evidence)

    /// `created_at` is not taken for the wallet's first day: nobody says that none of its rows is older.
    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        let label = try row["name"].ifFilled?.looseText ?? code
        try page.add(unit: HistoryUnit(kind: .wallet, key: String(id), label: String(label)))
    }
}

/// Those that hold fiat: only they have payments to and from a bank.
enum FiatWallets: Accounts {
    static let declaration = StreamDeclaration.units(
        "fiat-wallets", label: "Fiat wallets", paging: .token, evidence: evidence)

    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        let type = try row["currency"]["type"].ifFilled?.text
        if type.map({ $0 == "fiat" }) ?? Coinbase.isFiat(code) { try Wallets.add(id, code, row, to: page) }
    }
}

/// What each wallet holds now.
enum Balances: Accounts {
    static let declaration = StreamDeclaration.balance(label: "Balances", paging: .token, evidence: evidence)

    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        guard let held = try row["balance"].ifMoney else { return }
        try page.add(balance: held.amount, of: Coinbase.asset(held.currency), wallet: id)
    }
}
