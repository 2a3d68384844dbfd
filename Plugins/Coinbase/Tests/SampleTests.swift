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
    func leg(_ record: Record, _ role: LegRole) throws -> Leg { try #require(record.legs.first { $0.role == role }) }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }
    /// Expected times are cut to milliseconds.
    func checkTime(_ record: Record, _ expected: Expected) throws {
        let time = try #require(Instant(iso8601: expected["time_utc"] ?? ""))
        #expect(record.time.roundedDown(to: .milliseconds(1)) == time)
    }
    /// Everything is completed in the samples: neither pending nor void.
    func checkStatus(_ record: Record, _ expected: Expected) {
        #expect(expected["status"] == "completed" && record.flags.isDisjoint(with: [.pending, .void]))
    }

    @Test func sendsAndRewards() throws {
        let records = try bench.records("transactions", "send-1")
        let expected = try expected("send-1")
        #expect(records.count == expected.count)
        for row in expected {
            let record = try #require(records.first { $0.key == row["id"] })
            #expect(record.kind.name == row["kind"])
            try checkTime(record, row)
            checkStatus(record, row)
            let moved = try #require(record.legs.first { $0.role == .in || $0.role == .out })
            #expect(moved.asset == row["asset"])
            let change = try amount(row["balance_change"])
            #expect(try (moved.role == .in ? moved.value() : -moved.value()) == change)
            let fee = record.legs.first { $0.role == .fee }
            #expect(try fee?.value() ?? .zero == (row["fee_amount"].map { try amount($0) } ?? .zero))
            #expect(fee?.asset == row["fee_asset"])
            // amount means what arrives: what left the wallet, less the fee inside it.
            #expect(try moved.value().subtracting(fee?.value() ?? .zero) == amount(row["amount"]))
            #expect(fee?.flags ?? .inside == .inside)
            #expect(record.txHash == row["txid"] ?? "" && record.address == row["address"] ?? "")
            let native = try amount(extra(record, "native_amount"))
            #expect(try native == (moved.role == .in ? amount(row["value_native"]) : -amount(row["value_native"])))
            #expect(extra(record, "native_currency") == row["native_currency"])
            #expect(record.group == "tx:" + record.key && record.wallet == "W1")
        }
        // learn_and_earn and inflation_reward: Coinbase's own words are kept.
        #expect(records.first { $0.key == "id4" }.flatMap { extra($0, "subtitle") } == "From Coinbase Earn")
        #expect(records.first { $0.key == "id5" }?.label == "inflation_reward")
    }

    @Test func purchasesAndSales() throws {
        let records = try bench.records("transactions", "buy-1")
        let expected = try expected("buy-1")
        // Each row is a movement of the wallet and, as a detail of it, the fiat total.
        #expect(records.count == 2 * expected.count)
        for row in expected {
            let buys = row["side"] == "buy"
            let record = try #require(records.first { $0.key == row["id"] })
            let total = try #require(records.first { $0.key == (row["id"] ?? "") + ":total" })
            // fiat_buy and fiat_sell are one kind of ours.
            #expect(row["kind"] == (buys ? "fiat_buy" : "fiat_sell") && record.kind == .fiatPurchase)
            try checkTime(record, row)
            checkStatus(record, row)
            #expect(record.legs == [Leg(buys ? .in : .out, row["base"] ?? "", row["amount"] ?? "")])
            // No fee in the row, so none is made up.
            #expect(total.legs == [Leg(buys ? .out : .in, row["quote"] ?? "", row["quote_amount"] ?? "")])
            #expect(row["fee_amount"] == nil && total.flags == .detail && record.flags.isEmpty)
            #expect(record.group == total.group && record.group.hasPrefix("purchase:testid-"))
            #expect(record.label == row["side"])
        }
    }

    @Test func aConversionOfTwoWalletsIsOneTransaction() throws {
        let row = try #require(try expected("conversion-1").first)
        let records = try Bench.pages("conversion-1").flatMap { try bench.records("transactions", $0.body) }
        #expect(records.map(\.key) == row.lists["leg_ids"])
        #expect(records.allSatisfy { $0.kind.name == row["kind"] && $0.group == "trade:" + (row["id"] ?? "") })
        let sent = try #require(records.first { $0.legs.contains { $0.role == .out } })
        let received = try #require(records.first { $0.legs.contains { $0.role == .in } })
        #expect(try leg(sent, .out) == Leg(.out, row["sent_asset"] ?? "", row["sent_amount"] ?? ""))
        #expect(try leg(received, .in) == Leg(.in, row["received_asset"] ?? "", row["received_amount"] ?? ""))
        // Both legs tell the fee; it counts once, and is included in what was sent.
        #expect(received.legs.count == 1 && sent.legs.count == 2)
        let fee = try leg(sent, .fee)
        #expect(fee.asset == row["fee_asset"] && fee.amount == row["fee_amount"])
        #expect(row["fee_included_in_sent"] == "true" && fee.flags == .inside)
        try checkTime(sent, row)
        for record in records { checkStatus(record, row) }
    }

    @Test func stakingIsOneTransferBetweenTwoWallets() throws {
        let row = try #require(try expected("staking-1").first)
        let pages = try Bench.pages("staking-1")
        let records = try pages.flatMap { try bench.records("transactions", $0.body) }
        #expect(Set(records.map(\.group)).count == 1, "told by both wallets, one transaction")
        let out = try #require(records.first { $0.key == row["id"] })
        let into = try #require(records.first { $0.key == row["pair_id"] })
        let asset = try #require(row["asset"])
        let size = try #require(row["amount"])
        #expect(out.legs == [Leg(.out, asset, size)] && into.legs == [Leg(.in, asset, size)])
        for record in records {
            #expect(record.kind.name == row["kind"] && record.label == "staking_transfer")
            try checkTime(record, row)
            checkStatus(record, row)
        }
        #expect(pages.map(\.wallet) == [row["to_account"], row["from_account"]])
    }

    @Test func theBaseSideOfAFillInAWallet() throws {
        let records = try bench.records("transactions", "advanced-fill-1")
        let row = try #require(try expected("advanced-fill-1").first)
        let record = try #require(records.first)
        #expect(records.count == 1 && record.key == row["id"] && record.kind.name == row["kind"])
        try checkTime(record, row)
        checkStatus(record, row)
        // The fee is zero: no leg. The quote amount is the other wallet's row; here are its factors.
        #expect(record.legs == [Leg(.out, row["base"] ?? "", row["amount"] ?? "")])
        #expect(extra(record, "commission") == row["fee_amount"])
        #expect(extra(record, "product_id") == "\(row["base"] ?? "")-\(row["quote"] ?? "")")
        #expect(row["fee_asset"] == row["quote"])
        #expect(extra(record, "fill_price") == row["price"] && extra(record, "order_side") == row["side"])
        let quote = Leg(.in, row["quote"] ?? "", row["amount"] ?? "", times: row["price"] ?? "")
        #expect(try quote.value() == amount(row["quote_amount"]))
        #expect(record.group == "order:" + (row["order_id"] ?? ""))
    }

    @Test func aFillOfAdvancedTrade() throws {
        let records = try bench.records("fills", "fill-1")
        let row = try #require(try expected("fill-1").first)
        let record = try #require(records.first)
        #expect(records.count == 1 && record.key == row["id"] && record.kind.name == row["kind"])
        try checkTime(record, row)
        checkStatus(record, row)
        #expect(try leg(record, .out) == Leg(.out, row["base"] ?? "", row["amount"] ?? ""))
        let received = try leg(record, .in)
        #expect(received.asset == row["quote"])
        #expect(try received.value() == amount(row["quote_amount"]))
        #expect(try leg(record, .fee) == Leg(.fee, row["fee_asset"] ?? "", row["fee_amount"] ?? ""))
        #expect(record.ids.contains(TextPair("trade", row["trade_id"] ?? "")))
        #expect(record.group == "order:" + (row["order_id"] ?? ""), "the group its wallets' rows have")
        #expect(extra(record, "price") == row["price"] && extra(record, "side") == row["side"]?.uppercased())
        #expect((extra(record, "liquidity_indicator") == "MAKER") == (row["maker"] == "true"))
        #expect(record.flags == .detail)
    }

    @Test func rowsPointAtTheirPlaceInTheAnswer() throws {
        let bytes = try Bench.bytes("send-1")
        for record in try bench.records("transactions", "send-1") {
            #expect(try JSON.read(bytes[record.raw]) { String(try $0["id"].text) } == record.key)
        }
    }
}
