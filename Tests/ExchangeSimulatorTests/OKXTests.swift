import ExchangeSimulator
import HistoryModel
import Testing

/// Someone who signs as OKX's reference says, with a standing clock.
private struct OKXAsker {
    let simulator: Simulator
    let start: Instant

    init(
        at start: String = "2026-06-01T12:00:00Z", tier: String = "off",
        _ adjust: (inout AccountSettings) -> Void = { _ in }
    ) throws {
        self.start = try #require(Instant(iso8601: start))
        var settings = AccountSettings(start: self.start, credentials: SimulatedOKX.defaultCredentials)
        settings.size = 600
        settings.years = 3
        settings.tier = tier
        adjust(&settings)
        simulator = try Simulator(
            exchange: SimulatedOKX.self, settings: settings, clock: SimulatorClock(start: self.start, monotonic: { 0 }))
    }

    func request(_ path: String, _ query: String = "", method: String = "GET", stamp: Instant? = nil) -> WireRequest {
        let known = simulator.credentials
        let stamp = Self.text(stamp ?? simulator.clock.now)
        let asked = "/api/v5/" + path
        let text = stamp + method + asked + (query.isEmpty ? "" : "?" + query)
        let sign = Digests.hmacSHA256(key: Array(known.secret.utf8), message: Array(text.utf8))
        return WireRequest(
            method: method, path: asked, query: query,
            headers: [
                "ok-access-key": known.key, "ok-access-passphrase": known["passphrase"],
                "ok-access-timestamp": stamp, "ok-access-sign": Digests.base64(sign), "host": "www.okx.com",
            ])
    }
    /// Always with milliseconds.
    static func text(_ instant: Instant) -> String {
        let whole = instant.roundedDown(to: .seconds(1))
        let rest = (instant - whole).nanoseconds / 1_000_000
        return whole.description.dropLast() + "." + String(String(1000 + rest).dropFirst()) + "Z"
    }

    func answer(_ request: WireRequest) throws -> (status: Int, json: JSONValue) {
        let answer = simulator.handle(request).answer
        return (answer.status, try JSONReading.parse(answer.wholeBody))
    }
    /// The code, and the status where it is not 200.
    func code(_ request: WireRequest) throws -> String {
        let (status, json) = try answer(request)
        return (json["code"]?.plainText ?? "") + (status == 200 ? "" : " \(status)")
    }
    func rows(_ path: String, _ query: String = "") throws -> [JSONValue] {
        let (_, json) = try answer(request(path, query))
        try #require(json["code"]?.plainText == "0", "\(json.text())")
        return json["data"]?.elements ?? []
    }
    func texts(_ rows: [JSONValue], _ name: String) -> [String] { rows.compactMap { $0[name]?.plainText } }
}

@Suite("The simulated OKX")
struct OKXTests {
    /// A published vector: time, path and secret of an independent program's tests.
    @Test func knowsThePublishedSignature() throws {
        let asker = try OKXAsker(at: "2022-12-27T10:55:10Z") {
            $0.credentials["secret"] = "3DC350723E8200C236792784644E17A0"
        }
        let stamp = try #require(Instant(iso8601: "2022-12-27T10:55:09.836Z"))
        let request = asker.request("asset/currencies", stamp: stamp)
        #expect(request.headers["ok-access-timestamp"] == "2022-12-27T10:55:09.836Z")
        #expect(request.headers["ok-access-sign"] == "miq5qKL+pRzZJjf0fq0qnUshMuNjvmwHWWyWv0QxsLs=")
        #expect(try asker.code(request) == "0")
    }

    @Test func refusesAsTheErrorTableSays() throws {
        let asker = try OKXAsker()
        func changed(_ name: String, _ value: String?) throws -> String {
            var request = asker.request("asset/balances")
            request.headers[name] = value
            return try asker.code(request)
        }
        #expect(try changed("ok-access-key", nil) == "50103 401")
        #expect(try changed("ok-access-passphrase", "") == "50104 401")
        #expect(try changed("ok-access-passphrase", "wrong") == "50105 401")
        #expect(try changed("ok-access-sign", nil) == "50106 401")
        #expect(try changed("ok-access-timestamp", nil) == "50107 401")
        #expect(try changed("ok-access-timestamp", "1780315200000") == "50112 401")
        #expect(try changed("ok-access-key", "stranger") == "50111 401")
        #expect(try changed("ok-access-sign", "AAAA") == "50113 401")
        #expect(try changed("host", "eea.okx.com") == "50119")
        let late = asker.request("asset/balances", stamp: asker.start - .seconds(31))
        #expect(try asker.code(late) == "50102 401")
        #expect(try asker.code(asker.request("asset/balances", stamp: asker.start + .seconds(29))) == "0")
        // The query belongs to what is signed.
        var other = asker.request("asset/bills-history", "limit=5")
        other.query = "limit=6"
        #expect(try asker.code(other) == "50113 401")
    }

    @Test func aWriteIsRefusedAndNoted() throws {
        let asker = try OKXAsker()
        #expect(try asker.code(asker.request("asset/withdrawal", method: "POST")) == "50120")
        #expect(try asker.code(asker.request("asset/transfer", method: "POST")) == "50120")
        #expect(asker.simulator.log.violations.count == 2)
    }

