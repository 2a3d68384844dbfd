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
    static func request(_ ask: StreamAsk<String>) -> Request {
        Request(Wallets.endpoint, ["starting_after": ask.cursor.map { .text($0) } ?? .omitted])
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let json = try Coinbase.open(answer, at: ask.now)
        var last: Text?
        for row in try json["data"].elements {
            let id = try row["id"].text
            // An object today, a plain code in old answers.
            let currency = row["currency"]
            try add(id, try currency.kind == .string ? currency.text : currency["code"].text, row, to: page)
            last = id
        }
        return try Coinbase.hasMore(json, after: last) ? .next(String(last ?? .empty)) : .end()
    }
}

/// Every wallet the account has ever had; emptied ones stay listed.
enum Wallets: Accounts {
    typealias Cursor = String
    static let endpoint = Coinbase.list(
        "accounts", purpose: "Reads the list of wallets and what they hold.", perWallet: false,
        Coinbase.docs("coinbase-app/track-apis/accounts"))
    static let declaration = StreamDeclaration.units(
        "wallets", label: "Wallets", paging: .token, evidence: endpoint.row.evidence)

    /// `created_at` is not taken for the wallet's first day: nobody says that none of its rows is older.
    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        let label = try row["name"].ifFilled?.looseText ?? code
        try page.add(unit: HistoryUnit(kind: .wallet, key: String(id), label: String(label)))
    }
}

/// Those that hold fiat: only they have payments to and from a bank.
enum FiatWallets: Accounts {
    typealias Cursor = String
    static let declaration = StreamDeclaration.units(
        "fiat-wallets", label: "Fiat wallets", paging: .token, evidence: Wallets.endpoint.row.evidence)

    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        let type = try row["currency"]["type"].ifFilled?.text
        if type.map({ $0 == "fiat" }) ?? Coinbase.isFiat(code) { try Wallets.add(id, code, row, to: page) }
    }
}

/// What each wallet holds now.
enum Balances: Accounts {
    typealias Cursor = String
    static let declaration = StreamDeclaration.balance(
        label: "Balances", paging: .token, evidence: Wallets.endpoint.row.evidence)

    static func add(_ id: Text, _ code: Text, _ row: JSON, to page: Page) throws {
        guard let held = try Coinbase.money(row["balance"]) else { return }
        try page.add(balance: held.amount, of: Coinbase.asset(held.code), wallet: id)
    }
}
