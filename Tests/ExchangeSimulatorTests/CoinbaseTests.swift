import HistoryModel
import Testing

@testable import ExchangeSimulator

@Suite("The simulated Coinbase serves what its documentation says")
struct CoinbaseTests {
    /// Made from a public test key; the signature was computed by another program.
    static let name = "organizations/test-organization/apiKeys/test-api-key"
    static let secret = "k0BUni0p0vZG1BdpVjS6ogBJ7kxm630AJ2dN+tuputDOKsRAwgyrpEQLeBtS1znTmzPX6Xr2eOWpzx6nW8knkA=="
    static let token =
        "eyJhbGciOiJFZERTQSIsImtpZCI6Im9yZ2FuaXphdGlvbnMvdGVzdC1vcmdhbml6YXRpb24vYXBpS2V5cy90ZXN0LWFwaS1rZXkiLCJub25jZSI6"
        + "IjAwMDEwMjAzMDQwNTA2MDcwODA5MGEwYjBjMGQwZTBmIiwidHlwIjoiSldUIn0.eyJzdWIiOiJvcmdhbml6YXRpb25zL3Rlc3Qtb3JnYW5pemF0"
        + "aW9uL2FwaUtleXMvdGVzdC1hcGkta2V5IiwiaXNzIjoiY2RwIiwibmJmIjoxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDAxMjAsInVyaSI6IkdFVCBh"
        + "cGkuY29pbmJhc2UuY29tL3YyL2FjY291bnRzIn0.VLkHRIYllt73i-FXnMhwx2i42K2sCqJBCgmgiwhJq2Qwko3SN6d4KtuuDcEs_68nIDojTQ_O"
        + "wcPvZxIpkPmWAA"
    /// When the token begins.
    static let begin = Instant(seconds: 1_700_000_000)

    func settings(_ adjust: (inout AccountSettings) -> Void = { _ in }) -> AccountSettings {
        var settings = AccountSettings(
            start: Self.begin, credentials: SimulatedCredentials(key: Self.name, secret: Self.secret))
        settings.size = 1500
        settings.years = 3
        adjust(&settings)
        return settings
    }
    func request(
        _ path: String = "/v2/accounts", query: String = "", token: String? = token, method: String = "GET"
    ) -> WireRequest {
        WireRequest(
            method: method, path: path, query: query, headers: token.map { ["authorization": "Bearer \($0)"] } ?? [:])
    }
    struct Reply {
        var status: Int
        var body: [UInt8]
        var entry: RequestLog.Entry
        var json: JSONValue { (try? JSONReading.parse(body)) ?? .null }
        var rows: [JSONValue] { if case .array(let rows) = json["data"] { rows } else { [] } }
    }
    func ask(_ exchange: inout SimulatedCoinbase, _ request: WireRequest, at now: Instant = begin) -> Reply {
        var entry = RequestLog.Entry(number: 0, at: now, method: request.method, path: request.path)
        let answer = exchange.answer(request, at: now, noting: &entry)
        return Reply(status: answer.status, body: answer.wholeBody, entry: entry)
    }

    // MARK: Tokens

