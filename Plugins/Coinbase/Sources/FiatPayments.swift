import AdapterKit

/// Fee, state and day of payout of payments from a bank. Adds to the wallets' rows, never moves a balance.
///
///     {"id":"67e0eaec-…","status":"completed","amount":{"amount":"10.00","currency":"EUR"},
///      "subtotal":{"amount":"10.00","currency":"EUR"},"fee":{"amount":"0.00","currency":"EUR"},"committed":true,
///      "transaction":{"id":"441b9494-…"},"created_at":"2015-01-31T20:49:02Z","payout_at":"2015-02-18T16:54:00Z"}
protocol FiatPayments: AdapterStream where Cursor == RisingCursor {
    static var endpoint: Endpoint { get }
    static var kind: RecordKind { get }
}

enum Deposits: FiatPayments {
    typealias Cursor = RisingCursor
    static let kind = RecordKind.fiatDeposit
    static let endpoint = Coinbase.list(
        "deposits", purpose: "Reads payments to a fiat wallet from a bank.",
        Coinbase.docs("coinbase-app/transfer-apis/deposit-fiat"))
    static let declaration = described(as: "Fiat deposit details")
}

enum Withdrawals: FiatPayments {
    typealias Cursor = RisingCursor
    static let kind = RecordKind.fiatWithdrawal
    static let endpoint = Coinbase.list(
        "withdrawals", purpose: "Reads payments from a fiat wallet to a bank.",
        Coinbase.docs("coinbase-app/transfer-apis/withdraw-fiat"))
    static let declaration = described(as: "Fiat withdrawal details")
}

extension FiatPayments {
    static var unitsListedBy: (any AdapterStream.Type)? { FiatWallets.self }

    fileprivate static func described(as label: String) -> StreamDeclaration {
        .history(
            endpoint.row.name, label: label, kinds: [kind], walk: .byCursor,
            bounds: [
                .unknown(
                    endpoint.row.evidence[0],
                    reason: "No limit is documented, and nobody has established that the oldest payments are served.")
            ],
            support: .partial, order: .up, paging: .token, pageMax: 100, timeBasis: .created, settle: .days(1),
            note: "Adds fee and state. The transactions have every fiat payment without them.",
            evidence: endpoint.row.evidence)
    }

    static func request(_ ask: StreamAsk<RisingCursor>) throws -> Request { try Coinbase.request(endpoint, ask) }

    static func parse(
        _ ask: StreamAsk<RisingCursor>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<RisingCursor> {
        let wallet = try page.text(ask.unit?.key ?? "")
        return try Coinbase.parse(ask, answer) { row in
            let id = try row["id"].word
            let moment = try row["created_at"].time(.iso8601)
            try page.add(kind, at: moment, key: id, flags: try flags(row), raw: row) { record in
                if let moved = try row["transaction"]["id"].ifFilled?.text {
                    record.group(try page.text("tx:", moved))
                    try record.id("id", moved)
                }
                record.wallet(wallet)
                record.label(try row["status"].ifPresent?.looseText ?? .empty)
                if let paid = try Coinbase.money(row["amount"]), !paid.amount.isZero {
                    let (asset, size) = (Coinbase.asset(paid.code), paid.amount.magnitude)
                    try kind == .fiatDeposit ? record.received(asset, size) : record.sent(asset, size)
                }
                // Beside the amount: what the wallet moved by is the subtotal.
                if let fee = try Coinbase.money(row["fee"]), !fee.amount.isZero {
                    try record.fee(Coinbase.asset(fee.code), fee.amount)
                }
                try record.id("payment", id)
                try record.extra(["payout_at", "user_reference"], of: row)
            }
            return (id, moment)
        }
    }

    /// What was begun and never committed comes to nothing.
    private static func flags(_ row: JSON) throws -> RecordFlags {
        switch try row["status"].ifFilled?.text {
        case nil, "completed": .detail
        case "canceled": [.detail, .void]
        default: try row["committed"].ifPresent?.bool ?? true ? [.detail, .pending] : [.detail, .void]
        }
    }
}
