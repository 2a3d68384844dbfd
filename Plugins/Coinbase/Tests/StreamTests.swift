import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@testable import CoinbaseAdapter

@Suite("Coinbase's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }
    let second: Int64 = 1_000_000_000

    func request(
        _ stream: String, from: Int64 = 0, until: Int64 = 1, cursor: String = "", bookmark: String = ""
    ) throws -> AdapterRequest {
        try bench.probe.request(
            bench.probe.ask(
                stream, from: Instant(nanoseconds: from), until: Instant(nanoseconds: until),
                cursor: Array(cursor.utf8), bookmark: Array(bookmark.utf8), unit: Bench.wallet))
    }
    func next(_ page: ParsedPage) throws -> String {
        guard case .next(let cursor, nil) = page.ending else { throw Fixture.Missing(path: "next: \(page.ending)") }
        return String(decoding: cursor, as: UTF8.self)
    }
    func bookmark(_ page: ParsedPage) throws -> String {
        guard case .end(let bookmark) = page.ending else { throw Fixture.Missing(path: "end: \(page.ending)") }
        return String(decoding: bookmark, as: UTF8.self)
    }

    // MARK: Lists of a wallet

    func rows(_ ids: ClosedRange<Int>, more: String?, at time: (Int) -> String = { "2020-01-01T00:00:\($0)Z" })
        -> [UInt8]
    {
        let rows = ids.map {
            #"{"id":"r\#($0)","type":"interest","status":"completed","amount":{"amount":"1","currency":"USDC"},"created_at":"\#(time($0))"}"#
        }
        return page(rows.joined(separator: ","), more: more)
    }
    func page(_ rows: String, more: String?) -> [UInt8] {
        Array(#"{"pagination":{"next_uri":\#(more.map { "\"\($0)\"" } ?? "null")},"data":[\#(rows)]}"#.utf8)
    }

    @Test(arguments: ["transactions", "deposits", "withdrawals"])
    func aListBeginsAtItsOldestRowAndGoesOnBehindTheLast(_ stream: String) throws {
        #expect(try request(stream).arguments == [TextPair("account_id", "W1")])
        let first = bench.parse(stream, rows(10...12, more: "/v2/accounts/W1/\(stream)?starting_after=r12"))
        let cursor = try next(first)
        #expect(try request(stream, cursor: cursor)["starting_after"] == "r12")
        let second = bench.parse(stream, rows(13...13, more: nil), cursor: Array(cursor.utf8))
        let bookmark = try bookmark(second)
        #expect(try request(stream, bookmark: bookmark)["starting_after"] == "r13")
        #expect(first.records.count == 3 && second.records.count == 1)
    }

    @Test(arguments: [
        "https://evil.example.com/v2/accounts/W1/transactions?starting_after=evil",
        "//evil.example.com/", "/v2/accounts/OTHER/transactions?starting_after=evil", "../../v2/user",
        "/v2/accounts/W1/transactions?starting_after=r10", "x", "/v2/accounts/W1/transactions/send",
    ])
    func aHostileAddressOfTheNextPageChangesNothing(_ uri: String) throws {
        let page = bench.parse("transactions", rows(10...12, more: uri))
        #expect(
            try request("transactions", cursor: try next(page)).arguments == [
                TextPair("account_id", "W1"), TextPair("starting_after", "r12"),
            ])
        let wallets = bench.parse(
            "wallets", #"{"pagination":{"next_uri":"\#(uri)"},"data":[{"id":"W9","currency":"EUR"}]}"#.utf8)
        #expect(try request("wallets", cursor: try next(wallets)).arguments == [TextPair("starting_after", "W9")])
    }

    @Test func aListEndsWhereCoinbaseSaysSo() throws {
        // A full page at the very end, and short pages in the middle: length says nothing.
        #expect(try !bookmark(bench.parse("transactions", rows(10...59, more: nil))).isEmpty)
        #expect(try !bookmark(bench.parse("transactions", rows(10...59, more: ""))).isEmpty)
        #expect(try !next(bench.parse("transactions", rows(10...10, more: "/more"))).isEmpty)
        #expect(try bookmark(bench.parse("transactions", page("", more: nil))) == "", "an empty wallet")
        // Nothing new since the bookmark: it stays.
        let old = try bookmark(bench.parse("transactions", rows(10...11, more: nil)))
        #expect(try bookmark(bench.parse("transactions", page("", more: nil), bookmark: Array(old.utf8))) == old)
        #expect(bench.error(bench.parse("transactions", page("", more: "/more")))?.kind == .malformed)
        for pagination in ["", #""pagination":null,"#, #""pagination":{},"#] {
            let body = "{\(pagination)\"data\":[]}"
            #expect(bench.error(bench.parse("transactions", body.utf8))?.kind == .malformed, "\(body)")
        }
    }

    @Test func theBookmarkStopsBeforeWhatAppearedWhileTheWalkWentOn() throws {
        let until = try #require(Instant(iso8601: "2020-01-01T00:00:12Z"))
        let first = bench.parse("transactions", rows(10...13, more: "/more"), until: until)
        #expect(first.records.count == 4)
        // r12 lies at the walk's start. A row behind it is younger, whatever it says.
        let late = rows(14...14, more: nil) { _ in "2019-12-31T23:59:59Z" }
        let second = bench.parse("transactions", late, cursor: Array(try next(first).utf8), until: until)
        #expect(try request("transactions", bookmark: try bookmark(second))["starting_after"] == "r11")
        let young = bench.parse("transactions", rows(12...13, more: nil), until: until)
        #expect(try bookmark(young) == "", "no row is old enough")
    }

    @Test func rowsOfEqualTimeAreAllKept() {
        let page = bench.parse("transactions", rows(10...40, more: nil) { _ in "2020-01-01T00:00:00Z" })
        #expect(Set(page.records.records.map(\.key)).count == 31)
    }

    @Test func aWalletThatIsGoneIsNoFailureOfTheRequest() throws {
        let gone = #"{"errors":[{"id":"not_found","message":"Not found"}]}"#
        #expect(bench.error(bench.parse("transactions", gone.utf8, status: 404))?.kind == .noLongerServed)
        // With a place in the list it may be that which is unknown.
        let cursor = try next(bench.parse("transactions", rows(10...10, more: "/more")))
        let error = bench.error(bench.parse("transactions", gone.utf8, cursor: Array(cursor.utf8), status: 404))
        #expect(error?.kind == .badRequest)
    }

    @Test func aListOfAWalletNeedsAWallet() throws {
        #expect(throws: ExchangeError.self) { try bench.probe.request(bench.probe.ask("transactions")) }
    }

    // MARK: Rows

    @Test func everyWordHasAKind() throws {
        let table: [(String, String, RecordKind)] = [
            ("send", "-1", .withdrawal), ("send", "1", .deposit), ("receive", "1", .deposit),
            ("buy", "1", .fiatPurchase), ("sell", "-1", .fiatPurchase), ("trade", "-1", .conversion),
            ("advanced_trade_fill", "1", .trade), ("fiat_deposit", "1", .fiatDeposit),
            ("fiat_withdrawal", "-1", .fiatWithdrawal), ("exchange_deposit", "-1", .transfer),
            ("exchange_withdrawal", "1", .transfer), ("pro_deposit", "-1", .transfer),
            ("pro_withdrawal", "1", .transfer),
            ("vault_withdrawal", "1", .transfer), ("intx_deposit", "-1", .transfer),
            ("intx_withdrawal", "1", .transfer),
            ("transfer", "1", .transfer), ("staking_transfer", "-1", .transfer), ("unstaking_transfer", "1", .transfer),
            ("staking_reward", "1", .reward), ("inflation_reward", "1", .reward), ("interest", "1", .interest),
            ("earn_payout", "1", .reward), ("incentives_rewards_payout", "1", .reward),
            ("subscription_rebate", "1", .reward), ("cardbuyback", "1", .reward), ("clawback", "-1", .reward),
            ("incentives_shared_clawback", "-1", .reward), ("cardspend", "-1", .cardSpend),
            ("subscription", "-1", .fee),
            ("retail_simple_dust", "-1", .conversion), ("wrap_asset", "-1", .conversion),
            ("unwrap_asset", "1", .conversion), ("derivatives_settlement", "-1", .derivative), ("request", "1", .other),
            ("tx", "1", .other), ("never_heard_of", "1", .other),
        ]
        for (type, amount, kind) in table {
            let row =
                #"{"id":"x","type":"\#(type)","status":"completed","amount":{"amount":"\#(amount)","currency":"ETH"},"created_at":"2020-01-01T00:00:00Z"}"#
            let record = try #require(
                bench.parse("transactions", page(row, more: nil)).records.records.first, "\(type)")
            #expect(record.kind == kind && record.label == type, "\(type) \(amount)")
            #expect(Transactions.declaration.kinds.contains(kind), "declared")
            let role: LegRole = amount == "1" ? .in : .out
            #expect(record.legs == (type == "request" ? [] : [Leg(role, "ETH", "1")]), "\(type)")
        }
    }

    @Test(arguments: [
        ("completed", RecordFlags()), ("pending", .pending), ("waiting_for_clearing", .pending),
        ("waiting_for_signature", .pending), ("never_heard_of", .pending), ("failed", .void), ("expired", .void),
        ("canceled", .void),
    ])
    func everyStatusIsFinalOrNot(_ status: String, _ flags: RecordFlags) throws {
        let row =
            #"{"id":"x","type":"send","status":"\#(status)","amount":{"amount":"1","currency":"ETH"},"created_at":"2020-01-01T00:00:00Z"}"#
        #expect(try bench.records("transactions", page(row, more: nil)).first?.flags == flags)
    }

    @Test func aPurchaseOutOfAWalletIsOneTransactionOverBoth() throws {
        let records = try bench.records("transactions", "synthetic-transactions")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        for key in ["s01", "s02", "s01:total"] { #expect(try record(key).group == "purchase:b1") }
        #expect(try record("s01").legs == [Leg(.in, "BTC", "0.00100000")])
        #expect(
            try record("s02").legs == [Leg(.out, "EUR", "30.99"), Leg(.fee, "EUR", "0.99", flags: .inside)],
            "the wallet that paid moves, and counts the fee")
        #expect(try record("s01:total").flags == .detail)
        #expect(try record("s01:total").legs == record("s02").legs, "the same told by the other side moves nothing")
        #expect(!records.contains { $0.key == "s02:total" })
        #expect(try record("s01").time == record("s01:total").time)
        #expect(try record("s01").time == Instant(iso8601: "2020-01-01T09:00:00Z"), "an offset is a time too")
        #expect(try record("s03").legs == [Leg(.out, "BTC", "0.00050000")])
        #expect(try record("s04").legs == [Leg(.in, "EUR", "15.00")], "a sale pays the fiat wallet")
        #expect(try record("s03").group == record("s04").group)
    }

    @Test func aFillIsOneTransactionOverBothWalletsAndItsDetails() throws {
        let records = try bench.records("transactions", "synthetic-transactions")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        let fill = try #require(try bench.records("fills", "synthetic-fills").first { $0.key == "e1" })
        #expect(try record("s05").group == "order:o1" && record("s06").group == "order:o1" && fill.group == "order:o1")
        #expect(
            try record("s05").legs == [Leg(.in, "ETH", "0.25"), Leg(.fee, "EUR", "3.00")],
            "beside the amount, told by the base side, counted once")
        #expect(try record("s06").legs == [Leg(.out, "EUR", "500.00")])
        #expect(fill.flags == .detail, "of the two that tell of the trade, the wallets move the balance")
        // Books that USD and USDC share: the wallet is not the product's quote.
        #expect(try record("s07").legs == [Leg(.out, "USDC", "100")])
    }

    @Test func oddRowsAreKept() throws {
        let records = try bench.records("transactions", "synthetic-transactions")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        #expect(try record("s08").flags == .pending && record("s09").flags == .void)
        #expect(
            try record("s08").legs == [Leg(.out, "ETH", "0.5"), Leg(.fee, "ETH", "0.001", flags: .inside)])
        #expect(try record("s10").kind == .reward && record("s10").legs == [Leg(.out, "NMR", "1.01")])
        #expect(try record("s11").legs == [Leg(.in, "CELO", "7")] && record("s11").txHash == "0xabc")
        #expect(try record("s11").extra.contains(TextPair("currency", "CGLD")))
        #expect(try record("s12").flags == .detail && record("s12").legs.isEmpty, "a request never settles")
        // A fee in what neither wallet holds is inside the rate: told, not counted.
        #expect(try record("s13").legs == [Leg(.out, "SOL", "2")] && record("s13").group == "trade:t1")
        #expect(try record("s13").extra.contains(TextPair("trade_fee", "1.10")))
        #expect(try record("s13").extra.contains(TextPair("fee_currency", "EUR")))
        #expect(try record("s14").group == "tx:s14")
        #expect(try record("s15").kind == .other && record("s15").flags == .pending)
        #expect(try record("s16").kind == .other && record("s16").flags.isEmpty && record("s16").label == "")
        #expect(try record("17").legs.isEmpty && record("17").extra.contains(TextPair("description", "café")))
    }

    // MARK: Wallets, balances, key

    @Test func walletsBalancesAndTheirNames() throws {
        let bytes = try Bench.bytes("synthetic-accounts")
        let wallets = bench.parse("wallets", bytes)
        #expect(
            wallets.units.map(\.label) == [
                "USDC Wallet", "Staked ADA", "CGLD", "ETH2 Wallet", "Cash (GBP)", "Cash (EUR)",
            ])
        #expect(wallets.units.allSatisfy { $0.kind == .wallet && $0.listedFrom == nil && $0.listedUntil == nil })
        #expect(try request("wallets", cursor: try next(wallets))["starting_after"] == "EUR")
        #expect(bench.parse("fiat-wallets", bytes).units.map(\.key) == ["GBP", "EUR"])
        #expect(
            bench.parse("balance", bytes).balances == [
                ReportedBalance(wallet: "40e03599-5601-534c-95c2-0db5f5c5e652", asset: "USDC", amount: "12.500000"),
                ReportedBalance(wallet: "aaaaaaaa-0001-4000-8000-000000000001", asset: "ADA", amount: "3.000001"),
                ReportedBalance(wallet: "aaaaaaaa-0002-4000-8000-000000000002", asset: "CELO", amount: "0.5"),
                ReportedBalance(wallet: "EUR", asset: "EUR", amount: "104.20"),
            ])
    }

    @Test func theKeyTellsItsRights() throws {
        let page = bench.parse("key", try Bench.bytes("synthetic-key"))
        #expect(page.key == KeyFacts(rights: .read, account: "11111111-2222-4333-8444-555555555555"))
        #expect(try request("key").arguments.isEmpty)
    }

    static let rights: [(String, KeyFacts.Rights)] = [
        (#""can_view":true,"can_trade":true,"can_transfer":false"#, [.read, .trade]),
        (#""can_view":true,"can_trade":false,"can_transfer":true"#, [.read, .withdraw]),
        (#""can_view":true,"can_trade":false,"can_withdraw":true"#, [.read, .withdraw]),
        (#""can_view":true,"can_trade":false,"can_transfer":false,"can_receive":true"#, [.read, .otherWrite]),
        (#""can_view":true,"can_trade":false,"can_transfer":false,"can_receive":false"#, .read),
    ]
    @Test(arguments: rights)
    func anyOtherRightIsMoreThanReading(_ members: String, _ rights: KeyFacts.Rights) {
        #expect(bench.parse("key", "{\(members)}".utf8).key?.rights == rights)
    }

    @Test func aKeyThatDoesNotTellIsNotTrusted() {
        for members in [
            #""can_view":true"#, #""can_view":true,"can_trade":false"#, #""can_trade":false,"can_transfer":false"#,
            #""can_view":true,"can_transfer":false,"can_withdraw":false"#,
        ] { #expect(bench.error(bench.parse("key", "{\(members)}".utf8))?.kind == .malformed, "\(members)") }
        let blind = #"{"can_view":false,"can_trade":false,"can_transfer":false}"#
        let error = bench.error(bench.parse("key", blind.utf8))
        #expect(error?.kind == .permission && error?.retry == .newCredential)
    }

    // MARK: Fiat payments, fills

    @Test func fiatPaymentsAddToTheRowTheyMoved() throws {
        for (stream, role) in [("deposits", LegRole.in), ("withdrawals", .out)] {
            let records = try bench.records(stream, "synthetic-deposits")
            #expect(
                records.map(\.flags) == [
                    .detail, [.detail, .void], [.detail, .pending], [.detail, .void],
                ])
            #expect(
                records.map(\.kind) == Array(repeating: stream == "deposits" ? .fiatDeposit : .fiatWithdrawal, count: 4)
            )
            #expect(records.map(\.group) == ["tx:s20", "", "", ""])
            #expect(records[0].legs == [Leg(role, "EUR", "100.00"), Leg(.fee, "EUR", "0.15")])
            #expect(records[1].legs == [Leg(role, "EUR", "5.00")])
            #expect(records[0].ids == [TextPair("id", "s20"), TextPair("payment", "d1")])
            #expect(records[0].wallet == "W1" && records[0].label == "completed")
        }
    }

    @Test func aWindowOfFillsIsAskedForASecondWider() throws {
        let whole = try request("fills", from: 100 * second, until: 200 * second)
        #expect(
            whole.arguments == [
                TextPair("start_sequence_timestamp", "1970-01-01T00:01:39Z"),
                TextPair("end_sequence_timestamp", "1970-01-01T00:03:21Z"),
            ])
        let broken = try request("fills", from: 100 * second + 1, until: 200 * second + 1)
        #expect(broken["start_sequence_timestamp"] == "1970-01-01T00:01:39Z")
        #expect(broken["end_sequence_timestamp"] == "1970-01-01T00:03:22Z")
        #expect(try request("fills", from: .min, until: .max).arguments.count == 2, "no trap at the ends of time")
    }

    @Test func fillPagesFollowCoinbasesCursor() throws {
        let page = bench.parse("fills", try Bench.bytes("fill-1"))
        #expect(try request("fills", cursor: try next(page))["cursor"] == "114994851")
        #expect(try bookmark(bench.parse("fills", #"{"fills":[],"cursor":""}"#.utf8)) == "")
        // Without the word nobody knows whether there is more.
        #expect(bench.error(bench.parse("fills", #"{"fills":[]}"#.utf8))?.kind == .malformed)
        // An empty page in the middle ends nothing.
        #expect(try next(bench.parse("fills", #"{"fills":[],"cursor":"7"}"#.utf8)) == "s1:7;")
    }

    @Test func fillsOfEveryForm() throws {
        let records = try bench.records("fills", "synthetic-fills")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        #expect(records.allSatisfy { $0.flags == .detail })
        #expect(
            Set(try record("e1").legs) == [Leg(.out, "EUR", "500.00"), Leg(.fee, "EUR", "3.00")],
            "a size in quote units: the base is a quotient, and not made up")
        #expect(try record("e1").time.nanoseconds == 1_709_799_171_123_456_789)
        #expect(
            Set(try record("e2").legs) == [
                Leg(.out, "BTC", "0.002"), Leg(.in, "USD", "0.002", times: "50000"), Leg(.rebate, "USD", "0.01"),
            ])
        #expect(try record("e2").group == "" && record("e2").label == "REVERSAL")
        #expect(try record("e2").ids.contains(TextPair("trade", "12345")))
        #expect(
            try record("e3").kind == .derivative && record("e3").legs.isEmpty
                && record("e3").market == "BIT-28JUN24-CDE")
        #expect(try record("e4").legs.isEmpty && record("e4").kind == .trade)
    }

    @Test(arguments: [
        ("BTC-EUR", "BTC", "EUR"), ("USDC-EUR", "USDC", "EUR"), ("00-USD", "00", "USD"),
        ("BIT-28JUL23-CDE", "", ""), ("BTC-PERP-INTX", "", ""), ("BTC", "", ""), ("-EUR", "", ""), ("BTC-", "", ""),
    ])
    func products(_ product: String, _ base: String, _ quote: String) throws {
        let pair = try JSON.read("\"\(product)\"".utf8) { json in
            try json.text.pair(apart: "-").map { [String($0.base), String($0.quote)] }
        }
        #expect(pair == (base.isEmpty ? nil : [base, quote]))
    }
}
