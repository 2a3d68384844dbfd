import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

@Suite("Binance's errors are told apart, and damage is an error")
struct ErrorTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    static let reads = [
        "key", "deposits", "withdrawals", "fiat-orders", "p2p", "conversions", "dust", "earn", "staking", "trades",
        "margin-flow", "markets", "balance",
    ]

    @Test(arguments: [
        ("-2014", ExchangeError.Kind.auth, ExchangeError.Retry.newCredential), ("-2008", .auth, .newCredential),
        ("-1022", .auth, .newCredential), ("-1002", .permission, .newCredential),
        ("-1003", .rateLimited, .after(.minutes(1))), ("-1015", .rateLimited, .after(.minutes(1))),
        ("-1034", .rateLimited, .after(.minutes(1))), ("-1021", .clockSkew, .sameRequest),
        ("-1100", .badRequest, .never), ("-1101", .badRequest, .never), ("-1102", .badRequest, .never),
        ("-1103", .badRequest, .never), ("-1104", .badRequest, .never), ("-1105", .badRequest, .never),
        ("-1106", .badRequest, .never), ("-1108", .badRequest, .never), ("-1111", .badRequest, .never),
        ("-1127", .badRequest, .never), ("-1128", .badRequest, .never), ("-6021", .badRequest, .never),
        ("-1020", .badRequest, .never), ("-1121", .noLongerServed, .never),
        ("-1000", .exchangeUnavailable, .sameRequest), ("-1001", .exchangeUnavailable, .sameRequest),
        ("-1006", .exchangeUnavailable, .sameRequest), ("-1007", .exchangeUnavailable, .sameRequest),
        ("-1008", .exchangeUnavailable, .sameRequest), ("-1016", .exchangeUnavailable, .sameRequest),
        ("-10000", .badRequest, .never), ("-9999", .badRequest, .never),
    ])
    func codesUnderStatus400(_ code: String, _ kind: ExchangeError.Kind, _ retry: ExchangeError.Retry) {
        for stream in Self.reads {
            let page = bench.parse(stream, #"{"code":\#(code),"msg":"words"}"#.utf8, status: 400)
            let error = bench.error(page)
            #expect(error?.kind == kind && error?.retry == retry, "\(code) in \(stream): \(String(describing: error))")
            #expect(error?.exchangeCode == code && page.records.count == 0)
        }
    }

    @Test func aRefusedKeyIsTheKeysFaultOnlyWhereNothingElseIsNeeded() {
        let body = #"{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}"#.utf8
        for stream in ["key", "deposits", "withdrawals", "trades", "balance"] {
            #expect(bench.error(bench.parse(stream, body, status: 401))?.kind == .auth, "\(stream)")
        }
        #expect(bench.error(bench.parse("earn", body, status: 401))?.kind == .permission)
    }

    @Test func anAccountWithoutMarginHasNone() {
        let body = #"{"code":-3003,"msg":"Margin account does not exist."}"#.utf8
        #expect(bench.error(bench.parse("margin-interest", body, status: 400))?.kind == .notOffered)
        #expect(bench.parse("margin-markets", body, status: 400).word == "end")
        #expect(bench.parse("balance", body, cursor: "i2;", status: 400).word == "end")
        let isolated = #"{"code":-11001,"msg":"Isolated margin account does not exist."}"#.utf8
        #expect(bench.parse("isolated-markets", isolated, status: 400).word == "end")
        #expect(bench.parse("margin-markets", #"{"created":false,"userAssets":[]}"#.utf8).word == "end")
    }

    @Test(arguments: [
        (429, "0" as String?, ExchangeError.Retry.after(.seconds(5))), (429, "17", .after(.seconds(17))),
        (418, "0", .after(.seconds(120))), (418, "86400", .after(.seconds(86_400))), (418, nil, .after(.seconds(120))),
        (429, nil, .after(.minutes(1))), (403, nil, .after(.minutes(1))),
    ])
    func aPauseHasAFloor(_ status: Int, _ retryAfter: String?, _ retry: ExchangeError.Retry) {
        let headers = retryAfter.map { [TextPair("retry-after", $0)] } ?? []
        for body in ["<html>blocked</html>", #"{"code":-1003,"msg":"Way too much request weight used"}"#] {
            let error = bench.error(bench.parse("trades", body.utf8, status: status, headers: headers))
            #expect(error?.kind == .rateLimited && error?.retry == retry)
        }
    }

    @Test(arguments: [
        (500, ExchangeError.Kind.exchangeUnavailable), (502, .exchangeUnavailable), (504, .exchangeUnavailable),
        (401, .auth), (400, .badRequest), (404, .badRequest),
    ])
    func edgeErrorsHaveNoJSON(_ status: Int, _ kind: ExchangeError.Kind) {
        #expect(bench.error(bench.parse("deposits", "<html>error</html>".utf8, status: status))?.kind == kind)
    }

    @Test func anEnvelopeUnderStatus200MayBeAnError() {
        let failed = #"{"code":"100001003","message":"fail","success":false}"#.utf8
        for stream in ["fiat-orders", "fiat-payments", "p2p", "pay", "rebates"] {
            #expect(bench.error(bench.parse(stream, failed))?.kind == .badRequest)
            let code = #"{"code":-1003,"msg":"slow down"}"#.utf8
            #expect(bench.error(bench.parse(stream, code))?.kind == .rateLimited)
            let silent = #"{"code":"000000","success":false,"data":[]}"#.utf8
            #expect(bench.error(bench.parse(stream, silent))?.kind == .badRequest)
        }
    }

    @Test func rowsLeftOutAreNoneOnlyWhereBinanceSaysSo() {
        #expect(bench.parse("fiat-payments", #"{"code":"000000","success":true}"#.utf8).word == "end")
        #expect(bench.parse("transfers", #"{"total":0}"#.utf8).word == "end")
        for body in [#"{"code":"000000"}"#, #"{"total":3}"#, "{}", #"{"success":"x"}"#, "[]", "null", "", "<html>"] {
            #expect(bench.error(bench.parse("fiat-payments", body.utf8))?.kind == .malformed, "\(body)")
        }
        #expect(bench.error(bench.parse("deposits", "{}".utf8))?.kind == .malformed)
    }

    static let fixtures: [(String, String?, String)] = [
        ("key", nil, "key-permissions-1"), ("deposits", nil, "deposit-1"), ("deposits", nil, "synthetic-deposits"),
        ("withdrawals", nil, "withdrawal-1"), ("fiat-orders", "0", "fiat-order-1"),
        ("fiat-payments", "1", "fiat-payment-2"), ("p2p", "SELL", "synthetic-p2p"),
        ("conversions", nil, "conversion-1"), ("dust", "SPOT", "dust-1"), ("distributions", nil, "distribution-1"),
        ("rebates", nil, "synthetic-rebates"), ("pay", nil, "synthetic-pay"), ("earn", "flexible-rewards", "reward-1"),
        ("earn", "locked-subscriptions", "synthetic-earn-subscription"),
        ("staking", "eth-stake", "synthetic-eth-stake"),
        ("yields", "bfusd-redemption", "synthetic-bfusd-redemption"), ("transfers", nil, "synthetic-transfers"),
        ("margin-transfers", nil, "synthetic-margin-transfers"), ("margin-flow", nil, "synthetic-margin-flow"),
        ("trades", nil, "trade-1"), ("allocations", nil, "synthetic-allocations"),
        ("markets", nil, "synthetic-markets"),
        ("routed-markets", nil, "synthetic-markets"), ("isolated-markets", nil, "synthetic-isolated-account"),
        ("balance", nil, "synthetic-account"),
    ]

    /// A damaged "000000" or "success" is an error of Binance's own.
    private func damage(_ stream: String, _ unit: String?, _ fixture: String) throws -> Damage {
        Damage(try Bench.bytes(fixture), isTold: { $0.kind == .badRequest }) {
            bench.error(bench.parse(stream, unit: unit, $0))
        }
    }
    @Test(arguments: fixtures) func everyTruncationIsMalformed(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        #expect(try damage(stream, unit, fixture).truncations() == [])
    }
    @Test(arguments: fixtures) func everyFlippedBitIsReadOrRefused(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        #expect(try damage(stream, unit, fixture).flips() == [])
    }
    @Test(arguments: fixtures) func everyValueOfAnotherTypeIsNamed(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        #expect(try damage(stream, unit, fixture).otherValues() == [])
    }
}
