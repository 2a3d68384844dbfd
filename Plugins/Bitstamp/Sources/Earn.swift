import AdapterKit

/// What staking and lending did and what it was worth. The movements themselves are in the transactions.
///
///     {"datetime":"2024-03-05 09:00:31","type":"reward","amount":0.5,"currency":"ETH","value":1700.1,
///      "quote_currency":"USD","status":"finished"}
enum Earn: SkippingStream {
    static let page = Bitstamp.docs("tag/Earn/operation/GetEarnTransactions")
    static let endpoint = Bitstamp.endpoint(
        "earn-transactions", .get, "earn/transactions/", purpose: "Reads staking and lending and their worth in money.",
        Skipping.parameters, page,
        Bitstamp.docs("section/Authentication", "The examples join the query they sign to the path they call."))
    static let declaration = Skipping.declaration(
        "earn", "Earn details", [.reward, .transfer, .other],
        [.unknown(page, reason: "Bitstamp does not say since when it keeps these rows.")], .offset, identity: .composed,
        note: "Worth of rewards. Rows have no id, and Bitstamp does not say which transaction a row belongs to.", page)

    private static let kinds: Words<RecordKind> = ["reward": .reward, "subscribe": .transfer, "unsubscribe": .transfer]

    static func add(_ row: JSON, to page: Page) throws {
        let type = try row["type"].text
        let kind = kinds[type] ?? .other
        let time = row["datetime"]
        let currency = try page.uppercased(try row["currency"].text)
        let amount = try row["amount"].amount
        let key = "\(String(try time.text)):\(type):\(currency):\(amount.isNegative ? "-" : "")\(amount.digits)"
        try page.add(
            kind, at: try time.time(.iso8601), key: try page.text(key), flags: [.detail, .composed], raw: row
        ) { record in
            record.label(type)
            if kind == .reward {
                if !amount.isZero { try record.moved(currency, amount) }
            } else {
                // Which way is not documented.
                try record.extra("amount", try row["amount"].word)
                try record.extra("currency", currency)
            }
            for name: Text in ["value", "quote_currency", "status"] {
                guard let value = row[name].ifPresent else { continue }
                try record.extra(name, try value.word)
            }
        }
    }
}
