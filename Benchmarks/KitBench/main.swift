// Nanoseconds per record of a 1,000-row page: the JSON scan alone, and parse through the C table into a sink that
// only counts. Run: swift run -c release KitBench
import AdapterKit
import AdapterTesting
import CPortolan
import HistoryModel

let rows = 1000
let body = Trades.page(rows: rows)
let probe = try AdapterProbe(Trades.adapter)
var ask = probe.ask("trades", unit: HistoryUnit(kind: .market, key: "BNBBTC"))
let answer = probe.answer("trades", body: body)
nonisolated(unsafe) var counted = 0

var sink = ptl_page_sink()
sink.size = UInt32(MemoryLayout<ptl_page_sink>.size)
sink.record = { _, record in
    counted += Int(record?.pointee.legs.count ?? 0)
    return PTL_OK
}
sink.next = { _, _, _ in PTL_OK }
sink.end = { _, _ in PTL_OK }
sink.fail = { _, error in
    if let error { print("failed with kind \(error.pointee.kind)") }
    return PTL_OK
}

/// The median of several rounds, in nanoseconds per record.
func measure(_ name: String, _ body: () throws -> Void) rethrows {
    var rounds: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<40 {
        let time = try clock.measure { for _ in 0..<50 { try body() } }
        let (seconds, attoseconds) = time.components
        rounds.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(50 * rows))
    }
    rounds.sort()
    func whole(_ index: Int) -> Int { Int(rounds[index].rounded()) }
    print("\(name): \(whole(20)) ns per record [\(whole(0))-\(whole(39))]")
}

print("\(body.count / rows) bytes a record, \(rows) records a page")
try measure("JSON scan") { try JSON.read(body) { _ in } }
ask.lend { ask in
    answer.lend { response in
        measure("parse through the C table") { _ = probe.table.pointee.parse?(probe.table, ask, response, &sink) }
    }
}
print("legs counted: \(counted)")
