import ConnectionLife
import HistoryModel
import Reports
import Testing

@Suite("Reports on the life of connections")
struct LifeReportTests {
    private let now = SyntheticExchange.now

    private var balances: ConnectionBalances {
        let change = AssetBalance.Change(after: now - .days(7), until: now, amount: Amount("-0.5")!)
        return ConnectionBalances(
            connection: "my main", adapter: "synthetic", at: now,
            assets: [
                AssetBalance(
                    asset: "BTC", reported: Amount("1")!, derived: Amount("1.5")!, difference: Amount("-0.5")!,
                    changes: [change]),
                AssetBalance(
                    asset: "EUR", reported: Amount("2")!, derived: Amount("2")!, difference: .zero, changes: []),
            ],
            holes: (0..<12).map { number in
                .init(
                    streams: ["stream-\(number)"],
                    interval: Interval(now - .days(900), now - .days(number < 11 ? 1 : 30))!,
                    state: .unreadable, reason: "rolling 90 days")
            })
    }

    @Test("a difference names asset, amount and stretch; reasons stand once, and not all of many")
    func difference() {
        let text = BalanceReport.text([balances])
        #expect(
            text.contains("0.5 BTC less than the history says: it lies between 2025-02-22 12:00 and 2025-03-01 12:00"))
        #expect(text.contains("stream-0 from 2022-09-13 12:00 to 2025-02-28 12:00: cannot be read (rolling 90 days)"))
        #expect(text.contains("and 3 more: portolan coverage 'my main'"), "\(text)")
        #expect(!BalanceReport.json([balances]).text().contains("stream-11"), "that hole ends before the stretch")
        #expect(!BalanceReport.text([balances], onlyDifferences: true).contains("EUR"))
        #expect(BalanceReport.json([balances]).text().contains(#""agrees":false"#))
    }

    @Test("A7 T1 a failed sync prints code, article and command, each kind once")
    func failure() {
        var outcome = SyncOutcome(
            connection: "main", adapter: "synthetic", state: .failed,
            streams: [.init(name: "key", requests: 1, state: .failed, message: "The key was refused")],
            message: "The key was refused")
        outcome.streams[0].code = .auth
        outcome.code = .auth
        let text = SyncReport.table([outcome])
        let hint = "[auth] Read: portolan guide key-refused. Next: portolan connections reconnect main"
        #expect(text.components(hint) == 1, "\(text)")
        let json = SyncReport.json([outcome]).text()
        #expect(json.contains(#""topic":"key-refused","next":"portolan connections reconnect main""#), "\(json)")
    }

    @Test("A14 T1 a full sync counts what is no longer served, in the table and as JSON")
    func gone() {
        var outcome = SyncOutcome(
            connection: "main", adapter: "synthetic", state: .complete,
            streams: [.init(name: "ledger", added: 1, changed: 2, unchanged: 3, state: .complete)])
        #expect(!SyncReport.table([outcome]).contains("NO LONGER SERVED"))
        outcome.isFull = true
        outcome.streams[0].noLongerServed = 4
        let lines = SyncReport.table([outcome]).split(separator: "\n")
        #expect(lines[0].contains("NO LONGER SERVED") && lines[1].contains("4"))
        #expect(SyncReport.json([outcome]).text().contains(#""noLongerServed":4"#))
    }

    @Test("every article can be read and listed")
    func articles() {
        let list = GuideReport.list()
        for topic in GuideTopic.allCases {
            #expect(list.contains(topic.rawValue))
            #expect(GuideReport.article(topic).hasPrefix(topic.title + "\n\n"))
        }
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(_ text: String) -> Int {
        var rest = self[...]
        var count = 0
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
