import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("OKX's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    static let pause = ExchangeError.Retry.after(.seconds(2))
    static let table: [(Int, [String], ExchangeError.Kind, ExchangeError.Retry)] = [
        (
            401, ["50101", "50103", "50104", "50105", "50106", "50108", "50111", "50113", "50114"], .auth,
            .newCredential
        ),
        (200, ["50119"], .auth, .newCredential),
        (200, ["50030", "50120", "50121"], .permission, .newCredential),
        (401, ["50110"], .permission, .newCredential), (403, ["50035"], .permission, .newCredential),
        (400, ["50100"], .permission, .never),
        (
            200, ["50007", "50008", "50009", "50012", "50029", "50051", "50059", "50060"], .permission, .never
        ),
        (401, ["50102", "50107", "50112"], .clockSkew, .sameRequest),
        (200, ["50011", "50040", "50061"], .rateLimited, pause),
        (429, ["50011", "50013", "58102"], .rateLimited, pause),
        (400, ["50000", "50002", "50006", "50014", "50015", "50016"], .badRequest, .never),
        (200, ["50024", "50025", "50039", "1", "99999"], .badRequest, .never), (405, ["50115"], .badRequest, .never),
        (503, ["50001"], .exchangeUnavailable, .sameRequest), (400, ["50004"], .exchangeUnavailable, .sameRequest),
        (410, ["50005"], .exchangeUnavailable, .sameRequest), (500, ["50026"], .exchangeUnavailable, .sameRequest),
        (200, ["50046", "50062"], .exchangeUnavailable, .sameRequest),
    ]

    @Test(arguments: table)
    func codesUnderTheirStatus(
        _ status: Int, _ codes: [String], _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry
    ) {
        for stream in Bench.streams {
            for code in codes {
                let body = #"{"code":"\#(code)","msg":"What OKX says","data":[]}"#
                let error = bench.error(bench.parse(stream, body.utf8, status: status))
                #expect(
                    error?.kind == kind && error?.retry == retry && error?.exchangeCode == code,
                    "\(code) in \(stream): \(String(describing: error))")
            }
        }
    }

    @Test(arguments: ["50101", "50119"]) func aKeyOfAnotherSiteIsSentToIt(_ code: String) {
        let error = bench.error(bench.parse("key", #"{"code":"\#(code)","msg":"","data":[]}"#.utf8))
        #expect(error?.message.contains("--site eea") == true && error?.message.contains("--site us") == true)
    }

    @Test(arguments: [
        (502, ExchangeError.Kind.exchangeUnavailable), (504, .exchangeUnavailable), (429, .rateLimited),
        (403, .permission), (401, .auth), (400, .badRequest),
    ])
    func edgeErrorsHaveNoJSON(_ status: Int, _ kind: ExchangeError.Kind) {
        for body in ["<html><body>error</body></html>", "{}", #"{"code":"0","data":[]}"#] {
            #expect(bench.error(bench.parse("funding-ledger", body.utf8, status: status))?.kind == kind)
        }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "<html>", #"{"code":"0"}"#, #"{"code":"0","data":null}"#, #"{"code":"0","data":{}}"#,
        #"{"code":null,"data":[]}"#, #"{"data":[]}"#,
    ])
    func anAnswerWithoutDataIsMalformed(_ body: String) {
        for stream in Bench.streams {
            #expect(bench.error(bench.parse(stream, body.utf8))?.kind == .malformed, "\(stream)")
        }
    }

    @Test func aNumberIsACodeToo() {
        #expect(bench.ending(bench.parse("deposits", #"{"code":0,"data":[]}"#.utf8)) == "end")
        #expect(bench.error(bench.parse("deposits", #"{"code":50011,"data":[]}"#.utf8))?.kind == .rateLimited)
    }

    static let fixtures = [
        ("key", "keyinfo-1"), ("key", "synthetic-key-info"), ("funding-ledger", "synthetic-funding-bills"),
        ("deposits", "deposit-1"), ("deposits", "synthetic-deposits"), ("withdrawals", "withdrawal-1"),
        ("withdrawals", "synthetic-withdrawals"), ("fiat-deposits", "fiat-deposit-1"),
        ("fiat-withdrawals", "synthetic-fiat-withdrawals"), ("conversions", "conversion-1"),
        ("conversions", "synthetic-conversions"), ("easy-conversions", "dust-1"),
        ("earn-interest", "synthetic-earn-interest"), ("fills", "trade-1"), ("fills", "synthetic-fills"),
        ("trading-ledger", "ledger-1"), ("trading-ledger", "synthetic-trading-bills"),
        ("funding-balance", "synthetic-funding-balance"), ("trading-balance", "synthetic-trading-balance"),
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
