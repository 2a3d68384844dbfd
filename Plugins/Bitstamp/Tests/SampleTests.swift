import AdapterKit
import HistoryModel
import Testing

/// The expectations use the words of the exchange's sheet; each is mapped to ours beside the comparison.
@Suite("The captured answers are read as expected")
struct SampleTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    /// Each expected object, every scalar as text; null is absent.
    func expected(_ fixture: String) throws -> [[String: String]] {
        try JSON.read(try Bench.bytes(fixture + ".expected")) { json in
            try json.elements.map { object in
                var fields: [String: String] = [:]
                for (name, value) in try object.members where !value.isNull {
                    fields[String(try name.text)] = String(try value.word)
                }
                return fields
            }
        }
    }
    func leg(_ record: Record, _ asset: String, _ roles: Set<LegRole> = [.in, .out]) throws -> Leg {
        try #require(record.legs.first { $0.asset == asset && roles.contains($0.role) })
    }
    func amount(_ text: String?) throws -> Amount { try #require(Amount(text ?? "")) }
    /// Expected times are cut to milliseconds.
    func checkTime(_ record: Record, _ row: [String: String]) throws {
        let time = try #require(Instant(iso8601: row["time_utc"] ?? ""))
        #expect(record.time.roundedDown(to: .milliseconds(1)) == time)
    }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }
    func checkFee(_ record: Record, _ row: [String: String]) throws {
        let expected = try amount(row["fee_amount"])
        let fees = record.legs.filter { $0.role == .fee }
        if expected == .zero {
            #expect(fees.isEmpty, "a fee of zero is no fee")
        } else {
            #expect(fees.map(\.asset) == [row["fee_asset"] ?? ""])
            #expect(try fees.first?.value() == expected)
            #expect(fees.first?.flags.contains(.inside) == false, "beside the amount")
        }
    }

    @Test(arguments: ["user-transactions-1", "user-transactions-2", "user-transactions-3", "user-transactions-4"])
    func transactions(_ fixture: String) throws {
        let records = try bench.records("transactions", fixture)
        let expected = try expected(fixture)
        #expect(records.count == expected.count)
        for row in expected {
            let record = try #require(records.first { $0.key == row["id"] })
            #expect(record.kind.name == row["kind"])
            #expect(record.group == "id:" + record.key && record.ids == [TextPair("id", record.key)])
            try checkTime(record, row)
            try checkFee(record, row)
            // completed: neither pending nor void.
            #expect(row["status"] == "completed" && record.flags.isEmpty)
            if let base = row["base"], let quote = row["quote"] {
                let bought = row["side"] == "buy"
                #expect(try leg(record, base).role == (bought ? .in : .out))
                #expect(try leg(record, quote).role == (bought ? .out : .in))
                #expect(try leg(record, base).value() == amount(row["amount"]))
                #expect(try leg(record, quote).value() == amount(row["quote_amount"]))
                #expect(extra(record, "price") == row["price"] && extra(record, "market") == base + "/" + quote)
                #expect(extra(record, "order_id") == row["order_id"])
                #expect(record.legs.filter { $0.role != .fee }.count == 2, "currencies that took no part are left out")
            } else {
                let asset = try #require(row["asset"])
                #expect(try leg(record, asset).value() == amount(row["amount"]))
                #expect(try leg(record, asset).role == (record.kind == .fiatWithdrawal ? .out : .in))
                #expect(record.txHash.isEmpty && record.address.isEmpty, "not in this list")
                if row["subkind"] == "staking" { #expect(record.label == "staking reward") }
            }
        }
    }

    @Test func withdrawalRequests() throws {
        let records = try bench.records("withdrawal-requests", "withdrawal-requests-1")
        let expected = try expected("withdrawal-requests-1")
        #expect(records.count == expected.count)
        for row in expected {
            let record = try #require(records.first { $0.key == row["id"] })
            #expect(record.kind.name == row["kind"] && record.flags == .detail && row["status"] == "completed")
            try checkTime(record, row)
            // The old payload names no currency: it comes from the type.
            #expect(record.legs == [Leg(.out, row["asset"] ?? "", row["amount"] ?? "")])
            #expect(record.txHash == row["txid"] ?? "" && record.address == row["address"] ?? "")
            #expect(record.label == "finished" && record.ids == [TextPair("withdrawal", record.key)])
        }
        // A number is Bitstamp's own, not a hash.
        #expect(extra(try #require(records.first { $0.key == "1928123" }), "txid") == "1")
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        let bytes = try Bench.bytes("user-transactions-4")
        for record in try bench.records("transactions", "user-transactions-4") {
            #expect(try JSON.read(bytes[record.raw]) { String(try $0["id"].word) } == record.key)
        }
    }
}
