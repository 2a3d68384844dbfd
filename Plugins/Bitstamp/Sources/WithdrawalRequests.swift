import AdapterKit

/// State, hash and address of withdrawals of the last 578 days. Not the source of any movement.
///
///     {"id":111111,"datetime":"2018-10-17 10:58:13","type":1,"currency":"BTC","network":"bitcoin",
///      "amount":"0.29669259","status":2,"txid":7,"address":"3Jd…","transaction_id":"6544…"}
enum WithdrawalRequests: SkippingStream {
    static let page = Bitstamp.docs("tag/Withdrawals/operation/GetWithdrawalRequests")
    static let endpoint = Bitstamp.endpoint(
        "withdrawal-requests", .post, "withdrawal-requests/", purpose: "Reads state, hash and address of withdrawals.",
        [.fixed("timedelta", "50000000", type: .integer)] + Skipping.parameters, page)
    static let declaration = Skipping.declaration(
        "withdrawal-requests", "Withdrawal requests", [.withdrawal, .fiatWithdrawal],
        [.rolling(.days(578), page, reason: "Bitstamp looks back 50,000,000 seconds.")],
        .offset, note: "State, hash and address. Bitstamp does not say which transaction a request became.", page)

    /// Requests of early days name no currency; the type of those of today says no more than the currency.
    private static let currencies: [Int64: StaticString] = [1: "BTC", 14: "XRP", 15: "LTC", 16: "ETH", 17: "BCH"]

    static func add(_ row: JSON, to page: Page) throws {
        let id = try row["id"].word
        let type = try row["type"].int
        let asset =
            try row["currency"].ifPresent.map { try page.uppercased(try $0.text) }
            ?? currencies[type].map { Text(stringLiteral: $0) } ?? .empty
        // SEPA and wire transfers.
        let isFiat = type == 0 || type == 2 || Bitstamp.isFiat(asset)
        let state = states[try row["status"].int]
        let amount = try row["amount"].amount
        try page.add(
            isFiat ? .fiatWithdrawal : .withdrawal, at: try row["datetime"].time(.iso8601), key: id,
            flags: [.detail, state?.flags ?? .pending], raw: row
        ) { record in
            record.label(try state.map { Text(stringLiteral: $0.name) } ?? row["status"].word)
            if !amount.isZero { try asset.isEmpty ? record.extra("amount", amount.digits) : record.sent(asset, amount) }
            if let address = row["address"].ifPresent { record.address(try address.looseText) }
            // `txid` is a number of Bitstamp's own; only a text can be a hash.
            let txid = row["txid"].ifPresent
            if let hash = row["transaction_id"].ifPresent ?? (txid?.kind == .string ? txid : nil) {
                record.txHash(try hash.looseText)
            }
            if let txid, txid.kind == .number { try record.extra("txid", try txid.number) }
            try record.id("withdrawal", id)
            try record.extra("type", try row["type"].word)
            if let network = row["network"].ifPresent { try record.extra("network", try network.looseText) }
        }
    }

    /// A state that is not known is not final either.
    private static let states: [Int64: (name: StaticString, flags: RecordFlags)] = [
        0: ("open", .pending), 1: ("in process", .pending), 2: ("finished", []), 3: ("canceled", .void),
        4: ("failed", .void), 11: ("reversed", .void),
    ]
}
