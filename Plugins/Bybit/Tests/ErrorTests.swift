import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Bybit's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    static let codes: [(codes: [String], kind: ExchangeError.Kind, retry: ExchangeError.Retry)] = [
        (["10003", "10004", "10007", "33004", "-2015"], .auth, .newCredential),
        (["10005", "10010", "10008", "10009", "10024", "10027"], .permission, .newCredential),
        (["10002", "-1"], .clockSkew, .sameRequest), (["10006", "170222"], .rateLimited, .after(.seconds(2))),
        (["10001", "10017", "10029", "987654"], .badRequest, .never), (["10028", "100028"], .notOffered, .never),
        (["10000", "10016", "429", "170001", "170007", "170032"], .exchangeUnavailable, .sameRequest),
    ]

    @Test(arguments: codes.indices) func errorsUnderStatus200(_ row: Int) {
        let (codes, kind, retry) = Self.codes[row]
        for code in codes {
            for stream in Bench.histories + ["key", "balance", "markets"] {
                for written in [code, "\"\(code)\""] {
                    let body = #"{"retCode":\#(written),"retMsg":"told","result":{},"time":1}"#
                    let error = bench.error(bench.parse(stream, body.utf8))
                    #expect(error?.kind == kind && error?.retry == retry, "\(code) in \(stream)")
                    #expect(error?.exchangeCode == code)
                }
            }
        }
    }

    @Test func aKeyOfAnotherSiteIsSaidToBeOne() {
        let error = bench.error(bench.parse("key", #"{"retCode":10003,"retMsg":"API key is invalid."}"#.utf8))
        #expect(error?.message.contains("--site") == true)
    }

    @Test(arguments: [
        ("The time range between startTime and endTime cannot exceed 7 days.", ExchangeError.Kind.range),
        ("Can't query earlier than 2 years!", .range), ("Params Error", .badRequest),
    ])
    func aRefusedRangeIsNoBadRequest(_ said: String, _ kind: ExchangeError.Kind) {
        let body = #"{"retCode":10001,"retMsg":"\#(said)","result":{}}"#
        #expect(bench.error(bench.parse("executions", body.utf8))?.kind == kind)
    }

    @Test func theResetHeaderSaysHowLong() {
        // The answer is received at 1,800,000,000 seconds.
        let body = #"{"retCode":10006,"retMsg":"Too many visits!","result":{}}"#
        func wait(_ reset: String) -> ExchangeError.Retry? {
            bench.error(
                bench.parse("executions", body.utf8, headers: [TextPair("x-bapi-limit-reset-timestamp", reset)]))?.retry
        }
        #expect(wait("1800000000750") == .after(.milliseconds(750)))
        #expect(wait("1799999999000") == .after(.milliseconds(1)))
        #expect(wait("9223372036854775807") == .after(.seconds(60)))
        #expect(wait("-9223372036854775808") == .after(.seconds(2)), "no time at all")
        #expect(wait("soon") == .after(.seconds(2)))
    }

    @Test(arguments: [
        (401, ExchangeError.Kind.auth, ExchangeError.Retry.newCredential), (404, .badRequest, .never),
        (400, .badRequest, .never), (403, .permission, .newCredential), (429, .rateLimited, .after(.seconds(5))),
        (502, .exchangeUnavailable, .sameRequest), (504, .exchangeUnavailable, .sameRequest),
    ])
    func theStatusSpeaksWhereTheBodyDoesNot(
        _ status: Int, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry
    ) {
        let error = bench.error(bench.parse("executions", "<html>error</html>".utf8, status: status))
        #expect(error?.kind == kind && error?.retry == retry)
    }

    @Test func tooManyRequestsFromAnAddressMeanTenMinutes() {
        for body in ["403, access too frequent", #"{"retCode":403,"retMsg":"Access Too Frequent"}"#] {
            let error = bench.error(bench.parse("executions", body.utf8, status: 403))
            #expect(error?.kind == .rateLimited && error?.retry == .after(.minutes(10)))
        }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "<html>", #"{"retCode":0}"#, #"{"retCode":0,"result":null}"#, #"{"retCode":null}"#,
    ])
    func anAnswerWithoutAResultIsMalformed(_ body: String) {
        for stream in Bench.histories + ["key", "balance", "markets"] {
            #expect(bench.error(bench.parse(stream, body.utf8))?.kind == .malformed, "\(stream): \(body)")
        }
    }

    static let fixtures = [
        ("deposits", "deposit-1"), ("internal-deposits", "deposit-internal-1"), ("withdrawals", "withdrawal-1"),
        ("conversions", "conversion-1"), ("dust", "dust-1"), ("yield", "reward-1"), ("executions", "trade-1"),
        ("key", "keyinfo-1"), ("transfers", "synthetic-transfers"), ("earn-orders", "synthetic-earn-orders"),
        ("old-conversions", "synthetic-old-conversions"), ("earlier-executions", "synthetic-earlier-executions"),
        ("unified-log", "synthetic-unified-log"), ("funding-log", "synthetic-funding-log"),
        ("balance", "synthetic-unified-balance"), ("markets", "synthetic-markets"),
    ]

    /// Damage in the code itself makes it another code.
    private func damage(_ stream: String, _ fixture: String) throws -> Damage {
        Damage(try Bench.bytes(fixture), isTold: { !$0.exchangeCode.isEmpty }) { bench.error(bench.parse(stream, $0)) }
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
