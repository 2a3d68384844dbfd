import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@testable import KrakenAdapter

@Suite("Kraken's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    func request(_ stream: String, from: Int64, until: Int64, cursor: [UInt8] = []) throws -> AdapterRequest {
        try bench.probe.request(
            bench.probe.ask(
                stream, from: Instant(nanoseconds: from), until: Instant(nanoseconds: until), cursor: cursor))
    }
    let second: Int64 = 1_000_000_000

    // MARK: Ledger

    @Test func aWindowIsAskedForSoThatNoRowAtItsEdgesIsMissed() throws {
        // [100 s, 200 s): start is exclusive, so 99; end is inclusive, so the row at 199.9999 comes with 200.
        let whole = try request("ledger", from: 100 * second, until: 200 * second)
        #expect(whole.arguments == [TextPair("start", "99"), TextPair("end", "200"), TextPair("ofs", "0")])
        let broken = try request("ledger", from: 100 * second + 1, until: 200 * second + 1)
        #expect(broken["start"] == "99" && broken["end"] == "201")
        let early = try request("ledger", from: -5 * second, until: 200 * second)
        #expect(early["start"] == nil, "nothing is older than the beginning")
        #expect(try request("ledger", from: .min, until: .max)["end"] == "9223372037")
    }

    @Test func pagesOverlapByOneRow() throws {
        #expect(try request("ledger", from: 0, until: second, cursor: Array("i50;".utf8))["ofs"] == "49")
        #expect(try request("ledger", from: 0, until: second, cursor: Array("i1;".utf8))["ofs"] == "0")
        #expect(try request("ledger", from: 0, until: second, cursor: Array("i-7;".utf8))["ofs"] == "0")
    }

    func ledger(rows: Int, count: Int, cursor: String = "") -> ParsedPage {
        let row = #"{"refid":"R","time":1.5,"type":"trade","subtype":"","asset":"XXBT","amount":"1","fee":"0"}"#
        let members = (0..<rows).map { "\"L\($0)\":" + row }.joined(separator: ",")
        return bench.parse(
            "ledger", #"{"error":[],"result":{"ledger":{\#(members)},"count":\#(count)}}"#.utf8,
            cursor: Array(cursor.utf8))
    }
    @Test(arguments: [
        // rows, count, cursor, next cursor or end
        (0, 0, "", "end"), (2, 2, "", "end"), (50, 51, "", "i50;"), (50, 120, "", "i50;"), (50, 120, "i50;", "i99;"),
        (22, 120, "i99;", "end"),
        // Kraken counts rows it does not serve: a page of nothing but the overlap is the last.
        (1, 120, "i50;", "end"), (0, 120, "i50;", "end"), (0, 7, "", "end"),
    ])
    func theOffsetWalkEnds(_ rows: Int, _ count: Int, _ cursor: String, _ expected: String) {
        let page = ledger(rows: rows, count: count, cursor: cursor)
        #expect(page.total == UInt64(count))
        #expect(page.records.count == rows)
        switch page.ending {
        case .next(let next, nil): #expect(String(decoding: next, as: UTF8.self) == expected)
        case .end(let bookmark): #expect(expected == "end" && bookmark.isEmpty)
        default: Issue.record("\(page.ending)")
        }
    }

    @Test func everyWordOfTheLedgerHasAKind() throws {
        let table: [(String, String, String, String, String, RecordKind)] = [
            // type, subtype, asset, amount, fee
            ("trade", "", "XXBT", "1", "0", .trade), ("trade", "tradespot", "ZEUR", "-1", "0", .trade),
            ("spend", "", "ZEUR", "-1", "0", .conversion), ("receive", "", "XETH", "1", "0", .conversion),
            ("spend", "dustsweeping", "XXDG", "-1", "0", .conversion),
            ("deposit", "", "XXBT", "1", "0", .deposit), ("deposit", "", "ZEUR", "1", "0", .fiatDeposit),
            ("deposit", "", "EUR.HOLD", "1", "0", .fiatDeposit), ("deposit", "", "KFEE", "1", "0", .reward),
            ("withdrawal", "", "XXBT", "-1", "0", .withdrawal), ("withdrawal", "", "ZUSD", "-1", "0", .fiatWithdrawal),
            ("transfer", "", "XBC", "1", "0", .airdrop), ("transfer", "", "XICN", "-1", "0", .other),
            ("transfer", "airdrop", "FLR", "1", "0", .airdrop),
            ("transfer", "delistingconversion", "XREP", "-1", "0", .conversion),
            ("transfer", "spottostaking", "XETH", "-1", "0", .transfer),
            ("transfer", "stakingfromspot", "ETH2.S", "1", "0", .transfer),
            ("transfer", "stakingtospot", "DOT.S", "-1", "0", .transfer),
            ("transfer", "spotfromstaking", "DOT", "1", "0", .transfer),
            ("transfer", "spottofutures", "ZUSD", "-1", "0", .transfer),
            ("transfer", "spotfromfutures", "ZUSD", "1", "0", .transfer),
            ("transfer", "somethingnew", "ZUSD", "1", "0", .other),
            ("staking", "", "DOT.S", "1", "0", .reward), ("staking", "", "DOT.S", "-1", "0", .reward),
            ("staking", "", "ETH2", "-1", "0", .transfer), ("staking", "", "ETH.S", "-1", "0", .transfer),
            ("staking", "", "ETH2", "1", "0", .reward), ("earn", "reward", "DOT.S", "1", "0.1", .reward),
            ("earn", "reward", "DOT.S", "-1", "0", .reward), ("earn", "allocation", "DOT", "-1", "0", .transfer),
            ("earn", "deallocation", "DOT", "1", "0", .transfer),
            ("earn", "autoallocation", "DOT", "1", "0", .transfer),
            ("earn", "autoallocate", "DOT", "1", "0", .transfer), ("earn", "migration", "DOT.F", "1", "0", .transfer),
            ("earn", "", "DOT", "1", "0.1", .reward), ("earn", "", "DOT", "1", "0", .transfer),
            ("earn", "somethingnew", "DOT", "1", "0", .other),
            ("dividend", "", "AAPLx", "1", "0", .reward), ("reward", "", "XXBT", "1", "0", .reward),
            ("invite bonus", "", "ZEUR", "1", "0", .reward), ("credit", "", "ZEUR", "1", "0", .reward),
            ("nftrebate", "", "XETH", "1", "0", .reward), ("nfttrade", "", "XETH", "-1", "0", .trade),
            ("nftcreatorfee", "", "XETH", "-1", "0", .fee), ("adjustment", "", "XDAO", "-1", "0", .conversion),
            ("conversion", "", "ZEUR", "-1", "0", .conversion), ("sale", "", "ZEUR", "1", "0", .conversion),
            ("margin", "", "ZUSD", "0", "1", .margin), ("rollover", "", "ZUSD", "0", "1", .margin),
            ("settled", "", "ZUSD", "1", "0", .margin), ("custodytransfer", "", "XXBT", "-1", "0", .transfer),
            ("teleport", "", "XXBT", "-1", "0", .other),
        ]
        for (type, subtype, asset, amount, fee, kind) in table {
            let row =
                #"{"refid":"R","time":1,"type":"\#(type)","subtype":"\#(subtype)","asset":"\#(asset)","amount":"\#(amount)","fee":"\#(fee)"}"#
            let page = bench.parse("ledger", #"{"error":[],"result":{"ledger":{"L":\#(row)},"count":1}}"#.utf8)
            let record = try #require(page.records.records.first, "\(type) \(subtype): \(page.ending)")
            #expect(record.kind == kind, "\(type) \(subtype) \(asset) \(amount)")
            #expect(record.label == (subtype.isEmpty ? type : type + "/" + subtype))
            #expect(Ledger.declaration.kinds.contains(record.kind), "declared")
        }
    }

    @Test func rowsOfOneRefidAreOneGroupExceptTheMarginResult() throws {
        let records = try bench.records("ledger", "synthetic-ledger-kinds")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        #expect(try record("L1").group == "ref:T1" && record("L2").group == "ref:T1")
        #expect(try record("L3").group == "ref:T1:margin")
        #expect(try record("L2").legs == [Leg(.fee, "KFEE", "10.50")], "fee credits: no movement, only a fee")
        #expect(try record("L1").legs == [Leg(.in, "BTC", "0.5")], "no fee of zero")
        #expect(try record("L3").legs == [Leg(.out, "USD", "1.5"), Leg(.fee, "USD", "0.2")])
        // A withdrawal that came back: money in, and its fee too.
        #expect(try record("L4").legs == [Leg(.in, "BTC", "0.5"), Leg(.rebate, "BTC", "0.0001")])
        #expect(try record("L4").kind == .withdrawal)
        #expect(try record("L4").time.nanoseconds == 1_688_464_485_123_450_000)
        #expect(try record("L4").timeUnit == Span(nanoseconds: 10_000))
        #expect(try record("L5").kind == .other && record("L5").label == "teleport/beam")
        #expect(try record("L5").extra.contains(TextPair("aclass", "volume")))
    }

    // MARK: Names

    @Test(arguments: [
        ("XXBT", "BTC", ""), ("XBT", "BTC", ""), ("XETH", "ETH", ""), ("XXDG", "DOGE", ""), ("ZEUR", "EUR", ""),
        ("XTZ", "XTZ", ""), ("ZRX", "ZRX", ""), ("XCN", "XCN", ""), ("ZEC", "ZEC", ""), ("XZEC", "ZEC", ""),
        ("ETH2", "ETH", "ETH2"), ("ETH2.S", "ETH", "ETH2.S"), ("XBT.M", "BTC", "XBT.M"), ("DOT.S", "DOT", "DOT.S"),
        ("DOT28.S", "DOT", "DOT28.S"), ("FLOW14.S", "FLOW", "FLOW14.S"), ("KSM07.S", "KSM", "KSM07.S"),
        ("KSM.P", "KSM", "KSM.P"), ("USDT.F", "USDT", "USDT.F"), ("USDG.B", "USDG", "USDG.B"),
        ("ZEUR.HOLD", "EUR", "ZEUR.HOLD"), ("EUR.M", "EUR", "EUR.M"), ("LUNA", "LUNC", ""), ("LUNA2", "LUNA", ""),
        ("KFEE", "KFEE", ""), (".S", ".S", ""), ("28.S", "28", "28.S"), ("NEW.X", "NEW.X", ""), ("AAPLx", "AAPLx", ""),
    ])
    func assetNames(_ raw: String, _ name: String, _ wallet: String) throws {
        let (asset, held) = try JSON.read("\"\(raw)\"".utf8) { json in
            (String(Kraken.asset(try json.text)), String(Kraken.wallet(try json.text)))
        }
        #expect(asset == name)
        #expect(held == wallet)
    }

    // MARK: Key, balance, funding

    @Test func theKeyTellsItsRights() throws {
        let page = bench.parse("key", try Bench.bytes("synthetic-key-info"))
        #expect(
            page.key
                == KeyFacts(
                    rights: .read, created: Instant(seconds: 1_711_459_204), account: "AA00 N84G ABCD EFGH",
                    label: "portolan"))
        #expect(page.narrowings.isEmpty)
        #expect(try bench.probe.request(bench.probe.ask("key")).arguments.isEmpty)
    }

    @Test func aRestrictedKeyNarrowsWhatCanBeRead() throws {
        let page = bench.parse("key", try Bench.bytes("synthetic-key-narrow"))
        let key = try #require(page.key)
        #expect(key.rights == [.read, .trade, .withdraw, .move, .administer, .otherWrite, .boundToAddress])
        #expect(key.expires == Instant(year: 2027, month: 1, day: 1) && key.created == nil)
        let narrowing = try #require(page.narrowings.first)
        #expect(narrowing.stream == nil && narrowing.reason == .key)
        #expect(
            narrowing.interval
                == Interval(Instant(year: 2020, month: 1, day: 1), Instant(year: 2021, month: 1, day: 1)))
    }

    @Test func balancesKeepTheFormsApart() throws {
        let page = bench.parse("balance", try Bench.bytes("synthetic-balance"))
        #expect(
            page.balances == [
                ReportedBalance(wallet: "", asset: "EUR", amount: "504.2861"),
                ReportedBalance(wallet: "", asset: "BTC", amount: "0.0100000000"),
                ReportedBalance(wallet: "", asset: "XTZ", amount: "1.5"),
                ReportedBalance(wallet: "DOT28.S", asset: "DOT", amount: "3.1000000000"),
                ReportedBalance(wallet: "ETH2.S", asset: "ETH", amount: "0.06"),
                ReportedBalance(wallet: "USDT.F", asset: "USDT", amount: "12.000"),
                ReportedBalance(wallet: "", asset: "KFEE", amount: "7.00"),
                ReportedBalance(wallet: "EUR.HOLD", asset: "EUR", amount: "-1.00"),
            ])
    }

    @Test func fundingPagesFollowKrakensCursor() throws {
        let first = try request("deposits", from: 100 * second, until: 200 * second)
        #expect(first.arguments == [TextPair("start", "99"), TextPair("end", "200"), TextPair("cursor", "true")])
        let page = bench.parse("deposits", try Bench.bytes("synthetic-deposits-page"))
        guard case .next(let cursor, _) = page.ending else {
            Issue.record("\(page.ending)")
            return
        }
        #expect(try request("deposits", from: 0, until: second, cursor: cursor)["cursor"] == "HgAAAAAAAABGVHdoa3U=")
        #expect(try request("withdrawals", from: 0, until: second, cursor: cursor).endpoint == 4)
        #expect(
            page.records.records.map(\.flags) == [
                .detail, [.detail, .pending], [.detail, .pending], [.detail, .void], [.detail, .void],
                [.detail, .pending],
            ])
        #expect(page.records.records.map(\.kind) == [.deposit, .deposit] + Array(repeating: .fiatDeposit, count: 4))
        #expect(page.records.records[0].legs == [Leg(.in, "BTC", "0.5000"), Leg(.fee, "BTC", "0.0001")])
    }

    @Test func withdrawalsGoOut() throws {
        let record = try #require(try bench.records("withdrawals", "synthetic-withdrawals-page").first)
        #expect(record.kind == .withdrawal && record.flags == .detail && record.group == "ref:FTBBBBB-000001")
        #expect(record.legs == [Leg(.out, "ETH", "2.00"), Leg(.fee, "ETH", "0.0035")])
        #expect(record.txHash == "hash-9" && record.address == "0xaddress")
        #expect(
            record.extra.contains(TextPair("network", "Ethereum")) && record.extra.contains(TextPair("key", "cold")))
    }
}
