import HistoryModel
import Synchronization
import Testing

@testable import ExchangeSimulator

/// A simulated Bitstamp whose clock moves when told, and someone who asks it properly.
private final class BitstampAsker: Sendable {
    let simulator: Simulator
    private let numbers = Mutex(0)
    static let start = Instant(iso8601: "2026-06-01T12:00:00Z")!

    init(size: Int = 400, _ adjust: (inout AccountSettings) -> Void = { _ in }) throws {
        var settings = AccountSettings(start: Self.start, credentials: SimulatedBitstamp.defaultCredentials)
        settings.size = size
        settings.years = 3
        adjust(&settings)
        simulator = try Simulator(
            exchange: SimulatedBitstamp.self, settings: settings,
            clock: SimulatorClock(start: Self.start, monotonic: { 0 }))
    }

    func request(
        _ name: String, _ fields: String = "", method: String = "POST", shift: Span = .zero, nonce: String? = nil,
        changing: [String: String?] = [:]
    ) -> WireRequest {
        var request = WireRequest(
            method: method, path: "/api/v2/\(name)", query: method == "GET" ? fields : "",
            body: method == "GET" ? [] : Array(fields.utf8))
        let number = numbers.withLock {
            $0 += 1
            return $0
        }
        let digits = String(number)
        let nonce = nonce ?? String(repeating: "0", count: 36 - digits.count) + digits
        let stamp = String((simulator.clock.now + shift).nanoseconds / 1_000_000)
        let key = simulator.credentials.key
        request.headers = [
            "x-auth": "BITSTAMP \(key)", "x-auth-nonce": nonce, "x-auth-timestamp": stamp, "x-auth-version": "v2",
        ]
        if !request.body.isEmpty { request.headers["content-type"] = "application/x-www-form-urlencoded" }
        let message = BitstampKey.message(request, nonce: nonce, timestamp: stamp, key: key)
        request.headers["x-auth-signature"] = Digests.hex(
            Digests.hmacSHA256(key: Array(simulator.credentials.secret.utf8), message: message))
        for (name, value) in changing { request.headers[name] = value }
        return request
    }
    func answer(_ request: WireRequest) throws -> (status: Int, json: JSONValue) {
        let answer = simulator.handle(request).answer
        return (answer.status, try JSONReading.parse(answer.wholeBody))
    }
    func ask(_ name: String, _ fields: String = "", method: String = "POST") throws -> JSONValue {
        try answer(request(name, fields, method: method)).json
    }
    func code(_ request: WireRequest) throws -> String {
        let (_, json) = try answer(request)
        return (json["code"] ?? json["response_code"] ?? json["reason"])?.plainText ?? "ok"
    }
    func ids(_ fields: String) throws -> [Int] {
        try ask("user_transactions/", fields).elements.compactMap { Int($0["id"]?.plainText ?? "") }
    }
}

@Suite("The simulated Bitstamp") struct BitstampTests {
    // MARK: Signing

    /// Published by rotki's tests, from the documentation's recipe.
    @Test(arguments: [
        ("", "", "eb84d115027532cba9ebab8c692c488284c54551ab4601aa9ce6280187dc9c86"),
        (
            "limit=1000&since_id=1&sort=asc&offset=0", "application/x-www-form-urlencoded",
            "29728913d776144f0c8d522a58e77bb6c4492b25dbf7b3ebd41c4eb64c28cf0c"
        ),
    ])
    func publishedSignatures(_ body: String, _ type: String, _ expected: String) {
        var request = WireRequest(method: "POST", path: "/api/v2/balance/", body: Array(body.utf8))
        if !type.isEmpty { request.headers["content-type"] = type }
        let message = BitstampKey.message(request, nonce: "hijklm", timestamp: "1606996800000", key: "123456")
        #expect(Digests.hex(Digests.hmacSHA256(key: Array("abcdefg".utf8), message: message)) == expected)
    }