    @Test func saysWhatTheKeyMayDo() throws {
        let asker = try OKXAsker()
        #expect(asker.texts(try asker.rows("account/config"), "perm") == ["read_only"])
        var faults = Faults()
        try faults.set("extraRights", to: "trade+withdraw")
        asker.simulator.setFaults(faults)
        #expect(asker.texts(try asker.rows("account/config"), "perm") == ["read_only,trade,withdraw"])
        try faults.set("missingRights", to: "read_only")
        asker.simulator.setFaults(faults)
        #expect(try asker.code(asker.request("asset/balances")) == "50120")
    }

    @Test func billsArePagedByID() throws {
        let asker = try OKXAsker()
        var all: [String] = []
        while true {
            let query = "pagingType=2&limit=7" + (all.last.map { "&after=" + $0 } ?? "")
            let page = asker.texts(try asker.rows("asset/bills-history", query), "billId")
            if page.isEmpty { break }
            all += page
        }
        #expect(all.count > 100 && Set(all).count == all.count)
        #expect(all == all.sorted { (Int64($0) ?? 0) > (Int64($1) ?? 0) }, "newest first")
        #expect(try asker.code(asker.request("asset/bills-history", "before=1")) == "50039")
        #expect(try asker.code(asker.request("asset/bills-history", "limit=101")) == "51000 400")
        #expect(try asker.code(asker.request("trade/fills-history")) == "50014 400")
    }

    @Test func timesAreLeftOutAndBoundsBelong() throws {
        let asker = try OKXAsker()
        let deposits = asker.texts(try asker.rows("asset/deposit-history"), "ts")
        #expect(deposits.count > 5)
        let middle = deposits[2]
        #expect(asker.texts(try asker.rows("asset/deposit-history", "after=\(middle)"), "ts").first != middle)
        #expect(!asker.texts(try asker.rows("asset/deposit-history", "before=\(middle)"), "ts").contains(middle))
        let fiat = asker.texts(try asker.rows("fiat/deposit-order-history"), "cTime")
        let edge = fiat[1]
        #expect(asker.texts(try asker.rows("fiat/deposit-order-history", "before=\(edge)"), "cTime").first == edge)
        #expect(asker.texts(try asker.rows("fiat/deposit-order-history", "after=\(edge)"), "cTime").last == edge)
    }

    @Test(arguments: [
        ("trade/fills-history", "instType=SPOT", "2026-03-01T12:00:00Z"), ("trade/fills", "", "2026-05-29T12:00:00Z"),
        ("account/bills-archive", "", "2026-03-01T12:00:00Z"), ("account/bills", "", "2026-05-25T12:00:00Z"),
        ("asset/bills", "", "2026-05-01T12:00:00Z"), ("finance/savings/lending-history", "", "2026-05-01T12:00:00Z"),
        ("trade/easy-convert-history", "", "2026-05-25T12:00:00Z"),
    ])
    func nothingOlderThanPromisedIsServed(_ path: String, _ query: String, _ floor: String) throws {
        let asker = try OKXAsker { $0.size = 6000 }
        let first = try #require(Instant(iso8601: floor)).nanoseconds / 1_000_000
        let name = path.hasSuffix("easy-convert-history") ? "uTime" : "ts"
        var oldest = Int64.max
        var last = ""
        while true {
            let byID = path.contains("fills") || path.hasPrefix("account")
            let page = try asker.rows(path, query + (last.isEmpty ? "" : "&after=\(last)"))
            guard let row = page.last else { break }
            oldest = min(oldest, asker.texts(page, name).compactMap { Int64($0) }.min() ?? .max)
            last = row[byID ? "billId" : name]?.plainText ?? ""
        }
        #expect(oldest >= first)
        // Small conversions are too rare for one in every week; all of them lie before the seven days.
        if name == "ts" { #expect(oldest < first + 12 * 86_400_000, "\(oldest - first)") }
    }

    @Test func theLimitOfAnEndpointIsItsOwn() throws {
        let asker = try OKXAsker(tier: "starter")
        #expect(try asker.code(asker.request("asset/bills-history")) == "0")
        // The refusals come with HTTP 429 and 200 in turn.
        #expect(try asker.code(asker.request("asset/bills-history")) == "50011 429")
        #expect(try asker.code(asker.request("asset/bills-history")) == "50011")
        #expect(try asker.code(asker.request("asset/deposit-history")) == "0")
        asker.simulator.clock.advance(by: .seconds(1))
        #expect(try asker.code(asker.request("asset/bills-history")) == "0")
    }

    @Test func balancesOfBothWalletsAreWhatTheAccountHolds() throws {
        let asker = try OKXAsker()
        var held: [String: Amount] = [:]
        func add(_ rows: [JSONValue], _ name: String) throws {
            for row in rows {
                let (asset, amount) = (row["ccy"]?.plainText ?? "", Amount(row[name]?.plainText ?? ""))
                held[asset] = try (held[asset] ?? .zero).adding(try #require(amount))
            }
        }
        try add(try asker.rows("asset/balances"), "bal")
        try add(try asker.rows("account/balance").first?["details"]?.elements ?? [], "cashBal")
        let next = asker.simulator.truth()
        var text: [UInt8] = []
        while let piece = next() { text += piece }
        let truth = try #require(try JSONReading.parse(text)["balances"])
        for (asset, amount) in truth.members {
            #expect(held[asset] ?? .zero == Amount(amount.plainText ?? ""), "\(asset)")
        }
    }
}
