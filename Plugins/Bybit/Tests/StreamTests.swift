import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@testable import BybitAdapter

@Suite("Bybit's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    func request(
        _ stream: String, from: Int64 = 0, until: Int64 = 1, unit: String? = nil, cursor: String = "",
        facts: [TextPair] = []
    ) throws -> AdapterRequest {
        var ask = bench.ask(stream, unit: unit, cursor: cursor, facts: facts)
        ask.from = Instant(nanoseconds: from)
        ask.until = Instant(nanoseconds: until)
        return try bench.probe.request(ask)
    }
    func extra(_ record: Record, _ name: String) -> String? { record.extra.first { $0.name == name }?.value }
    let week: Int64 = 7 * 86_400 * 1_000_000_000
    let start: Int64 = 1_700_000_000 * 1_000_000_000

    // MARK: Questions

    @Test(arguments: ["unified-log", "executions", "earlier-executions", "yield", "earn-orders", "transfers"])
    func aWindowOfSevenDaysIsAskedForWhole(_ stream: String) throws {
        let whole = try request(stream, from: start, until: start + week)
        #expect(whole["startTime"] == "1700000000000" && whole["endTime"] == "1700604800000")
        let broken = try request(stream, from: start + 1, until: start + week - 1)
        #expect(broken["startTime"] == "1700000000000" && broken["endTime"] == "1700604800000")
        #expect(try request(stream, from: -5, until: start)["startTime"] == "0", "nothing is older than the beginning")
    }

    @Test func theFundingLogIsAskedInSeconds() throws {
        let asked = try request("funding-log", from: start + 1, until: start + 999_999_999)
        #expect(asked["createTimeFrom"] == "1700000000" && asked["createTimeTo"] == "1700000001")
        #expect(asked["startTime"] == nil)
    }

    @Test func unitsAreCategories() throws {
        for unit in ["spot", "linear", "inverse", "option"] {
            #expect(try request("executions", unit: unit)["category"] == unit)
        }
        #expect(try request("yield", unit: "OnChain")["category"] == "OnChain")
        #expect(try request("unified-log")["category"] == nil, "the log is read over all categories at once")
    }

    @Test func cursorsGoOutAsTheyCame() throws {
        let cursor = "132766%3A2%2C132766%3A2=="
        for stream in Bench.histories where !["conversions", "dust"].contains(stream) {
            #expect(try request(stream, cursor: cursor)["cursor"] == cursor, "\(stream)")
            #expect(try request(stream)["cursor"] == nil, "\(stream)")
        }
        #expect(try request("conversions")["index"] == "1" && request("conversions", cursor: "3")["index"] == "3")
        #expect(try request("dust")["cursor"] == "1" && request("dust", cursor: "2")["cursor"] == "2")
    }

    @Test func aClassicAccountHasNoUnifiedLog() throws {
        do {
            _ = try request("unified-log", facts: [TextPair("account", "classic")])
            Issue.record("it asked")
        } catch let error as ExchangeError {
            #expect(error.kind == .notOffered)
        }
        #expect(try request("unified-log", facts: [TextPair("account", "unified")])["endTime"] != nil)
    }

    // MARK: Page ends

    @Test(arguments: [
        // rows, cursor of the answer, what follows
        (#"{"id":"1","coin":"BTC","amount":"1","status":3,"successAt":"1"}"#, #""n%3D1""#, "s5:n%3D1;"),
        (#"{"id":"1","coin":"BTC","amount":"1","status":3,"successAt":"1"}"#, #""""#, "end"),
        (#"{"id":"1","coin":"BTC","amount":"1","status":3,"successAt":"1"}"#, "null", "end"),
        ("", #""n%3D1""#, "end"), ("", #""""#, "end"),
    ])
    func aCursorIsFollowedWhileThereAreRows(_ row: String, _ cursor: String, _ follows: String) {
        let body = #"{"retCode":0,"result":{"rows":[\#(row)],"nextPageCursor":\#(cursor)}}"#
        #expect(bench.ending(bench.parse("deposits", body.utf8)) == follows)
    }

    @Test func noRowsAreWrittenInThreeWays() {
        for rows in [#""list":[],"nextPageCursor":"""#, #""list":[]"#, #""list":null,"nextPageCursor":"""#] {
            #expect(bench.ending(bench.parse("executions", #"{"retCode":"0","result":{\#(rows)}}"#.utf8)) == "end")
        }
        let nothing = bench.parse("executions", #"{"retCode":0,"result":{"nextPageCursor":""}}"#.utf8)
        #expect(bench.error(nothing)?.place == "result.list", "a missing list is no empty one")
    }

    @Test(arguments: [(0, "", "end"), (99, "", "end"), (100, "", "s1:2;"), (100, "2", "s1:3;"), (3, "2", "end")])
    func numberedPagesEndWithAShortOne(_ count: Int, _ cursor: String, _ follows: String) {
        let rows = (0..<count).map {
            #"{"exchangeTxId":"\#($0)","exchangeStatus":"success","fromCoin":"A","fromAmount":"1","toCoin":"B","toAmount":"1","createdAt":"1720071899995"}"#
        }.joined(separator: ",")
        let page = bench.parse("conversions", #"{"retCode":0,"result":{"list":[\#(rows)]}}"#.utf8, cursor: cursor)
        #expect(bench.ending(page) == follows && page.records.count == count)
    }

    // MARK: Fills

    @Test func spotFillsOfAUnifiedAccountAddDetail() throws {
        let records = try bench.records("executions", "synthetic-executions-spot", unit: "spot")
        #expect(records.allSatisfy { $0.kind == .trade && $0.flags == .detail && $0.wallet == "UNIFIED" })
        #expect(Set(records.map(\.key)).count == 9, "an id may come again with another symbol")
        #expect(records[0].key == "BTCUSDT:e-1" && records[0].group == "trade:BTCUSDT:e-1")
        #expect(records[8].group == "trade:ETHUSDT:e-1")
    }

    @Test func withoutAFeeCoinBybitsRuleSaysWhich() throws {
        let records = try bench.records(
            "executions", "synthetic-executions-spot", unit: "spot", facts: [TextPair("account", "classic")])
        #expect(records.allSatisfy { $0.flags.isEmpty }, "a classic account has no log that moves")
        func fee(_ index: Int) -> Leg? { records[index].legs.first { $0.role == .fee || $0.role == .rebate } }
        let base = LegFlags.base, quote = LegFlags.quote
        #expect(fee(0) == Leg(.fee, "BTC", "0.00001", flags: base), "taker, buys")
        #expect(fee(1) == Leg(.fee, "USDT", "0.4", flags: quote), "taker, sells")
        #expect(fee(2) == Leg(.rebate, "USDT", "0.04", flags: quote), "paid maker, buys")
        #expect(fee(3) == Leg(.rebate, "BTC", "0.000001", flags: base), "paid maker, sells")
        #expect(fee(4) == Leg(.fee, "BTC", "0.00001", flags: base), "paying maker, buys")
        #expect(fee(5) == nil, "no fee")
        #expect(fee(6) == Leg(.fee, "MNT", "0.5"), "the coin that is named")
        #expect(extra(records[6], "extraFees")?.contains("AUT_WITHHOLDING_TAX") == true)
        #expect(
            records[0].legs.prefix(2) == [
                Leg(.in, "BTC", "0.01", flags: base), Leg(.out, "USDT", "400", flags: quote),
            ])
        #expect(
            records[1].legs.prefix(2) == [
                Leg(.out, "BTC", "0.01", flags: base), Leg(.in, "USDT", "400", flags: quote),
            ])
        #expect(records[7].legs[1] == Leg(.out, "USDT", "0.01", times: "40000", flags: quote), "no value: price × size")
    }

    @Test func contractsMoveNoCoins() throws {
        let record = try #require(try bench.records("earlier-executions", "synthetic-earlier-executions").first)
        #expect(record.kind == .derivative && record.flags == .detail && record.legs.isEmpty)
        #expect(record.label == "Funding" && extra(record, "execFee") == "0.6364003")
        let classic = [TextPair("account", "classic")]
        for unit in ["linear", "inverse", "option"] {
            let fill = try #require(try bench.records("executions", "trade-1", unit: unit, facts: classic).first)
            #expect(fill.flags == .detail && fill.legs.isEmpty)
        }
    }

    @Test(arguments: [
        ("BTCUSDT", "BTC", "USDT"), ("BTC3LUSDT", "BTC3L", "USDT"), ("ETHEUR", "ETH", "EUR"), ("SOLBTC", "SOL", "BTC"),
        ("USDCUSDT", "USDC", "USDT"), ("ETHUSDE", "ETH", "USDE"), ("XRLUSD", "X", "RLUSD"), ("ABCXYZ", "ABC", "XYZ"),
        ("USDT", "U", "SDT"), ("ABC", "ABC", ""),
    ])
    func symbolsAreSplitByGuess(_ symbol: String, _ base: String, _ quote: String) throws {
        let pair = try JSON.read("\"\(symbol)\"".utf8) { json in
            let pair = try json.text.sides(quotes: Fills.quotes)
            return (String(pair.base), String(pair.quote))
        }
        #expect(pair == (base, quote))
    }

    // MARK: Logs

    @Test func theUnifiedLogMovesItsWallet() throws {
        let records = try bench.records("unified-log", "synthetic-unified-log")
        #expect(records.allSatisfy { $0.flags.contains(.composed) })
        #expect(records[0].kind == .derivative && records[0].legs == [Leg(.out, "USDT", "0.003676")], "funding paid")
        #expect(records[1].kind == .derivative && records[1].legs == [Leg(.fee, "USDT", "0.01908720")])
        #expect(records[0].key != records[1].key, "the same id twice in Bybit's own sample")
        #expect(extra(records[1], "bonusChange") == "-0.1430544")

        // One spot trade, two rows that share their id; its fill adds detail to the same group.
        #expect(records[2].kind == .trade && records[3].kind == .trade && records[2].key != records[3].key)
        #expect(records[2].legs == [Leg(.in, "BTC", "0.01"), Leg(.fee, "BTC", "0.00001")])
        #expect(records[3].legs == [Leg(.out, "USDT", "400")])
        let fills = try bench.records("executions", "synthetic-executions-spot", unit: "spot")
        #expect(records[2].group == fills[0].group && records[3].group == fills[0].group)

        #expect(records[4].kind == .transfer && records[4].flags == [.composed, .detail], "moved by the transfers")
        #expect(records[5].kind == .conversion && records[6].kind == .conversion)
        #expect(records[5].group == records[6].group && records[5].group == "convert:1672128000000")
        #expect(records[7].kind == .interest && records[7].legs == [Leg(.out, "USDT", "0.7")], "only `change` says it")

        // Into savings: out of the wallet and into the product.
        #expect(records[8].kind == .transfer && records[8].legs == [Leg(.out, "USDT", "10"), Leg(.in, "USDT", "10")])
        #expect(records[9].kind == .airdrop && records[9].key == records[10].key, "Portolan numbers equal rows")
        #expect(records[11].kind == .other && records[11].label == "SOMETHING_NEW")
    }

    @Test func everyWordOfTheUnifiedLogHasAKind() throws {
        let table: [(String, String, RecordKind)] = [
            ("TRADE", "spot", .trade), ("TRADE", "linear", .derivative), ("TRADE", "option", .derivative),
            ("SETTLEMENT", "linear", .derivative), ("DELIVERY", "option", .derivative),
            ("LIQUIDATION", "linear", .derivative), ("ADL", "linear", .derivative), ("TRANSFER_OUT", "", .transfer),
            ("AIRDROP", "", .airdrop), ("BONUS", "", .reward), ("BONUS_RECOLLECT", "", .reward),
            ("BONUS_TRANSFER_IN", "", .transfer), ("FEE_REFUND", "", .fee), ("INTEREST", "", .interest),
            ("INTEREST_REPAYMENT_INS_LOAN", "", .interest), ("CURRENCY_BUY", "", .conversion),
            ("CURRENCY_SELL", "", .conversion), ("SPOT_REPAYMENT_BUY", "", .conversion), ("CONVERT", "", .conversion),
            ("IDN_CONVERT_OUT", "", .conversion), ("TOKENS_SUBSCRIPTION", "", .conversion), ("BORROW", "", .margin),
            ("REPAY", "", .margin), ("BORROWED_AMOUNT_INS_LOAN", "", .margin), ("LOANS_BORROW_FUNDS", "", .margin),
            ("INSTITUTION_LOAN_IN", "", .margin), ("INSTITUTION_PAYBACK_INTEREST_OUT", "", .interest),
            ("INSTITUTION_EXCHANGE_BUY", "", .conversion), ("AUTO_DEDUCTION", "", .other),
            ("FLEXIBLE_STAKING_REDEMPTION", "", .transfer), ("FIXED_STAKING_REFUND", "", .transfer),
            ("ONCHAINEARN_REDEMPTION", "", .transfer), ("LIQUIDITY_MINING_REFUND", "", .transfer),
            ("STRUCTURE_PRODUCT_SUBSCRIPTION", "", .transfer), ("CUSTODY_NETWORK_FEE", "", .fee),
            ("CUSTODY_LOCK", "", .transfer), ("PREMARKET_DELIVERY_PLEDGE_BACK", "", .other),
        ]
        for (type, category, kind) in table {
            let row =
                #"{"id":"1","symbol":"","category":"\#(category)","transactionTime":"1672128000000","type":"\#(type)","currency":"USDT","cashFlow":"1","change":"1"}"#
            let page = bench.parse("unified-log", #"{"retCode":0,"result":{"list":[\#(row)]}}"#.utf8)
            let record = try #require(page.records.records.first, "\(type): \(page.ending)")
            #expect(record.kind == kind && record.label == type, "\(type)")
            #expect(UnifiedLog.list.declaration.kinds.contains(record.kind))
        }
    }

    @Test func theFundingLogMovesOnlyWhatNoOtherStreamHas() throws {
        let records = try bench.records("funding-log", "synthetic-funding-log")
        let detail: RecordFlags = [.composed, .detail]
        let said = records.map { "\($0.label) \($0.kind.name) \($0.flags == detail ? "detail" : "moves")" }
        #expect(
            said == [
                "Earn/Easy Earn | Flexible Interest Distribution transfer moves", "Deposit/Deposit deposit detail",
                "Withdraw/Withdraw (Internal Transfer) withdrawal detail",
                "Transfer/Transfer to Unified transfer detail", "Convert/Convert conversion detail",
                "Fiat/P2P Purchase fiat_purchase moves", "Fiat/P2P Sale other moves",
                "Fiat/Canceled P2P Sale other moves", "Airdrop/Airdrop Bonus airdrop moves",
                "Bybit Card/Payment card_spend moves", "Bybit Pay/Transfer card_spend moves",
                "Deposit/Fiat deposit fiat_deposit moves", "Withdraw/Fiat withdrawal fiat_withdrawal moves",
                "Rewards/Referral reward moves", "Loans/Borrow other moves",
                "Earn/Flexible Subscription transfer moves", "Transfer/Transfer to Unified transfer detail",
            ])
        #expect(records[0].time == Instant(seconds: 1_772_669_763) && records[0].timeUnit == .seconds(1))
        #expect(records[0].wallet == "FUND")
        #expect(records[0].legs == [Leg(.in, "BTC", "0.00003561"), Leg(.out, "BTC", "0.00003561")])
        #expect(records[0].key == "1772669763:BTC:I:0.00003561:7.5547230662687035")
        #expect(records[0].ids == [TextPair("currcCursor", "NTg2MDQzMTI0OA==")])
        #expect(records[15].legs == [Leg(.out, "USDC", "30"), Leg(.in, "USDC", "30")])
        for record in records { #expect(FundingLog.list.declaration.kinds.contains(record.kind)) }
    }

    // MARK: The rest

    @Test func statesOfDepositsAndWithdrawals() throws {
        // 3, 0, 1, 2, 4, 7, 70011, 70012, 70013, 10011, 10012, and one that is new
        #expect(
            try bench.records("deposits", "synthetic-deposits-states").map(\.flags) == [
                [], .pending, .pending, .pending, .void, .pending, .void, [], [], .pending, [], .pending,
            ])
        #expect(
            try bench.records("withdrawals", "synthetic-withdrawals-states").map(\.flags) == [
                [], [], .pending, .pending, .pending, .pending, .void, .void, .void, .pending,
            ])
    }

    @Test func transfersWinAndLoseNothing() throws {
        let records = try bench.records("transfers", "synthetic-transfers")
        #expect(records[0].key == "selfTransfer_a1091cc7" && records[0].group == "transfer:selfTransfer_a1091cc7")
        #expect(records[0].legs == [Leg(.out, "USDT", "5000"), Leg(.in, "USDT", "5000")])
        #expect(extra(records[0], "fromAccountType") == "FUND" && extra(records[0], "toAccountType") == "UNIFIED")
        #expect(records.map(\.flags) == [[], .void, .pending])
    }

    @Test func olderConversionsMoveWhatNoOtherStreamHas() throws {
        let records = try bench.records("old-conversions", "synthetic-old-conversions")
        #expect(records[0].time == Instant(seconds: 1_672_197_760) && records[0].timeUnit == .seconds(1))
        #expect(
            records[0].legs == [Leg(.out, "BTC", "0.1000000000000000"), Leg(.in, "ETH", "1.3858660000000000")])
        #expect(records.map(\.flags) == [[], .detail])
    }

    @Test func savingsOrdersAddDetail() throws {
        let record = try #require(try bench.records("earn-orders", "synthetic-earn-orders").first)
        #expect(record.flags == .detail && record.legs.isEmpty && extra(record, "orderValue") == "1000")
    }

    @Test func yieldsAreReadUnderEitherName() throws {
        let yield = String(decoding: try Bench.bytes("reward-1"), as: UTF8.self)
        let list = yield.split(separator: "\"yield\"").joined(separator: "\"list\"")
        #expect(bench.parse("yield", list.utf8).records.records.map(\.key) == ["1002096"])
    }

    @Test func aKeyThatWritesIsTold() throws {
        let key = try #require(bench.parse("key", try Bench.bytes("synthetic-key-writes")).key)
        #expect(
            key.rights == [.read, .trade, .withdraw, .move])
        #expect(
            key.rights?.contains(.boundToAddress) == false && key.expires == Instant(year: 2026, month: 12, day: 31))
        let bare = #"{"retCode":0,"result":{"readOnly":0,"permissions":{"Spot":[]}}}"#
        #expect(bench.parse("key", bare.utf8).key?.rights == [.read, .otherWrite], "it may be given more tomorrow")
    }

    @Test func theKeyStreamLearnsTheAccountsKindAndAge() throws {
        #expect(try bench.probe.request(bench.ask("key")).endpoint == 0)
        let info = bench.parse("key", try Bench.bytes("synthetic-account-info"), endpoint: "account-info")
        #expect(info.facts == [TextPair("account", "unified")] && bench.ending(info) == "i2;" && info.key == nil)
        let classic = #"{"retCode":0,"result":{"unifiedMarginStatus":1}}"#
        #expect(bench.parse("key", classic.utf8, endpoint: "account-info").facts == [TextPair("account", "classic")])
        let age = bench.parse("key", try Bench.bytes("synthetic-register-time"), endpoint: "register-time")
        #expect(age.narrowings.first?.interval.from == Instant(seconds: 1_612_345_678) && bench.ending(age) == "end")
        #expect(age.narrowings.first?.stream == nil && age.narrowings.first?.reason == .account)
        // Bybit need not say: the sync goes on.
        for (body, status) in [(#"{"retCode":10005,"retMsg":"no","result":{}}"#, 200), ("not found", 404), ("no", 403)]
        {
            let refused = bench.parse("key", body.utf8, endpoint: "register-time", status: status)
            #expect(bench.ending(refused) == "end" && refused.narrowings.isEmpty)
            #expect(bench.ending(bench.parse("key", body.utf8, endpoint: "account-info", status: status)) == "i2;")
        }
        let shut = bench.parse("key", "access too frequent".utf8, endpoint: "register-time", status: 403)
        #expect(bench.error(shut)?.kind == .rateLimited)
    }

    @Test func balancesOfBothWallets() throws {
        let unified = bench.parse("balance", try Bench.bytes("synthetic-unified-balance"))
        #expect(bench.ending(unified) == "s4:FUND;")
        #expect(
            unified.balances == [
                ReportedBalance(wallet: "UNIFIED", asset: "BTC", amount: "0.5"),
                ReportedBalance(wallet: "UNIFIED", asset: "USDT", amount: "-3.25"),
            ])
        let funding = bench.parse("balance", try Bench.bytes("synthetic-wallet-balance"), endpoint: "wallet-balance")
        #expect(funding.balances == [ReportedBalance(wallet: "FUND", asset: "USDC", amount: "7.5")])
        #expect(bench.ending(funding) == "s14:FlexibleSaving;")
        // As Bybit's page shows it.
        let body =
            #"{"retCode":0,"retMsg":"","result":{"list":[{"coin":"BTC","productId":"8","amount":"0.1","totalPnl":"0.000027397260273973","claimableYield":"0"}]},"retExtInfo":{},"time":1739944576277}"#
        let earning = bench.parse(
            "balance", body.utf8, cursor: "s14:FlexibleSaving;", endpoint: "earn-positions")
        #expect(earning.balances == [ReportedBalance(wallet: "EARN", asset: "BTC", amount: "0.1")])
        #expect(bench.ending(earning) == "s7:OnChain;")
        #expect(try bench.probe.request(bench.ask("balance", cursor: "OnChain"))["category"] == "OnChain")
        #expect(try bench.probe.request(bench.ask("balance", cursor: "FUND"))["accountType"] == "FUND")
        let classic = try bench.probe.request(bench.ask("balance", facts: [TextPair("account", "classic")]))
        #expect(classic["accountType"] == "SPOT")
    }

    @Test func spotPairsAreMarkets() throws {
        let page = bench.parse("markets", try Bench.bytes("synthetic-markets"))
        #expect(page.units.map(\.key) == ["BTCUSDT", "ETHEUR"] && page.units.map(\.quote) == ["USDT", "EUR"])
    }
}
