import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Coinbase's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    @Test(arguments: [
        (401, "authentication_error", ExchangeError.Kind.auth, ExchangeError.Retry.newCredential),
        (401, "invalid_token", .auth, .newCredential), (401, "expired_token", .auth, .newCredential),
        (401, "revoked_token", .auth, .newCredential), (401, "invalid_authentication_method", .auth, .newCredential),
        (403, "invalid_scope", .permission, .newCredential), (403, "permission_denied", .permission, .newCredential),
        (402, "two_factor_required", .permission, .newCredential),
        (429, "rate_limit_exceeded", .rateLimited, .after(.seconds(60))),
        (400, "param_required", .badRequest, .never), (400, "validation_error", .badRequest, .never),
        (400, "invalid_request", .badRequest, .never), (400, "never_heard_of", .badRequest, .never),
        (500, "internal_server_error", .exchangeUnavailable, .sameRequest),
    ])
    func errorsHaveAnID(_ status: Int, _ id: String, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry) {
        // As /v2 says it, as OAuth and v3 say it; under its own status and, which must be no empty page, under 200.
        let bodies = [
            #"{"errors":[{"id":"\#(id)","message":"m","url":"https://example.com"}]}"#,
            #"{"error":"\#(id)","error_description":"m"}"#,
            #"{"error":"\#(id)","code":7,"message":"m","error_details":"d"}"#,
        ]
        for stream in Bench.endpoints.keys {
            for body in bodies {
                for status in [status, 200] where status != 200 || id != "never_heard_of" {
                    let error = bench.error(bench.parse(stream, body.utf8, status: status))
                    #expect(
                        error?.kind == kind && error?.retry == retry, "\(id) in \(stream): \(String(describing: error))"
                    )
                    #expect(error?.exchangeCode == id)
                }
            }
        }
    }

    @Test func notFoundIsABadRequest() {
        let body = #"{"errors":[{"id":"not_found","message":"Not found"}]}"#
        for stream in ["key", "wallets", "balance", "fills"] {
            #expect(bench.error(bench.parse(stream, body.utf8, status: 404))?.kind == .badRequest)
        }
    }

    @Test(arguments: [
        (401, ExchangeError.Kind.auth), (403, .permission), (429, .rateLimited), (400, .badRequest),
        (500, .exchangeUnavailable), (502, .exchangeUnavailable), (503, .exchangeUnavailable),
        (504, .exchangeUnavailable), (302, .badRequest),
    ])
    func withoutJSONTheStatusCounts(_ status: Int, _ kind: ExchangeError.Kind) {
        for stream in Bench.endpoints.keys {
            for body in ["Unauthorized", "", "<html></html>", #"{"error":""}"#, #"{"errors":[]}"#, #"{"errors":{}}"#] {
                let error = bench.error(bench.parse(stream, body.utf8, status: status))
                #expect(error?.kind == kind && error?.exchangeCode == "HTTP \(status)", "\(stream) \(body)")
            }
        }
    }

    /// The probe asks at 1,800,000,000: Friday, 15 January 2027, 08:00:00.
    @Test(arguments: [
        ("Fri, 15 Jan 2027 08:00:30 GMT", ExchangeError.Kind.auth), ("Fri, 15 Jan 2027 07:59:30 GMT", .auth),
        ("Fri, 15 Jan 2027 08:00:31 GMT", .clockSkew), ("Fri, 15 Jan 2027 07:59:29 GMT", .clockSkew),
        ("Thu, 01 Jan 1970 00:00:00 GMT", .clockSkew), ("yesterday", .auth), ("", .auth),
    ])
    func aTokenFromAWrongClockIsNoWrongKey(_ date: String, _ kind: ExchangeError.Kind) {
        for stream in Bench.endpoints.keys {
            for body in ["Unauthorized", #"{"errors":[{"id":"authentication_error","message":"invalid signature"}]}"#] {
                let error = bench.error(
                    bench.parse(stream, body.utf8, status: 401, headers: [TextPair("date", date)]))
                #expect(error?.kind == kind, "\(stream) \(date)")
                #expect(error?.retry == (kind == .auth ? .newCredential : .sameRequest))
            }
        }
        // Nothing else is excused by a clock.
        let error = bench.error(bench.parse("key", "".utf8, status: 403, headers: [TextPair("date", date)]))
        #expect(error?.kind == .permission)
    }

    @Test func aPauseThatIsNamedIsKept() {
        let error = bench.error(
            bench.parse("fills", "".utf8, status: 429, headers: [TextPair("retry-after", "7")]))
        #expect(error?.retry == .after(.seconds(7)))
    }

    @Test(arguments: ["", "null", "[]", "{}", "<html>", #"{"data":null}"#, #"{"data":{}}"#, #"{"fills":"x"}"#])
    func anAnswerWithoutAResultIsMalformed(_ body: String) {
        for stream in Bench.endpoints.keys {
            #expect(bench.error(bench.parse(stream, body.utf8))?.kind == .malformed, "\(stream)")
        }
    }

    static let fixtures = [
        ("transactions", "send-1"), ("transactions", "buy-1"), ("transactions", "advanced-fill-1"),
        ("transactions", "synthetic-transactions"), ("fills", "fill-1"), ("fills", "synthetic-fills"),
        ("wallets", "synthetic-accounts"), ("fiat-wallets", "synthetic-accounts"), ("balance", "synthetic-accounts"),
        ("deposits", "synthetic-deposits"), ("key", "synthetic-key"),
    ]

    /// A damaged switch is a right nobody gave.
    private func damage(_ stream: String, _ fixture: String) throws -> Damage {
        Damage(try Bench.bytes(fixture), isTold: { $0.kind == .permission }) { bench.error(bench.parse(stream, $0)) }
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
