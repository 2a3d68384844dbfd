import ConnectionLife
import HistoryModel
import Testing

@Suite("The balance check")
struct BalanceCheckTests {
    private let start = Instant(iso8601: "2026-01-01")!
    private func day(_ number: Int64) -> Instant { start + .days(number) }
    private func report(_ number: Int64, _ amounts: KeyValuePairs<String, String>) -> BalanceSnapshot {
        BalanceSnapshot(at: day(number), amounts.map { ReportedBalance(wallet: "", asset: $0.key, amount: $0.value) })
    }

    @Test("agrees where ins, outs, fees and rebates add up; a fee inside an amount counts once")
    func agrees() {
        var check = BalanceCheck([report(10, ["BTC": "1.45", "EUR": "899.5"])])
        check.add(at: day(1), [Leg(.in, "EUR", "1000")])
        check.add(at: day(2), [Leg(.out, "EUR", "100"), Leg(.in, "BTC", "1.5"), Leg(.fee, "EUR", "1")])
        check.add(at: day(3), [Leg(.out, "BTC", "0.05"), Leg(.fee, "BTC", "0.01", flags: .inside)])
        check.add(at: day(4), [Leg(.rebate, "EUR", "0.5")])
        check.add(at: day(11), [Leg(.in, "EUR", "77")])
        let result = check.result()
        #expect(result.map(\.asset) == ["BTC", "EUR"])
        #expect(result.allSatisfy { $0.agrees && $0.changes.isEmpty })
    }

    @Test("a difference lies between the last report that agreed and the first that did not")
    func narrowest() throws {
        var check = BalanceCheck([
            report(10, ["BTC": "1"]), report(20, ["BTC": "1"]), report(30, ["BTC": "1.25"]),
            report(40, ["BTC": "3.25"]),
        ])
        check.add(at: day(5), [Leg(.in, "BTC", "1")])
        check.add(at: day(35), [Leg(.in, "BTC", "2")])
        let btc = try #require(check.result().first)
        #expect(btc.reported == Amount("3.25") && btc.derived == Amount("3"))
        #expect(btc.difference == Amount("0.25"))
        #expect(btc.changes == [.init(after: day(20), until: day(30), amount: Amount("0.25")!)])
    }

    @Test("several causes are told apart, and what has balanced out is no cause")
    func several() throws {
        var check = BalanceCheck([
            report(10, ["BTC": "9"]), report(20, ["BTC": "1"]), report(30, ["BTC": "2"]), report(40, ["BTC": "1.5"]),
        ])
        check.add(at: day(15), [Leg(.in, "BTC", "1")])
        let btc = try #require(check.result().first)
        #expect(btc.difference == Amount("0.5"))
        #expect(
            btc.changes == [
                .init(after: day(20), until: day(30), amount: Amount("1")!),
                .init(after: day(30), until: day(40), amount: Amount("-0.5")!),
            ])
    }

    @Test("a row that is read late mends the report before it was read")
    func late() {
        var check = BalanceCheck([report(10, ["BTC": "1"]), report(20, ["BTC": "1"])])
        #expect(check.result().first?.agrees == false)
        check.add(at: day(9), [Leg(.in, "BTC", "1")])
        #expect(check.result().first?.agrees == true)
    }

    @Test("an asset the exchange does not name is nothing; wallets of one asset are added up")
    func unnamed() {
        let wallets = [
            ReportedBalance(wallet: "", asset: "DOT", amount: "1"),
            ReportedBalance(wallet: "S", asset: "DOT", amount: "2"),
        ]
        var check = BalanceCheck([BalanceSnapshot(at: day(10), wallets)])
        check.add(at: day(1), [Leg(.in, "DOT", "3"), Leg(.in, "OLD", "4")])
        check.add(at: day(2), [Leg(.out, "OLD", "4"), Leg(.in, "LEFT", "5")])
        let result = check.result()
        #expect(result.map(\.asset) == ["DOT", "LEFT"])
        #expect(result.map(\.agrees) == [true, false])
        #expect(result.last?.difference == Amount("-5"))
    }

    @Test("amounts beyond 38 digits are said to be so, and spoil no other asset")
    func overflow() {
        let huge = String(repeating: "9", count: 40)
        var check = BalanceCheck([report(10, ["BTC": "1", "SHIB": "1"])])
        check.add(at: day(1), [Leg(.in, "SHIB", huge), Leg(.in, "BTC", "1")])
        let result = check.result()
        #expect(result.first { $0.asset == "SHIB" }?.difference == nil)
        #expect(result.first { $0.asset == "BTC" }?.agrees == true)
    }

    @Test("a millisecond before a report counts for it, a millisecond after does not", arguments: [-1, 0, 1])
    func edge(_ milliseconds: Int64) {
        var check = BalanceCheck([report(10, ["BTC": "1"])])
        check.add(at: day(10) + .milliseconds(milliseconds), [Leg(.in, "BTC", "1")])
        #expect(check.result().first?.agrees == (milliseconds <= 0))
    }
}
