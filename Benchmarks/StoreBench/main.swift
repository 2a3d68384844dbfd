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

/// How many records a listing of everything gives.
func readAll(_ db: Database, group: String?) throws -> Int {
    var query = RecordQuery(streams: [1])
    query.group = group
    var count = 0
    try RecordReader(db).records(query).forEach { _ in
        count += 1
        return true
    }
    return count
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
        report(
            pass == 0 ? "first" : "again", rows, cpuSpent, wallSpent,
            ",\"pages_cpu_per_million\":\(fixed(pageSpent * 1e6 / Double(rows))),\"finish_cpu\":\(fixed(finish))")
    }
    try measure("read", rows: rows) { try readAll(db, group: nil) == rows }
    try measure("group", rows: rows) { try readAll(db, group: "ref:none") == 0 }
}
