import AdapterKit

/// Fee, state and day of payout of payments from a bank. Adds to the wallets' rows, never moves a balance.
///
///     {"id":"67e0eaec-…","status":"completed","amount":{"amount":"10.00","currency":"EUR"},
///      "subtotal":{"amount":"10.00","currency":"EUR"},"fee":{"amount":"0.00","currency":"EUR"},"committed":true,
///      "transaction":{"id":"441b9494-…"},"created_at":"2015-01-31T20:49:02Z","payout_at":"2015-02-18T16:54:00Z"}
protocol FiatPayments: WalletList {
    static var kind: RecordKind { get }
}

enum Deposits: FiatPayments {
    static let kind = RecordKind.fiatDeposit
    static let endpoint = Coinbase.walletList(
        "deposits", "Reads payments to a fiat wallet from a bank.", "coinbase-app/transfer-apis/deposit-fiat")
    static let declaration = described(as: "Fiat deposit details")
}

enum Withdrawals: FiatPayments {
    static let kind = RecordKind.fiatWithdrawal
    static let endpoint = Coinbase.walletList(
        "withdrawals", "Reads payments from a fiat wallet to a bank.", "coinbase-app/transfer-apis/withdraw-fiat")
    static let declaration = described(as: "Fiat withdrawal details")
}

extension FiatPayments {
    static var unitsListedBy: (any AdapterStream.Type)? { FiatWallets.self }

    fileprivate static func described(as label: String) -> StreamDeclaration {
        let evidence = endpoint.row.evidence
        let reason = "No limit is documented, and nobody has established that the oldest payments are served."
        return .history(
            endpoint.row.name, label: label, kinds: [kind], walk: .byCursor,
            bounds: [.unknown(evidence[0], reason: reason)], support: .partial, order: .up, paging: .token,
            pageMax: 100, timeBasis: .created, settle: .days(1),
            note: "Adds fee and state. The transactions have every fiat payment without them.", evidence: evidence)
    }

    static func add(_ row: JSON, of wallet: Text, to page: Page) throws -> (id: Text, moment: Moment) {
        let (id, moment) = (try row["id"].word, try row["created_at"].time(.iso8601))
        try page.add(kind, at: moment, key: id, flags: try flags(row), raw: row) { record in
            try record.group("tx:", by: row["transaction"]["id"], id: "id", page)
            record.wallet(wallet)
            record.label(try row["status"].ifPresent?.looseText ?? .empty)
            if let paid = try row["amount"].ifMoney, !paid.amount.isZero {
                let size = paid.amount.magnitude
                try record.moved(Coinbase.asset(paid.currency), kind == .fiatDeposit ? size : -size)
            }
            // Beside the amount: what the wallet moved by is the subtotal.
            try record.fee(row["fee"])
            try record.id("payment", id)
            try record.keep(row, ["payout_at", "user_reference"])
        }
        return (id, moment)
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
