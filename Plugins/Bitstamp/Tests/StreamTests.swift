import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@testable import BitstampAdapter

@Suite("Bitstamp's streams ask and read as its documentation says")
struct StreamTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    // MARK: Transactions

    @Test func theWalkBeginsWithTheFirstTransaction() throws {
        #expect(try bench.request("transactions") == [TextPair("since_id", "1")])
        #expect(try bench.request("transactions", bookmark: "i5001;") == [TextPair("since_id", "5001")])
        #expect(try bench.request("transactions", cursor: "i7;", bookmark: "i5;") == [TextPair("since_id", "7")])
        #expect(try bench.request("transactions", cursor: "i-9;") == [TextPair("since_id", "1")])
    }

    func rows(_ ids: some Sequence<Int64>) -> String {
        let rows = ids.map {
            #"{"id":\#($0),"type":"0","datetime":"2020-01-01 00:00:00","btc":"1","fee":"0"}"#
        }
        return "[" + rows.joined(separator: ",") + "]"
    }
    /// 1000 ids, with what stands behind the last.
    func page(_ from: Int64, _ tail: [Int64] = []) -> [Int64] {
        Array((from..<(from + 1000)).dropLast(tail.count)) + tail
    }

    @Test func pagesFollowTheIDs() {
        func ending(_ ids: some Sequence<Int64>, cursor: String = "", bookmark: String = "") -> String {
            bench.ending(bench.parse("transactions", rows(ids).utf8, cursor: cursor, bookmark: bookmark))
        }
        #expect(ending([]) == "end i1;")
        #expect(ending([], bookmark: "i5001;") == "end i5001;", "nothing new: the place stays")
        #expect(ending([1, 2, 3]) == "end i4;")
        #expect(ending(1...999) == "end i1000;")
        // Exactly a page: there may be more. The next one repeats a hundred rows.
        #expect(ending(1...1000) == "next i901;")
        #expect(ending(page(901), cursor: "i901;") == "next i1801;")
        #expect(ending(1801...1900, cursor: "i1801;") == "end i1901;", "nothing behind the repeated rows")
        // The order is that of times: an id out of turn at the edge is asked for again, and what is beside it.
        #expect(ending(page(1, [5000, 40])) == "next i40;")
        #expect(ending([3, 9, 5]) == "end i10;", "behind the highest id, wherever it stands")
        #expect(ending([.max]) == "end i1;")
    }

    @Test func aRowFromBeforeTheOneAskedForIsRefused() {
        let page = bench.parse("transactions", rows([900, 901]).utf8, cursor: "i901;")
        #expect(bench.error(page)?.kind == .malformed && bench.error(page)?.place == "[0].id")
    }

    @Test func everyTypeHasAKind() throws {
        for (number, type) in TransactionType.known {
            for written in ["\(number)", "\"\(number)\""] {
                let row = #"{"id":1,"type":\#(written),"datetime":"2020-01-01 00:00:00","btc":"-1","fee":"0"}"#
                let record = try #require(bench.parse("transactions", "[\(row)]".utf8).records.records.first)
                #expect(record.kind == type.kind && record.label == String(describing: type.name))
                #expect(Transactions.declaration.kinds.contains(record.kind), "declared")
                #expect(record.legs == [Leg(number == 0 ? .in : .out, "BTC", "1")])
            }
        }
        #expect(TransactionType.known.count == 17)
        let named = #"[{"id":1,"type":"a word","datetime":"2020-01-01 00:00:00","btc":"-1","fee":"0"}]"#
        let record = try #require(bench.parse("transactions", named.utf8).records.records.first)
        #expect(record.kind == .other && record.label == "type a word" && record.legs == [Leg(.out, "BTC", "1")])
    }

    @Test func amountsStandUnderTheNamesOfCurrencies() throws {
        let records = try bench.records("transactions", "synthetic-transaction-kinds")
        func record(_ key: String) throws -> Record { try #require(records.first { $0.key == key }) }
        func extra(_ key: String) throws -> [String: String] {
            Dictionary(uniqueKeysWithValues: try record(key).extra.map { ($0.name, $0.value) })
        }
        // The price key of another market stands there with 0; the fee is in the quote, the quote rounded.
        #expect(
            try record("101").legs == [
                Leg(.in, "ETH", "0.00500000"), Leg(.out, "USDT", "22.26"), Leg(.fee, "USDT", "0.11128"),
            ])
        #expect(
            try extra("101") == [
                "price": "4451.25", "market": "ETH/USDT", "order_id": "1429545880227846", "status": "Finished",
            ])
        #expect(try record("101").timeUnit == Span(nanoseconds: 1000))
        #expect(try record("102").kind == .fiatPurchase && record("102").timeUnit == .seconds(1))
        #expect(
            try record("102").legs == [
                Leg(.in, "BTC", "0.01000000"), Leg(.out, "EUR", "400.00"), Leg(.fee, "EUR", "20.00"),
            ])
        #expect(try record("103").kind == .transfer && record("103").legs == [Leg(.out, "BTC", "0.50000000")])
        #expect(try extra("103").isEmpty, "null is no order")
        #expect(try record("104").legs == [Leg(.out, "XLM", "0.00400000")] && record("104").kind == .conversion)
        #expect(try record("105").legs == [Leg(.in, "BTC", "0.00000001")] && record("105").kind == .conversion)
        #expect(try record("106").kind == .derivative && record("106").legs == [Leg(.out, "USD", "1.25")])
        // A withdrawal without a minus sign goes out all the same; its fee on top, in the same coin.
        #expect(try record("107").kind == .withdrawal)
        #expect(try record("107").legs == [Leg(.out, "XRP", "20.00000000"), Leg(.fee, "XRP", "0.02000000")])
        // A type never seen: kept with what it moved, each with its sign. Whose the fee is nobody knows.
        #expect(try record("108").kind == .other && record("108").label == "type 99")
        #expect(try record("108").legs == [Leg(.out, "ADA", "3.5"), Leg(.in, "SOL", "1e-07")])
        #expect(try extra("108")["fee"] == "0.10")
        // An old trade without a price: the money is the quote.
        #expect(
            try record("109").legs == [
                Leg(.in, "BTC", "1.00000000"), Leg(.out, "USD", "5.10"), Leg(.fee, "USD", "0.03"),
            ])
        // Too little for a cent: the quote was rounded to nothing.
        #expect(try record("110").legs == [Leg(.out, "BTC", "0.00000001")])
        #expect(try extra("110")["market"] == "BTC/USD")
    }

    // MARK: Lists read by rows to skip

    @Test func pagesOfListsOverlapByOneRow() throws {
        for stream in ["withdrawal-requests", "earn"] {
            #expect(try bench.request(stream) == [TextPair("offset", "0")])
            #expect(try bench.request(stream, cursor: "i1000;") == [TextPair("offset", "999")])
            #expect(try bench.request(stream, cursor: "i-5;") == [TextPair("offset", "0")])
        }
        #expect(try bench.request("crypto-transactions", cursor: "i1000;") == [TextPair("offset", "1000")])
        #expect(try bench.request("crypto-transactions", cursor: "i-5;") == [TextPair("offset", "0")])
    }

    func requests(_ count: Int) -> String {
        let rows = (0..<count).map {
            #"{"id":\#($0),"type":1,"datetime":"2020-01-01 00:00:00","currency":"BTC","amount":"1","status":2}"#
        }
        return "[" + rows.joined(separator: ",") + "]"
    }
    @Test(arguments: [
        (0, "", "end "), (999, "", "end "), (1000, "", "next i1000;"), (1000, "i1000;", "next i1999;"),
        (1, "i1000;", "end "), (0, "i1000;", "end "), (1000, "i199001;", "next i200000;"),
        (1000, "i199002;", "next i200001;"),
    ])
    func aListEndsWithAPageThatIsNotFull(_ rows: Int, _ cursor: String, _ expected: String) {
        let page = bench.parse("withdrawal-requests", requests(rows).utf8, cursor: cursor)
        #expect(bench.ending(page) == expected && page.gaps.isEmpty && page.records.count == rows)
    }

    @Test(arguments: ["i199003;", "i9223372036854775807;"])
    func whatCannotBeSkippedToIsAGap(_ cursor: String) throws {
        let page = bench.parse("withdrawal-requests", requests(1000).utf8, cursor: cursor)
        #expect(bench.ending(page) == "end ")
        let window = try #require(Interval(Instant(nanoseconds: 0), Instant(seconds: 2_000_000_000)))
        #expect(page.gaps == [Gap(window, .lastRows)])
    }

    /// Whether `limit` counts each list or all of them together is not documented.
    @Test func theThreeListsEndTogether() {
        func ending(_ deposits: Int, _ withdrawals: Int, _ cursor: String = "") -> String {
            func list(_ count: Int, _ prefix: String) -> String {
                let rows = (0..<count).map {
                    #"{"currency":"BTC","txid":"\#(prefix)\#($0)","destinationAddress":"a","amount":1,"datetime":1}"#
                }
                return "[" + rows.joined(separator: ",") + "]"
            }
            let body = #"{"deposits":\#(list(deposits, "d")),"withdrawals":\#(list(withdrawals, "w"))}"#
            return bench.ending(bench.parse("crypto-transactions", body.utf8, cursor: cursor))
        }
        #expect(ending(0, 0) == "end ")
        #expect(ending(400, 599) == "end ")
        #expect(ending(400, 600) == "next i1000;", "a full page of all lists, or two that are not full")
        #expect(ending(1000, 1000) == "next i1000;")
        #expect(ending(1000, 0, "i1000;") == "next i2000;")
        #expect(ending(0, 0, "i1000;") == "end ")
        #expect(ending(1000, 0, "i199000;") == "next i200000;")
        #expect(ending(1000, 0, "i200000;") == "end ")
    }

    @Test func detailsOfCoinsStandForThemselves() throws {
        let records = try bench.records("crypto-transactions", "synthetic-crypto-transactions")
        #expect(records.map(\.kind) == [.deposit, .deposit, .deposit, .withdrawal, .other])
        #expect(records.allSatisfy { $0.flags.contains(.detail) && $0.group.isEmpty })
        // The same hash twice to one address is two rows; a row without a hash has no id at all.
        #expect(
            records.map(\.key) == [
                "deposit:BTC:aa01:3Synthetic1", "deposit:BTC:aa01:3Synthetic1:2",
                "deposit:ETH:1688992723:0xsynthetic:2", "withdrawal:XRP:0017ab:rSynthetic?dt=1455",
                "other:USD:0018ab:rSynthetic2",
            ])
        #expect(records.map { $0.flags.contains(.composed) } == [false, false, true, false, false])
        #expect(records[0].legs == [Leg(.in, "BTC", "0.78000000")] && records[1].legs == [Leg(.in, "BTC", "1e-05")])
        #expect(records[3].legs == [Leg(.out, "XRP", "863.213325")] && records[4].legs.isEmpty)
        #expect(records[0].time == Instant(seconds: 1_688_992_722) && records[0].timeUnit == .seconds(1))
        #expect(records[0].ids == [TextPair("deposit", "5")] && records[1].ids.isEmpty)
        #expect(records[0].extra == [TextPair("network", "bitcoin"), TextPair("status", "COMPLETED")])
        #expect(records[3].txHash == "0017ab" && records[3].address == "rSynthetic?dt=1455")
    }

    @Test(arguments: [
        ("0", RecordFlags.pending, "open"), ("\"1\"", .pending, "in process"), ("2", RecordFlags(), "finished"),
        ("3", .void, "canceled"), ("4", .void, "failed"), ("11", .void, "reversed"), ("12", .pending, "12"),
    ])
    func theStateOfARequest(_ status: String, _ flags: RecordFlags, _ label: String) throws {
        let row =
            #"{"id":"7","type":"0","datetime":"2026-01-01 00:00:00.5","currency":"eur","amount":"10.00","status":\#(status)}"#
        let record = try #require(bench.parse("withdrawal-requests", "[\(row)]".utf8).records.records.first)
        #expect(record.flags == [.detail, flags] && record.label == label && record.kind == .fiatWithdrawal)
        #expect(record.legs == [Leg(.out, "EUR", "10.00")] && record.group.isEmpty)
    }

    @Test func earningsHaveNoID() throws {
        let records = try bench.records("earn", "synthetic-earn")
        #expect(records.map(\.kind) == [.reward, .reward, .transfer, .other])
        #expect(records.allSatisfy { $0.flags == [.detail, .composed] && $0.group.isEmpty })
        #expect(records[0].key == records[1].key, "equal rows are told apart by counting them")
        #expect(records[0].key == "2024-03-05 09:00:31:reward:ETH:0.00021500")
        #expect(records[0].legs == [Leg(.in, "ETH", "0.00021500")] && records[2].legs.isEmpty)
        #expect(records[0].extra.contains(TextPair("value", "0.73")))
        #expect(records[2].extra.contains(TextPair("amount", "1.5")))
        #expect(records[3].key == "2024-02-01 10:11:12:something new:USDC:-2")
        #expect(records[2].timeUnit == .milliseconds(100))
    }

    // MARK: Key and balances

    @Test func theKeysRightsStayUnknown() throws {
        let page = bench.parse("key", try Bench.bytes("synthetic-balances"))
        #expect(page.key == KeyFacts(rights: nil) && page.balances.isEmpty && bench.ending(page) == "end ")
        #expect(try bench.request("key").isEmpty && bench.request("balance").isEmpty)
    }

    @Test func balancesAreTotals() throws {
        let page = bench.parse("balance", try Bench.bytes("synthetic-balances"))
        #expect(
            page.balances == [
                ReportedBalance(wallet: "", asset: "USDT", amount: "7.00000"),
                ReportedBalance(wallet: "", asset: "BTC", amount: "0.01000000"),
            ])
    }
}
