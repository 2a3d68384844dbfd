import AdapterKit
import HistoryModel
import Testing

/// The expectations use the words of the exchange's sheet; each is mapped to ours beside the comparison.
@Suite("The captured answers are read as expected")
struct SampleTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    /// Expected objects, every scalar as text; null is absent.
    func expected(_ fixture: String) throws -> [[String: String]] {
        try JSON.read(try Bench.bytes(fixture + ".expected")) { json in
            try json.elements.map { object in
                var fields: [String: String] = [:]
                for (name, value) in try object.members {
                    switch value.kind {
                    case .null: break
                    case .array:
                        fields[String(try name.text)] = try value.elements.map { String(try $0.text) }.joined(
                            separator: " ")
                    case .bool: fields[String(try name.text)] = try value.bool ? "true" : "false"
                    default: fields[String(try name.text)] = String(try value.word)
                    }
                }
                return fields
            }
        }
    }
    func one(_ stream: String, unit: String? = nil, _ fixture: String) throws -> (Record, [String: String]) {
        let records = try bench.records(stream, unit: unit, fixture)
        let rows = try expected(fixture)
        #expect(records.count == 1 && rows.count == 1)
        let record = try #require(records.first)
        let row = try #require(rows.first)
        #expect(record.time == Instant(iso8601: row["time_utc"] ?? ""))
        // completed: neither pending nor void.
        #expect(row["status"] == "completed" && !record.flags.contains(.pending) && !record.flags.contains(.void))
        return (record, row)
    }
    func amount(_ text: String?) throws -> Amount { try #require(Amount(text ?? "")) }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }
    func id(_ record: Record, _ name: String) -> String? { record.ids.first { $0.name == name }?.value }

    @Test(arguments: [("trade-1", "BNBBTC"), ("trade-2", "LTCUSDT")])
    func trades(_ fixture: String, _ symbol: String) throws {
        let (record, row) = try one("trades", unit: symbol, fixture)
        #expect(record.kind == .trade && row["kind"] == "trade" && record.market == symbol)
        #expect(row["id"] == symbol + ":" + record.key, "unique for each market, which is the unit")
        #expect(id(record, "orderId") == row["order_id"])
        #expect(record.label == row["side"])
        let isBuy = row["side"] == "buy"
        let base = try #require(record.legs.first { $0.flags.contains(.base) })
        let quote = try #require(record.legs.first { $0.flags.contains(.quote) })
        #expect(base.role == (isBuy ? .in : .out) && quote.role == (isBuy ? .out : .in))
        #expect(base.asset == row["base"] && quote.asset == row["quote"])
        #expect(try base.value() == amount(row["amount"]) && quote.value() == amount(row["quote_amount"]))
        #expect(extra(record, "price") == row["price"])
        #expect(record.legs.first { $0.role == .fee } == Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? ""))
        #expect(extra(record, "role") == (row["maker"] == "true" ? "maker" : "taker"))
        #expect(record.timeUnit == .milliseconds(1))
    }

    @Test(arguments: ["deposit-1", "deposit-2"]) func deposits(_ fixture: String) throws {
        let (record, row) = try one("deposits", fixture)
        #expect(record.kind.name == row["kind"] && record.key == row["id"] && id(record, "id") == row["id"])
        #expect(
            record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")], "no fee: \(row["fee_amount"] ?? "")")
        #expect(extra(record, "network") == row["network"])
        #expect(record.txHash == row["txid"] && record.address == row["address"])
        #expect(extra(record, "addressTag") == row["address_tag"], "an empty tag is none")
        #expect((extra(record, "transferType") == "1") == (row["internal"] == "true"))
        // The second sample says wallet 1, funding; its expectation does not speak of it.
        #expect(record.wallet == (fixture == "deposit-2" ? "funding" : ""))
    }

    @Test func withdrawals() throws {
        let (record, row) = try one("withdrawals", "withdrawal-1")
        #expect(record.kind == .withdrawal && record.key == row["id"])
        #expect(
            record.legs == [
                Leg(.out, row["asset"] ?? "", row["amount"] ?? ""),
                Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? ""),
            ])
        #expect(record.timeUnit == .seconds(1), "the text has no more")
        #expect(
            Instant(iso8601: extra(record, "completeTime") ?? "") == Instant(iso8601: row["completed_time_utc"] ?? "x"))
        #expect(extra(record, "network") == row["network"] && record.txHash == row["txid"])
        #expect(record.address == row["address"] && row["internal"] == "false" && extra(record, "transferType") == "0")
    }

    @Test func conversions() throws {
        let (record, row) = try one("conversions", "conversion-1")
        #expect(record.kind.name == row["kind"] && record.key == row["id"])
        #expect(
            record.legs == [
                Leg(.out, row["sent_asset"] ?? "", row["sent_amount"] ?? ""),
                Leg(.in, row["received_asset"] ?? "", row["received_amount"] ?? ""),
            ], "the fee is in the rate: \(row["fee_amount"] ?? "")")
    }

    @Test func dust() throws {
        let (record, row) = try one("dust", "dust-1")
        #expect(record.kind.name == row["kind"] && record.label == row["subkind"] && record.key == row["id"])
        #expect(
            record.legs == [
                Leg(.out, row["sent_asset"] ?? "", row["sent_amount"] ?? ""),
                Leg(.in, row["received_asset"] ?? "", row["received_amount"] ?? ""),
                Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? "", flags: .inside),
            ])
        #expect(row["fee_already_deducted_from_received"] == "true", "inside: it moves nothing more")
        #expect(record.group == "dust:45178372831")
    }

    @Test func fiatOrders() throws {
        let (record, row) = try one("fiat-orders", unit: "0", "fiat-order-1")
        #expect(record.kind.name == row["kind"] && record.key == row["id"])
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
        #expect(try amount(row["fee_amount"]) == .zero, "no leg for a fee of zero")
        let out = try bench.records("fiat-orders", unit: "1", "fiat-order-1")
        #expect(out[0].kind == .fiatWithdrawal && out[0].legs[0].role == .out, "the request says which it is")
    }

    @Test func fiatPayments() throws {
        let (record, row) = try one("fiat-payments", unit: "0", "fiat-payment-2")
        // fiat_buy is our purchase of coins for fiat.
        #expect(record.kind == .fiatPurchase && row["kind"] == "fiat_buy" && record.key == row["id"])
        #expect(
            record.legs == [
                Leg(.in, row["base"] ?? "", row["amount"] ?? ""),
                Leg(.out, row["quote"] ?? "", row["quote_amount"] ?? ""),
                Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? "", flags: .inside),
            ])
        #expect(row["fee_included_in_quote_amount"] == "true" && extra(record, "price") == row["price"])
    }

    /// The sheet expects no record of a failed payment; ours is kept and void: it moves no balance.
    @Test func aFailedPaymentIsVoid() throws {
        #expect(try expected("fiat-payment-1").isEmpty)
        let records = try bench.records("fiat-payments", unit: "0", "fiat-payment-1")
        #expect(records.count == 1 && records[0].flags == .void)
    }

    @Test func distributions() throws {
        let (record, row) = try one("distributions", "distribution-1")
        // What the sheet calls distribution is a reward, unless its label speaks of an airdrop.
        #expect(record.kind == .reward && row["kind"] == "distribution" && record.key == row["id"])
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")] && row["direction"] == "in")
        #expect(record.label == row["label"] && extra(record, "tranId") == row["tran_id"])
    }

    @Test func rewards() throws {
        let (record, row) = try one("earn", unit: "flexible-rewards", "reward-1")
        #expect(record.kind.name == row["kind"] && row["subkind"] == "earn_flexible_bonus" && record.label == "BONUS")
        #expect(record.legs == [Leg(.in, row["asset"] ?? "", row["amount"] ?? "")])
        // No id: the fields that the sheet names, the time being told beside the key.
        #expect(record.flags == .composed && record.key == "BONUS|BUSD|USDT001|-|0.00006408")
    }

    @Test func keyRights() throws {
        let facts = try #require(bench.parse("key", try Bench.bytes("key-permissions-1")).key)
        let row = try #require(try expected("key-permissions-1").first)
        let rights = try #require(facts.rights)
        #expect(rights.contains(.read) == (row["can_read"] == "true"))
        #expect(rights.contains(.withdraw) == (row["can_withdraw"] == "true"))
        #expect(rights.contains(.move) == (row["can_move_funds_internally"] == "true"))
        #expect(rights.contains(.boundToAddress) == (row["ip_restricted"] == "true"))
        #expect(rights.excess.isEmpty == (row["read_only"] == "true"))
        #expect(facts.created == Instant(iso8601: row["key_created_utc"] ?? ""))
        // The expectation contradicts itself: can_trade is false, yet enablePortfolioMarginTrading stands among the
        // reasons and the sheet's own table counts it as trading. The table is right: such a key can trade.
        #expect(
            row["can_trade"] == "false" && row["why_not_read_only"]?.contains("enablePortfolioMarginTrading") == true)
        #expect(rights.contains(.trade))
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        for (stream, fixture, member) in [("deposits", "deposit-1", "coin"), ("trades", "trade-1", "symbol")] {
            let bytes = try Bench.bytes(fixture)
            for record in try bench.records(stream, fixture) {
                #expect(
                    try JSON.read(bytes[record.raw]) { !(try $0[member == "coin" ? "coin" : "symbol"].text.isEmpty) })
            }
        }
    }
}
