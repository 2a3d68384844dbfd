import AdapterKit
import HistoryModel
import Testing

/// The expectations use the words of the exchange's sheet; each is mapped to ours beside the comparison.
@Suite("The captured answers are read as expected")
struct SampleTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    /// Every object of an expectation, scalars as text; null is absent.
    func expected(_ fixture: String) throws -> [[String: String]] {
        try JSON.read(try Bench.bytes(fixture + ".expected")) { json in
            try json.elements.map { object in
                var row: [String: String] = [:]
                for (name, value) in try object.members where !value.isNull {
                    row[String(try name.text)] = value.kind == .bool ? "\(try value.bool)" : String(try value.word)
                }
                return row
            }
        }
    }
    func amount(_ text: String?) throws -> Amount { try #require(Amount(text ?? "")) }
    func time(_ text: String?) throws -> Instant { try #require(Instant(iso8601: text ?? "")) }
    func leg(_ record: Record, _ role: LegRole) throws -> Leg { try #require(record.legs.first { $0.role == role }) }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }

    @Test func depositsOverAChain() throws {
        let rows = try expected("deposit-1")
        let records = try bench.records("deposits", "deposit-1")
        #expect(records.count == rows.count)
        for (record, row) in zip(records, rows) {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            #expect(try record.time == time(row["time_utc"]) && record.timeUnit == .milliseconds(1))
            #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
            // A fee of "0" in the expectation is an empty text in the answer: no leg.
            #expect(row["fee_amount"] == "0" && extra(record, "depositFee") == nil)
            #expect(extra(record, "chain") == row["network"])
            #expect(record.txHash == row["txid"] && record.address == row["address"])
            #expect(row["status"] == "completed" && record.flags.isEmpty)
        }
    }

    @Test func depositsFromAnotherUser() throws {
        let row = try #require(try expected("deposit-internal-1").first)
        let record = try #require(try bench.records("internal-deposits", "deposit-internal-1").first)
        #expect(record.kind.name == row["kind"] && record.key == row["id"])
        #expect(try record.time == time(row["time_utc"]) && record.timeUnit == .seconds(1))
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
        #expect(extra(record, "fromMemberId") == row["counterparty"] && extra(record, "txID") == row["txid"])
        // It is no hash of a chain.
        #expect(record.txHash.isEmpty && row["internal"] == "true" && record.flags.isEmpty)
    }

    @Test func withdrawalsWithTheirFee() throws {
        let rows = try expected("withdrawal-1")
        let records = try bench.records("withdrawals", "withdrawal-1")
        #expect(records.count == rows.count)
        for (record, row) in zip(records, rows) {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            #expect(try record.time == time(row["time_utc"]))
            #expect(
                record.legs == [
                    Leg(.out, row["asset"] ?? "", row["amount"] ?? ""),
                    Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? ""),
                ])
            #expect(extra(record, "chain") == row["network"] && record.flags.isEmpty)
            #expect(record.txHash == row["txid"] && record.address == row["address"])
            #expect(extra(record, "withdrawType") == (row["internal"] == "true" ? "1" : "0"))
            let updated = try #require(Int64(extra(record, "updateTime") ?? ""))
            #expect(try Instant(nanoseconds: updated * 1_000_000) == time(row["completed_utc"]))
        }
    }

    @Test(arguments: [("conversions", "conversion-1"), ("dust", "dust-1")])
    func conversionsAndDust(_ stream: String, _ fixture: String) throws {
        let rows = try expected(fixture)
        let records = try bench.records(stream, fixture)
        #expect(records.count == rows.count)
        for (record, row) in zip(records, rows) {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            #expect(try record.time == time(row["time_utc"]))
            #expect(record.legs.prefix(2).map(\.asset) == [row["from_asset"], row["to_asset"]])
            #expect(try leg(record, .out).value() == amount(row["from_amount"]))
            #expect(try leg(record, .in).value() == amount(row["to_amount"]))
            #expect(record.legs.count == (row["fee_amount"] == nil ? 2 : 3))
            if let fee = row["fee_amount"] {
                #expect(try leg(record, .fee).value() == amount(fee) && leg(record, .fee).asset == row["fee_asset"])
                #expect(try leg(record, .fee).flags == .inside, "what arrived already lacks the fee")
            }
            // completed; those of the unified wallet are moved by its log.
            #expect(row["status"] == "completed")
            #expect(record.flags == (record.wallet == "UNIFIED" ? .detail : []))
            #expect(record.group == "convert:" + (record.key.split(separator: "#").first.map(String.init) ?? ""))
        }
    }

    @Test func earnRewards() throws {
        let row = try #require(try expected("reward-1").first)
        let record = try #require(try bench.records("yield", "reward-1").first)
        #expect(record.kind.name == row["kind"] && record.key == row["id"] && record.flags.isEmpty)
        #expect(try record.time == time(row["time_utc"]))
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
    }

    /// The expectation calls the fill a trade and notes that it is a derivative's: ours says so in its kind, and moves
    /// nothing.
    @Test func fillsOfContracts() throws {
        let row = try #require(try expected("trade-1").first)
        let record = try #require(try bench.records("executions", "trade-1", unit: "linear").first)
        #expect(record.kind == .derivative && record.flags == .detail && record.legs.isEmpty)
        #expect(record.key == "\(row["symbol"] ?? ""):\(row["id"] ?? "")" && record.market == row["symbol"])
        #expect(record.ids.contains(TextPair("execId", row["id"] ?? "")))
        #expect(record.ids.contains(TextPair("orderId", row["order_id"] ?? "")))
        #expect(try record.time == time(row["time_utc"]))
        #expect(extra(record, "side")?.lowercased() == row["side"] && extra(record, "execQty") == row["amount"])
        #expect(extra(record, "execPrice") == row["price"] && extra(record, "execValue") == row["cost"])
        #expect(extra(record, "execFee") == row["fee_amount"] && extra(record, "feeCurrency") == row["fee_asset"])
        #expect(extra(record, "isMaker") == (row["liquidity"] == "taker" ? "false" : "true"))
    }

    @Test func theKey() throws {
        let row = try #require(try expected("keyinfo-1").first)
        let page = bench.parse("key", try Bench.bytes("keyinfo-1"))
        let key = try #require(page.key)
        #expect(row["read_only"] == "true" && row["can_trade"] == "false" && row["can_withdraw"] == "false")
        #expect(key.rights == (row["ip_bound"] == "true" ? [.read, .boundToAddress] : .read))
        #expect(try key.created == time(row["key_created_utc"]) && key.expires == nil)
        #expect(key.account == "1448939" && key.label == "testnet" && key.accountCreated == nil)
        #expect(bench.ending(page) == "i1;")
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        let bytes = try Bench.bytes("withdrawal-1")
        for record in try bench.records("withdrawals", "withdrawal-1") {
            #expect(try JSON.read(bytes[record.raw]) { String(try $0["withdrawId"].text) } == record.key)
        }
    }
}
