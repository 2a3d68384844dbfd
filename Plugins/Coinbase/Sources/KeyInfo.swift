import AdapterKit

/// What the key may do, and the portfolio it was made for.
///
///     {"can_view":true,"can_trade":false,"can_transfer":false,"portfolio_uuid":"…","portfolio_type":"DEFAULT"}
enum KeyInfo: AdapterStream {
    static let endpoint = Endpoint(
        "key-permissions", .get, "/api/v3/brokerage/key_permissions", purpose: "Reads the rights of the key itself.",
        signing: "token", cost: [Coinbase.tradeCalls(1)],
        evidence: [
            Coinbase.docs("api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions")
        ])
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    private static let rights: Words<KeyFacts.Rights> = [
        "can_view": .read, "can_trade": .trade, "can_transfer": .withdraw, "can_withdraw": .withdraw,
    ]

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let info = try Coinbase.open(answer, at: ask.now)
        var facts = KeyFacts(rights: [])
        var told = 0
        for (name, value) in try info.members {
            let name = try name.text
            guard name.hasPrefix("can_") else { continue }
            if rights[name] != nil { told += 1 }
            // A right this adapter has never heard of may write: say so rather than trust it.
            if try value.bool { facts.rights?.formUnion(rights[name] ?? .otherWrite) }
        }
        // View, trade and one of the two words for withdrawing: what is not told may be on.
        guard told >= 3, info["can_view"].exists, info["can_trade"].exists else {
            throw AdapterError(
                .malformed, message: "Coinbase does not say whether the key may view, trade and transfer.",
                place: "can_view")
        }
        guard try info["can_view"].bool else {
            throw AdapterError(
                .permission, retry: .newCredential,
                message: "The Coinbase key lacks the right View. Make one that has it, and no other.")
        }
        facts.account = String(try info["portfolio_uuid"].ifFilled?.text ?? .empty)
        try page.add(key: facts)
        return .end()
    }
}
