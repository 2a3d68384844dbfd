import AdapterKit

/// Everything that moved the balance of one wallet, oldest first.
///
///     {"id":"39073929-…","type":"trade","status":"completed","amount":{"amount":"-10.571942","currency":"USDC"},
///      "native_amount":{"amount":"-10.00","currency":"EUR"},"created_at":"2024-12-06T10:27:56Z",
///      "trade":{"id":"61258a99-…","fee":{"amount":"0.109974","currency":"USDC"}}}
enum Transactions: WalletList {
    static let endpoint = Coinbase.walletList(
        "transactions", "Reads what moved the balance of a wallet.", "coinbase-app/track-apis/transactions")
    static let page = endpoint.row.evidence[0]
    static let declaration = StreamDeclaration.history(
        "transactions", label: "Transactions",
        kinds: [
            .trade, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .fiatPurchase, .cardSpend,
            .transfer, .reward, .interest, .derivative, .fee, .other,
        ],
        walk: .byCursor,
        bounds: [.unlimited(Coinbase.pagination, Coinbase.waltio("", "It reads from the creation of the account."))],
        order: .up, paging: .token, pageMax: 100, timeBasis: .created, delisted: .served, settle: .days(1),
        evidence: [page, Coinbase.pagination])
    static let unitsListedBy: (any AdapterStream.Type)? = Wallets.self

    static func add(_ row: JSON, of wallet: Text, to page: Page) throws -> (id: Text, moment: Moment) {
        let row = try TransactionRow(row)
        try row.add(to: page, wallet: wallet)
        return (row.id, row.moment)
    }
}
