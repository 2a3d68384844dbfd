import AdapterKit

extension Refusal {
    fileprivate static let key = Refusal(
        .auth, .newCredential, "Bitstamp refused the key. Is it activated by the e-mail? If so, make a new one.")
    fileprivate static let signature = Refusal(
        .auth, .newCredential, "Bitstamp refused the signature. Are API key and secret swapped or cut short?")
    fileprivate static let frozen = Refusal(
        .auth, .newCredential, "Bitstamp has frozen the account. Its support must unfreeze it.")
    fileprivate static let forbidden = Refusal(
        .permission, .newCredential,
        "The Bitstamp key lacks a right. Tick what `portolan adapters guide bitstamp` lists, and connect again.")
    fileprivate static let address = Refusal(
        .permission, .newCredential, "The Bitstamp key does not allow this network address. Empty its IP whitelist.")
    fileprivate static let profile = Refusal(
        .permission, .newCredential, "Bitstamp wants the FATCA form of the profile filled in first.")
    fileprivate static let blocked = Refusal(.permission, .newCredential, "Bitstamp does not let this account do this.")
    fileprivate static let busy = Refusal(.rateLimited, .after(.seconds(60)), "Bitstamp asks for a pause.")
    fileprivate static let clock = Refusal(
        .clockSkew, .sameRequest, "Bitstamp found time or number of the request wrong. Is this machine's clock right?")
    fileprivate static let wrong = Refusal(.badRequest, .never, "Bitstamp did not accept the request.")
    fileprivate static let gone = Refusal(.noLongerServed, .never, "Bitstamp has closed this part of its interface.")
    fileprivate static let down = Refusal(.exchangeUnavailable, .sameRequest, "Bitstamp cannot answer at the moment.")
}

extension Bitstamp {
    /// Codes first; then the words of answers that carry none.
    private static let refusals: Words<Refusal> = [
        "API0001": .key, "API0002": .address, "API0003": .forbidden, "API0004": .clock, "API0005": .signature,
        "API0006": .frozen, "API0008": .key, "API0009": .profile, "API0010": .signature, "API0011": .key,
        "API0012": .signature, "API0013": .signature, "API0014": .signature, "API0015": .signature,
        "API0016": .signature, "API0017": .clock, "API0018": .clock, "API0019": .wrong, "API0020": .wrong,
        "API0021": .wrong, "API5011": .down, "400.": .wrong, "400.002": .busy, "400.067": .busy, "400.068": .busy,
        "403.": .blocked, "404.": .wrong, "405.": .wrong, "410.": .gone, "500.": .down,
        "API key not found": .key, "Authentication failed": .key, "Wrong API key format": .key,
        "Missing key, signature and nonce": .signature, "Invalid signature": .signature, "Invalid nonce": .clock,
        "Your account is frozen": .frozen, "No permission found": .forbidden, "IP address not allowed": .address,
        "Please update your profile with your FATCA": .profile, "Bitstamp.net is under scheduled maintenance": .down,
    ]

    /// The answer. Throws what Bitstamp calls an error, of whatever status and in whichever of its forms:
    ///
    ///     {"status":"error","reason":"Invalid signature","code":"API0005"}
    ///     {"response_code":"400.002","response_explanation":"Request rejected due to exceeded rate limit."}
    ///     {"status":"error","reason":{"__all__":["…"]},"response_code":"403.004"}
    ///     {"error":"No permission found"}
    static func open(_ answer: Answer) throws -> JSON {
        guard answer.isSuccess else {
            if let json = try? answer.json() { try check(json, answer) }
            throw answer.statusError(exchange: "Bitstamp")
        }
        let json = try answer.json()
        try check(json, answer)
        return json
    }

    private static func check(_ json: JSON, _ answer: Answer) throws {
        let code = json["code"].ifPresent ?? json["response_code"].ifPresent
        guard code != nil || json["error"].ifPresent != nil || json["status"].firstText == "error" else { return }
        let members: [Text] = ["reason", "error", "response_explanation", "message"]
        let told = members.lazy.map { json[$0].firstText }.first { !$0.isEmpty } ?? .empty
        throw refusals.error((try? code?.word) ?? told, answer, exchange: "Bitstamp")
    }
}
