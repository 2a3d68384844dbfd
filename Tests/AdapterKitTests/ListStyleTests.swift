import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

/// A made-up exchange all of whose streams are tables.
private enum Tabled {
    static let page = Evidence.documented("https://example.com/api", readOn: "2026-11-24")
    static let calls = RateBucket.sliding("calls", 60, per: .minutes(1))
    static let table = ListStyle<UInt32>(
        exchange: "Tabled", size: "limit", at: ["rows"], settle: .days(1), evidence: page,
        open: { answer in
            guard answer.isSuccess else { throw AdapterError(.notOffered, message: "There is no such account.") }
            return try answer.json()
        },
        endpoint: { name, path, purpose, query, weight, evidence in
            Endpoint(name, .get, path, purpose: purpose, query: query, cost: [calls(weight)], evidence: [evidence])
        })
    static func row(_ name: String) -> Endpoint { table.endpoint(name, "/" + name, "Reads \(name).", [], 1, page) }
    static let margin = row("margin")

    static let dust = RowShape(
        .conversion, at: "at", key: ["id"], [.sent("coin", "amount")], ids: ["id"])
    static let gift = RowShape(
        .deposit, at: "at", key: ["id"], or: ["coin", "amount"], [.moved("coin", "amount", madeOf: "parts")])
    static let fill = RowShape.fill(
        .trade, at: "at", id: "id", market: "symbol", amount: "amount", price: "price", paid: "paid", isBuyer: "buys",
        isMaker: "makes", fee: .fee("feeCoin", "fee"))

    static let adapter = Adapter(
        id: "tabled", version: "1.0.0", name: "Tabled", vendor: "Test", license: "Apache-2.0",
        sourceURL: "https://example.com/tabled", exchange: "Tabled", launched: Instant(nanoseconds: 0), schemes: [],
        sites: [Site(name: "main", label: "Tabled", hosts: ["api.example.com"])], endpoints: [],
        lists: [
            table.key(
                "Key",
                .key(
                    row("key"), switches: ["canRead": .read, "canTrade canBorrow": .trade], certain: "canRead",
                    created: "made")),
            table.units(
                "markets", "Markets", .markets(row("markets"), at: "rows", base: ["a", "name"], quote: ["b"])),
            table.snapshot(
                .balance(label: "Balances", paging: .token),
                [
                    .balances(row("spot"), at: "rows", asset: "coin", amount: "held"), .answer(margin),
                    .balances(margin, at: "rows", asset: "coin", amount: "held", wallet: "margin"),
                ]),
            table.stream(
                "gifts", "P2P gifts", "/gifts", 2, .pages("page", 3), [.deposit, .withdrawal], [.unlimited(page)],
                partial: "Some. ", note: "Most.",
                [
                    ListPart { row in
                        try gift.add(row, as: row["amount"].amount.isNegative ? .withdrawal : .deposit)
                    }
                ]),
            table.stream(
                "dust", "Dust", "/dust", 1, .whole(3), per: "kind", [.conversion], [.unlimited(page)],
                [ListPart(unit: "SPOT", "Spot", rowsIn: "coins", id: "sweep", group: "dust:", dust)]),
            table.stream(
                "fills", "Fills", "/fills", 1, .from("from", id: "id", 3), per: "symbol", reads: "fills of one market",
                [.trade], [.unlimited(page)], unitsListedBy: "markets", [ListPart(fill)]),
        ],
        omissions: Omission.table([
            Omission(name: "card", kinds: RecordKinds([.cardSpend]), text: "", remedy: .file): "Cards are not served."
        ]), guide: [])
}

@Suite("Streams that are tables")
struct ListStyleTests {
    let probe: AdapterProbe
    init() throws { probe = try AdapterProbe(Tabled.adapter) }

    func parse(
        _ stream: String, _ body: String, cursor: String = "", unit: HistoryUnit? = nil, status: Int = 200
    ) throws -> ParsedPage {
        let ask = probe.ask(stream, from: Instant(nanoseconds: 0), cursor: Array(cursor.utf8), unit: unit)
        let row = probe.manifest.endpoints[try probe.request(ask).endpoint].name
        return probe.parse(ask, probe.answer(row, status: status, body: body.utf8))
    }
    func ending(_ page: ParsedPage) -> String {
        switch page.ending {
        case .next(let cursor, _): String(decoding: cursor, as: UTF8.self)
        case .end: "end"
        case .split: "split"
        case .fail(let error): "\(error.kind)"
        }
    }

