import ExchangeSimulator
import HistoryModel
import Testing

/// A simulated Bybit with a standing clock, and someone who asks it properly.
private struct BybitAsker {
    let simulator: Simulator
    static let day: Int64 = 86_400_000

    init(tier: String = "off", size: Int = 600, faults: Faults = Faults()) throws {
        var settings = AccountSettings(start: Asker.start, credentials: SimulatedBybit.defaultCredentials)
        settings.size = size
        settings.years = 3
        settings.seed = 7
        settings.tier = tier
        simulator = try Simulator(
            exchange: SimulatedBybit.self, settings: settings,
            clock: SimulatorClock(start: Asker.start, monotonic: { 0 }), faults: faults)
    }
    var now: Int64 { simulator.clock.now.nanoseconds / 1_000_000 }

    func request(_ path: String, _ query: String = "", lateBy: Int64 = 0, secret: String? = nil) -> WireRequest {
        let time = String(now - lateBy)
        let credentials = simulator.credentials
        let message = Array((time + credentials.key + "5000" + query).utf8)
        let key = Array((secret ?? credentials.secret).utf8)
        return WireRequest(
            method: "GET", path: path, query: query,
            headers: [
                "x-bapi-api-key": credentials.key, "x-bapi-timestamp": time, "x-bapi-recv-window": "5000",
                "x-bapi-sign": Digests.hex(Digests.hmacSHA256(key: key, message: message)),
            ])
    }
    func answer(_ request: WireRequest) throws -> (code: String, result: JSONValue, wire: WireAnswer) {
        let wire = simulator.handle(request).answer
        let json = try JSONReading.parse(wire.wholeBody)
        return (json.text("retCode"), json["result"] ?? .null, wire)
    }
    func code(_ path: String, _ query: String = "") throws -> String { try answer(request(path, query)).code }
    func rows(_ path: String, _ query: String, _ member: String = "list") throws -> [JSONValue] {
        try answer(request(path, query)).result[member]?.elements ?? []
    }
}

@Suite("The simulated Bybit")
struct BybitTests {
    static let log = "/v5/account/transaction-log"
    static let fills = "/v5/execution/list"
    static let deposits = "/v5/asset/deposit/query-record"
    static let funding = "/v5/asset/fundinghistory"

    @Test("signs as the published vector says")
    func vector() {
        // Published in nautilus_trader's tests: time, key, window and query, joined.
        let message = "1700000000000" + "test_api_key" + "5000" + "category=linear&symbol=BTCUSDT"
        let signature = Digests.hex(Digests.hmacSHA256(key: Array("test_secret".utf8), message: Array(message.utf8)))
        #expect(signature == "fd4f31228a46109dc6673062328693696df9a96c7ff04e6491a45e7f63a0fdd7")
    }

    @Test("refuses a strange key, a wrong signature, another query than the signed one, and an old or early request")
    func keys() throws {
        let asker = try BybitAsker()
        var stranger = asker.request(Self.deposits)
        stranger.headers["x-bapi-api-key"] = "synthetic-stranger"
        #expect(try asker.answer(stranger).code == "10003")
        #expect(try asker.answer(asker.request(Self.deposits, secret: "synthetic")).code == "10004")
        var other = asker.request(Self.deposits, "cursor=a%3Db")
        other.query = "cursor=a=b"
        #expect(try asker.answer(other).code == "10004", "what is signed is what is sent")
        #expect(try asker.answer(asker.request(Self.deposits, lateBy: 5000)).code == "0")
        #expect(try asker.answer(asker.request(Self.deposits, lateBy: 5001)).code == "10002")
        #expect(try asker.answer(asker.request(Self.deposits, lateBy: -999)).code == "0")
        #expect(try asker.answer(asker.request(Self.deposits, lateBy: -1000)).code == "10002")
    }

    @Test("takes no range that is too wide or too old")
    func ranges() throws {
        let asker = try BybitAsker()
        func range(_ from: Int64, _ until: Int64, _ more: String = "") -> String {
            "startTime=\(asker.now - from * BybitAsker.day)&endTime=\(asker.now - until * BybitAsker.day)\(more)"
        }
        let spot = "&category=spot"
        #expect(try asker.code(Self.fills, range(7, 0, spot)) == "0")
        #expect(try asker.code(Self.fills, range(8, 0, spot)) == "10001")
        #expect(try asker.code(Self.fills, range(7, 0)) == "10001", "no category")
        #expect(try asker.code(Self.fills, range(730, 729, spot)) == "0")
        #expect(try asker.code(Self.fills, range(731, 730, spot)) == "10001")
        #expect(try asker.code(Self.log, range(731, 730)) == "10001")
        #expect(try asker.code(Self.deposits, range(30, 0)) == "0")
        #expect(try asker.code(Self.deposits, range(31, 0)) == "10001")
        #expect(try asker.code("/v5/asset/withdraw/query-record", range(30, 0)) == "10001", "less than thirty days")
        #expect(try asker.code(Self.funding, "createTimeFrom=1") == "10001", "both ends or none")
        #expect(try asker.code("/v5/earn/yield", range(120, 119, "&category=FlexibleSaving")) == "0", "quietly empty")
    }

