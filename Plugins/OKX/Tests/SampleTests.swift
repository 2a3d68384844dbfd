import AdapterKit
import HistoryModel
import Testing

/// The expectations use the words of the exchange's sheet; each is mapped to ours beside the comparison.
@Suite("The documented answers are read as expected")
struct SampleTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    /// One expected object, every scalar as text; null is absent.
    func expected(_ fixture: String) throws -> [[String: String]] {
        try JSON.read(try Bench.bytes(fixture + ".expected")) { json in
            try json.elements.map { object in
                var fields: [String: String] = [:]
                for (name, value) in try object.members where value.kind != .null {
                    fields[String(try name.text)] =
                        value.kind == .bool ? try value.bool ? "true" : "false" : String(try value.word)
                }
                return fields
            }
        }
    }
    func amount(_ text: String?) throws -> Amount { try #require(Amount(text ?? "")) }
    func leg(_ record: Record, _ role: LegRole) throws -> Leg { try #require(record.legs.first { $0.role == role }) }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }
    func id(_ record: Record, _ scheme: String) -> String? { record.ids.first { $0.name == scheme }?.value }
    func checkTime(_ record: Record, _ row: [String: String]) {
        #expect(record.time == Instant(iso8601: row["time_utc"] ?? "") && record.timeUnit == .milliseconds(1))
    }
    func pairs(_ stream: String, _ fixture: String) throws -> [(Record, [String: String])] {
        let records = try bench.records(stream, fixture)
        let expected = try expected(fixture)
        #expect(records.count == expected.count && !records.isEmpty)
        return Array(zip(records, expected))
    }

    @Test func trades() throws {
        for (record, row) in try pairs("fills", "trade-1") {
            #expect(record.kind.name == row["kind"] && record.flags.isEmpty && record.wallet == "trading")
            // Our key is the bill, which no other fill has; the trade's number is one of the ids.
            #expect(record.key == row["bill_id"] && id(record, "tradeId") == row["id"])
            #expect(id(record, "ordId") == row["order_id"] && id(record, "billId") == row["bill_id"])
            // The time of the fill, not of the row.
            checkTime(record, row)
            #expect(row["side"] == "buy" && record.label == "buy")
            let (come, gone, fee) = (try leg(record, .in), try leg(record, .out), try leg(record, .fee))
            #expect(try come.asset == row["base"] && come.value() == amount(row["amount"]))
            #expect(gone.asset == row["quote"] && gone.times == row["price"])
            #expect(try gone.value() == amount(row["cost"]))
            #expect(try fee.asset == row["fee_asset"] && fee.value() == amount(row["fee_amount"]))
            #expect(!fee.flags.contains(.inside))
            #expect(row["liquidity"] == "taker" && extra(record, "execType") == "T")
            #expect(record.market == "BTC-USDT" && record.group == "trade:BTC-USDT:680800019749904384:744876980")
        }
    }

    @Test func bills() throws {
        for (record, row) in try pairs("trading-ledger", "ledger-1") {
            // kind "ledger", subkind "trade_buy_leg": a side of a trade, which the fill tells whole.
            #expect(row["subkind"] == "trade_buy_leg" && record.kind == .trade && record.flags == .detail)
            #expect(record.key == row["id"] && record.label == "type 2/1")
            checkTime(record, row)
            let (come, fee) = (try leg(record, .in), try leg(record, .fee))
            #expect(try come.asset == row["asset"] && come.value() == amount(row["amount"]))
            #expect(try fee.asset == row["fee_asset"] && fee.value() == amount(row["fee_amount"]))
            #expect(fee.flags == .inside, "sz less fee is the change")
            #expect(record.market == row["symbol"] && id(record, "ordId") == row["order_id"])
            #expect(id(record, "tradeId") == row["trade_id"] && extra(record, "bal") == row["balance_after"])
            #expect(record.wallet == row["account"])
            #expect(record.group == "trade:BTC-USDT:623950854525124608:586760148")
        }
    }

    @Test func conversions() throws {
        for (record, row) in try pairs("conversions", "conversion-1") {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            checkTime(record, row)
            #expect(
                record.legs == [
                    Leg(.out, row["from_asset"] ?? "", row["from_amount"] ?? ""),
                    Leg(.in, row["to_asset"] ?? "", row["to_amount"] ?? ""),
                ])
            #expect(extra(record, "fillPx") == row["price"])
            #expect(row["status"] == "completed" && record.flags.isEmpty)
        }
    }

    @Test func smallConversions() throws {
        for (record, row) in try pairs("easy-conversions", "dust-1") {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            checkTime(record, row)
            #expect(
                record.legs == [
                    Leg(.out, row["from_asset"] ?? "", row["from_amount"] ?? ""),
                    Leg(.in, row["to_asset"] ?? "", row["to_amount"] ?? ""),
                ])
            // completed; the bills have moved it.
            #expect(row["status"] == "completed" && record.flags == [.detail, .composed])
        }
    }

    @Test(arguments: [("deposits", "deposit-1"), ("withdrawals", "withdrawal-1")])
    func transfers(_ stream: String, _ fixture: String) throws {
        for (record, row) in try pairs(stream, fixture) {
            #expect(record.kind.name == row["kind"] && record.key == row["id"])
            checkTime(record, row)
            let moved = try leg(record, stream == "deposits" ? .in : .out)
            #expect(try moved.asset == row["asset"] && moved.value() == amount(row["amount"]))
            #expect(extra(record, "network") == row["network"])
            #expect(record.txHash == row["txid"] && record.address == row["address"])
            // completed, and the funding ledger has moved it.
            #expect(row["status"] == "completed" && record.flags == .detail)
            if let fee = row["fee_amount"] {
                #expect(try leg(record, .fee).value() == amount(fee) && leg(record, .fee).asset == row["fee_asset"])
            } else {
                #expect(!record.legs.contains { $0.role == .fee })
            }
        }
    }

    @Test func fiatDeposits() throws {
        for (record, row) in try pairs("fiat-deposits", "fiat-deposit-1") {
            // kind "deposit" with fiat true is our fiat deposit.
            #expect(row["kind"] == "deposit" && row["fiat"] == "true" && record.kind == .fiatDeposit)
            #expect(record.key == row["id"] && record.group == "fiat:" + record.key)
            checkTime(record, row)
            #expect(
                record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")],
                "no fee of \(row["fee_amount"] ?? "")")
            #expect(extra(record, "paymentMethod") == row["method"])
            #expect(row["status"] == "completed" && record.flags == .detail)
        }
    }

    @Test func theKey() throws {
        let row = try #require(try expected("keyinfo-1").first)
        let page = bench.parse("key", try Bench.bytes("keyinfo-1"))
        let key = try #require(page.key)
        let rights = try #require(key.rights)
        #expect(rights.excess.isEmpty == (row["read_only"] == "true"))
        #expect(rights.contains(.trade) == (row["can_trade"] == "true"))
        #expect(rights.contains(.withdraw) == (row["can_withdraw"] == "true"))
        #expect(rights.contains(.boundToAddress) == (row["ip_bound"] == "true"))
        #expect(row["account_created_utc"] == nil && key.accountCreated == nil)
        // is_master: the account is its own main one.
        #expect(row["is_master"] == "true" && key.account == "44705892343619584" && key.label == "v5 test")
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        let bytes = try Bench.bytes("synthetic-funding-bills")
        for record in try bench.records("funding-ledger", "synthetic-funding-bills") {
            #expect(try JSON.read(bytes[record.raw]) { String(try $0["billId"].text) } == record.key)
        }
    }
}
