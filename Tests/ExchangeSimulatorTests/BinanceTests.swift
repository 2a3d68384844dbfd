import ExchangeSimulator
import HistoryModel
import Testing

/// Asks a simulated Binance whose clock stands still, or stands where it is told to.
private struct BinanceAsker {
    static let start = Instant(year: 2026, month: 6, day: 1, hour: 12)
    let simulator: Simulator
    var time = start

    init(tier: String = "off", options: [String: String] = [:], _ adjust: (inout AccountSettings) -> Void = { _ in })
        throws
    {
        var settings = AccountSettings(start: Self.start, credentials: SimulatedBinance.defaultCredentials)
        settings.size = 600
        settings.years = 3
        settings.tier = tier
        settings.options = options
        adjust(&settings)
        simulator = try Simulator(
            exchange: SimulatedBinance.self, settings: settings,
            clock: SimulatorClock(start: Self.start, monotonic: { 0 }))
    }

    func request(_ path: String, _ query: String = "", secret: String? = nil, key: String? = nil) -> WireRequest {
        let signed = (query.isEmpty ? "" : query + "&") + "timestamp=\(time.nanoseconds / 1_000_000)"
        let signature = Digests.hex(
            Digests.hmacSHA256(
                key: Array((secret ?? simulator.credentials.secret).utf8), message: Array(signed.utf8)))
        return WireRequest(
            method: "GET", path: path, query: signed + "&signature=" + signature,
            headers: ["x-mbx-apikey": key ?? simulator.credentials.key])
    }
    func answer(_ path: String, _ query: String = "") throws -> JSONValue {
        try JSONReading.parse(simulator.handle(request(path, query)).answer.wholeBody)
    }
    /// The error's code; empty for a good answer.
    func code(_ path: String, _ query: String = "") throws -> String {
        try answer(path, query)["code"]?.plainText ?? ""
    }
    func code(_ request: WireRequest) throws -> String {
        try JSONReading.parse(simulator.handle(request).answer.wholeBody)["code"]?.plainText ?? ""
    }
    static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements) = value { elements } else { [] }
    }
}

@Suite("The simulator is Binance's", .timeLimit(.minutes(2)))
struct BinanceSimulatorTests {
    private static let deposits = "/sapi/v1/capital/deposit/hisrec"
    private static func range(_ from: Instant, _ until: Instant, _ names: (String, String) = ("startTime", "endTime"))
        -> String
    { "\(names.0)=\(from.nanoseconds / 1_000_000)&\(names.1)=\(until.nanoseconds / 1_000_000)" }
    private let now = BinanceAsker.start

    @Test(
        "the vectors Binance publishes come out as published",
        arguments: [
            (
                "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
                "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
            ),
            (
                "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
                "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
            ),
        ])
    func publishedVectors(_ payload: String, _ signature: String) {
        let secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
        #expect(Digests.hex(Digests.hmacSHA256(key: Array(secret.utf8), message: Array(payload.utf8))) == signature)
    }

    @Test func keysSignaturesAndClocksAreChecked() throws {
        var asker = try BinanceAsker()
        #expect(try asker.code("/api/v3/account") == "")
        #expect(try asker.code(asker.request("/api/v3/account", secret: "another")) == "-1022")
        #expect(try asker.code(asker.request("/api/v3/account", key: "another")) == "-2015")
        var bare = asker.request("/api/v3/account")
        bare.headers = [:]
        #expect(try asker.code(bare) == "-2014")
        var changed = asker.request(Self.deposits, "limit=10")
        changed.query = "limit=11" + changed.query.dropFirst(8)
        #expect(try asker.code(changed) == "-1022", "what was signed is what was sent")
        for (seconds, code) in [(-4, ""), (-6, "-1021"), (2, "-1021")] {
            asker.time = now + .seconds(Int64(seconds))
            #expect(try asker.code("/api/v3/account") == code, "\(seconds) s")
        }
        asker.time = now - .seconds(59)
        #expect(try asker.code("/api/v3/account", "recvWindow=60000") == "")
        #expect(try asker.code("/api/v3/account", "recvWindow=60001") == "-1131")
    }

