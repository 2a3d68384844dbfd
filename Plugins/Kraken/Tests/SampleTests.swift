import AdapterKit
import HistoryModel
import Testing

/// The expectations use the words of the exchange's sheet; each is mapped to ours beside the comparison.
@Suite("The captured answers are read as expected")
struct SampleTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    /// One expected object, every scalar as text; null is absent.
    struct Expected {
        var fields: [String: String] = [:]
        var lists: [String: [String]] = [:]
        var fees: [[String: String]] = []
        subscript(name: String) -> String? { fields[name] }
    }
    func expected(_ fixture: String) throws -> [Expected] {
        try JSON.read(try Bench.bytes(fixture + ".expected")) { json in
            try json.elements.map { object in
                var result = Expected()
                for (name, value) in try object.members {
                    let name = String(try name.text)
                    switch value.kind {
                    case .null: break
                    case .array where name == "fees":
                        result.fees = try value.elements.map { fee in
                            ["amount": String(try fee["amount"].text), "asset": String(try fee["asset"].text)]
                        }
                    case .array: result.lists[name] = try value.elements.map { String(try $0.text) }
                    case .bool: result.fields[name] = try value.bool ? "true" : "false"
                    default: result.fields[name] = String(try value.word)
                    }
                }
                return result
            }
        }
    }
    func amount(_ text: String?) throws -> Amount { try #require(Amount(text ?? "")) }
    /// Amount with its sign, of the leg that is not a fee.
    func movement(_ record: Record) throws -> Amount {
        let leg = try #require(record.legs.first { $0.role == .in || $0.role == .out })
        return leg.role == .in ? try leg.value() : -(try leg.value())
    }
    func fee(_ record: Record) throws -> Amount {
        try record.legs.first { $0.role == .fee }?.value() ?? .zero
    }
    /// Expected times are cut to milliseconds.
    func checkTime(_ record: Record, _ expected: Expected) throws {
        let time = try #require(Instant(iso8601: expected["time_utc"] ?? ""))
        #expect(record.time.roundedDown(to: .milliseconds(1)) == time)
    }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }

    @Test(arguments: ["ledger-1", "ledger-3"]) func ledgerRows(_ fixture: String) throws {
        let records = try bench.records("ledger", fixture)
        let expected = try expected(fixture)
        #expect(records.count == expected.count)
        for row in expected {
            let record = try #require(records.first { $0.key == row["id"] })
            // kind "ledger" means: see ledger_type; the other kinds are ours.
            #expect(record.kind.name == (row["kind"] == "ledger" ? row["ledger_type"] : row["kind"]))
            #expect(record.group == row["group_id"].map { "ref:" + $0 })
            try checkTime(record, row)
            #expect(record.timeUnit == Span(nanoseconds: 100_000))
            #expect(record.legs.allSatisfy { $0.asset == row["asset"] })
            #expect(try movement(record) == amount(row["amount"]))
            #expect(try fee(record) == amount(row["fee_amount"]))
            if let asset = row["fee_asset"] { #expect(record.legs.contains { $0.role == .fee && $0.asset == asset }) }
            if let raw = row["raw_asset"] { #expect(extra(record, "asset") == raw) }
            if let balance = row["balance_after"] { #expect(extra(record, "balance") == balance) }
            if let net = row["net_change"] {
                #expect(try movement(record).subtracting(fee(record)) == amount(net), "balance moves by amount − fee")
            }
            if row["subkind"] == "spot_to_staking" { #expect(record.label == "transfer/spottostaking") }
            if row["subkind"] == "staking_from_spot" { #expect(record.label == "transfer/stakingfromspot") }
            if row["subkind"] == "staking" { #expect(record.label == "staking") }
            #expect(record.ids.contains(TextPair("txid", record.key)))
            #expect(record.flags.isEmpty)
        }
    }

    @Test(arguments: ["ledger-2", "ledger-4"]) func conversionsOfTwoRows(_ fixture: String) throws {
        let records = try bench.records("ledger", fixture)
        let row = try #require(try expected(fixture).first)
        #expect(Set(records.map(\.key)) == Set(row.lists["ledger_ids"] ?? []))
        #expect(records.allSatisfy { $0.kind.name == row["kind"] })
        let sent = try #require(records.first { $0.legs.contains { $0.role == .out } })
        let received = try #require(records.first { $0.legs.contains { $0.role == .in } })
        #expect(sent.legs[0].asset == row["sent_asset"] && received.legs[0].asset == row["received_asset"])
        #expect(try sent.legs[0].value() == amount(row["sent_amount"]))
        #expect(try received.legs[0].value() == amount(row["received_amount"]))
        let fees = records.flatMap(\.legs).filter { $0.role == .fee }.map { ["amount": $0.amount, "asset": $0.asset] }
        #expect(Set(fees) == Set(row.fees))
        try checkTime(records.sorted { $0.time < $1.time }[0], row)
        // instant_buy shares a refid; the rows of a forced conversion do not, and stay two groups.
        #expect(Set(records.map(\.group)).count == (row["subkind"] == "instant_buy" ? 1 : 2))
        if row["subkind"] == "instant_buy" { #expect(sent.group == row["id"].map { "ref:" + $0 }) }
    }

    @Test func depositDetails() throws {
        let records = try bench.records("deposits", "deposit-1")
        let row = try #require(try expected("deposit-1").first)
        let record = try #require(records.first)
        #expect(records.count == 1)
        #expect(record.kind.name == row["kind"] && record.key == row["id"])
        try checkTime(record, row)
        #expect(record.timeUnit == .seconds(1))
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
        #expect(try fee(record) == amount(row["fee_amount"]))
        // What the sheet calls network is Kraken's method.
        #expect(extra(record, "method") == row["network"])
        #expect(record.txHash == row["txid"] && record.address == row["address"])
        // completed: neither pending nor void.
        #expect(row["status"] == "completed" && record.flags == .detail)
        #expect(record.group == "ref:54435345")
    }

    @Test func aTradesHistoryIsNotMistakenForALedger() throws {
        let error = bench.error(bench.parse("ledger", try Bench.bytes("trade-1")))
        #expect(error?.kind == .malformed && error?.place == "result.ledger")
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        let bytes = try Bench.bytes("ledger-1")
        for record in try bench.records("ledger", "ledger-1") {
            let refid = try JSON.read(bytes[record.raw]) { String(try $0["refid"].text) }
            #expect(record.group == "ref:" + refid)
        }
    }
}
