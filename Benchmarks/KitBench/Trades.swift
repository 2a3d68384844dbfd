import AdapterKit

/// A Binance-shaped trades stream, for measuring only: 1,000 rows a page, about 264 bytes a row.
enum Trades: AdapterStream {
    static let weight = RateBucket.sliding("weight", 6000, per: .minutes(1), scope: .address)
    static let endpoint = Endpoint(
        "trades", .get, "/api/v3/myTrades", purpose: "Reads trades.", query: ["symbol", .integer("fromId")],
        cost: [weight(20)])
    static let declaration = StreamDeclaration.history(
        "trades", label: "Trades", kinds: [.trade], walk: .byCursor, bounds: [], order: .up, paging: .token,
        pageMax: 1000, settle: .hours(1))

    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(endpoint, ["symbol": .text(ask.unit?.key ?? ""), "fromId": .int(ask.cursor ?? ask.bookmark ?? 0)])
    }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let market = try page.text(ask.unit?.key ?? "")
        var rows = 0
        var last: Int64 = 0
        for row in try answer.json().elements {
            let id = try row["id"].word
            let quantity = try row["qty"].amount
            let quote = try row["quoteQty"].amount
            let isBuyer = try row["isBuyer"].bool
            try page.add(.trade, at: try row["time"].time(.milliseconds), key: id, raw: row) { record in
                record.market(market)
                try record.id("trade", id)
                try record.id("order", try row["orderId"].word)
                try record.received(isBuyer ? .base : .quote, isBuyer ? quantity : quote)
                try record.sent(isBuyer ? .quote : .base, isBuyer ? quote : quantity)
                try record.fee(try row["commissionAsset"].text, try row["commission"].amount)
            }
            rows += 1
            last = try row["id"].int
        }
        return rows == 1000 ? .next(last + 1) : .end(bookmark: last + 1)
    }

    static let adapter = Adapter(
        id: "bench", version: "1.0.0", name: "Bench", vendor: "Portolan", license: "Apache-2.0", sourceURL: "",
        exchange: "Bench", launched: Instant(seconds: 0), schemes: [],
        sites: [Site(name: "main", label: "Main", hosts: ["example.com"])], endpoints: [endpoint],
        streams: [Trades.self], guide: [])

    static func page(rows: Int) -> [UInt8] {
        var text = "["
        for row in 0..<rows {
            if row > 0 { text += "," }
            let id = 28_457 + row
            text += "{\"symbol\":\"BNBBTC\",\"id\":\(id),\"orderId\":\(100_234 + row * 3),\"orderListId\":-1,"
            text += "\"price\":\"4.000001\(row % 90 + 10)\",\"qty\":\"12.000000\(row % 90 + 10)\","
            text += "\"quoteQty\":\"48.000012\(row % 90 + 10)\",\"commission\":\"10.10000000\","
            text +=
                "\"commissionAsset\":\"BNB\",\"time\":\(1_499_865_549_590 + row * 1000),\"isBuyer\":\(row % 2 == 0),"
            text += "\"isMaker\":false,\"isBestMatch\":true}"
        }
        return Array((text + "]").utf8)
    }
}
