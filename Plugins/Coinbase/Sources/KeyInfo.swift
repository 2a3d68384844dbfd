import AdapterKit

/// What the key may do, and the portfolio it was made for.
///
///     {"can_view":true,"can_trade":false,"can_transfer":false,"portfolio_uuid":"…","portfolio_type":"DEFAULT"}
enum KeyInfo: AdapterStream {
    static let endpoint = Endpoint(
        "key-permissions", .get, "/api/v3/brokerage/key_permissions", purpose: "Reads the rights of the key itself.",
        signing: "token", cost: [Coinbase.tradeCalls(1)],
        evidence: [Coinbase.docs("api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions")])
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    private static let rights: Words<KeyFacts.Rights> = [
        "can_view": .read, "can_trade": .trade, "can_transfer": .withdraw, "can_withdraw": .withdraw,
    ]

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let info = try Coinbase.open(answer, at: ask.now)
        let told = try KeyFacts.Rights(switches: info, prefix: "can_", rights)
        // Two words for withdrawing were seen. What is not told may be on.
        let tellsWithdrawal = info["can_transfer"].exists || info["can_withdraw"].exists
        guard tellsWithdrawal, info["can_view"].exists, info["can_trade"].exists else {
            throw AdapterError(
                .malformed, message: "Coinbase does not say whether the key may view, trade and transfer.",
                place: "can_view")
        }
        guard told.contains(.read) else {
            throw AdapterError(
                .permission, retry: .newCredential,
                message: "The Coinbase key lacks the right View. Make one that has it, and no other.")
        }
        try page.add(key: KeyFacts(rights: told, account: String(try info["portfolio_uuid"].ifFilled?.text ?? .empty)))
        return .end()
    }
}
