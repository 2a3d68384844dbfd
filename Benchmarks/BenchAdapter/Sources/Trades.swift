import AdapterKit

/// One walk over trades with ascending ids, from the lowest to the last; the cursor is the next id.
///
///     {"symbol":"BTCUSDT","id":1000000000,"orderId":20000000000,"orderListId":-1,"price":"41234.560000",
///      "qty":"0.01234000","quoteQty":"12345.670000","commission":"0.00001234","commissionAsset":"BNB",
///      "time":1500000000000,"isBuyer":true,"isMaker":false,"isBestMatch":true}
protocol Trades: AdapterStream where Cursor == Int64 {
    static var pageMax: Int { get }
    /// The record's key, made of the row's id.
    static func key(_ id: Int64, _ text: Text, on page: Page) throws -> Text
}

extension Trades {
    static var declaration: StreamDeclaration { Bench.declaration(pageMax: UInt32(pageMax)) }

    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(
            Bench.endpoint,
            [
                "symbol": .text(ask.unit?.key ?? ""), "limit": .int(Int64(pageMax)),
                "fromId": .int(ask.cursor ?? ask.bookmark ?? 0),
            ])
    }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        guard answer.isSuccess else { throw answer.statusError(exchange: "Bench") }
        let market = try page.text(ask.unit?.key ?? "")
        var rows = 0
        var next = ask.cursor ?? ask.bookmark ?? 0
        for row in try answer.json().elements {
            let written = row["id"]
            let number = try written.int
            let id = try written.word
            let quantity = try row["qty"].amount
            let quote = try row["quoteQty"].amount
            let isBuyer = try row["isBuyer"].bool
            let moment = try row["time"].time(.milliseconds)
            try page.add(.trade, at: moment, key: try key(number, id, on: page), raw: row) { record in
                record.market(market)
                record.label(isBuyer ? "buy" : "sell")
                try record.received(isBuyer ? .base : .quote, isBuyer ? quantity : quote)
                try record.sent(isBuyer ? .quote : .base, isBuyer ? quote : quantity)
                try record.fee(try row["commissionAsset"].text, try row["commission"].amount)
                try record.id("trade", id)
                try record.id("order", try row["orderId"].word)
            }
            rows += 1
            next = number + 1
        }
        return rows == pageMax ? .next(next) : .end(bookmark: next)
    }
}

enum ThousandAPage: Trades {
    static let pageMax = 1000
    static func key(_ id: Int64, _ text: Text, on page: Page) -> Text { text }
}

/// Ids of the same length as `FiftyHashed` and made by the same work, but ascending.
enum FiftyAPage: Trades {
    static let pageMax = 50
    static func key(_ id: Int64, _ text: Text, on page: Page) throws -> Text {
        try page.text(LedgerID.text(UInt64(bitPattern: id)))
    }
}

/// Ids in the shape of Kraken's: they jump all over the place from one row to the next.
enum FiftyHashed: Trades {
    static let pageMax = 50
    static func key(_ id: Int64, _ text: Text, on page: Page) throws -> Text {
        try page.text(LedgerID.text(LedgerID.mixed(UInt64(bitPattern: id))))
    }
}

/// `LAAAA-AAAAA-AAAAAA`: 64 bits in an alphabet whose order is that of the numbers.
enum LedgerID {
    static func text(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 19) { out in
            var rest = number
            for place in stride(from: 18, through: 1, by: -1) {
                if place == 6 || place == 12 {
                    out[place] = 0x2D
                    continue
                }
                let digit = UInt8(truncatingIfNeeded: rest & 31)
                out[place] = digit < 6 ? 0x32 + digit : 0x41 + digit - 6
                rest >>= 5
            }
            out[0] = 0x4C
            return 19
        }
    }

    static func mixed(_ number: UInt64) -> UInt64 {
        var x = number &+ 0x9E37_79B9_7F4A_7C15
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }
}
