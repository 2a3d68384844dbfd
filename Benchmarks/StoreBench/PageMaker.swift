import HistoryModel

/// A hash that looks random and is the same in every run.
func mixed(_ number: UInt64) -> UInt64 {
    var x = number &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
}

/// One page of answers in the exchange's shape, and the batch an adapter makes of it: the slices a parser would
/// point at lie in the page itself, keys and the like behind it.
struct PageMaker {
    var body: [UInt8] = []
    var batch = RecordBatch()
    let isHash: Bool

    init(isHash: Bool) { self.isHash = isHash }

    mutating func make(_ first: Int, count: Int) {
        body.removeAll(keepingCapacity: true)
        batch.bytes.removeAll(keepingCapacity: true)
        batch.entries.removeAll(keepingCapacity: true)
        batch.legs.removeAll(keepingCapacity: true)
        batch.pairs.removeAll(keepingCapacity: true)
        body.append(0x5B)
        for number in first..<(first + count) {
            if number > first { body.append(0x2C) }
            if isHash { ledger(UInt64(number)) } else { trade(UInt64(number)) }
        }
        body.append(0x5D)
    }

    private mutating func text(_ text: some Sequence<UInt8>) -> RecordBatch.Slice {
        let start = batch.bytes.count
        batch.bytes.append(contentsOf: text)
        return .init(offset: start, count: batch.bytes.count - start)
    }
    private mutating func text(_ string: String) -> RecordBatch.Slice { text(string.utf8) }
    private func digits(_ value: UInt64, _ width: Int) -> String {
        let text = String(value % (0..<width).reduce(1) { power, _ in power * 10 })
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private mutating func trade(_ number: UInt64) {
        let random = mixed(number)
        let id = String(1_000_000_000 + number)
        let order = String(20_000_000_000 + number)
        let price = "4\(digits(random, 4)).\(digits(random >> 20, 2))0000"
        let quantity = "0.0\(digits(random >> 8, 4))000"
        let quote = "\(digits(random >> 30, 5)).\(digits(random >> 12, 2))0000"
        let fee = "0.0000\(digits(random >> 16, 4))"
        let time = 1_500_000_000_000 + number * 137
        let start = body.count
        body.append(
            contentsOf: """
                {"symbol":"BTCUSDT","id":\(id),"orderId":\(order),"orderListId":-1,"price":"\(price)",\
                "qty":"\(quantity)","quoteQty":"\(quote)","commission":"\(fee)","commissionAsset":"BNB",\
                "time":\(time),"isBuyer":true,"isMaker":false,"isBestMatch":true}
                """.utf8)
        var entry = RecordBatch.Entry()
        entry.kind = .trade
        entry.time = Instant(nanoseconds: Int64(time) * 1_000_000)
        entry.timeUnit = .milliseconds(1)
        entry.key = text(id)
        entry.market = text("BTCUSDT")
        entry.label = text("buy")
        let empty = RecordBatch.Slice.empty
        entry.legs = .init(start: batch.legs.count, count: 3)
        batch.legs.append(.init(role: .in, flags: .base, asset: empty, amount: text(quantity), times: empty))
        batch.legs.append(.init(role: .out, flags: .quote, asset: empty, amount: text(quote), times: empty))
        batch.legs.append(.init(role: .fee, flags: [], asset: text("BNB"), amount: text(fee), times: empty))
        entry.ids = .init(start: batch.pairs.count, count: 2)
        batch.pairs.append(.init(name: text("trade"), value: entry.key))
        batch.pairs.append(.init(name: text("order"), value: text(order)))
        entry.rawOffset = UInt64(start)
        entry.rawCount = UInt64(body.count - start)
        batch.entries.append(entry)
    }

    private mutating func ledger(_ number: UInt64) {
        let random = mixed(number)
        let id = name("L", random)
        let refid = name("T", mixed(number / 2 + 77))
        let amount = "\(random % 100).\(digits(random >> 8, 8))"
        let fee = "0.\(digits(random >> 20, 6))"
        let asset = number & 1 == 1 ? "XXBT" : "ZEUR"
        let start = body.count
        body.append(
            contentsOf: """
                "\(id)":{"refid":"\(refid)","time":\(1_500_000_000 + number / 2).\(digits(random, 4)),"type":"trade",\
                "subtype":"","aclass":"currency","asset":"\(asset)","amount":"\(amount)","fee":"\(fee)",\
                "balance":"\(random >> 30 % 1000).\(digits(random >> 12, 8))"}
                """.utf8)
        var entry = RecordBatch.Entry()
        entry.kind = .trade
        entry.time = Instant(
            nanoseconds: (Int64(1_500_000_000 + number / 2) * 10_000 + Int64(random % 10_000)) * 100_000)
        entry.timeUnit = Span(nanoseconds: 100_000)
        entry.key = text(id)
        entry.group = text("ref:\(refid)")
        entry.label = text("trade")
        let empty = RecordBatch.Slice.empty
        entry.legs = .init(start: batch.legs.count, count: 2)
        let role = number & 1 == 1 ? LegRole.in : .out
        batch.legs.append(
            .init(role: role, flags: [], asset: text(asset), amount: text(amount), times: empty))
        batch.legs.append(.init(role: .fee, flags: [], asset: text(asset), amount: text(fee), times: empty))
        entry.ids = .init(start: batch.pairs.count, count: 2)
        batch.pairs.append(.init(name: text("ledger"), value: entry.key))
        batch.pairs.append(.init(name: text("ref"), value: text(refid)))
        entry.rawOffset = UInt64(start)
        entry.rawCount = UInt64(body.count - start)
        batch.entries.append(entry)
    }
    private func name(_ first: String, _ random: UInt64) -> String {
        let hex = String(random, radix: 32, uppercase: true)
        let padded = String(repeating: "A", count: 16 - min(16, hex.count)) + hex
        return first + padded.prefix(5) + "-" + padded.dropFirst(5).prefix(5) + "-" + padded.dropFirst(10)
    }
}
