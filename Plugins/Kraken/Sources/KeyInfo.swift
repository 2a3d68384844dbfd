import AdapterKit

/// What the key may do and which span of time it sees.
///
///     {"apiKeyName":"portolan","permissions":["query-funds","query-ledger"],"iban":"AA00 N84G …",
///      "validUntil":"0","queryFrom":"0","queryTo":"0","createdTime":"1711459204","ipAllowlist":[]}
enum KeyInfo: AdapterStream {
    static let endpoint = Kraken.endpoint(
        "key-info", "GetApiKeyInfo", purpose: "Reads the rights and restrictions of the key itself.", cost: 1,
        Kraken.docs("api-reference/account-data/get-api-key-info"))
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)

    static let rights: Words<KeyFacts.Rights> = [
        "query-funds": .read, "query-open-trades": .read, "query-closed-trades": .read, "query-ledger": .read,
        "export-data": .read,
        // Reads a stream of events; writes nothing.
        "create-ws-token": [],
        "modify-trades": .trade, "close-trades": .trade, "withdraw-funds": .withdraw,
        "add-withdraw-address": .administer, "update-withdraw-address": .administer, "add-funds": .move,
        "earn-funds": .move,
    ]

    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let info = try Kraken.open(answer)
        var facts = KeyFacts(rights: [])
        for permission in try info["permissions"].elements {
            // A right this adapter has never heard of may write: say so rather than trust it.
            facts.rights?.formUnion(rights[try permission.text] ?? .otherWrite)
        }
        if let list = info["ipAllowlist"].ifPresent, try !list.elements.isEmpty {
            facts.rights?.insert(.boundToAddress)
        }
        facts.created = try time(info["createdTime"])
        facts.expires = try time(info["validUntil"])
        facts.account = String(try info["iban"].ifPresent?.looseText ?? .empty)
        facts.label = String(try info["apiKeyName"].ifPresent?.looseText ?? .empty)
        try page.add(key: facts)

        let from = try time(info["queryFrom"])
        let until = try time(info["queryTo"])
        if from != nil || until != nil {
            guard let seen = Interval(from ?? Instant(nanoseconds: 0), until ?? .distantFuture) else {
                throw AdapterError(
                    .malformed, message: "The key's query dates leave nothing to read.", place: "result.queryTo")
            }
            try page.narrow(
                Narrowing(
                    stream: nil, reason: .key, interval: seen,
                    note: "The Kraken key was made with a query start or end date and hides the rest. Make one without."
                ))
        }
        return .end()
    }

    /// Seconds, as text or number; 0 is unset.
    private static func time(_ value: JSON) throws -> Instant? {
        guard let value = value.ifPresent else { return nil }
        let instant = try value.time(.seconds).instant
        return instant == Instant(nanoseconds: 0) ? nil : instant
    }
}