    @Test(arguments: [
        (Span.zero, 200), (.seconds(119), 200), (.seconds(120), 401), (.seconds(-60), 200), (.seconds(-61), 401),
        (.days(1), 401),
    ])
    func aTokenIsGoodForTwoMinutes(_ shift: Span, _ status: Int) throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        #expect(ask(&exchange, request(), at: Self.begin + shift).status == status)
    }

    @Test func aTokenIsGoodForOneAddressOfOneKey() throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        #expect(ask(&exchange, request(query: "limit=100")).status == 200, "the query is not part of it")
        let elsewhere = ask(&exchange, request("/v2/accounts/EUR/transactions"))
        #expect(elsewhere.status == 401 && elsewhere.entry.errors == ["a token for another address"])
        #expect(elsewhere.json["errors"] != nil)
        let trade = ask(&exchange, request("/api/v3/brokerage/orders/historical/fills"))
        #expect(trade.status == 401 && String(decoding: trade.body, as: UTF8.self) == "Unauthorized\n")
        for token in [nil, "", "a.b", "a.b.c", String(Self.token.dropLast(3)) + "BBB", "x" + Self.token] {
            #expect(ask(&exchange, request(token: token)).status == 401, "\(token ?? "none")")
        }
        var other = try SimulatedCoinbase(settings: settings { $0.credentials["key"] = "somebody else" })
        #expect(ask(&other, request()).entry.errors == ["an unknown key"])
        // The same seed without its public half is the same key; another seed is not.
        let bytes = try #require(Digests.bytes(base64: Self.secret))
        var seed = try SimulatedCoinbase(
            settings: settings { $0.credentials["secret"] = Digests.base64(Array(bytes.prefix(32))) })
        #expect(ask(&seed, request()).status == 200)
        let stranger = Digests.base64([UInt8](repeating: 7, count: 32))
        var wrong = try SimulatedCoinbase(settings: settings { $0.credentials["secret"] = stranger })
        #expect(ask(&wrong, request()).entry.errors == ["a wrong signature"])
        var curve = try SimulatedCoinbase(
            settings: settings { $0.credentials["secret"] = SimulatedCoinbase.defaultCredentials.secret })
        #expect(ask(&curve, request()).entry.errors == ["the algorithm is not that of the key"])
        #expect(throws: Faults.Unknown.self) {
            try SimulatedCoinbase(settings: settings { $0.credentials["secret"] = "x" })
        }
    }

    @Test func aWriteIsRefusedAndNoted() throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        for (method, path) in [
            ("POST", "/v2/accounts/EUR/transactions"), ("POST", "/api/v3/brokerage/orders"),
            ("DELETE", "/v2/accounts/x"),
            ("PUT", "/v2/user"),
        ] {
            let reply = ask(&exchange, request(path, method: method))
            #expect(reply.status == 403 && reply.entry.violation != nil, "\(method) \(path)")
        }
    }

    @Test func tenThousandRequestsAnHourAndNoMore() throws {
        // A page of no wallet is quickly made.
        var exchange = try SimulatedCoinbase(settings: settings { $0.size = 1 })
        for _ in 0..<10_000 { _ = ask(&exchange, request(query: "limit=0")) }
        let refused = ask(&exchange, request(query: "limit=1"))
        #expect(refused.status == 429 && refused.entry.errors == ["rate_limit_exceeded"])
        #expect(ask(&exchange, request(query: "limit=1"), at: Self.begin + .seconds(119)).status == 429)
    }

    @Test func aKeyWithoutViewSeesNothingButItself() throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        var faults = Faults()
        faults.missingRights = ["view"]
        faults.extraRights = ["trade"]
        exchange.apply(faults, at: Self.begin)
        #expect(ask(&exchange, request()).status == 403)
    }

    // MARK: Lists

    func list(
        _ exchange: inout SimulatedCoinbase, _ query: String, of wallet: String = "EUR", at now: Instant = begin
    ) throws -> (ids: [String], next: String?, count: Int) {
        var entry = RequestLog.Entry(number: 0, at: now, method: "GET", path: "")
        let json = try exchange.list(
            "transactions", of: wallet, FormFields(Array(query.utf8)), at: now, noting: &entry)
        guard case .array(let rows) = json["data"] else { return ([], nil, 0) }
        return (rows.compactMap { $0["id"]?.plainText }, json["pagination"]?["next_uri"]?.plainText, entry.rows ?? -1)
    }

    @Test func aListIsReadToItsEndInEitherOrder() throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        let all = exchange.books.rows("transactions", unit: "EUR", at: Self.begin).map(\.id)
        #expect(all.count > 150)
        for order in ["asc", "desc"] {
            var read: [String] = []
            var lengths: Set<Int> = []
            while true {
                let after = read.last.map { "&starting_after=\($0)" } ?? ""
                let page = try list(&exchange, "limit=40&order=\(order)\(after)")
                read += page.ids
                lengths.insert(page.ids.count)
                guard let next = page.next else { break }
                #expect(next.hasSuffix("starting_after=\(page.ids.last ?? "")") && next.hasPrefix("/v2/accounts/EUR/"))
            }
            #expect(read == (order == "asc" ? all : all.reversed()))
            #expect(lengths.contains(39), "some pages are shorter than asked for, and not the last")
        }
        for (query, length, order) in [("", 25, all.reversed()), ("limit=1000&order=asc", 100, all)] {
            let page = try list(&exchange, query)
            #expect(page.ids == Array(order.prefix(page.ids.count)) && (length - 1...length).contains(page.ids.count))
        }
        let before = try list(&exchange, "limit=10&order=asc&ending_before=\(all[50])")
        #expect(before.ids == Array(all[40..<50]))
    }

    @Test(arguments: ["limit=0", "limit=x", "order=up", "starting_after=unknown", "ending_before=unknown"])
    func aQuestionWithoutSenseIsRefused(_ query: String) throws {
        var exchange = try SimulatedCoinbase(settings: settings { $0.size = 50 })
        #expect(throws: SimulatedCoinbase.Refusal.self) { try list(&exchange, query) }
        #expect(throws: SimulatedCoinbase.Refusal.self) { try list(&exchange, "", of: "nobody's") }
    }

    @Test func aHostileAddressLeadsElsewhere() throws {
        var exchange = try SimulatedCoinbase(settings: settings { $0.options["nextURI"] = "hostile" })
        #expect(try list(&exchange, "limit=10").next?.hasPrefix("https://evil.example.com/") == true)
    }

    @Test func walletsHoldWhatTheirRowsLeave() throws {
        let exchange = try SimulatedCoinbase(settings: settings { $0.options["wallets"] = "30" })
        #expect(exchange.wallets.count == 30 && Set(exchange.wallets.map(\.id)).count == 30)
        var total: [String: Amount] = [:]
        let codes = Dictionary(uniqueKeysWithValues: exchange.wallets.map { ($0.id, $0.code) })
        for (wallet, amount) in exchange.balances(at: Self.begin) {
            let code = try #require(codes[wallet])
            total[code] = try (total[code] ?? .zero).adding(amount)
        }
        for (asset, amount) in exchange.books.balances(at: Self.begin) { #expect(total[asset] == amount, "\(asset)") }
    }

    // MARK: Rows

    @Test func theTwoWalletsOfATradeShareItsID() throws {
        let exchange = try SimulatedCoinbase(settings: settings())
        var wallets: [String: Set<String>] = [:]
        var kinds: Set<String> = []
        for row in exchange.books.rows("transactions", at: Self.begin) {
            let body = row.body(at: Self.begin)
            kinds.insert(row.type)
            let shared =
                body["trade"]?["id"]?.plainText ?? body["advanced_trade_fill"]?["order_id"]?.plainText
                ?? body["buy"]?["id"]?.plainText
            if let shared { wallets[shared, default: []].insert(row.unit) }
        }
        #expect(wallets.count > 100 && wallets.values.allSatisfy { $0.count <= 2 })
        for kind in [
            "advanced_trade_fill", "trade", "buy", "sell", "send", "fiat_deposit", "fiat_withdrawal",
            "staking_transfer",
            "unstaking_transfer", "staking_reward", "inflation_reward", "interest", "pro_deposit", "pro_withdrawal",
            "incentives_rewards_payout", "quantum_payout",
        ] { #expect(kinds.contains(kind), "\(kind)") }
    }

    @Test func whatIsUnderWaySettles() throws {
        let exchange = try SimulatedCoinbase(settings: settings())
        let pending = exchange.books.rows("transactions", at: Self.begin).filter {
            $0.state(at: Self.begin) == .pending
        }
        #expect(pending.count >= 3)
        for row in pending {
            #expect(row.body(at: Self.begin)["status"]?.plainText == "pending")
            #expect(row.body(at: Self.begin)["network"]?["hash"] == nil, "no hash before it is on the chain")
            #expect(["completed", "failed"].contains(row.body(at: Self.begin + .days(3))["status"]?.plainText))
        }
    }

    @Test func fillsAreThoseOfThePortfolioInARangeOfWhenTheyWereBooked() throws {
        var exchange = try SimulatedCoinbase(settings: settings())
        let rows = exchange.books.rows("fills", at: Self.begin)
        let orders = Set(
            exchange.books.rows("transactions", at: Self.begin).compactMap {
                $0.body(at: Self.begin)["advanced_trade_fill"]?["order_id"]?.plainText
            })
        #expect(Set(rows.compactMap { $0.body(at: Self.begin)["order_id"]?.plainText }).count < orders.count)

        func fills(_ query: String) throws -> (ids: [String], cursor: String) {
            var entry = RequestLog.Entry(number: 0, at: Self.begin, method: "GET", path: "")
            let json = try exchange.brokerage(
                "/api/v3/brokerage/orders/historical/fills", FormFields(Array(query.utf8)), at: Self.begin,
                noting: &entry)
            guard case .array(let fills) = json["fills"] else { return ([], "") }
            return (fills.compactMap { $0["entry_id"]?.plainText }, json["cursor"]?.plainText ?? "")
        }
        var read: [String] = []
        var cursor = ""
        repeat {
            let page = try fills(cursor.isEmpty ? "" : "cursor=\(cursor)")
            read += page.ids
            cursor = page.cursor
        } while !cursor.isEmpty
        #expect(read == rows.reversed().map(\.id))
        let (from, until) = (rows[10], rows[20])
        let range =
            "start_sequence_timestamp=\((from.instant + CoinbaseRow.bookedAfter).description)"
            + "&end_sequence_timestamp=\((until.instant + CoinbaseRow.bookedAfter).description)"
        let inside = rows.filter { $0.time >= from.time && $0.time <= until.time }
        #expect(try fills(range).ids == inside.reversed().map(\.id), "both ends belong to it")
    }
}
