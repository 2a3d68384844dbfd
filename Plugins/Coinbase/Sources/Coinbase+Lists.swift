import AdapterKit

/// Lists below /v2: a hundred rows a page, the next page behind the last row of this one.
extension Coinbase {
    static func list(
        _ name: String, purpose: String, perWallet: Bool = true, _ evidence: Evidence
    ) -> Endpoint {
        Endpoint(
            name, .get, perWallet ? "/v2/accounts/{account_id}/\(name)" : "/v2/\(name)", purpose: purpose,
            path: perWallet ? [.text("account_id", required: true)] : [],
            query: [.fixed("limit", "100", type: .integer)] + (perWallet ? [.fixed("order", "asc")] : [])
                + [.text("starting_after")],
            signing: "token", cost: [appCalls(1)], evidence: [evidence])
    }

    static func request(_ endpoint: Endpoint, _ ask: StreamAsk<RisingCursor>) throws -> Request {
        guard let account = ask.unit?.key, !account.isEmpty else {
            throw AdapterError(.badRequest, message: "\(endpoint.row.name) are read wallet by wallet.")
        }
        let last = RisingCursor(ask).last
        return Request(
            endpoint, ["account_id": .text(account), "starting_after": last.isEmpty ? .omitted : .text(last)])
    }

    /// Reads one page of a wallet's list. `read` gives a row's id and time.
    static func parse(
        _ ask: StreamAsk<RisingCursor>, _ answer: Answer, _ read: (JSON) throws -> (id: Text, moment: Moment)
    ) throws -> PageEnding<RisingCursor> {
        var place = RisingCursor(ask)
        if answer.status == 404 {
            // Nothing but the wallet was named: it is the wallet that is gone. Else it may be the row.
            throw place.last.isEmpty
                ? AdapterError(
                    .noLongerServed, code: "HTTP 404", message: "Coinbase does not know this wallet any more.")
                : AdapterError(
                    .badRequest, code: "HTTP 404",
                    message: "Coinbase does not know the row any more where reading stopped.")
        }
        let json = try open(answer, at: ask.now)
        var last: Text?
        for row in try json["data"].elements {
            let (id, moment) = try read(row)
            place.pass(id, at: moment.instant, until: ask.until)
            last = id
        }
        return try hasMore(json, after: last) ? .next(place) : .end(bookmark: place.bookmark)
    }

    /// Whether another page follows. `next_uri` is an address inside an answer: it is never followed, nor is anything
    /// read out of it; that it is there is all that counts. Pages may be shorter than asked for, so length says nothing.
    static func hasMore(_ json: JSON, after last: Text?) throws -> Bool {
        let uri = json["pagination"]["next_uri"]
        if try uri.isNull || uri.text.isEmpty { return false }
        if last != nil { return true }
        throw AdapterError(
            .malformed, message: "Coinbase says there is more, and sent no row to go on from.", place: uri.path)
    }
}
