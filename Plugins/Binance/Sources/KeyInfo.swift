import AdapterKit

/// What the key may do.
///
///     {"ipRestrict":false,"createTime":1623840271000,"enableReading":true,"enableWithdrawals":false,…}
enum KeyInfo: AdapterStream {
    static let endpoint = Binance.endpoint(
        "key", "/sapi/v1/account/apiRestrictions", "Reads the rights and restrictions of the key itself.")
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    static let rights: Words<KeyFacts.Rights> = [
        "enableReading": .read, "enableFixReadOnly": [], "ipRestrict": .boundToAddress,
        "enableSpotAndMarginTrading": .trade, "enableMargin": .trade, "enableFutures": .trade,
        "enableVanillaOptions": .trade, "enablePortfolioMarginTrading": .trade, "enableFixApiTrade": .trade,
        "enableWithdrawals": .withdraw, "enableInternalTransfer": .move, "permitsUniversalTransfer": .move,
    ]

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let info = try Binance.open(answer)
        var facts = KeyFacts(rights: [])
        for (name, value) in try info.members where value.kind == .bool {
            // A switch this adapter has never heard of may write: say so rather than trust it.
            if try value.bool { facts.rights?.formUnion(rights[try name.text] ?? .otherWrite) }
        }
        _ = try info["enableReading"].bool
        facts.created = try info["createTime"].ifPresent?.time(.milliseconds).instant
        try page.add(key: facts)
        return .end()
    }
}
