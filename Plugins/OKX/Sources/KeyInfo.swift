import AdapterKit

/// What the key may do.
///
///     {"ip":"","label":"v5 test","mainUid":"44705892343619584","perm":"read_only,withdraw,trade","uid":"44705892343619584"}
enum KeyInfo: AdapterStream {
    static let endpoint = OKX.endpoint(
        "account-config", "account/config", "Reads the rights and restrictions of the key itself.", 5,
        per: .seconds(2), "trading-account-rest-api-get-account-configuration")
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    /// Trade covers transfers between accounts and earn orders. A right nobody has heard of may write: a key with one is
    /// refused, as is one that names none.
    static let rights: Words<KeyFacts.Rights> = [
        "read_only": .read, "trade": [.trade, .move], "withdraw": .withdraw,
    ]

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let config = try OKX.open(answer)[0]
        var facts = KeyFacts(rights: [])
        var rest: Text? = try config["perm"].text
        while let list = rest {
            let parts = list.split(at: ",")
            facts.rights?.formUnion(rights[parts?.before ?? list] ?? .otherWrite)
            rest = parts?.after
        }
        if try !config.wordOrEmpty("ip").isEmpty { facts.rights?.insert(.boundToAddress) }
        facts.account = String(try config["uid"].word)
        facts.label = String(try config["label"].ifPresent?.looseText ?? .empty)
        try page.add(key: facts)
        return .end()
    }
}