    @Test("answers its default span without a range, and says nothing of it")
    func defaults() throws {
        let asker = try BybitAsker(size: 1200)
        let all = asker.simulator.truth()
        var bytes: [UInt8] = []
        while let piece = all() { bytes += piece }
        let truth = try JSONReading.parse(bytes)["rows"]?.elements ?? []
        func count(_ history: String, days: Double) -> Int {
            let from = asker.now - Int64(days * Double(BybitAsker.day))
            return truth.filter {
                $0.text("history") == history && $0.text("future") == "false"
                    && (Int64($0.text("milliseconds")) ?? 0) >= from
            }.count
        }
        #expect(try asker.rows(Self.log, "limit=50").count == min(50, count("unified-log", days: 1)))
        #expect(try asker.rows(Self.funding, "limit=100").count == min(100, count("funding-log", days: 7)))
        #expect(try asker.rows(Self.deposits, "", "rows").count == min(50, count("deposits", days: 30)))
        #expect(try asker.rows(Self.log, "limit=51").isEmpty, "fifty rows at most")
    }

    @Test("goes through all rows by cursors, encoded once or twice", arguments: [false, true])
    func cursors(twice: Bool) throws {
        let asker = try BybitAsker()
        var seen: [String] = []
        var cursor = ""
        repeat {
            let again =
                twice ? cursor.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25") : cursor
            let query = "limit=7" + (cursor.isEmpty ? "" : "&cursor=\(again)")
            let page = try asker.answer(asker.request("/v5/asset/exchange/order-record", query)).result
            seen += page["orderBody"]?.elements.map { $0.text("exchangeTxId") } ?? []
            cursor = page.text("nextPageCursor")
            if !cursor.isEmpty { #expect(cursor.contains("%3A") && cursor.contains("%2C")) }
        } while !cursor.isEmpty && seen.count < 1000
        #expect(seen.count == 60 && Set(seen).count == 60)
    }

    @Test("counts each call by the second and every address by five, and tells it")
    func rates() throws {
        let asker = try BybitAsker(tier: "starter")
        for left in (0..<25).reversed() {
            let answer = try asker.answer(asker.request(Self.log))
            #expect(answer.code == "0")
            #expect(answer.wire.headers.first { $0.0 == "X-Bapi-Limit-Status" }?.1 == "\(left)")
        }
        let refused = try asker.answer(asker.request(Self.log))
        #expect(refused.code == "10006" && refused.wire.status == 200)
        #expect(refused.wire.headers.first { $0.0 == "X-Bapi-Limit-Reset-Timestamp" }?.1 == "\(asker.now + 1000)")
        #expect(try asker.code(Self.funding) == "0", "another call has its own count")
        asker.simulator.clock.advance(by: .seconds(1))
        #expect(try asker.code(Self.log) == "0")
        for _ in 0..<600 { _ = asker.simulator.handle(WireRequest(method: "GET", path: "/v5/market/time")) }
        #expect(asker.simulator.handle(asker.request(Self.log)).answer.status == 403)
        asker.simulator.clock.advance(by: .minutes(9))
        #expect(asker.simulator.handle(asker.request(Self.log)).answer.status == 403)
        asker.simulator.clock.advance(by: .minutes(2))
        #expect(try asker.code(Self.log) == "0")
    }

    @Test("tells what a key may do, and refuses what it may not")
    func rights() throws {
        var faults = Faults()
        faults.missingRights = ["Earn"]
        let asker = try BybitAsker(faults: faults)
        let yield = "category=OnChain"
        #expect(try asker.code("/v5/earn/yield", yield) == "10005")
        #expect(try asker.answer(asker.request("/v5/user/query-api")).result.text("readOnly") == "1")
        faults.extraRights = ["Withdraw"]
        asker.simulator.setFaults(faults)
        let key = try asker.answer(asker.request("/v5/user/query-api")).result
        #expect(key.text("readOnly") == "0" && key["permissions"]?["Wallet"]?.text().contains("Withdraw") == true)
    }

    @Test("a write is refused and noted", arguments: ["/v5/order/create", "/v5/asset/withdraw/create"])
    func writes(path: String) throws {
        let asker = try BybitAsker()
        var request = asker.request(path)
        request.method = "POST"
        #expect(try asker.answer(request).code == "10005")
        #expect(asker.simulator.log.violations.count == 1)
    }

    @Test("a trade shows as a fill and as two rows of the log that share an id, and each coin counts once")
    func trades() throws {
        let asker = try BybitAsker()
        var bytes: [UInt8] = []
        let next = asker.simulator.truth()
        while let piece = next() { bytes += piece }
        let rows = try JSONReading.parse(bytes)["rows"]?.elements ?? []
        let fills = rows.filter { $0.text("history") == "executions" && $0.text("unit") == "spot" }
        #expect(fills.count > 50 && fills.allSatisfy { $0.text("detail") == "true" })
        for fill in fills {
            let log = rows.filter {
                $0.text("history") == "unified-log" && $0["body"]?.text("tradeId") == fill.text("id")
            }
            #expect(log.count == 2 || log.count == 3)
            #expect(Set(log.compactMap { $0["body"]?.text("id") }).count == 1)
            let logged = log.flatMap { $0["movements"]?.elements ?? [] }.map { "\($0.text())" }
            let filled = (fill["movements"]?.elements ?? []).map { "\($0.text())" }
            #expect(Set(filled).isSubset(of: logged))
        }
    }
}
