import AdapterKit
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

    @Test(arguments: fixtures) func everyTruncationIsMalformed(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        let bytes = try Bench.bytes(fixture)
        let end = (bytes.lastIndex { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") } ?? 0) + 1
        for length in 0..<end {
            let error = bench.error(bench.parse(stream, unit: unit, bytes.prefix(length)))
            #expect(error?.kind == .malformed, "\(length) bytes: \(String(describing: error))")
        }
    }

    /// Every bit of every byte. A flip inside a text may still be a good answer; it never breaks the contract.
    @Test(arguments: fixtures) func everyFlippedBitIsReadOrRefused(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        let bytes = try Bench.bytes(fixture)
        var refused = 0
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                guard let error = bench.error(bench.parse(stream, unit: unit, damaged)) else { continue }
                refused += 1
                // A damaged "000000" or "success" is an error of Binance's own.
                #expect(error.kind == .malformed || error.kind == .badRequest, "byte \(place) bit \(bit): \(error)")
            }
        }
        #expect(refused > bytes.count / 2, "much damage shows")
    }

    @Test(arguments: fixtures) func everyValueOfAnotherTypeIsNamed(_ stream: String, _ unit: String?, _ fixture: String)
        throws
    {
        let bytes = try Bench.bytes(fixture)
        var places: [Range<Int>] = []
        func collect(_ json: JSON) throws {
            places.append(json.range)
            switch json.kind {
            case .array: for element in try json.elements { try collect(element) }
            case .object: for (_, value) in try json.members { try collect(value) }
            default: break
            }
        }
        try JSON.read(bytes, collect)
        for range in places {
            for other in ["null", "true", "7", "-1e400", "\"\"", "\"x\"", "[]", "{}", "[[]]", "\"\\ud800\""] {
                let damaged = bytes[..<range.lowerBound] + Array(other.utf8) + bytes[range.upperBound...]
                guard let error = bench.error(bench.parse(stream, unit: unit, damaged)) else { continue }
                #expect(error.kind == .malformed || error.kind == .badRequest, "\(other) at \(range): \(error)")
            }
        }
    }
}
