/// A stream that is one request and its answer: what a key may do, what is held.
///
///     enum Balances: Snapshot {
///         static let endpoint = …
///         static let declaration = StreamDeclaration.balance(label: "Balances", evidence: endpoint.row.evidence)
///         static func read(_ answer: Answer, into page: Page) throws {
///             try page.add(balances: try Coinbox.open(answer), of: "currency", "available", wallet: "spot")
///         }
///     }
public protocol Snapshot: AdapterStream where Cursor == NoCursor {
    static var endpoint: Endpoint { get }
    static func read(_ answer: Answer, into page: Page) throws
}

extension Snapshot {
    public static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    public static func parse(
        _ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<NoCursor> {
        try read(answer, into: page)
        return .end()
    }
}

extension Page {
    /// What is held in one wallet: the list, and the members of its rows that hold asset and amount.
    public func add(balances list: JSON, of asset: Text, _ amount: Text, wallet: Text = .empty) throws {
        for row in try list.elements {
            try add(balance: try row[amount].amount, of: try row[asset].text, wallet: wallet)
        }
    }
}
