import HistoryModel
import Testing

@testable import Reports

@Suite("B6 warnings about what cannot be the whole truth")
struct WarningTests {
    private static let start = Instant(iso8601: "2024-01-01T00:00:00Z")!

    private func transaction(
        _ kind: RecordKind, _ legs: [Leg], hour: Int64, of connection: String = "kraken", hash: String = "",
        flags: RecordFlags = []
    ) -> Transaction {
        let record = Record(
            kind, at: Self.start + .hours(hour), key: "k\(hour)-\(connection)", flags: flags, txHash: hash, legs: legs)
        return Transaction([StoredRecord(connection: connection, adapter: "x", stream: "s", record: record)])!
    }
    private func balances(_ transactions: [Transaction]) -> [HistoryWarning] {
        var check = BalanceWarnings()
        for transaction in transactions { check.add(transaction) }
        return check.warnings
    }
    private func withdrawals(_ transactions: [Transaction]) -> [HistoryWarning] {
        var check = WithdrawalWarnings()
        for transaction in transactions { check.add(transaction) }
        return check.warnings
    }

    @Test("B6 a holding that would fall below zero is told once, with where it began and how deep it went")
    func negative() {
        let found = balances([
            transaction(.deposit, [Leg(.in, "BTC", "1")], hour: 0),
            transaction(.withdrawal, [Leg(.out, "BTC", "0.6"), Leg(.fee, "BTC", "0.1")], hour: 1),
            transaction(.withdrawal, [Leg(.out, "BTC", "0.5")], hour: 2),
            transaction(.withdrawal, [Leg(.out, "BTC", "0.3")], hour: 3),
            transaction(.deposit, [Leg(.in, "BTC", "5")], hour: 4),
        ])
        #expect(found.map(\.transaction) == ["kraken/s/k2-kraken"])
        #expect(found.first?.amount == Amount("-0.5"))
        #expect(found.first?.kind == .negativeBalance)
    }

    @Test("B6 zero is not below zero; what is pending or void moves nothing; accounts are counted apart")
    func notNegative() {
        #expect(
            balances([
                transaction(.deposit, [Leg(.in, "BTC", "1.10")], hour: 0),
                transaction(.withdrawal, [Leg(.out, "BTC", "1"), Leg(.fee, "BTC", "0.1")], hour: 1),
                transaction(.withdrawal, [Leg(.out, "BTC", "9")], hour: 2, flags: .pending),
                transaction(.withdrawal, [Leg(.out, "BTC", "9")], hour: 3, flags: .void),
            ]).isEmpty)
        let found = balances([
            transaction(.deposit, [Leg(.in, "BTC", "1")], hour: 0),
            transaction(.withdrawal, [Leg(.out, "BTC", "1")], hour: 1, of: "binance"),
        ])
        #expect(found.map(\.connection) == ["binance"])
    }

    @Test("B6 a fee inside an amount is not taken twice")
    func inside() {
        #expect(
            balances([
                transaction(.deposit, [Leg(.in, "BTC", "1")], hour: 0),
                transaction(.withdrawal, [Leg(.out, "BTC", "1"), Leg(.fee, "BTC", "0.1", flags: .inside)], hour: 1),
            ]).isEmpty)
    }

    @Test("B6 a withdrawal that arrives at no known account is told")
    func unmatched() {
        let sent = transaction(.withdrawal, [Leg(.out, "BTC", "0.5"), Leg(.fee, "BTC", "0.001")], hour: 0)
        #expect(withdrawals([sent]).map(\.transaction) == [sent.id])
        // The right amount at the wrong time, on the same account, of another asset, or with another hash is no arrival.
        let arrivals = [
            transaction(.deposit, [Leg(.in, "BTC", "0.5")], hour: 100, of: "binance"),
            transaction(.deposit, [Leg(.in, "BTC", "0.5")], hour: 1),
            transaction(.deposit, [Leg(.in, "ETH", "0.5")], hour: 1, of: "binance"),
        ]
        for arrival in arrivals { #expect(withdrawals([sent, arrival]).count == 1, "\(arrival.id)") }
    }

    @Test("B6 a withdrawal that arrives elsewhere is not told, and one deposit answers for one withdrawal")
    func matched() {
        let sent = [Leg(.out, "BTC", "0.5"), Leg(.fee, "BTC", "0.001")]
        let arrived = transaction(.deposit, [Leg(.in, "BTC", "0.5")], hour: 2, of: "binance")
        #expect(withdrawals([transaction(.withdrawal, sent, hour: 0), arrived]).isEmpty)
        // The other exchange may date it a little earlier.
        let early = transaction(.deposit, [Leg(.in, "BTC", "0.5")], hour: 2, of: "binance")
        #expect(withdrawals([early, transaction(.withdrawal, sent, hour: 2)]).isEmpty)
        #expect(
            withdrawals([transaction(.withdrawal, sent, hour: 0), transaction(.withdrawal, sent, hour: 1), arrived])
                .count
                == 1)
        // What a fee inside the amount leaves of it.
        let inside = [Leg(.out, "BTC", "0.501"), Leg(.fee, "BTC", "0.001", flags: .inside)]
        #expect(withdrawals([transaction(.withdrawal, inside, hour: 0), arrived]).isEmpty)
        // By hash, whatever the amounts say.
        let hashed = transaction(.withdrawal, sent, hour: 0, hash: "0xabc")
        let found = transaction(.deposit, [Leg(.in, "BTC", "0.499")], hour: 2, of: "binance", hash: "0xabc")
        #expect(withdrawals([hashed, found]).isEmpty)
    }

    @Test("B8 money of states that leaves for a bank is no unmatched withdrawal")
    func fiat() {
        #expect(withdrawals([transaction(.fiatWithdrawal, [Leg(.out, "EUR", "100")], hour: 0)]).isEmpty)
    }
}

