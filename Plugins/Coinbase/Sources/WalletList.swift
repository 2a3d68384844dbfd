import AdapterKit

/// A list of one wallet below /v2, oldest first.
protocol WalletList: RisingList {}

extension WalletList {
    static var names: RisingListNames {
        RisingListNames(exchange: "Coinbase", unit: "wallet", key: "account_id", after: "starting_after")
    }
    static func open(_ answer: Answer, at now: Instant) throws -> (rows: JSON, hasMore: Bool) {
        try Coinbase.rows(answer, at: now)
    }
}

extension Coinbase {
    static func walletList(_ name: String, _ purpose: String, _ page: String) -> Endpoint {
        Endpoint(
            name, .get, "/v2/accounts/{account_id}/\(name)", purpose: purpose,
            path: [.text("account_id", required: true)],
            query: [.fixed("limit", "100", type: .integer), .fixed("order", "asc"), "starting_after"],
            signing: "token", cost: [appCalls(1)], evidence: [docs(page)])
    }

    /// Rows of a list below /v2, and whether another page follows behind the last of them. `next_uri` is an address
    /// inside an answer: it is never followed, nor is anything read out of it; that it is there is all that counts.
    /// Pages may be shorter than asked for, so length says nothing.
    static func rows(_ answer: Answer, at now: Instant) throws -> (rows: JSON, hasMore: Bool) {
        let json = try open(answer, at: now)
        let (rows, uri) = (json["data"], json["pagination"]["next_uri"])
        if try uri.isNull || uri.text.isEmpty { return (rows, false) }
        if try !rows.elements.isEmpty { return (rows, true) }
        throw AdapterError(
            .malformed, message: "Coinbase says there is more, and sent no row to go on from.", place: uri.path)
    }
}
