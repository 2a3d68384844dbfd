import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Bitstamp's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    static let codes: [(String, ExchangeError.Kind, ExchangeError.Retry)] = [
        ("API0001", .auth, .newCredential), ("API0002", .permission, .newCredential),
        ("API0003", .permission, .newCredential), ("API0004", .clockSkew, .sameRequest),
        ("API0005", .auth, .newCredential), ("API0006", .auth, .newCredential), ("API0008", .auth, .newCredential),
        ("API0009", .permission, .newCredential), ("API0010", .auth, .newCredential),
        ("API0011", .auth, .newCredential), ("API0012", .auth, .newCredential), ("API0013", .auth, .newCredential),
        ("API0014", .auth, .newCredential), ("API0015", .auth, .newCredential), ("API0016", .auth, .newCredential),
        ("API0017", .clockSkew, .sameRequest), ("API0018", .clockSkew, .sameRequest),
        ("API0019", .badRequest, .never), ("API0020", .badRequest, .never), ("API0021", .badRequest, .never),
        ("API5011", .exchangeUnavailable, .sameRequest),
        ("400.001", .badRequest, .never), ("400.002", .rateLimited, .after(.seconds(60))),
        ("400.067", .rateLimited, .after(.seconds(60))), ("400.068", .rateLimited, .after(.seconds(60))),
        ("400.081", .badRequest, .never), ("403.001", .permission, .newCredential),
        ("403.004", .permission, .newCredential), ("404.004", .badRequest, .never), ("405.001", .badRequest, .never),
        ("410.001", .noLongerServed, .never), ("500.001", .exchangeUnavailable, .sameRequest),
        ("500.002", .exchangeUnavailable, .sameRequest),
    ]

    /// Both styles, under the statuses they come with and under success.
    @Test(arguments: codes)
    func everyCode(_ code: String, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry) {
        let bodies = [
            #"{"status":"error","reason":"Something","code":"\#(code)"}"#,
            #"{"response_code":"\#(code)","response_explanation":"Something"}"#,
            #"{"status":"error","reason":{"__all__":["Something"]},"response_code":"\#(code)"}"#,
        ]
        for stream in Bench.endpoints.keys {
            for (body, status) in bodies.flatMap({ body in [200, 400, 403].map { (body, $0) } }) {
                let error = bench.error(bench.parse(stream, body.utf8, status: status))
                let isDetail = !["key", "transactions", "balance"].contains(stream)
                if (code == "API0003" && isDetail) || (code == "API0005" && stream == "earn") {
                    // Adds to what is read anyway; and only the last of them signs a query.
                    #expect(error?.kind == .notOffered && error?.retry == .never)
                } else {
                    #expect(error?.kind == kind && error?.retry == retry, "\(body) in \(stream)")
                }
                #expect(error?.exchangeCode == code)
            }
        }
    }

    @Test(arguments: [
        (#"{"error":"No permission found"}"#, 200, ExchangeError.Kind.permission),
        (#"{"error":"API key not found"}"#, 403, .auth), (#"{"error":"Invalid nonce"}"#, 403, .clockSkew),
        (#"{"error":"Missing key, signature and nonce parameters"}"#, 403, .auth),
        (#"{"error":"IP address not allowed"}"#, 403, .permission),
        (#"{"error":"Bitstamp.net is under scheduled maintenance. We'll be back soon."}"#, 200, .exchangeUnavailable),
        (#"{"error":"Invalid offset."}"#, 200, .badRequest), (#"{"status":"error"}"#, 200, .badRequest),
        (#"{"status":"error","reason":{"__all__":["Your account is frozen"]}}"#, 400, .auth),
        (#"{"status":"error","reason":{"since_id":[],"x":["Never seen"]}}"#, 400, .badRequest),
        (#"{"error":"Never seen"}"#, 503, .exchangeUnavailable), (#"{"error":"Never seen"}"#, 429, .rateLimited),
        (#"{"response_code":"999.001"}"#, 403, .permission),
    ])
    func errorsInWords(_ body: String, _ status: Int, _ kind: ExchangeError.Kind) {
        let error = bench.error(bench.parse("transactions", body.utf8, status: status))
        #expect(error?.kind == kind, "\(String(describing: error))")
        if body.contains("Never seen") { #expect(error?.exchangeCode == "Never seen") }
    }

    @Test(arguments: ["crypto-transactions", "withdrawal-requests", "earn"])
    func aListThatOnlyAddsMayBeForbidden(_ stream: String) {
        let forbidden = bench.error(bench.parse(stream, #"{"error":"No permission found"}"#.utf8, status: 403))
        #expect(forbidden?.kind == .notOffered)
        // What is wrong with the key as such stays wrong.
        let elsewhere = bench.error(bench.parse(stream, #"{"error":"IP address not allowed"}"#.utf8, status: 403))
        #expect(elsewhere?.kind == .permission)
    }

    @Test func aPauseIsAsLongAsBitstampSays() {
        let body = #"{"response_code":"400.002"}"#
        let told = bench.parse("transactions", body.utf8, status: 429, headers: [TextPair("retry-after", "7")])
        #expect(bench.error(told)?.retry == .after(.seconds(7)))
        let bare = bench.parse("transactions", "".utf8, status: 429, headers: [TextPair("retry-after", "7")])
        #expect(bench.error(bare)?.kind == .rateLimited && bench.error(bare)?.retry == .after(.seconds(7)))
    }

    @Test(arguments: [
        (502, ExchangeError.Kind.exchangeUnavailable), (504, .exchangeUnavailable), (520, .exchangeUnavailable),
        (429, .rateLimited), (403, .permission), (400, .badRequest), (404, .badRequest),
    ])
    func edgeErrorsHaveNoJSON(_ status: Int, _ kind: ExchangeError.Kind) {
        let page = bench.parse("transactions", "<html><body>error</body></html>".utf8, status: status)
        #expect(bench.error(page)?.kind == kind)
    }

    @Test(arguments: ["", "null", "{}", "<html>", "7", "\"x\"", #"{"status":"ok"}"#])
    func anAnswerOfAnotherKindIsMalformed(_ body: String) {
        for stream in Bench.endpoints.keys {
            #expect(bench.error(bench.parse(stream, body.utf8))?.kind == .malformed, "\(stream)")
        }
        #expect(bench.error(bench.parse("crypto-transactions", "[]".utf8))?.kind == .malformed)
    }

    static let fixtures = [
        ("transactions", "user-transactions-1"), ("transactions", "user-transactions-2"),
        ("transactions", "user-transactions-3"), ("transactions", "user-transactions-4"),
        ("transactions", "synthetic-transaction-kinds"), ("withdrawal-requests", "withdrawal-requests-1"),
        ("crypto-transactions", "synthetic-crypto-transactions"), ("earn", "synthetic-earn"),
        ("balance", "synthetic-balances"), ("key", "synthetic-balances"),
    ]

    private func damage(_ stream: String, _ fixture: String) throws -> Damage {
        Damage(try Bench.bytes(fixture)) { bench.error(bench.parse(stream, $0)) }
    }
    @Test(arguments: fixtures) func everyTruncationIsMalformed(_ stream: String, _ fixture: String) throws {
        #expect(try damage(stream, fixture).truncations() == [])
    }
    @Test(arguments: fixtures) func everyFlippedBitIsReadOrRefused(_ stream: String, _ fixture: String) throws {
        #expect(try damage(stream, fixture).flips() == [])
    }
    @Test(arguments: fixtures) func everyValueOfAnotherTypeIsNamed(_ stream: String, _ fixture: String) throws {
        #expect(try damage(stream, fixture).otherValues() == [])
    }
}
