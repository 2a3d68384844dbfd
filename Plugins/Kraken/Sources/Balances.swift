import AdapterKit

/// What is held now: `{"ZEUR":"0.0000","XXBT":"0.0100000000","DOT28.S":"3.1"}`.
enum Balances: AdapterStream {
    static let endpoint = Kraken.endpoint(
        "balance", "Balance", purpose: "Reads what the account holds.", cost: 1,
        Kraken.docs("api-reference/account-data/get-account-balance"))
    static let declaration = StreamDeclaration.balance(label: "Balances", evidence: endpoint.row.evidence)

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        for (name, held) in try Kraken.open(answer).members {
            let raw = try name.text
            try page.add(balance: try held.amount, of: Kraken.asset(raw), wallet: Kraken.wallet(raw))
        }
        return .end()
    }
}
