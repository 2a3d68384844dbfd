// Read on 2026-11-24:
//   https://docs.kraken.com/exchange/guides/rest/authentication
//   https://docs.kraken.com/exchange/guides/rest/api-keys
//   https://docs.kraken.com/exchange/guides/general/errors
//   https://docs.kraken.com/api-reference/account-data/get-ledgers-info
//   https://docs.kraken.com/api-reference/account-data/get-api-key-info
//   https://docs.kraken.com/api-reference/account-data/get-account-balance
//   https://docs.kraken.com/api-reference/funding/get-status-of-recent-deposits
//   https://docs.kraken.com/api-reference/funding/get-status-of-recent-withdrawals
//   https://support.kraken.com/articles/advanced-api-faq (what the states of deposits mean)
import AdapterKit

/// Kraken, spot. The ledger carries everything that moved a balance; the funding streams add hash and address.
public enum Kraken {
    static let readOn = "2026-11-24"
    static func docs(_ page: String, _ note: String = "") -> Evidence {
        .documented("https://docs.kraken.com/" + page, readOn: readOn, note)
    }

    /// Every tier counts each private call. The tier is not served, so the lowest one, Starter, is assumed:
    /// 15, falling by 0.33 a second.
    static let calls = RateBucket.refill("calls", 15, per: .seconds(45))

    /// Microseconds: a key that once served a program counting in milliseconds or microseconds keeps working, and
    /// the number stays below 2^53. A key that once served nanoseconds answers "Invalid nonce": make a new one.
    static let signing = Signing(
        "private",
        [
            .form("otp", .field("otp"), unlessEmpty: "otp"),
            .form("nonce", .nonce(.microseconds)),
            .digest(.sha256, as: "inner", .nonce(.microseconds), .body),
            .hmac(.sha512, key: "secret", as: "signature", .path, .result("inner")),
            .header("API-Key", .field("key")),
            .header("API-Sign", .result("signature").base64),
        ])

    public static let adapter = Adapter(
        id: "kraken", version: "1.0.0", name: "Kraken", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://docs.kraken.com/exchange/guides/rest/introduction", exchange: "Kraken",
        // The month the company was founded; trading opened later.
        launched: Instant(year: 2011, month: 7, day: 1),
        schemes: [
            Scheme(
                "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "Private key", format: .base64),
                    CredentialField(
                        name: "otp", label: "Two-factor password of the key, if it has one", format: .text,
                        isOptional: true),
                ], signings: [signing])
        ],
        sites: [Site(name: "main", label: "Kraken", hosts: ["api.kraken.com"])],
        endpoints: [
            KeyInfo.endpoint, Ledger.endpoint, Balances.endpoint, Deposits.endpoint, Withdrawals.endpoint,
        ],
        streams: [KeyInfo.self, Ledger.self, Deposits.self, Withdrawals.self, Balances.self],
        omissions: omissions, guide: guide)

    /// One private call, the way all of Kraken's are made.
    static func endpoint(
        _ name: String, _ method: String, purpose: String, form: [Parameter] = [], cost: UInt32, _ evidence: Evidence
    ) -> Endpoint {
        Endpoint(
            name, .post, "/0/private/" + method, purpose: purpose, form: form, body: .form, signing: signing.name,
            cost: [calls(cost)], evidence: [evidence])
    }
}
