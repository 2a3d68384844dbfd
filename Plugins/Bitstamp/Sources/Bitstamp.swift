// Read on 2026-11-24: https://www.bitstamp.net/api/ (authentication, codes, request limits, and the operations named below)
import AdapterKit

/// Bitstamp, spot. One list carries everything that moved a balance; three others add hash, address, state and worth.
public enum Bitstamp {
    static let readOn = "2026-11-24"
    static func docs(_ operation: String, _ note: String = "") -> Evidence {
        .documented("https://www.bitstamp.net/api/#" + operation, readOn: readOn, note)
    }

    /// Every client may do as much; Bitstamp sends no headers about it.
    static let second = RateBucket.sliding("second", 400, per: .seconds(1), scope: .account)
    static let tenMinutes = RateBucket.sliding("ten-minutes", 10_000, per: .minutes(10), scope: .account)

    /// The query is signed as it stands in the address, with its question mark: Bitstamp's examples join the very text
    /// they sign to the path they call. The content type is neither signed nor sent where there is no body.
    static let signing = Signing(
        "private",
        [
            .hmac(
                .sha256, key: "secret", as: "signature", "BITSTAMP ", .field("key"), .method, .host, .path,
                .markedQuery(), .contentType, .random(.uuid4), .time(.milliseconds), "v2", .body),
            .header("X-Auth", "BITSTAMP ", .field("key")),
            .header("X-Auth-Nonce", .random(.uuid4)),
            .header("X-Auth-Timestamp", .time(.milliseconds)),
            .header("X-Auth-Version", "v2"),
            .header("X-Auth-Signature", .result("signature").hex),
        ])

    public static let adapter = Adapter(
        id: "bitstamp", version: "1.0.0", name: "Bitstamp", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://www.bitstamp.net/api/", exchange: "Bitstamp",
        // The month the company was founded.
        launched: Instant(year: 2011, month: 8, day: 1),
        schemes: [
            Scheme(
                "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "Secret", format: .text),
                ], signings: [signing])
        ],
        sites: [Site(name: "main", label: "Bitstamp", hosts: ["www.bitstamp.net"])],
        endpoints: [
            Balances.endpoint, Transactions.endpoint, CryptoTransactions.endpoint, WithdrawalRequests.endpoint,
            Earn.endpoint,
        ],
        streams: [
            KeyCheck.self, Transactions.self, CryptoTransactions.self, WithdrawalRequests.self, Earn.self,
            Balances.self,
        ],
        omissions: omissions, guide: guide)

    /// One private call; what it asks goes into a form, or into the query of a GET.
    static func endpoint(
        _ name: String, _ method: EndpointRow.Method, _ path: String, purpose: String, _ parameters: [Parameter],
        _ evidence: Evidence...
    ) -> Endpoint {
        Endpoint(
            name, method, "/api/v2/" + path, purpose: purpose, query: method == .get ? parameters : [],
            form: method == .get ? [] : parameters, signing: signing.name, cost: [second(1), tenMinutes(1)],
            evidence: evidence)
    }

    static let fiat: Words<Bool> = ["USD": true, "EUR": true, "GBP": true]
    static func isFiat(_ asset: Text) -> Bool { fiat[asset] ?? false }
}
