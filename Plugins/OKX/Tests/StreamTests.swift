import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@testable import OKXAdapter

@Suite("OKX's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    func request(_ stream: String, cursor: String = "") throws -> [TextPair] {
        try bench.probe.request(bench.ask(stream, cursor: cursor)).arguments
    }
    static let byTime = ["deposits", "withdrawals", "conversions", "easy-conversions", "earn-interest"]

    // MARK: What is asked

    @Test func theFirstPageNamesNoPlace() throws {
        for stream in Bench.streams where stream != "fills" { #expect(try request(stream).isEmpty, "\(stream)") }
        #expect(try request("fills") == [TextPair("instType", "SPOT")])
        for (name, unit) in zip(["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"], Fills.declaration.units) {
            #expect(unit.key == name && unit.kind == .productClass)
        }
    }

    @Test func laterPagesNameTheLastRow() throws {
        #expect(try request("funding-ledger", cursor: "12344") == [TextPair("after", "12344")])
        #expect(
            try request("trading-ledger", cursor: "623950854533513219") == [TextPair("after", "623950854533513219")])
        #expect(
            try request("fills", cursor: "680800019754098688")
                == [TextPair("instType", "SPOT"), TextPair("after", "680800019754098688")])
        for stream in Self.byTime {
            #expect(try request(stream, cursor: "1700000000001") == [TextPair("after", "1700000000001")])
        }
        // The bounds of the fiat lists belong to the range: below an instant is up to the one before.
        for stream in ["fiat-deposits", "fiat-withdrawals"] {
            #expect(try request(stream, cursor: "1700000000001") == [TextPair("before", "1700000000000")])
            #expect(try request(stream, cursor: "x") == [TextPair("before", "0")])
        }
    }

    @Test func everyListAsksForFullPages() throws {
        for row in bench.probe.manifest.endpoints {
            let fixed = row.parameters.filter { $0.fixedValue != nil }.map { TextPair($0.name, $0.fixedValue ?? "") }
            switch row.name {
            case "account-config", "funding-balance", "trading-balance": #expect(row.parameters.isEmpty)
            case "funding-ledger": #expect(fixed == [TextPair("pagingType", "2"), TextPair("limit", "100")])
            default: #expect(fixed == [TextPair("limit", "100")])
            }
        }
    }

    // MARK: Where a walk ends

    /// Rows of one list, as many as there are times.
    func body(_ stream: String, _ times: [Int64]) -> [UInt8] {
        let rows = times.enumerated().map { place, time in
            switch stream {
            case "fills":
                #"{"side":"buy","fillSz":"1","fillPx":"2","fee":"0","feeCcy":"BTC","instType":"SPOT","instId":"BTC-USDT","billId":"\#(9999 - place)","tradeId":"1","ordId":"1","ts":"\#(time)"}"#
            case "fiat-deposits", "fiat-withdrawals":
                #"{"cTime":"\#(time - 5)","uTime":"\#(time)","ordId":"\#(time).\#(place)","amt":"1","fee":"0","ccy":"EUR","state":"completed"}"#
            case "conversions":
                #"{"side":"buy","baseCcy":"ETH","quoteCcy":"USDT","fillBaseSz":"1","fillQuoteSz":"2","state":"fullyFilled","tradeId":"\#(time).\#(place)","ts":"\#(time)"}"#
            case "easy-conversions":
                #"{"fillFromSz":"1","fillToSz":"2","fromCcy":"ADA","toCcy":"OKB","status":"filled","acct":"18","uTime":"\#(time)"}"#
            case "earn-interest": #"{"ccy":"BTC","amt":"1","earnings":"0.1","rate":"0.01","ts":"\#(time)"}"#
            default:
                #"{"billId":"\#(9999 - place)","depId":"\#(time).\#(place)","wdId":"\#(time).\#(place)","type":"1","ccy":"BTC","amt":"1","balChg":"1","state":"2","ts":"\#(time)"}"#
            }
        }
        return Array(#"{"code":"0","msg":"","data":[\#(rows.joined(separator: ","))]}"#.utf8)
    }
    func times(_ count: Int, from newest: Int64 = 1_700_000_000_000) -> [Int64] {
        (0..<count).map { newest - Int64($0) }
    }

    @Test func idsArePagedUntilAPageIsEmpty() {
        for stream in ["funding-ledger", "trading-ledger", "fills"] {
            // A short page is not the last: only an empty one is.
            #expect(bench.ending(bench.parse(stream, body(stream, times(100)))) == "9900")
            #expect(bench.ending(bench.parse(stream, body(stream, times(1)), cursor: "10000")) == "9999")
            #expect(bench.ending(bench.parse(stream, body(stream, []), cursor: "9999")) == "end")
            #expect(bench.ending(bench.parse(stream, body(stream, []))) == "end")
        }
    }

    @Test func timesAreAskedForAgainWhereAPageWasFull() {
        for stream in Self.byTime + ["fiat-deposits", "fiat-withdrawals"] {
            let full = bench.parse(stream, body(stream, times(100)))
            #expect(full.records.count == 100 && full.gaps.isEmpty)
            #expect(bench.ending(full) == "1699999999902", "the last row's instant, once more")
            let short = bench.parse(stream, body(stream, times(3)), cursor: "1700000000001")
            #expect(bench.ending(short) == "1699999999998", "\(stream): nothing is left of that instant")
            #expect(bench.ending(bench.parse(stream, body(stream, []), cursor: "1699999999998")) == "end")
        }
    }

    @Test func moreRowsOfOneInstantThanAPageHoldsAreAGap() {
        for stream in Self.byTime + ["fiat-deposits"] {
            let ties = Array(repeating: Int64(1_700_000_000_000), count: 100)
            let first = bench.parse(stream, body(stream, ties))
            #expect(bench.ending(first) == "1700000000001" && first.gaps.isEmpty)
            let second = bench.parse(stream, body(stream, ties), cursor: "1700000000001")
            #expect(bench.ending(second) == "1700000000000", "the walk goes on below")
            let instant = Instant(seconds: 1_700_000_000)
            #expect(
                second.gaps == [Gap(Interval(instant, instant + .milliseconds(1))!, .ties)], "\(stream)")
            // A short page of an instant asked for again has them all.
            let rest = bench.parse(stream, body(stream, Array(ties.prefix(7))), cursor: "1700000000001")
            #expect(bench.ending(rest) == "1700000000000" && rest.gaps.isEmpty)
        }
    }

    @Test func anExchangeThatIncludesTheInstantEndsTheWalkToo() {
        for stream in Self.byTime {
            let page = bench.parse(stream, body(stream, [1_700_000_000_000]), cursor: "1700000000000")
            #expect(bench.ending(page) == "end", "\(stream)")
        }
    }

    @Test func aWalkFromABookmarkEndsWhereTheOneBeforeBegan() {
        let recent = times(100, from: 1_799_999_000_000)
        for stream in Bench.streams where Bench.listed.contains(stream) {
            let inside = bench.parse(stream, body(stream, recent), from: Instant(seconds: 1_799_998_000))
            #expect(bench.ending(inside) != "end", "\(stream)")
            let past = bench.parse(
                stream, body(stream, recent), from: Instant(seconds: 1_799_998_999) + .milliseconds(950))
            #expect(bench.ending(past) == "end" && past.records.count == 100, "\(stream)")
            guard case .end(let bookmark) = past.ending else { continue }
            #expect(!bookmark.isEmpty, "the next walk may begin here")
        }
    }

    /// 90 days before the bench's now is 1,792,224,000.
    @Test func atTheDeclaredLimitAWalkGoesOnAsLongAsThereAreRows() {
        for stream in ["fills", "trading-ledger"] {
            let old = body(stream, times(100, from: 1_780_000_000_000))
            #expect(bench.ending(bench.parse(stream, old, from: Instant(seconds: 1_792_224_000))) == "9900")
            #expect(bench.ending(bench.parse(stream, old, from: Instant(seconds: 1_792_224_001))) == "end")
        }
    }

    // MARK: What rows are

    @Test func theFundingLedgerMovesTheFundingAccount() throws {
        let records = try bench.records("funding-ledger", "synthetic-funding-bills")
        #expect(
            records.map(\.kind) == [
                .conversion, .conversion, .fiatDeposit, .withdrawal, .reward, .unclassified, .transfer,
            ])
        #expect(records.allSatisfy { $0.flags.isEmpty && $0.wallet == "funding" })
        #expect(records[0].group == "bill:1700000006000" && records[1].group == records[0].group)
        #expect(records[2].group.isEmpty && records[2].label == "type 1")
        #expect(records[3].legs == [Leg(.out, "USDT", "100.8")])
        #expect(records[3].extra.contains(TextPair("notes", "to a \"friend\"")))
        #expect(records[3].extra.contains(TextPair("clientId", "w1")))
        #expect(records[6].legs.isEmpty, "nothing moved")
        for record in records { #expect(FundingLedger.declaration.kinds.contains(record.kind)) }
    }

    @Test(arguments: [
        ("1", "BTC", RecordKind.deposit), ("1", "EUR", .fiatDeposit), ("2", "TRY", .fiatWithdrawal),
        ("13", "BTC", .withdrawal), ("20", "BTC", .transfer), ("131", "USDT", .transfer), ("28", "FLR", .airdrop),
        ("229", "FLR", .airdrop), ("68", "USDT", .reward), ("77", "NEW", .reward), ("83", "ETH", .reward),
        ("89", "USDT", .interest), ("309", "USDT", .interest), ("328", "OKSOL", .reward), ("354", "USDT", .reward),
        ("116", "USDT", .fiatPurchase), ("200", "BTC", .fiatPurchase), ("221", "ETH", .fee), ("222", "ETH", .fee),
        ("272", "EUR", .conversion), ("273", "BTC", .conversion), ("373", "BTC", .transfer), ("225", "BTC", .transfer),
        ("226", "BTC", .transfer), ("20 21", "BTC", .unclassified), ("0", "BTC", .unclassified),
        ("3", "BTC", .unclassified), ("351", "BTC", .other),
    ])
    func fundingTypes(_ type: String, _ asset: String, _ kind: RecordKind) {
        let row = #"{"billId":"1","ccy":"\#(asset)","balChg":"1","type":"\#(type)","ts":"1700000000000"}"#
        let page = bench.parse("funding-ledger", #"{"code":"0","data":[\#(row)]}"#.utf8)
        #expect(page.records.records.first?.kind == kind)
    }

    @Test func billsOfTheTradingAccountMoveWhatNothingElseTells() throws {
        let records = try bench.records("trading-ledger", "synthetic-trading-bills")
        #expect(
            records.map(\.kind) == [
                .conversion, .conversion, .conversion, .derivative, .derivative, .margin, .interest, .transfer,
                .unclassified,
            ])
        // Only the conversion that the list of conversions has.
        #expect(records.map { $0.flags == .detail } == [false, false, true] + Array(repeating: false, count: 6))
        #expect(records[0].group == "bill:28:1700000007000" && records[1].group == records[0].group)
        #expect(
            records[3].legs == [Leg(.out, "USDT", "5.75"), Leg(.fee, "USDT", "0.25", flags: .inside)],
            "the change contains the fee")
        #expect(records[3].group == "trade:BTC-USDT-SWAP:77:501")
        #expect(records[5].group == "trade:BTC-USDT:76:500" && records[5].legs == [Leg(.out, "USDT", "27.1")])
        #expect(records[7].extra.contains(TextPair("from", "6")) && records[7].extra.contains(TextPair("to", "18")))
        #expect(records[4].group.isEmpty && records[8].label == "type 777")
        for record in records { #expect(TradingLedger.declaration.kinds.contains(record.kind)) }
    }

    @Test(arguments: [
        ("2", "SPOT", RecordKind.trade), ("2", "MARGIN", .margin), ("2", "FUTURES", .derivative),
        ("5", "SWAP", .derivative),
        ("5", "MARGIN", .margin), ("14", "SPOT", .trade), ("14", "OPTION", .derivative), ("24", "SPOT", .trade),
        ("8", "SWAP", .derivative), ("3", "FUTURES", .derivative), ("6", "MARGIN", .transfer),
        ("7", "MARGIN", .interest),
        ("1", "", .transfer), ("30", "", .conversion), ("381", "", .interest), ("250", "SWAP", .other),
    ])
    func tradingTypes(_ type: String, _ market: String, _ kind: RecordKind) throws {
        let row =
            #"{"billId":"1","ccy":"BTC","balChg":"1","type":"\#(type)","subType":"1","instType":"\#(market)","instId":"","ts":"1700000000000"}"#
        let page = bench.parse("trading-ledger", #"{"code":"0","data":[\#(row)]}"#.utf8)
        let record = try #require(page.records.records.first)
        #expect(record.kind == kind && record.flags == (type == "2" && market == "SPOT" ? .detail : []))
    }

    @Test func onlySpotFillsMoveBalances() throws {
        let records = try bench.records("fills", "synthetic-fills")
        #expect(records.map(\.kind) == [.trade, .trade, .margin, .derivative, .trade])
        #expect(records.map(\.flags) == [[], .detail, .detail, .detail, []])
        // One order book for several quote currencies; a positive fee is a rebate; no time of the fill, so the row's.
        #expect(
            records[0].legs == [
                Leg(.out, "ADA", "2"), Leg(.in, "USDC", "2", times: "0.5"), Leg(.rebate, "USDC", "0.0001"),
            ])
        #expect(records[0].time == Instant(seconds: 1_700_000_004))
        #expect(records[1].legs == [Leg(.in, "DOGE", "100"), Leg(.out, "BTC", "100", times: "0.00000002")])
        #expect(records[3].legs == [Leg(.fee, "USDT", "0.25")], "contracts are no assets")
        let bills = try bench.records("trading-ledger", "synthetic-trading-bills")
        #expect(records[3].group == bills[3].group && records[2].group == bills[5].group, "one transaction")
        for record in records { #expect(Fills.declaration.kinds.contains(record.kind)) }
    }

    @Test func aFillOfNoSideOrMarketIsMalformed() {
        for (side, market) in [("long", "BTC-USDT"), ("buy", "BTCUSDT")] {
            let row =
                #"{"side":"\#(side)","fillSz":"1","fillPx":"2","instType":"SPOT","instId":"\#(market)","billId":"1","ts":"1"}"#
            #expect(bench.error(bench.parse("fills", #"{"code":"0","data":[\#(row)]}"#.utf8))?.kind == .malformed)
        }
    }

    @Test func depositsSayHowFarTheyAre() throws {
        let records = try bench.records("deposits", "synthetic-deposits")
        // On its way, credited, done, held back, a state nobody has heard of, and one from before the ledger.
        #expect(
            records.map(\.flags) == [
                [.detail, .pending], .detail, .detail, [.detail, .pending], [.detail, .pending], [],
            ])
        #expect(records.map(\.group) == (1...6).reversed().map { "deposit:\($0)" })
        #expect(records[2].txHash.isEmpty && records[2].extra.contains(TextPair("fromWdId", "15447421")))
        #expect(records[0].extra.contains(TextPair("network", "Solana")))
    }

    @Test func withdrawalsSayWhatBecameOfThem() throws {
        let records = try bench.records("withdrawals", "synthetic-withdrawals")
        #expect(
            records.map(\.flags) == [
                [.detail, .pending], [.detail, .pending], [.detail, .void], [.detail, .void], [],
            ])
        #expect(records[4].legs == [Leg(.out, "XRP", "20"), Leg(.fee, "USDT", "0.5")])
        #expect(records[4].extra.contains(TextPair("tag", "42")))
    }

    @Test func fiatOrdersCarryTheirFeeAndState() throws {
        let records = try bench.records("fiat-withdrawals", "synthetic-fiat-withdrawals")
        #expect(records.map(\.flags) == [.detail, [.detail, .pending], [.detail, .void], [.detail, .void]])
        #expect(records[0].legs == [Leg(.out, "EUR", "100"), Leg(.fee, "EUR", "0.8")])
        #expect(records[0].time == Instant(seconds: 1_700_000_003) && records[0].kind == .fiatWithdrawal)
    }

    @Test func conversionsGoBothWays() throws {
        let records = try bench.records("conversions", "synthetic-conversions")
        #expect(records.map(\.flags) == [[], .void])
        #expect(records[0].legs == [Leg(.out, "ETH", "0.5"), Leg(.in, "USDT", "1466.2")])
    }

    /// Rows with equal keys of this kind are numbered by the store, so that they stay two.
    @Test func interestHasNoIDAndAKeyOfItsFields() throws {
        let records = try bench.records("earn-interest", "synthetic-earn-interest")
        #expect(records.map(\.key) == ["1799997026085:BTC", "1799997026085:BTC", "1799997026085:ETH"])
        #expect(records.allSatisfy { $0.flags == [.detail, .composed] && $0.wallet == "earn" && $0.kind == .interest })
    }

    // MARK: Key and balances

    @Test func aKeyThatOnlyReadsIsAccepted() throws {
        let page = bench.parse("key", try Bench.bytes("synthetic-key-info"))
        #expect(
            page.key == KeyFacts(rights: [.read, .boundToAddress], account: "44705892343619585", label: "portolan"))
    }

    @Test(arguments: [
        ("read_only", []), ("trade", ["trade", "move funds"]), ("read_only,withdraw", ["withdraw"]),
        ("read_only,manage", ["write"]), ("", ["write"]), ("read_only,", ["write"]), ("READ_ONLY", ["write"]),
        ("read_only, trade", ["write"]),
    ])
    func anythingButReadOnlyIsInExcess(_ perm: String, _ excess: [String]) throws {
        let page = bench.parse("key", #"{"code":"0","data":[{"perm":"\#(perm)","ip":"","uid":"1","label":""}]}"#.utf8)
        #expect(try #require(page.key?.rights).excess == excess)
    }

    @Test func balancesOfBothAccounts() throws {
        #expect(
            bench.parse("funding-balance", try Bench.bytes("synthetic-funding-balance")).balances == [
                ReportedBalance(wallet: "funding", asset: "ETH", amount: "37.11827078"),
                ReportedBalance(wallet: "funding", asset: "USDT", amount: "120.5"),
            ])
        #expect(
            bench.parse("trading-balance", try Bench.bytes("synthetic-trading-balance")).balances == [
                ReportedBalance(wallet: "trading", asset: "USDT", amount: "4850.435693622894"),
                ReportedBalance(wallet: "trading", asset: "BTC", amount: "-0.5"),
            ])
    }
}
