// Read on 2026-11-24, below https://docs.cdp.coinbase.com/:
//   coinbase-app/authentication-authorization/api-key-authentication, …/track-apis/accounts, …/transactions
//   …/transfer-apis/deposit-fiat, …/withdraw-fiat, …/api-architecture/pagination, …/rate-limiting, …/status-codes
//   api-reference/advanced-trade-api/rest-api/orders/list-fills, …/data-api/get-api-key-permissions
import AdapterKit

/// Coinbase, through keys of its developer portal. The transactions of each wallet carry everything that moved a
/// balance; fills and fiat payments add what the wallets do not tell.
public enum Coinbase {
    static let docs = Pages("https://docs.cdp.coinbase.com/", readOn: "2026-11-24")
    static let waltio = Pages("https://help.waltio.co/en/", readOn: "2026-11-24", .reported)
    static let pagination = docs(
        "coinbase-app/api-architecture/pagination", "Lists go back to the first row; no limit is named.")

    /// Documented for everything below /v2.
    static let appCalls = RateBucket.sliding("app", 10_000, per: .hours(1))
    /// Not on a page of Coinbase's that could be read; others report 30. A third of it hurts nobody: few calls go there.
    static let tradeCalls = RateBucket.sliding("advanced-trade", 10, per: .seconds(1), scope: .account)

    /// One token per request. It is bound to method, host and path, not to the query, and lives for two minutes.
    private static func scheme(
        _ name: String, _ label: String, _ algorithm: SignatureAlgorithm, _ format: CredentialField.Format
    ) -> Scheme {
        let head: [Signing.Part] = [
            .init(stringLiteral: #"{"alg":"\#(algorithm.tokenName)","kid":""#), .field("key").json, #"","nonce":""#,
            .random(.hex32), #"","typ":"JWT"}"#,
        ]
        let claims: [Signing.Part] = [
            #"{"sub":""#, .field("key").json, #"","iss":"cdp","nbf":"#, .time(.seconds), #","exp":"#,
            .time(.seconds, shift: .seconds(120)), #","uri":""#, .method, " ", .host, .path.json, #""}"#,
        ]
        return Scheme(
            name, label: label, fields: [.open("key", "API key name or ID"), .secret("secret", "Private key", format)],
            signings: [.webToken("token", algorithm, key: "secret", header: head, claims: claims)])
    }

    public static let adapter = Adapter(
        id: "coinbase", version: "1.0.0", name: "Coinbase", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://docs.cdp.coinbase.com/coinbase-app/introduction/welcome", exchange: "Coinbase",
        // The month the company was founded; trading opened later.
        launched: Instant(year: 2012, month: 6, day: 1),
        schemes: [
            scheme("ecdsa", "ECDSA, private key begins with -----BEGIN", .es256, .pem),
            scheme("ed25519", "Ed25519, private key is one short line", .ed25519, .ed25519Seed),
        ],
        sites: [Site(name: "main", label: "Coinbase", hosts: ["api.coinbase.com"])],
        endpoints: [
            KeyInfo.endpoint, Wallets.endpoint, Transactions.endpoint, Deposits.endpoint, Withdrawals.endpoint,
            Fills.endpoint,
        ],
        streams: [
            KeyInfo.self, Wallets.self, FiatWallets.self, Transactions.self, Deposits.self, Withdrawals.self,
            Fills.self, Balances.self,
        ],
        omissions: omissions, guide: guide)
}