    @Test func windowsAreAsWideAsTheReferenceSays() throws {
        let asker = try BinanceAsker()
        let begin = now - .days(400)
        let table: [(String, String, Span, String, String)] = [
            (Self.deposits, "", .days(90) - .milliseconds(1), "-1100", ""),
            ("/sapi/v1/capital/withdraw/history", "", .days(90) - .milliseconds(1), "-1100", ""),
            ("/sapi/v1/convert/tradeFlow", "", .days(30), "-1100", ""),
            ("/sapi/v1/asset/assetDividend", "", .days(180), "-1100", ""),
            ("/sapi/v1/simple-earn/flexible/history/rewardsRecord", "", .days(30), "-6021", ""),
            ("/sapi/v1/pay/transactions", "", .days(90), "-1100", "000000"),
            ("/sapi/v1/rebate/taxQuery", "", .days(30), "-1100", "000000"),
            ("/sapi/v1/margin/capital-flow", "", .days(7), "-1100", ""),
            ("/api/v3/myTrades", "symbol=BTCEUR&", .days(1), "-1127", ""),
        ]
        for (path, more, widest, refused, good) in table {
            #expect(try asker.code(path, more + Self.range(begin, begin + widest)) == good, "\(path)")
            let wider = begin + widest + .milliseconds(1)
            #expect(try asker.code(path, more + Self.range(begin, wider)) == refused, "\(path)")
        }
        #expect(try asker.code("/sapi/v1/convert/tradeFlow") == "-1102", "conversions need a range")
        #expect(try asker.code("/sapi/v1/asset/transfer") == "-1102", "transfers need a type")
        #expect(try asker.code("/api/v3/myTrades") == "-1102")
        #expect(try asker.code("/api/v3/myTrades", "symbol=REPEUR") == "-1121", "delisted")
        #expect(try asker.code("/api/v3/myTrades", "symbol=BTCEUR&fromId=1&startTime=1") == "-1128")
    }

    @Test func whatIsNotAskedForIsNotServed() throws {
        let asker = try BinanceAsker()
        let all = BinanceAsker.list(try asker.answer(Self.deposits, Self.range(now - .days(89), now)))
        let usual = BinanceAsker.list(try asker.answer(Self.deposits))
        #expect(!all.isEmpty && usual.count <= all.count, "the last ninety days when no range is given")
        // Rewards by numbered pages: ten rows when nobody says how many.
        let path = "/sapi/v1/simple-earn/flexible/history/rewardsRecord"
        let begin = now - .days(500)
        var most: (Instant, Int) = (begin, 0)
        for month in 0..<16 {
            let from = begin + .days(Int64(month) * 30)
            let total = Int(try asker.answer(path, Self.range(from, from + .days(30)))["total"]?.plainText ?? "") ?? 0
            if total > most.1 { most = (from, total) }
        }
        let window = Self.range(most.0, most.0 + .days(30))
        let first = BinanceAsker.list(try asker.answer(path, window + "&size=1")["rows"])
        let second = BinanceAsker.list(try asker.answer(path, window + "&size=1&current=2")["rows"])
        #expect(most.1 > 1 && first.count == 1 && second.count == 1 && first != second)
        let times = first.compactMap { $0["time"]?.plainText } + second.compactMap { $0["time"]?.plainText }
        #expect(times[0] >= times[1], "newest first")
    }