    @Test func theQueryIsSignedWithItsMark() {
        let request = WireRequest(method: "GET", path: "/api/v2/earn/transactions/", query: "limit=1000&offset=0")
        let message = BitstampKey.message(request, nonce: "n", timestamp: "1", key: "k")
        #expect(
            String(decoding: message, as: UTF8.self)
                == "BITSTAMP kGETwww.bitstamp.net/api/v2/earn/transactions/?limit=1000&offset=0n1v2")
    }

    @Test(
        arguments: [
            ("x-auth", nil, "API0012"), ("x-auth", "BITSTAMP", "API0011"),
            ("x-auth", "BITSTAMP syntheticStranger", "API0001"), ("x-auth-signature", nil, "API0013"),
            ("x-auth-signature", "00", "API0005"), ("x-auth-nonce", nil, "API0014"),
            ("x-auth-nonce", "short", "API0004"),
            ("x-auth-nonce", "ABCDEF00-0000-4000-8000-000000000000", "API0004"), ("x-auth-timestamp", nil, "API0015"),
            ("x-auth-timestamp", "now", "API0018"), ("x-auth-timestamp", "1", "API0017"),
            ("x-auth-version", nil, "API0016"),
            ("x-auth-version", "v1", "API0010"), ("content-type", "text/plain", "API0020"),
        ] as [(String, String?, String)])
    func eachHeaderIsChecked(_ name: String, _ value: String?, _ code: String) throws {
        let asker = try BitstampAsker()
        #expect(try asker.code(asker.request("account_balances/", changing: [name: value])) == code)
        #expect(try asker.answer(asker.request("account_balances/", changing: [name: value])).status == 403)
    }

    @Test func aBodyNeedsItsType() throws {
        let asker = try BitstampAsker()
        let bare = asker.request("user_transactions/", "limit=1", changing: ["content-type": nil])
        #expect(try asker.code(bare) == "API0019")
        #expect(try asker.code(asker.request("account_balances/")) == "ok")
        let long = asker.request("earn/transactions/", String(repeating: "x", count: 2000), method: "GET")
        #expect(try asker.code(long) == "API0021")
    }

    @Test func aRequestIsGoodFor150SecondsAndOnce() throws {
        let asker = try BitstampAsker()
        for (seconds, code) in [(-151, "API0017"), (-149, "ok"), (149, "ok"), (151, "API0017")] {
            #expect(try asker.code(asker.request("account_balances/", shift: .seconds(Int64(seconds)))) == code)
        }
        let nonce = "0a0b0c0d-0000-4000-8000-000000000001"
        #expect(try asker.code(asker.request("account_balances/", nonce: nonce)) == "ok")
        #expect(try asker.code(asker.request("account_balances/", nonce: nonce)) == "API0004")
        asker.simulator.clock.advance(by: .seconds(151))
        #expect(try asker.code(asker.request("account_balances/", nonce: nonce)) == "ok")
    }

    @Test func answersAreSignedToo() throws {
        let asker = try BitstampAsker()
        let request = asker.request("account_balances/")
        let answer = asker.simulator.handle(request).answer
        let text =
            (request.headers["x-auth-nonce"] ?? "") + (request.headers["x-auth-timestamp"] ?? "") + answer.contentType
        let expected = Digests.hex(
            Digests.hmacSHA256(
                key: Array(asker.simulator.credentials.secret.utf8), message: Array(text.utf8) + answer.wholeBody))
        #expect(answer.headers.contains { $0 == ("X-Server-Auth-Signature", expected) })
    }

    @Test func rightsAndWrites() throws {
        let asker = try BitstampAsker()
        asker.simulator.setFaults(try Faults(list: "missingRights=User transactions"))
        for name in ["user_transactions/", "crypto-transactions/", "withdrawal-requests/"] {
            #expect(try asker.code(asker.request(name)) == "API0003")
        }
        #expect(try asker.code(asker.request("earn/transactions/", method: "GET")) == "API0003")
        #expect(try asker.code(asker.request("account_balances/")) == "ok")
        #expect(asker.simulator.log.violations.isEmpty)
        for name in ["buy/btcusd/", "btc_withdrawal/", "transfer-to-main/", "btc_address/", "revoke_all_api_keys/"] {
            _ = try asker.answer(asker.request(name))
        }
        #expect(asker.simulator.log.violations.count == 5)
        #expect(try asker.code(asker.request("teleport/")) == "404.001")
        asker.simulator.setFaults(try Faults(list: "keyExpiresAfter=1"))
        #expect(try asker.code(asker.request("account_balances/")) == "ok")
        #expect(try asker.code(asker.request("account_balances/")) == "API0001")
    }

    @Test func fourHundredInASecondAndTenThousandInTenMinutes() throws {
        let asker = try BitstampAsker(size: 20)
        for _ in 0..<400 { #expect(try asker.code(asker.request("account_balances/")) == "ok") }
        let (status, json) = try asker.answer(asker.request("account_balances/"))
        #expect(status == 400 && json["response_code"]?.plainText == "400.002")
        for _ in 0..<24 {
            asker.simulator.clock.advance(by: .seconds(1))
            for _ in 0..<400 { _ = asker.simulator.handle(asker.request("account_balances/")) }
        }
        asker.simulator.clock.advance(by: .seconds(1))
        #expect(try asker.code(asker.request("account_balances/")) == "400.002")
        asker.simulator.clock.advance(by: .minutes(10))
        #expect(try asker.code(asker.request("account_balances/")) == "ok")
    }

    // MARK: Lists

    @Test func transactionsByIDAndTime() throws {
        let asker = try BitstampAsker(size: 1500)
        let all = try asker.ids("since_id=1&sort=asc&limit=3")
        #expect(all.count == 1000, "since_id makes the limit 1000")
        #expect(try asker.ids("sort=asc").count == 100 && asker.ids("sort=asc&limit=7") == Array(all.prefix(7)))
        #expect(zip(all, all.dropFirst()).contains { $0 > $1 }, "ordered by time, not by id")
        let middle = try #require(all.dropFirst(500).first)
        let rest = try asker.ids("since_id=\(middle)&sort=asc")
        #expect(rest.min() == middle, "inclusive")
        #expect(Set(all).union(rest).count >= 1500)
        #expect(try asker.ids("since_id=999999999").isEmpty)
        #expect(try asker.ids("limit=5") == Array(asker.ids("limit=1000").prefix(5)))
        #expect(try asker.ids("limit=5&offset=3").first == asker.ids("limit=5").dropFirst(3).first)
        let pairs = try asker.ask("user_transactions/btceur/", "limit=1000").elements
        #expect(!pairs.isEmpty && pairs.allSatisfy { $0["btc_eur"] != nil })
        let month = Self.seconds(BitstampAsker.start - .days(29))
        #expect(try !asker.ids("since_timestamp=\(month)&limit=1000").isEmpty)
    }
    private static func seconds(_ instant: Instant) -> Int64 { instant.nanoseconds / 1_000_000_000 }

    @Test(arguments: [
        ("user_transactions/", "limit=1001", "Invalid limit."), ("user_transactions/", "limit=0", "Invalid limit."),
        ("user_transactions/", "offset=200001", "Invalid offset."), ("user_transactions/", "sort=up", "400.012"),
        ("user_transactions/", "since_id=x", "400.081"), ("user_transactions/xxxyyy/", "", "404.003"),
        ("user_transactions/", "since_timestamp=x", "Invalid since_timestamp parameter"),
        ("crypto-transactions/", "limit=1001", "Invalid limit."),
        ("withdrawal-requests/", "offset=-1", "Invalid offset."),
        ("withdrawal-requests/", "timedelta=50000001", "Ensure this value is less than or equal to 50000000."),
    ])
    func limitsAreErrors(_ name: String, _ fields: String, _ expected: String) throws {
        let asker = try BitstampAsker()
        #expect(try asker.code(asker.request(name, fields)) == expected)
    }

    @Test func filtersByTimeReachBackThirtyDays() throws {
        let asker = try BitstampAsker()
        let old = Self.seconds(BitstampAsker.start - .days(31))
        for name in ["user_transactions/", "crypto-transactions/"] {
            #expect(try asker.code(asker.request(name, "since_timestamp=\(old)")).contains("must be higher than"))
            #expect(try asker.code(asker.request(name, "until_timestamp=\(old)")).contains("must be higher than"))
        }
    }

    @Test func withdrawalRequestsLookBack() throws {
        let asker = try BitstampAsker(size: 1500)
        let all = try asker.ask("withdrawal-requests/", "timedelta=50000000").elements
        // What is under way at the start is of the last day.
        let day = try asker.ask("withdrawal-requests/").elements
        #expect(all.count > 10 && day.count >= 2 && day.count < all.count)
        #expect(day.contains { $0["status"]?.plainText == "0" || $0["status"]?.plainText == "1" })
        asker.simulator.clock.advance(by: .hours(4))
        let later = try asker.ask("withdrawal-requests/").elements
        #expect(later.allSatisfy { ["2", "4"].contains($0["status"]?.plainText ?? "") })
    }

    @Test func theLimitOfCoinTransactionsMayCountEitherWay() throws {
        for (option, most) in [("all", 10), ("each", 20)] {
            let asker = try BitstampAsker(size: 1500) { $0.options["limit"] = option }
            let page = try asker.ask("crypto-transactions/", "limit=10&include_ious=True")
            let rows = (page["deposits"]?.elements.count ?? 0) + (page["withdrawals"]?.elements.count ?? 0)
            #expect(rows == most && page["ripple_iou_transactions"]?.elements.isEmpty == true)
            #expect(try asker.ask("crypto-transactions/")["ripple_iou_transactions"] == nil)
        }
        #expect(throws: Faults.Unknown.self) { try BitstampAsker { $0.options["limit"] = "none" } }
    }

    @Test func earningsAreAskedByQuery() throws {
        let asker = try BitstampAsker(size: 800)
        let all = try asker.ask("earn/transactions/", "limit=1000", method: "GET").elements
        #expect(all.count > 20 && all.allSatisfy { $0["id"] == nil })
        #expect(try asker.ask("earn/transactions/", "offset=\(all.count - 1)", method: "GET").elements.count == 1)
        let ether = try asker.ask("earn/transactions/", "currency=ETH&limit=1000", method: "GET").elements
        #expect(!ether.isEmpty && ether.allSatisfy { $0["currency"]?.plainText == "ETH" })
    }

    @Test func rowsAreWrittenAsCapturedOnesAre() throws {
        let asker = try BitstampAsker(size: 1500)
        let rows = try asker.ask("user_transactions/", "since_id=1&sort=asc").elements
        let early = try #require(rows.first { $0["type"]?.plainText == "2" })
        #expect(early["datetime"]?.plainText?.count == 19)
        let late = try #require(rows.last { $0["type"]?.plainText == "2" })
        #expect(late["datetime"]?.plainText?.count == 26)
        #expect(late.members.contains { $0.0 == "self_trade" } && !early.members.contains { $0.0 == "self_trade" })
        #expect(rows.contains { if case .number? = $0["type"] { true } else { false } }, "type is a number here")
        #expect(rows.contains { if case .string? = $0["type"] { true } else { false } }, "and a text there")
        #expect(rows.contains { row in row["type"]?.plainText == "1" && !row.text().contains("\"-") }, "no minus sign")
        let types = Set(rows.compactMap { $0["type"]?.plainText })
        #expect(types.isSuperset(of: ["0", "1", "2", "25", "26", "27", "32", "36", "53", "55"]), "\(types)")
    }

    @Test(
        arguments: [
            (12_345_678, 8, "0.12345678"), (78_000_000, 8, "0.78"), (200_000_000, 8, "2.0"), (0, 8, "0.0"),
            (1_000, 8, "1e-05"), (12_345, 8, "0.00012345"), (-1_234, 8, "-1.234e-05"), (1, 8, "1e-08"),
            (1, 12, "1e-12"),
            (73, 2, "0.73"),
        ] as [(Int64, Int, String)])
    func numbersAreWrittenAsPythonDoes(_ units: Int64, _ decimals: Int, _ expected: String) {
        #expect(BitstampRow.float(units, decimals) == expected)
    }
}