@Suite("Export in the model service's own format")
struct WaltioExportTests {
    private func rows(_ kind: RecordKind, _ legs: [Leg], adapter: String = "crypto.com") -> [[String]] {
        let record = Record(
            kind, at: Instant(iso8601: "2021-04-19T23:46:24.987Z")!, key: "k", group: "g", txHash: "0x1", legs: legs)
        let stored = StoredRecord(connection: "main", adapter: adapter, stream: "s", record: record)
        return WaltioRow.rows(Transaction([stored])!)
    }
    private func short(_ row: [String]) -> String { row[0...9].joined(separator: ",") + "," + row[17] }

    @Test("B7 deposit, exchange, withdrawal; GMT; the platform in capitals with underscores")
    func types() {
        #expect(
            rows(.deposit, [Leg(.in, "BTC", "1.5")]).map(short)
                == ["Dépôt,19/04/2021 23:46:24,GMT,1.5,BTC,,,,,CRYPTO_COM,main/g"])
        #expect(
            rows(.withdrawal, [Leg(.out, "BTC", "1"), Leg(.fee, "BTC", "0.01")], adapter: "kraken").map(short)
                == ["Retrait,19/04/2021 23:46:24,GMT,,,1,BTC,0.01,BTC,KRAKEN,main/g"])
        #expect(WaltioRow.header.count == 18)
    }

    @Test("B7 amounts are net of fees: what arrived, beside the fee that was taken from it")
    func net() {
        #expect(
            rows(.trade, [Leg(.out, "BCH", "0.03"), Leg(.in, "BTC", "0.00048671"), Leg(.fee, "BTC", "0.000007")])
                .map(short) == [
                    "Échange,19/04/2021 23:46:24,GMT,0.00047971,BTC,0.03,BCH,0.000007,BTC,CRYPTO_COM,main/g"
                ])
        // A fee that lies inside what was sent is taken out of it.
        #expect(
            rows(.withdrawal, [Leg(.out, "BTC", "1"), Leg(.fee, "BTC", "0.01", flags: .inside)]).map(short)
                == ["Retrait,19/04/2021 23:46:24,GMT,,,0.99,BTC,0.01,BTC,CRYPTO_COM,main/g"])
    }

    @Test("B7 what one row cannot hold is in more rows, each with an id of its own")
    func more() {
        let found = rows(
            .conversion,
            [Leg(.out, "XTZ", "1"), Leg(.out, "NEAR", "2"), Leg(.in, "EUR", "3"), Leg(.rebate, "BNB", "0.1")])
        #expect(found.map { $0[0] } == ["Échange", "Retrait", "Dépôt"])
        #expect(found.map { $0[17] } == ["main/g", "main/g#2", "main/g#3"])
    }
}
