// Read on 2026-11-24 in a copy of early 2026 of https://www.okx.com/docs-v5/en/: the chapters overview, trading account,
// order book trading, funding account, financial product and error code. Each endpoint names its own section.
import AdapterKit

/// OKX, unified API v5. The funding account's ledger and the fills carry what moved; see README.md for who moves what.
public enum OKX {
    static let readOn = "2026-11-24"
    static func docs(_ anchor: String, _ note: String = "") -> Evidence {
        .documented("https://www.okx.com/docs-v5/en/#" + anchor, readOn: readOn, note)
    }
    /// Sources say 2014 or 2017, as OKEx: the earlier counts. The unified account is much younger.
    static let launched = Instant(year: 2014, month: 1, day: 1)
    /// Nothing of the ledgers is older; what other lists say of the time before moves balances itself.
    static let ledgerStart = Instant(year: 2021, month: 2, day: 1)

    static let signing = Signing(
        "private",
        [
            .hmac(
                .sha256, key: "secret", as: "signature", .time(.isoMilliseconds), .method, .path, .markedQuery(), .body),
            .header("OK-ACCESS-KEY", .field("key")),
            .header("OK-ACCESS-SIGN", .result("signature").base64),
            .header("OK-ACCESS-TIMESTAMP", .time(.isoMilliseconds)),
            .header("OK-ACCESS-PASSPHRASE", .field("passphrase")),
        ])

    public static let adapter = Adapter(
        id: "okx", version: "1.0.0", name: "OKX", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://www.okx.com/docs-v5/en/", exchange: "OKX", launched: launched,
        schemes: [
            Scheme(
                "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "Secret key", format: .text),
                    CredentialField(name: "passphrase", label: "Passphrase of the key", format: .text),
                ], signings: [signing])
        ],
        sites: [
            Site(name: "global", label: "okx.com", hosts: ["www.okx.com"]),
            Site(name: "eea", label: "my.okx.com: European Economic Area", hosts: ["eea.okx.com"]),
            Site(name: "us", label: "app.okx.com: United States", hosts: ["us.okx.com"]),
        ],
        endpoints: [KeyInfo.endpoint, FundingBalances.endpoint, TradingBalances.endpoint]
            + lists.map { $0.list.endpoint },
        // What tells which assets a person used comes first.
        streams: [KeyInfo.self] + lists + [FundingBalances.self, TradingBalances.self],
        omissions: omissions, guide: guide)

    private static let lists: [any OKXList.Type] = [
        FundingLedger.self, Deposits.self, Withdrawals.self, FiatDeposits.self, FiatWithdrawals.self,
        Conversions.self, EasyConversions.self, EarnInterest.self, Fills.self, TradingLedger.self,
    ]

    /// One private read. Limits hold for each endpoint and account.
    static func endpoint(
        _ name: String, _ path: String, _ purpose: String, query: [Parameter] = [], _ calls: UInt32,
        per period: Span = .seconds(1), _ anchor: String
    ) -> Endpoint {
        Endpoint(
            name, .get, "/api/v5/" + path, purpose: purpose, query: query, signing: signing.name,
            cost: [RateBucket.sliding(name, calls, per: period, scope: .account)(1)], evidence: [docs(anchor)])
    }

    /// The `data` of an answer. Throws what OKX calls an error: a code says more than the HTTP status, often 200.
    static func open(_ answer: Answer) throws -> JSON {
        let json: JSON
        do { json = try answer.json() } catch {
            throw answer.isSuccess ? error : answer.statusError(exchange: "OKX")
        }
        let code = answer.isSuccess ? try json["code"].word : try json.wordOrEmpty("code")
        if code == "0", answer.isSuccess { return json["data"] }
        if code.isEmpty || code == "0" { throw answer.statusError(exchange: "OKX") }
        throw (refusals[code] ?? .wrong("OKX")).error(code: String(code))
    }
}
