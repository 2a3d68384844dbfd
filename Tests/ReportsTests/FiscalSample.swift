import HistoryModel

@testable import Reports

/// A made-up account and its report of 2024.
enum FiscalSample {
    static func day(_ month: Int, _ day: Int) -> Instant { Instant(year: 2024, month: month, day: day) }

    static func connection(
        _ name: String = "kraken", state: ConnectionState = .ok,
        lastGood: Instant? = Instant(year: 2025, month: 2, day: 1),
        intervals: [CoverageInterval] = []
    ) -> FiscalConnection {
        let whole = CoverageInterval(
            Interval(Instant(year: 2020, month: 1, day: 1), Instant(year: 2025, month: 2, day: 1))!, .complete)
        let stream = StreamCoverage(
            stream: "ledger", kinds: RecordKinds([.trade]), intervals: intervals.isEmpty ? [whole] : intervals,
            bounds: [HistoryBound(.unlimited)], records: 3)
        return FiscalConnection(
            name: name, exchange: "Kraken", state: state, lastGood: lastGood,
            coverage: ConnectionCoverage(connection: name, adapter: "kraken", exchange: "Kraken", streams: [stream]))
    }

    static func transaction(
        _ kind: RecordKind, _ time: Instant, _ legs: [Leg], key: String, flags: RecordFlags = [],
        label: String? = nil
    ) -> Transaction {
        var record = Record(kind, at: time, key: key, flags: flags, legs: legs)
        record.label = label ?? kind.name
        return Transaction([StoredRecord(connection: "kraken", adapter: "kraken", stream: "ledger", record: record)])!
    }

    static var history: [Transaction] {
        [
            transaction(.fiatDeposit, Instant(year: 2023, month: 5, day: 1), [Leg(.in, "EUR", "5000")], key: "a"),
            transaction(
                .trade, day(2, 3), [Leg(.out, "EUR", "1000"), Leg(.in, "BTC", "0.02"), Leg(.fee, "EUR", "2.6")],
                key: "b"),
            transaction(
                .withdrawal, day(6, 1), [Leg(.out, "BTC", "0.015"), Leg(.fee, "BTC", "0.0005", flags: .inside)],
                key: "c"),
            transaction(.deposit, day(7, 1), [Leg(.in, "ETH", "2")], key: "d", flags: .pending),
            transaction(.trade, day(8, 1), [Leg(.out, "BTC", "0.01"), Leg(.in, "<b>X&Y</b>", "7")], key: "e"),
            transaction(.deposit, Instant(year: 2025, month: 1, day: 5), [Leg(.in, "BTC", "1")], key: "f"),
        ]
    }

    static func value(_ leg: TransactionLeg) -> LegValue {
        switch leg.asset {
        case "EUR": .known(.init(amount: Amount(leg.amount)!, source: "fiat leg"))
        case "BTC":
            .known(.init(amount: Amount("500")!, price: Amount("50000"), source: "kraken-prices", chain: "BTC/EUR"))
        case "ETH": .pending(reason: "price-not-yet-published")
        default: .missing(reason: "no source has a price")
        }
    }

    static func report(
        _ transactions: [Transaction]? = nil, connections: [FiscalConnection]? = nil,
        value: (TransactionLeg) -> LegValue = value
    ) -> FiscalReport {
        var builder = FiscalReport.Builder(year: 2024, currency: "EUR", connections: connections ?? [connection()])
        for transaction in transactions ?? history { builder.add(transaction) { $0.legs.map(value) } }
        return builder.finish(sha256: fold)
    }
    /// No digest anybody should use, but one that changes with every byte.
    static func fold(_ bytes: [UInt8]) -> [UInt8] {
        var state: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15]
        for byte in bytes {
            state[0] = (state[0] ^ UInt64(byte)) &* 0x100_0000_01B3
            state[1] = (state[1] &+ state[0]) &* 0xFF51_AFD7_ED55_8CCD
        }
        return state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
    static func text(_ write: (([UInt8]) -> Void) -> Void) -> String {
        var out: [UInt8] = []
        write { out += $0 }
        return String(decoding: out, as: UTF8.self)
    }
}
