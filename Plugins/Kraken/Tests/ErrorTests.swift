import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Kraken's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    @Test(arguments: [
        ("EAPI:Invalid key", ExchangeError.Kind.auth, ExchangeError.Retry.newCredential),
        ("EAPI:Invalid signature", .auth, .newCredential), ("EAuth:Account temporary disabled", .auth, .newCredential),
        ("EAuth:Account unconfirmed", .auth, .newCredential),
        ("EGeneral:Temporary lockout", .auth, .after(.minutes(15))),
        ("EGeneral:Permission denied", .permission, .newCredential),
        ("EAccount:Invalid permissions", .permission, .newCredential),
        ("EAPI:Rate limit exceeded", .rateLimited, .after(.seconds(45))),
        ("EAuth:Rate limit exceeded", .rateLimited, .after(.seconds(45))),
        ("EAuth:Too many requests", .rateLimited, .after(.seconds(45))),
        ("EOrder:Rate limit exceeded", .rateLimited, .after(.seconds(45))),
        // The answer is received at 1,800,000,000.
        ("EService: Throttled: 1800000030", .rateLimited, .after(.seconds(30))),
        ("EService:Throttled: 1799999999", .rateLimited, .after(.seconds(1))),
        ("EService: Throttled: 9223372036854775807", .rateLimited, .after(.seconds(3600))),
        ("EService: Throttled: -9223372036854775808", .rateLimited, .after(.seconds(1))),
        ("EService: Throttled", .rateLimited, .after(.seconds(45))), ("EAPI:Invalid nonce", .clockSkew, .sameRequest),
        ("EGeneral:Invalid arguments", .badRequest, .never), ("EGeneral:Invalid arguments:start", .badRequest, .never),
        ("EQuery:Unknown asset", .badRequest, .never), ("EQuery:Unknown asset pair", .badRequest, .never),
        ("EFunding:No funding method", .badRequest, .never), ("EGeneral:Unknown method", .badRequest, .never),
        ("EService:Unavailable", .exchangeUnavailable, .sameRequest),
        ("EService:Busy", .exchangeUnavailable, .sameRequest),
        ("EService:Deadline elapsed", .exchangeUnavailable, .sameRequest),
        ("EService:Timeout", .exchangeUnavailable, .sameRequest),
        ("EGeneral:Internal error", .exchangeUnavailable, .sameRequest), ("ENew:Never seen", .badRequest, .never),
    ])
    func errorsUnderStatus200(_ code: String, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry) {
        for stream in Bench.endpoints.keys {
            let error = bench.error(bench.parse(stream, #"{"error":["\#(code)"]}"#.utf8))
            #expect(error?.kind == kind && error?.retry == retry, "\(code) in \(stream): \(String(describing: error))")
            #expect(error?.exchangeCode == code)
        }
    }

    @Test func aWarningBesideAnErrorDoesNotHideIt() {
        let body = #"{"error":["WGeneral:Careful","EAPI:Invalid key"],"result":{"count":0,"ledger":{}}}"#
        #expect(bench.error(bench.parse("ledger", body.utf8))?.kind == .auth)
        let warned = bench.parse("ledger", #"{"error":["WGeneral:Careful"],"result":{"count":0,"ledger":{}}}"#.utf8)
        #expect(bench.error(warned) == nil)
    }

    @Test(arguments: [
        (502, ExchangeError.Kind.exchangeUnavailable), (504, .exchangeUnavailable), (520, .exchangeUnavailable),
        (525, .exchangeUnavailable), (429, .rateLimited), (403, .permission), (400, .badRequest),
    ])
    func edgeErrorsHaveNoJSON(_ status: Int, _ kind: ExchangeError.Kind) {
        let page = bench.parse("ledger", "<html><body>error</body></html>".utf8, status: status)
        #expect(bench.error(page)?.kind == kind)
        let told = bench.parse("ledger", #"{"error":["EAPI:Invalid key"]}"#.utf8, status: status)
        #expect(bench.error(told)?.kind == .auth, "Kraken's own word goes before the status")
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "<html>", #"{"error":[]}"#, #"{"error":[],"result":null}"#, #"{"error":"x"}"#,
    ])
    func anAnswerWithoutAResultIsMalformed(_ body: String) {
        for stream in Bench.endpoints.keys {
            #expect(bench.error(bench.parse(stream, body.utf8))?.kind == .malformed, "\(stream)")
        }
    }

    static let fixtures = [
        ("ledger", "ledger-1"), ("ledger", "ledger-3"), ("ledger", "synthetic-ledger-kinds"), ("deposits", "deposit-1"),
        ("deposits", "synthetic-deposits-page"), ("withdrawals", "synthetic-withdrawals-page"),
        ("balance", "synthetic-balance"), ("key", "synthetic-key-info"), ("key", "synthetic-key-narrow"),
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
