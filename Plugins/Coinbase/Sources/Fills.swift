import AdapterKit

/// Fills of Advanced Trade: exact price, time and liquidity. Adds to the wallets' rows, never moves a balance.
///
///     {"entry_id":"dc7424ac…","trade_id":"19fc7eee-…","order_id":"01b6e467-…","trade_time":"2023-11-26T10:19:47.504Z",
///      "trade_type":"FILL","price":"0.392","size":"10","commission":"0.03136","product_id":"ADA-USDT",
///      "sequence_timestamp":"2023-11-26T10:19:47.507001Z","liquidity_indicator":"TAKER","size_in_quote":false,
///      "side":"SELL"}
enum Fills: AdapterStream {
    static let page = Coinbase.docs("api-reference/advanced-trade-api/rest-api/orders/list-fills")
    static let endpoint = Endpoint(
        "fills", .get, "/api/v3/brokerage/orders/historical/fills", purpose: "Reads fills of orders.",
        query: [
            .fixed("limit", "100", type: .integer), "start_sequence_timestamp", "end_sequence_timestamp", "cursor",
        ],
        signing: "token", cost: [Coinbase.tradeCalls(1)], evidence: [page])
    static let reason = "No limit is documented; fills are expected from late 2022, when Advanced Trade began."
    static let declaration = StreamDeclaration.history(
        "fills", label: "Fill details", kinds: [.trade, .derivative], walk: .byTime,
        bounds: [.unknown(page, reason: reason)],
        // Asked by the time a fill was booked, which is a little after the one it carries.
        support: .partial, order: .down, paging: .token, pageMax: 100, timeBasis: .created, planSpan: .days(365),
        settle: .days(1), resolution: .seconds(1),
        note: "Adds price, time and liquidity, for the portfolio of the key. The transactions have every trade.",
        evidence: [page])

    /// Cursor: Coinbase's own. Which ends of the range belong to it is not documented: both reach one second out.
    static func request(_ ask: StreamAsk<String>) -> Request {
        let second = Span.seconds(1)
        var request = Request(endpoint)
        request.add("start_sequence_timestamp", .time((ask.from - second).roundedDown(to: second), .iso8601))
        request.add("end_sequence_timestamp", .time((ask.until + second).roundedUp(to: second), .iso8601))
        if let cursor = ask.cursor { request.add("cursor", .text(cursor)) }
        return request
    }

    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let json = try Coinbase.open(answer, at: ask.now)
        for row in try json["fills"].elements { try add(row, to: page) }
        // Nothing else says that there is more: pages may be shorter than asked for.
        let cursor = String(try json["cursor"].word)
        return cursor.isEmpty ? .end() : .next(cursor)
    }

    private static func add(_ row: JSON, to page: Page) throws {
        let (entry, moment) = (try row["entry_id"].word, try row["trade_time"].time(.iso8601))
        let product = try row["product_id"].text
        // What is no pair is a future, such as `BIT-28JUL23-CDE`.
        let pair = product.pair(apart: "-")
        try page.add(pair == nil ? .derivative : .trade, at: moment, key: entry, flags: .detail, raw: row) { record in
            try record.group("order:", by: row["order_id"], id: "order", page)
            record.label(try row["trade_type"].ifPresent?.looseText ?? .empty)
            record.market(product)
            if let pair { try legs(record, row, Coinbase.asset(pair.base), Coinbase.asset(pair.quote)) }
            try record.id("entry", entry)
            if let trade = try row["trade_id"].ifFilled?.word { try record.id("trade", trade) }
            try record.keep(row, ["price", "side", "liquidity_indicator", "size_in_quote"])
            try record.keep(row, ["sequence_timestamp", "retail_portfolio_id"])
        }
    }

    private static func legs(_ record: RecordWriter, _ row: JSON, _ base: Text, _ quote: Text) throws {
        if let fee = try row["commission"].ifMoved { try record.fee(quote, fee) }
        let side = try row["side"].ifFilled?.text
        let buys = side == "BUY"
        guard let size = try row["size"].ifFilled?.amount, buys || side == "SELL" else { return }
        // A size in quote units is all that is exact: the base amount is a quotient.
        let inQuote = try row["size_in_quote"].ifPresent?.bool ?? false
        if !inQuote { try buys ? record.received(base, size) : record.sent(base, size) }
        let price = inQuote ? nil : try row["price"].ifFilled?.amount
        guard inQuote || price != nil else { return }
        try buys ? record.sent(quote, size, times: price) : record.received(quote, size, times: price)
    }
}
