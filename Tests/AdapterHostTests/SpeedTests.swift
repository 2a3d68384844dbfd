import AdapterHost
import Glibc
import HistoryModel
import Testing

/// Measured only when PORTOLAN_BENCH is set, on a release build: `PORTOLAN_BENCH=1 swift test -c release --filter Speed`.
@Suite("Speed of the worker", .enabled(if: getenv("PORTOLAN_BENCH") != nil), .serialized)
struct SpeedTests {
    /// Median of some runs, in nanoseconds.
    private func median(of runs: Int, _ body: () async throws -> Void) async rethrows -> Double {
        var times: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<runs {
            let time = try await clock.measure { try await body() }
            times.append(Double(time.components.attoseconds) / 1e9 + Double(time.components.seconds) * 1e9)
        }
        return times.sorted()[runs / 2]
    }

    @Test func `a record costs at most 300 ns from the body to the batch`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("bench"))
        let answer = ExchangeAnswer.page(String(repeating: "x", count: 264_000))
        let ask = Ask.first()
        #expect(try await process.parse(adapter: 0, ask, answer).records.count == 1000)
        let time = try await median(of: 2001) { _ = try await process.parse(adapter: 0, ask, answer) }
        print("parse of a page of 1000 records, 264 kB: \(time / 1000) ns per record")
        #expect(time / 1000 <= 300)
    }

    @Test func `decoding alone`() async throws {
        for accent in [false, true] {
            let page = FrameFuzzTests.page(records: 1000, accent: accent)
            let time = try await median(of: 2001) {
                _ = try PageDecoder.decode(page, FrameFuzzTests.context, bodyCount: 10)
            }
            print("decoding a page of 1000 records, accents \(accent): \(time / 1000) ns per record")
        }
    }

    @Test func `small round trips and start-up`() async throws {
        let library = try BuiltAdapters.minimal()
        let process = try await BuiltAdapters.start(library)
        let ask = Ask.first()
        let trip = try await median(of: 5001) { _ = try await process.request(adapter: 0, ask) }
        print("request, round trip: \(trip / 1000) µs")
        let answer = ExchangeAnswer.page((0..<100).map { "r\($0),1767225600,BTC,1\n" }.joined())
        let both = try await median(of: 2001) { _ = try await process.parseAndRequest(adapter: 0, ask, answer) }
        print("parse of 100 rows and the next request, round trip: \(both / 1000) µs")
        let start = try await median(of: 51) { _ = try await BuiltAdapters.start(library) }
        print("start of a worker to its manifest: \(start / 1_000_000) ms")
        let frame = try #require(try await process.adapters().first?.frame)
        let decode = await median(of: 1001) { _ = try? AdapterProcess.decodeManifest(frame) }
        print("decoding a kept manifest of \(frame.count) bytes: \(decode / 1000) µs")
    }
}
