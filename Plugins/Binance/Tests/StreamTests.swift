import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Binance's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    func arguments(_ request: AdapterRequest) -> String {
        bench.row(request) + " " + request.arguments.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    // MARK: What is asked

    @Test func windowsAreAskedForSoThatNoRowAtTheirEdgesIsMissed() throws {
        #expect(
            arguments(try bench.request("deposits")) == "deposits startTime=100000&endTime=200000&offset=0")
        let broken = try bench.request(
            "deposits", from: Instant(nanoseconds: 100_000_000_001), until: Instant(nanoseconds: 200_000_000_001))
        #expect(broken["startTime"] == "100000" && broken["endTime"] == "200001")
    }

    @Test func everyListNamesItsPartAndItsPage() throws {
        #expect(
            arguments(try bench.request("fiat-orders", unit: "1", cursor: "i3;"))
                == "fiat-orders transactionType=1&beginTime=100000&endTime=200000&page=3")
        #expect(
            arguments(try bench.request("p2p", unit: "SELL"))
                == "p2p tradeType=SELL&startTimestamp=100000&endTimestamp=200000&page=1")
        #expect(
            arguments(try bench.request("transfers", unit: "FUNDING_MAIN"))
                == "transfers type=FUNDING_MAIN&startTime=100000&endTime=200000&current=1")
        #expect(arguments(try bench.request("conversions")) == "conversions startTime=100000&endTime=200000")
        #expect(
            arguments(try bench.request("dust", unit: "MARGIN"))
                == "dust accountType=MARGIN&startTime=100000&endTime=200000")
        #expect(
            arguments(try bench.request("earn", unit: "locked-rewards", cursor: "i2;"))
                == "locked-rewards startTime=100000&endTime=200000&current=2")
        #expect(bench.row(try bench.request("staking", unit: "wbeth-wrap")) == "wbeth-wrap")
        #expect(bench.row(try bench.request("yields", unit: "rwusd-rewards")) == "rwusd-rewards")
        #expect(throws: ExchangeError.self) {
            try bench.probe.request(bench.probe.ask("earn", unit: HistoryUnit(kind: .productClass, key: "gone")))
        }
    }

    @Test func fullPagesAreAskedFor() throws {
        let sizes = [
            "deposits": "limit=1000", "fiat-orders": "rows=500", "p2p": "rows=100", "conversions": "limit=1000",
            "distributions": "limit=500", "transfers": "size=100", "pay": "limit=100", "trades": "limit=1000",
            "margin-flow": "limit=1000", "flexible-rewards": "size=100",
        ]
        for (name, size) in sizes {
            let row = try #require(bench.probe.manifest.endpoints.first { $0.name == name })
            let fixed = row.parameters.compactMap { parameter in parameter.fixedValue.map { "\(parameter.name)=\($0)" }
            }
            #expect(fixed.contains(size), "\(name)")
        }
        let rewards = bench.probe.manifest.endpoints.first { $0.name == "flexible-rewards" }
        #expect(rewards?.parameters.first { $0.name == "type" }?.fixedValue == "ALL")
    }

    @Test func offsetsOverlapByOneRow() throws {
        #expect(try bench.request("withdrawals", cursor: "i1000;")["offset"] == "999")
        #expect(try bench.request("withdrawals", cursor: "i-9223372036854775808;")["offset"] == "0")
    }

    @Test func tradesAreAskedForFromAnIDOn() throws {
        #expect(arguments(try bench.request("trades")) == "trades symbol=BNBBTC&fromId=0")
        #expect(try bench.request("trades", bookmark: "i500;")["fromId"] == "500")
        #expect(try bench.request("trades", cursor: "i700;", bookmark: "i500;")["fromId"] == "700")
        #expect(arguments(try bench.request("allocations")) == "allocations symbol=BNBBTC&fromAllocationId=0")
        for (stream, word) in [("margin-trades", "FALSE"), ("isolated-trades", "TRUE")] {
            #expect(arguments(try bench.request(stream)) == "\(stream) symbol=BNBBTC&fromId=0")
            let row = bench.probe.manifest.endpoints.first { $0.name == stream }
            #expect(row?.parameters.first { $0.name == "isIsolated" }?.fixedValue == word)
        }
    }

    // MARK: How pages end

    func rows(_ count: Int, _ row: (Int) -> String) -> String { (0..<count).map(row).joined(separator: ",") }
    func trade(_ id: Int) -> String {
        #"{"symbol":"BNBBTC","id":\#(id),"orderId":1,"price":"1","qty":"1","quoteQty":"1","commission":"0","commissionAsset":"BNB","time":1499865549590,"isBuyer":true,"isMaker":true}"#
    }
    @Test(arguments: [
        // rows, first id, cursor, bookmark → ending
        (0, 0, "", "", "end i0;"), (0, 0, "", "i77;", "end i77;"), (1, 5, "", "", "end i6;"),
        (999, 0, "", "", "end i999;"), (1000, 0, "", "", "next i1000;"), (1000, 500, "i500;", "", "next i1500;"),
        (0, 0, "i1000;", "", "end i1000;"),
        // An exchange that repeats its page does not move the walk back.
        (1000, 0, "i1000;", "", "next i1000;"),
    ])
    func tradesWalkById(_ count: Int, _ first: Int, _ cursor: String, _ bookmark: String, _ ending: String) {
        let page = bench.parse(
            "trades", "[\(rows(count) { trade(first + $0) })]".utf8, cursor: cursor, bookmark: bookmark)
        #expect(page.word == ending && page.records.count == count)
    }

    @Test(arguments: [
        (0, "", "end"), (999, "", "end"), (1000, "", "next i1000;"), (1, "i1000;", "end"),
        (1000, "i1000;", "next i1999;"),
    ])
    func depositsWalkByOffset(_ count: Int, _ cursor: String, _ ending: String) {
        let body = rows(count) { #"{"id":"\#($0)","amount":"1","coin":"BTC","status":1,"insertTime":1661493146000}"# }
        #expect(bench.parse("deposits", "[\(body)]".utf8, cursor: cursor).word == ending)
    }

    @Test(arguments: [
        (0, "", "end"), (99, "", "end"), (100, "", "next i2;"), (100, "i2;", "next i3;"), (0, "i3;", "end"),
    ])
    func numberedPagesEndWithOneThatIsNotFull(_ count: Int, _ cursor: String, _ ending: String) {
        let body = rows(count) {
            #"{"asset":"BUSD","rewards":"\#($0)","projectId":"P","type":"BONUS","time":1577233578000}"#
        }
        let page = bench.parse(
            "earn", unit: "flexible-rewards", #"{"rows":[\#(body)],"total":250}"#.utf8, cursor: cursor)
        #expect(page.word == ending && page.total == 250)
    }

    @Test(arguments: [(499, "end"), (500, "split")]) func aFullListOfDistributionsIsSplit(
        _ count: Int, _ ending: String
    ) {
        let body = rows(count) { #"{"id":\#($0),"amount":"1","asset":"BNB","divTime":1563189166000,"enInfo":"x"}"# }
        let page = bench.parse("distributions", #"{"rows":[\#(body)],"total":\#(count)}"#.utf8)
        #expect(page.word == ending && page.total == nil)
    }
    @Test func conversionsSayThemselvesThatThereIsMore() throws {
        let body = String(decoding: try Bench.bytes("conversion-1"), as: UTF8.self)
        let words = body.split(separator: "false")
        #expect(bench.parse("conversions", words.joined(separator: "true").utf8).word == "split")
        #expect(bench.parse("conversions", body.utf8).word == "end")
    }
    @Test(arguments: [(99, "end"), (100, "split")]) func aFullListOfPaymentsIsSplit(_ count: Int, _ ending: String) {
        let body = rows(count) {
            #"{"orderType":"C2C","transactionId":"\#($0)","transactionTime":1610090460133,"amount":"1","currency":"BNB"}"#
        }
        #expect(bench.parse("pay", #"{"code":"000000","data":[\#(body)],"success":true}"#.utf8).word == ending)
    }
    @Test(arguments: [(999, "end"), (1000, "split")]) func aFullMarginLedgerIsSplit(_ count: Int, _ ending: String) {
        let body = rows(count) {
            #"{"id":\#($0),"tranId":1,"timestamp":1691116657000,"asset":"USDT","type":"BORROW","amount":"1"}"#
        }
        #expect(bench.parse("margin-flow", "[\(body)]".utf8).word == ending)
    }

    func dust(sweeps: Int, coins: Int) -> ParsedPage {
        let body = rows(sweeps) { sweep in
            let time = 1_615_985_535_000 + (sweeps - sweep) * 1000
            let details = rows(coins) {
                #"{"transId":\#($0),"serviceChargeAmount":"0.1","amount":"1","operateTime":\#(time),"transferedAmount":"2","fromAsset":"USDT"}"#
            }
            return #"{"operateTime":\#(time),"transId":\#(sweep),"userAssetDribbletDetails":[\#(details)]}"#
        }
        return bench.parse(
            "dust", unit: "SPOT", #"{"total":5,"userAssetDribblets":[\#(body)]}"#.utf8,
            from: Instant(seconds: 1_606_780_800))
    }
    @Test(arguments: [(99, 1, false), (100, 1, true), (10, 10, true), (9, 11, false), (0, 0, false)])
    func ofDustOnlyTheNewestHundredAreServed(_ sweeps: Int, _ coins: Int, _ isCut: Bool) {
        let page = dust(sweeps: sweeps, coins: coins)
        #expect(page.word == "end" && page.records.count == sweeps * coins && page.total == nil)
        // Up to and with the oldest sweep, which may be cut in two.
        let gap = Interval(Instant(seconds: 1_606_780_800), Instant(seconds: 1_615_985_536) + .milliseconds(1))
        #expect(page.gaps == (isCut ? [Gap(gap!, .lastRows)] : []))
    }

    // MARK: What rows mean

    @Test func statesOfCoins() throws {
        let deposits = try bench.records("deposits", "synthetic-deposits")
        #expect(deposits.map(\.flags) == [.pending, [], .void, .pending, .pending, .composed])
        #expect(deposits[0].legs == [Leg(.in, "BTC", "0.5")], "an amount may be a number")
        #expect(deposits[1].extra.contains(TextPair("transferType", "1")) && deposits[1].wallet.isEmpty)
        #expect(deposits[5].key == "t6|ETH|0xa|4.25e-7" && deposits[5].ids == [TextPair("txId", "t6")])
        let withdrawals = try bench.records("withdrawals", "synthetic-withdrawals")
        #expect(withdrawals.map(\.flags) == [.pending, .void, .void, .pending, .void, []])
        #expect(withdrawals[5].legs == [Leg(.out, "BTC", "1")], "no leg for a fee of zero")
        #expect(withdrawals[5].time == Instant(iso8601: "2020-01-01 00:00:05"))
    }

    @Test func statesOfFiat() throws {
        let flags = try bench.records("fiat-orders", unit: "0", "synthetic-fiat-statuses").map(\.flags)
        #expect(flags == [[], .pending, .void, .void, .pending, .pending, .void, .pending])
        let first = try bench.records("fiat-orders", unit: "1", "synthetic-fiat-statuses")[0]
        #expect(first.legs == [Leg(.out, "EUR", "10"), Leg(.fee, "EUR", "1")])
        let sale = try bench.records("fiat-payments", unit: "1", "fiat-payment-2")[0]
        #expect(
            sale.legs == [
                Leg(.out, "LUNA", "4.462"), Leg(.in, "EUR", "4.462", times: "4.437472"), Leg(.fee, "EUR", "0.2"),
            ])
    }

    @Test func peopleBuyAndSell() throws {
        let orders = try bench.records("p2p", unit: "SELL", "synthetic-p2p")
        #expect(orders.map(\.flags) == [[], .void, .pending])
        #expect(
            orders[0].legs == [
                Leg(.out, "BUSD", "5000.00000000"), Leg(.in, "CNY", "33400.00000000"), Leg(.fee, "BUSD", "1.5"),
            ])
        #expect(orders[1].legs.last == Leg(.fee, "BUSD", "0.5"), "a maker pays the other commission")
        #expect(!orders[0].extra.contains { $0.value == "ab***" }, "the other's name is nobody's business")
        let bought = try bench.records("p2p", unit: "BUY", "synthetic-p2p")
        #expect(bought[0].legs.first == Leg(.in, "BUSD", "5000.00000000"))
    }

    @Test func paymentsMoveWhatTheyWereMadeOf() throws {
        let payments = try bench.records("pay", "synthetic-pay")
        #expect(
            payments[0].kind == .deposit && payments[0].legs == [Leg(.in, "USDT", "1.2"), Leg(.in, "ETH", "0.0001")])
        #expect(payments[1].kind == .withdrawal && payments[1].legs == [Leg(.out, "USDT", "2")])
        #expect(payments[2].legs == [Leg(.out, "BUSD", "3")] && payments[2].label == "C2C")
    }

    @Test func rowsWithoutAnIDKeepTheirOwnIdentity() throws {
        let rebates = try bench.records("rebates", "synthetic-rebates")
        // Two that are alike have one key here; the store numbers them within their instant.
        #expect(rebates.map(\.key) == ["1|USDT|0.0001126", "1|USDT|0.0001126", "2|ETH|0.00000001"])
        #expect(rebates.allSatisfy { $0.flags == .composed && $0.kind == .reward })
    }

    @Test func whatStaysInTheAccountMovesOutAndIn() throws {
        let transfers = try bench.records("transfers", unit: "MAIN_FUNDING", "synthetic-transfers")
        #expect(transfers.map(\.flags) == [[], .pending, .void])
        #expect(transfers[0].legs == [Leg(.out, "USDT", "1"), Leg(.in, "USDT", "1")])
        #expect(transfers[0].group == "transfer:11415955596" && transfers[0].label == "MAIN_FUNDING")
        let earn = try bench.records("earn", unit: "flexible-subscriptions", "synthetic-earn-subscription")
        #expect(earn.map(\.flags) == [[], .pending, .void] && earn[0].key == "26055" && earn[0].kind == .transfer)
        #expect(earn[0].legs == [Leg(.out, "USDT", "100.00000000"), Leg(.in, "USDT", "100.00000000")])
    }

    @Test func stakingTurnsOneTokenIntoAnother() throws {
        let staked = try bench.records("staking", unit: "eth-stake", "synthetic-eth-stake")
        #expect(staked[0].legs == [Leg(.out, "ETH", "21312.23223"), Leg(.in, "WBETH", "21286.42584")])
        #expect(staked[0].kind == .conversion && staked[0].flags == .composed)
        #expect(staked[1].legs == [Leg(.out, "ETH", "1")] && staked[1].flags == [.composed, .pending])
        let redeemed = try bench.records("yields", unit: "bfusd-redemption", "synthetic-bfusd-redemption")
        #expect(redeemed[0].legs == [Leg(.out, "BFUSD", "51"), Leg(.in, "USDT", "50")], "the fee is between the two")
        let boost = try bench.records("staking", unit: "sol-boost", "synthetic-sol-boost")
        #expect(boost[0].time == Instant(seconds: 1_729_520_680), "seconds, where others are milliseconds")
        #expect(boost[0].legs == [Leg(.in, "SOL", "1.20291028")] && boost[0].kind == .reward)
    }

    @Test func marginIsToldOnce() throws {
        let transfers = try bench.records("margin-transfers", "synthetic-margin-transfers")
        #expect(transfers[0].time == Instant(seconds: 1_566_898_617))
        #expect(transfers[1].time.nanoseconds == 1_566_888_436_123_000_000)
        let flow = try bench.records("margin-flow", "synthetic-margin-flow")
        #expect(flow.map(\.flags) == [.detail, [], .pending], "what is not known does not move a balance yet")
        #expect(flow[0].group == transfers[0].group, "the ledger's row adds to the transfer")
        #expect(flow[1].kind == .fee && flow[1].legs == [Leg(.out, "BTC", "0.01")])
        let interest = try bench.records("margin-interest", "synthetic-margin-interest")[0]
        #expect(interest.kind == .interest && interest.key == "1352286576452864727" && interest.wallet == "margin")
        #expect(interest.legs == [Leg(.out, "USDT", "0.00024995")])
    }

    @Test func distributionsByLabelAndDirection() throws {
        let rows = try bench.records("distributions", "synthetic-distributions")
        #expect(rows.map(\.kind) == [.airdrop, .other, .reward] && rows.map(\.key) == ["1", "2", "3"])
        #expect(rows[1].legs.isEmpty && rows[1].extra.contains(TextPair("direction", "0")))
        #expect(rows[2].time == Instant(seconds: 1_563_189_166))
    }

    @Test func fillsOfOtherKinds() throws {
        let allocation = try bench.records("allocations", "synthetic-allocations")[0]
        #expect(allocation.key == "7" && allocation.kind == .trade && !allocation.legs.contains { $0.role == .fee })
        let old = try bench.records("trades", "synthetic-old-trade")[0]
        #expect(
            old.legs == [
                Leg(.fee, "BNB", "0.1"), Leg(.out, "BNB", "3", flags: .base),
                Leg(.in, "BTC", "3", times: "0.5", flags: .quote),
            ])
        let margin = try bench.records("margin-trades", "trade-1")[0]
        #expect(margin.kind == .margin && margin.wallet == "margin")
        #expect(try bench.records("isolated-trades", "trade-1")[0].wallet == "isolated margin")
    }

    // MARK: Markets and balances

    @Test func marketsComeWithTheirAssets() throws {
        let units = bench.parse("markets", try Bench.bytes("synthetic-markets")).units
        #expect(units.map(\.key) == ["BNBBTC", "BTCUSDT", "1INCHUSDT", "币安人生USDT"])
        #expect(units[2].base == "1INCH" && units[2].quote == "USDT" && units[2].label == "1INCH/USDT")
        #expect(units.allSatisfy { $0.kind == .market })
        let routed = bench.parse("routed-markets", try Bench.bytes("synthetic-markets")).units
        #expect(routed.map(\.key) == ["BTCUSDT", "BTCUSDC"] && routed[1].base == "BTC" && routed[1].quote == "USDC")
        #expect(bench.parse("routed-markets", #"{"symbols":[]}"#.utf8).units.isEmpty, "no routing, no markets")
        let isolated = bench.parse("isolated-markets", try Bench.bytes("synthetic-isolated-account")).units
        #expect(isolated.map(\.key) == ["BTCUSDT"] && isolated[0].base == "BTC" && isolated[0].quote == "USDT")
    }

    @Test func marginMarketsAreAskedForOnlyWhereThereIsMargin() throws {
        #expect(bench.row(try bench.request("margin-markets")) == "margin-account")
        let first = bench.parse("margin-markets", try Bench.bytes("synthetic-margin-account"))
        #expect(first.word == "next i2;" && first.units.isEmpty)
        #expect(bench.row(try bench.request("margin-markets", cursor: "i2;")) == "margin-pairs")
        let second = bench.parse("margin-markets", try Bench.bytes("synthetic-margin-pairs"), cursor: "i2;")
        #expect(second.units.map(\.key) == ["BNBBTC", "TRXBTC"] && second.word == "end")
    }

    @Test func balancesOfEveryWallet() throws {
        #expect(bench.row(try bench.request("balance")) == "account")
        let spot = bench.parse("balance", try Bench.bytes("synthetic-account"))
        #expect(spot.word == "next i2;")
        #expect(
            spot.balances == [
                ReportedBalance(wallet: "", asset: "BTC", amount: "0.50000000"),
                ReportedBalance(wallet: "in orders", asset: "BTC", amount: "0.10000000"),
                ReportedBalance(wallet: "earn", asset: "USDT", amount: "100.00000000"),
                ReportedBalance(wallet: "", asset: "LDO", amount: "3.00000000"),
                ReportedBalance(wallet: "earn", asset: "LDO", amount: "4.00000000"),
                ReportedBalance(wallet: "", asset: "WBETH", amount: "1.00000000"),
            ])
        let margin = bench.parse("balance", try Bench.bytes("synthetic-margin-account"), cursor: "i2;")
        #expect(margin.balances == [ReportedBalance(wallet: "margin", asset: "BTC", amount: "-0.49500500")])
    }

    @Test func aKeyThatOnlyReads() {
        func rights(_ body: String) -> KeyFacts.Rights? { bench.parse("key", body.utf8).key?.rights }
        #expect(rights(#"{"enableReading":true,"enableWithdrawals":false,"enableFixReadOnly":true}"#) == .read)
        #expect(rights(#"{"enableReading":true,"ipRestrict":true}"#) == [.read, .boundToAddress])
        for name in [
            "enableSpotAndMarginTrading", "enableMargin", "enableFutures", "enableVanillaOptions",
            "enablePortfolioMarginTrading", "enableFixApiTrade",
        ] { #expect(rights(#"{"enableReading":true,"\#(name)":true}"#) == [.read, .trade], "\(name)") }
        #expect(rights(#"{"enableReading":true,"enableWithdrawals":true}"#) == [.read, .withdraw])
        for name in ["enableInternalTransfer", "permitsUniversalTransfer"] {
            #expect(rights(#"{"enableReading":true,"\#(name)":true}"#) == [.read, .move], "\(name)")
        }
        #expect(rights(#"{"enableReading":true,"enableTeleport":true}"#) == [.read, .otherWrite], "never heard of")
        #expect(rights(#"{"enableReading":false}"#) == [])
    }
}
