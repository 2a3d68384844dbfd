import AdapterKit

extension Binance {
    private static let refused = Refusal(
        .auth, .newCredential, "Binance refused the key. Check key and secret, or make a new key and connect again.")
    /// For endpoints that need nothing but reading: there the key or its address list is to blame.
    private static let unreadable = Refusal(
        .auth, .newCredential,
        "Binance refused the key: it is wrong or deleted, may not read, or may not be used from this address.")
    private static let forbidden = Refusal(
        .permission, .newCredential,
        "Binance does not allow this with the key. Check that Enable Reading is on and that your address is allowed.")
    private static let busy = Refusal(.rateLimited, .after(.minutes(1)), "Binance asks for a pause.")
    private static let wrong = Refusal(.badRequest, .never, "Binance did not accept the request.")
    private static let down = Refusal(.exchangeUnavailable, .sameRequest, "Binance cannot answer at the moment.")
    /// By code. Every other one is a request that Binance did not like: -1020, -11xx, -6021 and their kin.
    private static let failures: WordGroups<Refusal> = [
        "-2014 -2008 -1022": refused, "-2015 -1002": forbidden, "-1003 -1015 -1034": busy,
        "-1000 -1001 -1006 -1007 -1008 -1016": down,
        "-1021": Refusal(.clockSkew, .sameRequest, "This machine's clock and Binance's differ too much."),
        "-1121": Refusal(.noLongerServed, .never, "Binance no longer serves this market."),
        "-3003 -11001": Refusal(.notOffered, .never, "This account has no such margin account."),
    ]

    /// The answer's JSON. Throws what Binance calls an error, also under HTTP 200: some endpoints answer
    /// `{"code":"000000","success":true,"data":[…]}`, where another code is a failure.
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else { throw failure(code: (try? answer.json()).flatMap { try? code($0) }, answer) }
        let json = try answer.json()
        if json.kind == .object, let code = try code(json) { throw failure(code: code, answer) }
        // A margin account that was never opened.
        if try json["created"].ifPresent?.bool == false { throw failure(code: "-3003", answer) }
        if let success = json["success"].ifPresent, try !success.bool { throw failure(code: "success: false", answer) }
        return json
    }
    private static func code(_ json: JSON) throws -> Text? {
        guard let text = try json["code"].ifPresent?.word else { return nil }
        return text == "000000" || text == "0" ? nil : text
    }

    private static func failure(code: Text?, _ answer: Answer) -> AdapterError {
        var found = code.flatMap { failures[$0] } ?? wrong
        switch answer.status {
        // The limit was broken, the address is banned, or the web firewall stepped in.
        case 429, 418, 403: found = busy
        case 401 where found.kind == .badRequest: found = refused
        case 500... where found.kind == .badRequest: found = down
        default: break
        }
        let readers = ["key", "account", "deposits", "withdrawals", "trades"]
        if code == "-2015", readers.contains(answer.endpoint) { found = unreadable }
        if found.kind == .rateLimited {
            // Retry-After was seen to be 0. A ban lasts two minutes at least.
            found.retry = .after(max(answer.retryAfter ?? .minutes(1), .seconds(answer.status == 418 ? 120 : 5)))
        }
        let word = code.map { String($0) } ?? "HTTP \(answer.status)"
        return AdapterError(found.kind, retry: found.retry, code: word, message: found.sentence)
    }
}
