import AdapterKit

extension Binance {
    struct Failure: Sendable {
        var kind: AdapterError.Kind
        var retry: AdapterError.Retry
        var sentence: String
        init(_ kind: AdapterError.Kind, _ retry: AdapterError.Retry, _ sentence: String) {
            (self.kind, self.retry, self.sentence) = (kind, retry, sentence)
        }
        static let refused = Failure(
            .auth, .newCredential, "Binance refused the key. Check key and secret, or make a new key and connect again."
        )
        static let forbidden = Failure(
            .permission, .newCredential,
            "Binance does not allow this with the key. Check that Enable Reading is on and that your address is allowed."
        )
        static let busy = Failure(.rateLimited, .after(.minutes(1)), "Binance asks for a pause.")
        static let wrong = Failure(.badRequest, .never, "Binance did not accept the request.")
        static let down = Failure(.exchangeUnavailable, .sameRequest, "Binance cannot answer at the moment.")
        static let noMargin = Failure(.notOffered, .never, "This account has no such margin account.")
    }

    /// By code. Every other one is a request that Binance did not like: -1020, -11xx, -6021 and their kin.
    static let failures: Words<Failure> = [
        "-2014": .refused, "-2008": .refused, "-1022": .refused, "-2015": .forbidden, "-1002": .forbidden,
        "-1003": .busy, "-1015": .busy, "-1034": .busy,
        "-1021": Failure(.clockSkew, .sameRequest, "This machine's clock and Binance's differ too much."),
        "-1121": Failure(.noLongerServed, .never, "Binance no longer serves this market."),
        "-1000": .down, "-1001": .down, "-1006": .down, "-1007": .down, "-1008": .down, "-1016": .down,
        "-3003": .noMargin, "-11001": .noMargin,
    ]

    /// The answer's JSON. Throws what Binance calls an error, also under HTTP 200: some endpoints answer
    /// `{"code":"000000","success":true,"data":[…]}`, where another code is a failure.
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else { throw failure(code: (try? answer.json()).flatMap { try? code($0) }, answer) }
        let json = try answer.json()
        if json.kind == .object, let code = try code(json) { throw failure(code: code, answer) }
        if let success = json["success"].ifPresent, try !success.bool { throw failure(code: "success: false", answer) }
        return json
    }
    private static func code(_ json: JSON) throws -> Text? {
        guard let code = json["code"].ifPresent else { return nil }
        let text = try code.word
        return text == "000000" || text == "0" ? nil : text
    }

    private static func failure(code: Text?, _ answer: Answer) -> AdapterError {
        var found = code.map { failures[$0] ?? .wrong } ?? .wrong
        switch answer.status {
        // The limit was broken, the address is banned, or the web firewall stepped in.
        case 429, 418, 403: found = .busy
        case 401 where found.kind == .badRequest: found = .refused
        case 500... where found.kind == .badRequest: found = .down
        default: break
        }
        // What needs nothing but reading: there the key or its address list is to blame.
        if code == "-2015", ["key", "account", "deposits", "withdrawals", "trades"].contains(answer.endpoint) {
            found = Failure(
                .auth, .newCredential,
                "Binance refused the key: it is wrong or deleted, may not read, or may not be used from this address.")
        }
        if found.kind == .rateLimited {
            // Retry-After was seen to be 0. A ban lasts two minutes at least.
            let least = Span.seconds(answer.status == 418 ? 120 : 5)
            found.retry = .after(max(answer.retryAfter ?? .minutes(1), least))
        }
        return AdapterError(
            found.kind, retry: found.retry, code: code.map { String($0) } ?? "HTTP \(answer.status)",
            message: found.sentence)
    }
}
