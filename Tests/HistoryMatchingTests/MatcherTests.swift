import HistoryModel
import Testing

@testable import HistoryMatching

@Suite("Files and interface telling the same")
struct MatcherTests {
    private static let start = Instant(iso8601: "2024-03-19T19:43:31Z")!

    private func event(
        _ id: String, _ seconds: Int64 = 0, _ change: [String: String] = ["BTC": "0.5"],
        _ family: MatchEvent.Family = .deposit, ids: [TextPair] = [], names: [String] = [], fiat: Bool = false
    ) -> MatchEvent {
        let time = Self.start + .seconds(seconds)
        return MatchEvent(
            id: id, time: time, family: family, isFiatMovement: fiat, change: change.mapValues { Amount($0)! },
            rows: [.init(time: time, key: id, ids: ids)], names: names)
    }
    private func trade(_ id: String, _ seconds: Int64 = 0, ids: [TextPair] = []) -> MatchEvent {
        event(id, seconds, ["BTC": "0.01", "EUR": "-500.8"], .exchange, ids: ids)
    }

    /// What is found, as short words: `f1=e1 identity`, `f1?e1`.
    private func find(
        _ files: [MatchEvent], _ exchange: [MatchEvent], decisions: MatchDecisions = MatchDecisions()
    ) -> [String] {
        var found: [String] = []
        func note(_ finding: MatchFinding) {
            switch finding {
            case .same(let file, _, let other, let basis): found.append("\(file.id)=\(other.id) \(basis.rawValue)")
            case .question(let file, let other, _): found.append("\(file.id)?\(other.id)")
            }
        }
        var matcher = HistoryMatcher(tolerance: .seconds(60), decisions: decisions)
        let all = files.map { ($0, true) } + exchange.map { ($0, false) }
        for (event, isFile) in all.sorted(by: { $0.0.time < $1.0.time }) {
            if isFile { matcher.add(file: event, note) } else { matcher.add(exchange: event, note) }
        }
        matcher.finish(note)
        return found.sorted()
    }

    @Test("a shared id makes one of two, whatever the times")
    func identity() {
        let ids = [TextPair("txid", "L1")]
        #expect(find([event("f", ids: ids)], [event("e", 7200, ids: ids)]) == ["f=e identity"])
        #expect(find([event("f", names: ["0xabc"])], [event("e", names: ["0xabc"])]) == ["f=e identity"])
    }

    @Test("ids of one scheme that differ are two, however equal everything else is")
    func contradiction() {
        let file = event("f", ids: [TextPair("txid", "L1")])
        #expect(find([file], [event("e", ids: [TextPair("txid", "L2")])]) == [])
    }

    @Test("a shared id with other amounts is asked")
    func sharedIdOtherAmount() {
        let names = ["0xabc"]
        #expect(find([event("f", names: names)], [event("e", 0, ["BTC": "0.4"], names: names)]) == ["f?e"])
    }

    @Test("A10 T4 equal amounts alone are never enough: a minute apart, one asset, is asked")
    func equalityAlone() {
        #expect(find([event("f")], [event("e", 30)]) == ["f?e"])
        // Five days are usual at a bank, and no evidence.
        let euros = ["EUR": "100"]
        #expect(find([event("f", 0, euros, fiat: true)], [event("e", 2 * 86_400, euros, fiat: true)]) == ["f?e"])
        #expect(find([event("f")], [event("e", 120)]) == [])
    }

    @Test("two assets that agree, or the very second, are evidence")
    func evidence() {
        #expect(find([trade("f")], [trade("e", 40)]) == ["f=e evidence"])
        #expect(find([event("f")], [event("e")]) == ["f=e evidence"])
        #expect(find([event("f")], [event("e", 0, ["BTC": "0.5"], .income)]) == [])
    }

    @Test("A10 T4 partial fills stay two: the first is the first, the second the second")
    func partialFills() {
        #expect(find([trade("f1"), trade("f2")], [trade("e1"), trade("e2")]) == ["f1=e1 evidence", "f2=e2 evidence"])
    }

