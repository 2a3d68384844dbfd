import AdapterHost
import HistoryModel

// What a record costs on its way from an answer through the worker to a checked batch in the host.
//
//     WorkerBench WORKER LIBRARY
//
// The library makes 1,000 records of an answer without parsing it. Prints the median in nanoseconds a record.

let arguments = CommandLine.arguments
guard arguments.count == 3 else { fatalError("usage: WorkerBench WORKER LIBRARY") }
let process = try await AdapterProcess.start(library: arguments[2], workerPath: arguments[1])
let answer = ExchangeAnswer(
    endpoint: 0, status: 200, received: Instant(year: 2026, month: 3, day: 1), headers: [],
    body: [UInt8](repeating: 0x78, count: 264_000))
let ask = Ask(
    stream: 0, from: Instant(year: 2026, month: 1, day: 1), until: Instant(year: 2026, month: 2, day: 1),
    now: Instant(year: 2026, month: 3, day: 1))
let clock = ContinuousClock()
var times: [Duration] = []
for _ in 0..<2001 {
    let start = clock.now
    let page = try await process.parse(adapter: 0, ask, answer)
    times.append(clock.now - start)
    guard page.records.count == 1000 else { fatalError("\(page.records.count) records instead of 1000") }
}
await process.stop()
let median = times.sorted()[times.count / 2].components
print(Double(median.attoseconds) / 1e9 / 1000)