    @Test func whatIsTooOldIsNotServed() throws {
        let asker = try BinanceAsker()
        let sweeps = BinanceAsker.list(
            try asker.answer("/sapi/v1/asset/dribblet", "accountType=SPOT")["userAssetDribblets"])
        let coins = sweeps.flatMap { BinanceAsker.list($0["userAssetDribbletDetails"]) }
        #expect(coins.count == 100, "the newest hundred of 180")
        let depths: [(String, String, (String, String), Int64)] = [
            ("/sapi/v1/asset/transfer", "type=MAIN_FUNDING&size=100&", ("startTime", "endTime"), 184),
            ("/sapi/v1/margin/interestHistory", "size=100&", ("startTime", "endTime"), 90),
        ]
        for (path, more, names, days) in depths {
            let old = try asker.answer(
                path, more + Self.range(now - .days(days + 31), now - .days(days + 1), names))
            #expect(old["total"]?.plainText == "0", "\(path)")
            let recent = try asker.answer(path, more + Self.range(now - .days(days == 90 ? 30 : 100), now, names))
            #expect(recent["total"]?.plainText != "0", "\(path)")
        }
        let old = Self.range(now - .days(220), now - .days(190), ("startTimestamp", "endTimestamp"))
        #expect(
            try asker.answer("/sapi/v1/c2c/orderMatch/listUserOrderHistory", "tradeType=BUY&" + old)["total"]?.plainText
                == "0")
    }

    @Test func tradesComeFromAnIDOn() throws {
        let asker = try BinanceAsker()
        func ids(_ query: String) throws -> [Int] {
            BinanceAsker.list(try asker.answer("/api/v3/myTrades", "symbol=BTCEUR&" + query))
                .compactMap { Int($0["id"]?.plainText ?? "") }
        }
        let all = try ids("fromId=0&limit=1000")
        #expect(all.count > 20 && all == all.sorted() && Set(all).count == all.count)
        #expect(try ids("fromId=\(all[5])&limit=3") == Array(all[5..<8]), "the id itself is served")
        #expect(try ids("fromId=\(all[all.count - 1] + 1)") == [])
        #expect(try ids("limit=4") == Array(all.suffix(4)), "without an id the newest")
    }

    @Test func budgetsAreCountedByTheMinute() throws {
        let asker = try BinanceAsker(tier: "starter")
        var last = ""
        for number in 1...300 {
            let outcome = asker.simulator.handle(asker.request("/api/v3/myTrades", "symbol=BTCEUR&fromId=0"))
            last = outcome.answer.headers.first { $0.0 == "X-MBX-USED-WEIGHT-1M" }?.1 ?? ""
            #expect(outcome.answer.status == 200, "\(number)")
        }
        #expect(last == "6000")
        let refused = asker.simulator.handle(asker.request("/api/v3/account"))
        #expect(
            refused.answer.status == 429 && refused.answer.headers.contains { $0.0 == "Retry-After" && $0.1 == "0" })
        #expect(try asker.code("/api/v3/account") == "-1003")
        // A list below /sapi has a budget of its own: four fiat orders a minute.
        for _ in 0..<4 { #expect(try asker.code("/sapi/v1/fiat/orders", "transactionType=0") == "000000") }
        #expect(try asker.code("/sapi/v1/fiat/orders", "transactionType=0") == "-1003")
        #expect(try asker.code("/sapi/v1/fiat/payments", "transactionType=0") == "000000")
    }

    @Test func aKeyTellsItsRightsAndNeverWrites() throws {
        let asker = try BinanceAsker()
        let rights = try asker.answer("/sapi/v1/account/apiRestrictions")
        #expect(rights["enableReading"]?.plainText == "true" && rights["enableWithdrawals"]?.plainText == "false")
        var order = asker.request("/api/v3/order", "symbol=BTCEUR")
        order.method = "POST"
        #expect(try asker.code(order) == "-2015" && asker.simulator.log.violations.count == 1)
        var faults = Faults()
        faults.extraRights = ["enableWithdrawals"]
        faults.missingRights = ["enableReading"]
        asker.simulator.setFaults(faults)
        #expect(try asker.code("/api/v3/account") == "-2015")
    }

    @Test func aListingAsLongAsOneLikes() throws {
        let asker = try BinanceAsker(options: ["markets": "2500", "margin": "no"])
        let symbols = BinanceAsker.list(try asker.answer("/api/v3/exchangeInfo")["symbols"])
        #expect(symbols.count == 2500 && Set(symbols.compactMap { $0["symbol"]?.plainText }).count == 2500)
        #expect(try asker.answer("/api/v3/myTrades", "symbol=S10003USDT&fromId=0") == .array([]))
        #expect(try asker.answer("/sapi/v1/margin/account")["created"]?.plainText == "false")
        #expect(try asker.code("/sapi/v1/margin/interestHistory") == "-3003")
        #expect(throws: (any Error).self) { try BinanceAsker(options: ["speed": "1"]) }
    }
}
