import AdapterKit

/// What is held now: `[{"currency":"usdt","total":"7.00000","available":"7.00000","reserved":"0.00000"}]`.
enum Balances: AdapterStream {
    static let endpoint = Bitstamp.endpoint(
        "account-balances", .post, "account_balances/", purpose: "Reads what the account holds.", [],
        Bitstamp.docs("tag/Account-balances/operation/GetAccountBalances"))
    static let declaration = StreamDeclaration.balance(label: "Balances", evidence: endpoint.row.evidence)

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        for row in try Bitstamp.open(answer).elements {
            let total = try row["total"].amount
            if total.isZero { continue }
            try page.add(balance: total, of: page.uppercased(try row["currency"].text))
        }
        return .end()
    }
}

/// Whether the key works. Bitstamp has no way to ask what a key may do: its rights stay unknown.
enum KeyCheck: AdapterStream {
    static let declaration = StreamDeclaration.key(
        label: "Key", note: "Whether the key works. Bitstamp does not tell what it may do.",
        evidence: Balances.endpoint.row.evidence)

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(Balances.endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        _ = try Bitstamp.open(answer).elements
        try page.add(key: KeyFacts(rights: nil))
        return .end()
    }
}
