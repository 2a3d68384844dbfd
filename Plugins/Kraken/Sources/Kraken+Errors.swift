import AdapterKit

extension Refusal {
    fileprivate static let refused = Refusal(
        .auth, .newCredential, "Kraken refused the key. Make a new one and connect again.")
    fileprivate static let forbidden = Refusal(
        .permission, .newCredential,
        "The Kraken key lacks a right. Tick what `portolan adapters guide kraken` lists, and connect again.")
    /// A full counter of the lowest tier has fallen to zero after 45 seconds.
    fileprivate static let busy = Refusal.busy("Kraken", pause: .seconds(45))
    fileprivate static let wrong = Refusal.wrong("Kraken")
    fileprivate static let down = Refusal.down("Kraken")
}

extension Kraken {
    /// Kraken says what is wrong with HTTP 200: `{"error":["EAPI:Invalid key"]}`.
    private static let refusals: Words<Refusal> = [
        "EAPI:Invalid key": .refused,
        "EAPI:Invalid signature": Refusal(
            .auth, .newCredential, "Kraken refused the signature. Are API key and private key swapped?"),
        "EAuth:Account temporary disabled": .refused,
        "EAuth:Account unconfirmed": .refused,
        "EGeneral:Temporary lockout": Refusal(
            .auth, .after(.minutes(15)), "Kraken locked the key out for about 15 minutes after repeated errors."),
        "EGeneral:Permission denied": .forbidden,
        "EAccount:Invalid permissions": .forbidden,
        "EAPI:Rate limit exceeded": .busy,
        "EService:Throttled": .busy,
        "EAuth:Rate limit exceeded": .busy,
        "EAuth:Too many requests": .busy,
        "EOrder:Rate limit exceeded": .busy,
        "EAPI:Invalid nonce": Refusal(
            .clockSkew, .sameRequest,
            "Kraken has seen a later nonce of this key. If it stays so, another program uses the key: make a new one."),
        "EGeneral:Invalid arguments": .wrong,
        "EQuery:Unknown asset": .wrong,
        "EFunding:No funding method": .wrong,
        "EGeneral:Unknown method": .wrong,
        "EGeneral:Internal error": .down,
        "EService:": .down,
    ]

    /// The `result` of an answer. Throws what Kraken calls an error; warnings (`W…`) pass.
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else {
            if let json = try? answer.json() { try check(json, answer) }
            throw answer.statusError(exchange: "Kraken")
        }
        let json = try answer.json()
        try check(json, answer)
        return json["result"]
    }

    private static func check(_ json: JSON, _ answer: Answer) throws {
        guard let errors = json["error"].ifPresent else { return }
        for error in try errors.elements {
            let code = String(try error.looseText)
            if code.hasPrefix("W") { continue }
            guard code.hasPrefix("E") else {
                throw AdapterError(.malformed, message: "Kraken's error is not in its own form.", place: error.path)
            }
            throw failure(code, answer)
        }
    }

    static func failure(_ code: String, _ answer: Answer) -> AdapterError {
        // "EService: Throttled: 1700000000": the space comes and goes.
        let parts = code.split(separator: ":", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " })
        }
        let plain = parts.joined(separator: ":")
        var found = refusals.longestPrefix(of: plain) ?? .wrong
        if found.kind == .rateLimited, let last = parts.last, let until = Int64(last) {
            let seconds = until.subtractingReportingOverflow(answer.received.units(.seconds, roundedUp: false))
            found.retry = .after(.seconds(min(max(seconds.overflow ? 0 : seconds.partialValue, 1), 3600)))
        }
        return found.error(code: code)
    }
}
