import AdapterKit

/// What the key may do.
///
///     {"ip":"","label":"v5 test","mainUid":"44705892343619584","perm":"read_only,withdraw,trade","uid":"44705892343619584"}
enum KeyInfo: Snapshot {
    static let endpoint = OKX.endpoint(
        "account-config", "account/config", "Reads the rights and restrictions of the key itself.", 5,
        per: .seconds(2), "trading-account-rest-api-get-account-configuration")
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    /// Trade covers transfers between accounts and earn orders. A right nobody has heard of may write: a key with one is
    /// refused, as is one that names none.
    static let rights: Words<KeyFacts.Rights> = [
        "read_only": .read, "trade": [.trade, .move], "withdraw": .withdraw,
    ]

    static func read(_ answer: Answer, into page: Page) throws {
        let config = try OKX.open(answer)[0]
        var facts = KeyFacts(rights: rights.rights(in: try config["perm"].text, apart: ","))
        if try !config.wordOrEmpty("ip").isEmpty { facts.rights?.insert(.boundToAddress) }
        facts.account = String(try config["uid"].word)
        facts.label = String(try config["label"].ifPresent?.looseText ?? .empty)
        try page.add(key: facts)
    }
}