    @Test func endpointsOfListsAreDeclaredOnce() {
        let rows = probe.manifest.endpoints
        #expect(rows.map(\.name) == ["key", "markets", "spot", "margin", "gifts", "dust", "fills"])
        #expect(rows[4].purpose == "Reads P2P gifts." && rows[5].purpose == "Reads dust.")
        #expect(rows[4].parameters.map(\.name) == ["startTime", "endTime", "page", "limit"])
        #expect(rows[6].parameters.map(\.name) == ["symbol", "from", "limit"], "from an id on, not by time")
        #expect(probe.manifest.omissions.map(\.text) == ["Cards are not served."])
    }
    @Test func whatIsPartialSaysWhy() throws {
        let gifts = try #require(probe.manifest.stream(named: "gifts"))
        #expect(gifts.support == .partial && gifts.note == "Some. Most." && gifts.settle == .days(1))
        #expect(gifts.evidence == [Tabled.page] && gifts.pageMax == 3)
    }
    @Test func aSnapshotReadsItsListsOneAfterAnother() throws {
        let first = try parse("balance", #"{"rows":[{"coin":"BTC","held":"1"},{"coin":"ETH","held":"0"}]}"#)
        #expect(first.balances.count == 1 && ending(first) == "i2;")
        let second = try parse("balance", "{}", cursor: "i2;")
        #expect(second.balances.isEmpty && ending(second) == "i3;")
        let third = try parse("balance", #"{"rows":[{"coin":"BTC","held":"-2"}]}"#, cursor: "i3;")
        #expect(third.balances.count == 1 && ending(third) == "end")
    }
    @Test func whatIsNotOfferedEndsAllButTheFirst() throws {
        #expect(ending(try parse("balance", "{}", status: 400)) == "notOffered")
        #expect(ending(try parse("balance", "{}", cursor: "i2;", status: 400)) == "end")
        #expect(ending(try parse("markets", "{}", status: 400)) == "end")
    }
    @Test func marketsAreNamedByTheirSides() throws {
        let page = try parse("markets", #"{"rows":[{"symbol":"BTCEUR","a":{"name":"BTC"},"b":"EUR"}]}"#)
        #expect(
            page.units == [HistoryUnit(kind: .market, key: "BTCEUR", label: "BTC/EUR", base: "BTC", quote: "EUR")])
    }
    @Test(
        arguments: [
            (#"{"canRead":true,"canBorrow":false,"made":5}"#, .read),
            (#"{"canRead":true,"canBorrow":true}"#, [.read, .trade]),
            (#"{"canRead":true,"canFly":true}"#, [.read, .otherWrite]), (#"{"canRead":false}"#, []),
            (#"{"canTrade":true}"#, nil),
        ] as [(String, KeyFacts.Rights?)])
    func rightsAreSwitches(_ body: String, _ rights: KeyFacts.Rights?) throws {
        let page = try parse("key", body)
        #expect(page.key?.rights == rights && ending(page) == (rights == nil ? "malformed" : "end"))
        if body.contains("made") { #expect(page.key?.created == Instant(nanoseconds: 5_000_000)) }
    }
    @Test func rowsInsideRowsAreAGroup() throws {
        let unit = HistoryUnit(kind: .productClass, key: "SPOT", label: "Spot")
        let body =
            #"{"rows":[{"sweep":7,"coins":[{"id":1,"at":9,"coin":"A","amount":"2"},{"id":2,"at":9,"coin":"B","amount":"3"}]}]}"#
        let page = try parse("dust", body, unit: unit)
        let records = page.records.records
        #expect(records.map(\.key) == ["7:1", "7:2"] && records.map(\.group) == ["dust:7", "dust:7"])
        #expect(records[1].legs == [Leg(.out, "B", "3")])
        #expect(ending(page) == "end", "two of three")
        let three = #"{"rows":[{"sweep":7,"coins":[]},{"sweep":8,"coins":[]},{"sweep":9,"coins":[]}]}"#
        #expect(ending(try parse("dust", three, unit: unit)) == "split", "a row without rows counts too")
        let nameless = #"{"rows":[{"sweep":7,"coins":[{"at":9,"coin":"A","amount":"2"}]}]}"#
        #expect(ending(try parse("dust", nameless, unit: unit)) == "malformed")
    }
    @Test func anAmountMayBeMadeOfCoins() throws {
        let body =
            #"{"rows":[{"id":1,"at":9,"coin":"EUR","amount":"-5","parts":[{"coin":"A","amount":"2"},{"coin":"B","amount":"-3"}]},{"id":2,"at":9,"coin":"EUR","amount":"5","parts":[]}]}"#
        let records = try parse("gifts", body).records.records
        #expect(records[0].legs == [Leg(.out, "A", "2"), Leg(.out, "B", "3")] && records[0].kind == .withdrawal)
        #expect(records[1].legs == [Leg(.in, "EUR", "5")] && records[1].kind == .deposit)
    }
    @Test func aRowWithoutItsIDIsComposed() throws {
        let body = #"{"rows":[{"id":1,"at":9,"coin":"A","amount":"5"},{"at":9,"coin":"A","amount":"5"}]}"#
        let records = try parse("gifts", body).records.records
        #expect(records.map(\.key) == ["1", "A|5"] && records.map { $0.flags.contains(.composed) } == [false, true])
    }
    @Test func aFillHasTwoSides() throws {
        let unit = HistoryUnit(kind: .market, key: "AB", label: "A/B", base: "A", quote: "B")
        let body =
            #"{"rows":[{"id":4,"at":9,"symbol":"AB","amount":"2","price":"3","paid":"6","buys":true,"makes":false,"feeCoin":"B","fee":"1"},{"id":5,"at":9,"symbol":"AB","amount":"2","price":"3","buys":false,"makes":true}]}"#
        let page = try parse("fills", body, unit: unit)
        let records = page.records.records
        #expect(records.map(\.label) == ["buy", "sell"] && records.map(\.market) == ["AB", "AB"])
        #expect(records[0].legs.map(\.role) == [.fee, .in, .out] && records[0].legs.map(\.amount) == ["1", "2", "6"])
        #expect(records[1].legs.map(\.role) == [.out, .in] && records[1].legs[1].times == "3")
        #expect(records.map { $0.extra.last } == [TextPair("role", "taker"), TextPair("role", "maker")])
        #expect(ending(page) == "end")
    }
}