    @Test("A10 T4 where one side has more equals than the other, the pairs are listed")
    func ambiguous() {
        #expect(find([trade("f")], [trade("e1"), trade("e2", 5)]) == ["f?e1", "f?e2"])
        #expect(find([trade("f1"), trade("f2")], [trade("e")]) == ["f1?e", "f2?e"])
    }

    @Test("what the user decided holds: accepted is one, rejected is not asked again")
    func decisions() {
        let files = [trade("f")]
        let exchange = [trade("e1"), trade("e2", 5)]
        let accepted = MatchDecisions(accepted: [.init(file: "f", exchange: "e2")])
        #expect(find(files, exchange, decisions: accepted) == ["f=e2 decision"])
        let rejected = MatchDecisions(rejected: [
            .init(file: "f", exchange: "e1"), .init(file: "f", exchange: "e2"),
        ])
        #expect(find(files, exchange, decisions: rejected) == [])
    }

    @Test("fills of one second that a file without ids tells as one are the same when they add up to it")
    func sums() {
        let whole = event("f", 0, ["BTC": "0.03", "EUR": "-1500"], .exchange)
        let parts = [
            event("e1", 0, ["BTC": "0.01", "EUR": "-500"], .exchange),
            event("e2", 0, ["BTC": "0.02", "EUR": "-1000"], .exchange),
        ]
        #expect(find([whole], parts) == ["f=e1 evidence"])
        #expect(find([whole], [parts[0]]) == [])
    }

    @Test("of an operation of which one side has a row only, that row is the same, and no other")
    func rows() {
        func rows(_ keys: [String]) -> [MatchEvent.Row] {
            keys.map {
                .init(time: Self.start, key: $0, ids: [TextPair("txid", $0), TextPair("refid", "R")])
            }
        }
        var file = trade("f")
        file.rows = rows(["L1", "L2"])
        var other = event("e", 0, ["EUR": "-500.8"], .exchange)
        other.rows = rows(["L1"])
        var matched: [[String]] = []
        var matcher = HistoryMatcher(tolerance: .seconds(60))
        let note = { (finding: MatchFinding) in
            if case .same(_, let rows, _, _) = finding { matched.append(rows.map(\.key)) }
        }
        matcher.add(file: file, note)
        matcher.add(exchange: other, note)
        matcher.finish(note)
        #expect(matched == [["L1"]])
    }

    @Test("matches do not depend on how long the history is, and old events are let go")
    func longHistory() {
        let days: [Int64] = Array(0..<6000)
        let files = days.map { trade("f\($0)", $0 * 86_400) }
        let exchange = days.filter { $0 % 3 != 0 }.map { trade("e\($0)", $0 * 86_400 + 1) }
        let found = find(files, exchange)
        #expect(found.count == 4000)
        #expect(found.allSatisfy { $0.hasSuffix("evidence") })
    }

    @Test("a crowd within an hour costs no more for each event than a few do", .timeLimit(.minutes(1)))
    func crowd() {
        func crowd(_ name: String, _ count: Int, amount: (Int) -> Int) -> [MatchEvent] {
            (0..<count).map { number in
                event(
                    "\(name)\(number)", Int64(number % 3600), ["BTC": "0.\(amount(number))", "EUR": "-\(number + 1)"],
                    .exchange)
            }
        }
        // Nothing matches: every event of the file is looked at beside all that is near.
        #expect(find(crowd("f", 15_000) { $0 * 2 + 1 }, crowd("e", 15_000) { $0 * 2 + 2 }) == [])
    }

    @Test(
        "equal fills in one crowd, or in a long chain, are paired in their order", .timeLimit(.minutes(1)),
        arguments: [1, 30] as [Int64])
    func equals(_ spacing: Int64) {
        let files = (0..<2000).map { trade("f\(1000 + $0)", Int64($0) / 2 * spacing) }
        let exchange = (0..<2000).map { trade("e\(1000 + $0)", Int64($0) / 2 * spacing) }
        let found = find(files, exchange)
        #expect(found.count == 2000 && found.allSatisfy { $0.hasSuffix(" evidence") })
    }
}
