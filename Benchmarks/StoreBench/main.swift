import GRDB
import HistoryModel
import HistoryStore

#if canImport(Glibc)
    import Glibc
#endif

// Writes pre-built pages into a store, twice: first pass, then all duplicates.
//
//     StoreBench ROWS DB [trades|hash] [ROWS A PAGE] [pages|nopages] [PAGE SIZE]
//
// Building a page is not counted. Prints the same line as the floor program.

func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

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
        let text = String(value % UInt64(pow(10, Double(width))))
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private mutating func trade(_ number: UInt64) {
        let random = mixed(number)
        let id = String(1_000_000_000 + number)
        let order = String(20_000_000_000 + number)
        let price = "4\(digits(random, 4)).\(digits(random >> 20, 2))000000"
        let quantity = "0.0\(digits(random >> 8, 4))000"
        let quote = "\(digits(random >> 30, 5)).\(digits(random >> 12, 2))000000"
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

let arguments = CommandLine.arguments
guard arguments.count >= 3, let rows = Int(arguments[1]) else {
    print("usage: StoreBench ROWS DB [trades|hash] [ROWS A PAGE] [pages|nopages] [PAGE SIZE]")
    exit(2)
}
let isHash = arguments.count > 3 && arguments[3] == "hash"
let pageRows = arguments.count > 4 ? Int(arguments[4]) ?? 1000 : 1000
let keepsPages = !(arguments.count > 5 && arguments[5] == "nopages")
let pageSize = arguments.count > 6 ? Int(arguments[6]) ?? 8192 : 8192

var configuration = Configuration()
configuration.prepareDatabase { db in
    try db.execute(sql: "PRAGMA page_size = \(pageSize)")
    try db.execute(sql: "PRAGMA journal_mode = WAL")
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
    try db.execute(sql: "PRAGMA foreign_keys = ON")
}
let queue = try DatabaseQueue(path: arguments[2], configuration: configuration)
try queue.writeWithoutTransaction { db in
    try db.execute(sql: "CREATE TABLE stream (id INTEGER PRIMARY KEY); INSERT INTO stream (id) VALUES (1)")
    try RecordSchema.registerRecordTables(db)
    let writer = try RecordWriter(db)
    let pages = try PageWriter(db)
    var maker = PageMaker(isHash: isHash)
    for pass in 0..<2 {
        var cpuSpent = 0.0
        var wallSpent = 0.0
        var pageSpent = 0.0
        var open = 0
        var counts = RecordCounts()
        for start in stride(from: 0, to: rows, by: pageRows) {
            maker.make(start, count: pageRows)
            let page = KeptPage(
                endpoint: "trades", stream: "fills", received: Instant(seconds: 1), status: 200, body: maker.body)
            let cpuStart = seconds(CLOCK_PROCESS_CPUTIME_ID)
            let wallStart = seconds(CLOCK_MONOTONIC)
            if open == 0 { try db.execute(sql: "BEGIN IMMEDIATE") }
            let step = Int64(start / pageRows)
            let kept = keepsPages ? try pages.keep(page, stream: 1, unit: 0, step: step) : nil
            pageSpent += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart
            counts += try writer.write(
                maker.batch, stream: 1, unit: 0, window: Int64(pass + 1), step: step, page: kept, tracksSeen: true,
                at: Instant(seconds: 1))
            open += pageRows
            if open >= 1000 || start + pageRows >= rows {
                try db.execute(sql: "COMMIT")
                open = 0
            }
            cpuSpent += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart
            wallSpent += seconds(CLOCK_MONOTONIC) - wallStart
        }
        let finishStart = seconds(CLOCK_PROCESS_CPUTIME_ID)
        var missing = MissingCounts()
        try db.inTransaction {
            missing = try writer.finishWalk(
                window: Int64(pass + 1), stream: 1, unit: 0,
                readAgain: IntervalSet(Interval(.distantPast, .distantFuture)), step: 0, at: Instant(seconds: 1))
            return .commit
        }
        let finish = seconds(CLOCK_PROCESS_CPUTIME_ID) - finishStart
        cpuSpent += finish
        guard missing == MissingCounts(), pass == 0 ? counts.added == rows : counts.unchanged == rows else {
            print("wrong: \(counts) \(missing)")
            exit(1)
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func fixed(_ number: Double) -> String { String(Int((number * 1000).rounded())).padded }
        print(
            """
            {"what":"\(pass == 0 ? "first" : "again")","rows":\(rows),\
            "cpu_per_million":\(fixed(cpuSpent * 1e6 / Double(rows))),"wall":\(fixed(wallSpent)),\
            "peak_mb":\(fixed(Double(usage.ru_maxrss) / 1024)),\
            "pages_cpu_per_million":\(fixed(pageSpent * 1e6 / Double(rows))),"finish_cpu":\(fixed(finish))}
            """)
    }
}

extension String {
    /// Thousandths as a decimal number.
    var padded: String {
        let digits = String(repeating: "0", count: max(0, 4 - count)) + self
        return digits.dropLast(3) + "." + digits.suffix(3)
    }
}
