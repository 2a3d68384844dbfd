import HistoryModel
import HistoryStore
import SyncEngine
import Testing

@Suite("What coverage says of what was not read")
struct CoverageReadingTests {
    @Test func `before the account was opened nothing is missing`() async throws {
        let key = StreamDeclaration(name: "key", label: "Key", role: .key, walk: .snapshot)
        let exchange = try ScriptedExchange([key, timeStream(span: 100)]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 0 {
                answer.page.narrowings = [Narrowing(stream: nil, reason: .account, interval: days(50, 1000))]
            }
            return answer
        }
        _ = try await exchange.sync()
        let reading = CoverageReading(
            store: exchange.store, connection: try exchange.store.connection("scripted"),
            manifest: exchange.manifest, at: day(100))
        let intervals = try #require(try reading.extents().first?.intervals)
        #expect(intervals.first?.interval.from == day(50))
        #expect(intervals.allSatisfy { $0.state != .unreadable }, "\(intervals)")
        #expect(try exchange.store.accountOpened(connection: exchange.connection.id) == day(50))
    }

    @Test func `what failed and has rolled out of reach since is a limit's loss`() async throws {
        let month = HistoryBound(.rolling(.days(30)))
        let exchange = try ScriptedExchange([timeStream(span: 10, bounds: [month])]) { ask, _ in
            ask.from < day(80)
                ? .failing(ExchangeError(.badRequest, message: "no")) : ScriptedExchange.Answer()
        }
        _ = try await exchange.sync()
        func states(at now: Instant) throws -> [String] {
            let reading = CoverageReading(
                store: exchange.store, connection: try exchange.store.connection("scripted"),
                manifest: exchange.manifest, at: now)
            let intervals = try #require(try reading.extents().first?.intervals)
            return intervals.map { "\($0.state.rawValue) \($0.interval.from.date) \($0.reason.prefix(7))" }
        }
        // Day 70 to 80 failed; what lies before was never within reach.
        let now = try states(at: day(100))
        #expect(
            now.first == "unreadable 1970-01-01 rolling" && now.contains { $0.hasPrefix("failed 1970-03-12") }, "\(now)"
        )
        // Five days later half of it can still be asked for, twenty days later nothing of it.
        let later = try states(at: day(105))
        #expect(later.contains { $0.hasPrefix("failed 1970-03-17") }, "\(later)")
        #expect(try states(at: day(120)).allSatisfy { !$0.hasPrefix("failed") })
    }
}
