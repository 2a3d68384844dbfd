import AdapterKit

/// Everything that moved a balance, oldest first, 1000 rows a page.
///
///     {"id":2,"type":"2","datetime":"2019-04-16 08:09:05.149343","btc":"0.00060000","usd":"0","btc_eur":"8364.0",
///      "eur":"-5.02","fee":"0.02","order_id":2}
enum Transactions: AdapterStream {
    static let page = Bitstamp.docs("tag/Transactions-private/operation/GetUserTransactions")
    static let endpoint = Bitstamp.endpoint(
        "user-transactions", .post, "user_transactions/",
        purpose: "Reads trades, deposits, withdrawals, rewards and everything else that moved a balance.",
        [.integer("since_id", required: true), .fixed("sort", "asc"), .fixed("limit", "1000", type: .integer)], page)
    static let declaration = StreamDeclaration.history(
        "transactions", label: "Transactions",
        kinds: [
            .trade, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .fiatPurchase, .transfer,
            .reward, .derivative, .other,
        ],
        walk: .byCursor,
        bounds: [
            .unlimited(
                .reported(
                    "https://github.com/rotki/rotki", readOn: Bitstamp.readOn,
                    "Bitstamp's support told a program's authors that since_id=1 begins with the first transaction."),
                page, reason: "By id. Filters by time reach back 30 days only, and are not used.")
        ],
        order: .up, paging: .token, pageMax: UInt32(pageMax), delisted: .served, settle: .days(7), evidence: [page])

    static let pageMax = 1000
    /// Rows a page repeats of the one before. `since_id` looks at ids, the order at times: a row with a lower id may
    /// stand behind one with a higher one, and must not fall between two pages.
    static let overlap = 100

    /// Cursor and bookmark: the id to begin with. `since_id` is inclusive; the same row by id is the same row.
    static func request(_ ask: StreamAsk<Int64>) -> Request { Request(endpoint, ["since_id": .int(since(ask))]) }
    private static func since(_ ask: StreamAsk<Int64>) -> Int64 { max(1, ask.cursor ?? ask.bookmark ?? 1) }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let since = since(ask)
        var ids: [Int64] = []
        for row in try Bitstamp.open(answer).elements {
            let id = try row["id"].int
            guard id >= since else {
                let message = "Bitstamp answered with row \(id), though asked for rows from \(since) on."
                throw AdapterError(.malformed, message: message, place: row["id"].path)
            }
            try add(row, to: page)
            ids.append(id)
        }
        guard let last = ids.max(), last < .max else { return .end(bookmark: since) }
        if ids.count < pageMax { return .end(bookmark: last + 1) }
        return .next(ids.suffix(overlap).min() ?? last)
    }

    private static func add(_ row: JSON, to page: Page) throws {
        let id = try row["id"].word
        let word = try row["type"].word
        let type = try? row["type"].int
        let moved = try Movements(row)
        let assets = try moved.legs.map { try page.uppercased($0.currency) }
        let known = type.flatMap { TransactionType.known[$0] }
        let isFiat = assets.first.map(Bitstamp.isFiat) ?? false
        let kind = isFiat && type == 0 ? .fiatDeposit : isFiat && type == 1 ? .fiatWithdrawal : known?.kind ?? .other
        try page.add(kind, at: try row["datetime"].time(.iso8601), key: id, raw: row) { record in
            record.group(try page.text("id:", id))
            record.label(try known.map { Text(stringLiteral: $0.name) } ?? page.text("type ", word))
            for (leg, asset) in zip(moved.legs, assets) {
                // Withdrawals stand there with and without a minus sign.
                switch type {
                case 0: try record.received(asset, leg.amount.magnitude)
                case 1: try record.sent(asset, leg.amount.magnitude)
                default: try record.moved(asset, leg.amount)
                }
            }
            try fee(of: row, moved, assets, page, record)
            try record.id("id", id)
            if let price = moved.price {
                try record.extra("price", price.word)
                try record.extra("market", page.text(page.uppercased(price.base), "/", page.uppercased(price.quote)))
            }
            for name: Text in ["order_id", "self_trade_order_id", "status"] {
                guard let value = row[name].ifPresent, let word = try? value.word, word != "0" else { continue }
                try record.extra(name, word)
            }
        }
    }

    /// Beside the amounts, never inside them: in the quote of a trade, else in the one asset that moved.
    private static func fee(
        of row: JSON, _ moved: Movements, _ assets: [Text], _ page: Page, _ record: RecordWriter
    ) throws {
        guard let fee = try row["fee"].ifPresent?.amount, !fee.isZero else { return }
        if let price = moved.price { return try record.fee(page.uppercased(price.quote), fee) }
        if assets.count == 1 { return try record.fee(assets[0], fee) }
        // A trade without a price: where one side is money, that is the quote.
        let money = assets.filter(Bitstamp.isFiat)
        if money.count == 1 { return try record.fee(money[0], fee) }
        try record.extra("fee", row["fee"].word)
    }
}
