import AdapterKit

/// Hash and address of deposits and withdrawals of coins. Nothing in a row names the transaction it belongs to, so rows
/// stand for themselves and move no balance.
///
///     {"deposits":[{"id":5,"network":"bitcoin","currency":"BTC","destinationAddress":"3Jd…","txid":"6544…",
///       "amount":0.78,"datetime":1688992722,"status":"…"}],"withdrawals":[…],"ripple_iou_transactions":[…]}
enum CryptoTransactions: AdapterStream {
    static let page = Bitstamp.docs("tag/Transactions-private/operation/GetCryptoTransactions")
    static let endpoint = Bitstamp.endpoint(
        "crypto-transactions", .post, "crypto-transactions/",
        purpose: "Reads transaction hash and address of deposits and withdrawals.", Skipping.parameters, page)
    static let declaration = Skipping.declaration(
        "crypto-transactions", "Deposit and withdrawal details", [.deposit, .withdrawal, .other], [], .pageNumber,
        identity: .composed,
        note: "Hash and address, for the main account only. Bitstamp does not say which transaction a row belongs to.",
        page)

    private static let lists: [(StaticString, RecordKind)] = [
        ("deposits", .deposit), ("withdrawals", .withdrawal), ("ripple_iou_transactions", .other),
    ]

    /// Whether `limit` counts each list or all of them is not documented. Steps of a whole page are right both ways: a
    /// page with fewer rows than that in all lists together is the last.
    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(endpoint, ["offset": .int(Skipping.wholePages.offset(ask.cursor))])
    }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let json = try Skipping.open(answer)
        var count: Int64 = 0
        var met: [String: Int] = [:]
        for (name, kind) in lists {
            let list = json[Text(stringLiteral: name)]
            // The list of IOUs comes only when asked for; the other two always.
            if kind == .other, list.ifPresent == nil { continue }
            for row in try list.elements {
                try add(row, kind, &met, to: page)
                count += 1
            }
        }
        return try Skipping.wholePages.ending(ask, rows: count, read: Skipping.rows.pageMax, into: page)
    }

    private static func add(_ row: JSON, _ kind: RecordKind, _ met: inout [String: Int], to page: Page) throws {
        let currency = try page.uppercased(try row["currency"].text)
        let txid = try row["txid"].ifPresent?.looseText ?? .empty
        let address = try row["destinationAddress"].ifPresent?.looseText ?? .empty
        let amount = try row["amount"].amount
        // One hash may pay several addresses, and one of them twice.
        var key = "\(kind.name):\(currency):"
        if txid.isEmpty {
            key += "\(String(try row["datetime"].word)):\(address):\(amount.digits)"
        } else {
            key += "\(txid):\(address)"
            let count = (met[key] ?? 0) + 1
            met[key] = count
            if count > 1 { key += ":\(count)" }
        }
        let flags: RecordFlags = txid.isEmpty ? [.detail, .composed] : .detail
        let time = try row["datetime"].time(.seconds)
        try page.add(kind, at: time, key: try page.text(key), flags: flags, raw: row) { record in
            record.txHash(txid)
            record.address(address)
            switch kind {
            case .deposit: try record.received(currency, amount.magnitude)
            case .withdrawal: try record.sent(currency, amount.magnitude)
            default:
                // Which way an IOU went is not told.
                try record.extra("currency", currency)
                try record.extra("amount", amount.digits)
            }
            if let id = try row["id"].ifPresent?.word { try record.id("deposit", id) }
            for name: Text in ["network", "status", "pending_reason"] {
                guard let value = row[name].ifPresent, value.kind == .string else { continue }
                try record.extra(name, try value.looseText)
            }
        }
    }
}
