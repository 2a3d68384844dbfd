// Read on 2026-11-24:
//   https://bybit-exchange.github.io/docs/v5/guide (signing, sites)
//   https://bybit-exchange.github.io/docs/v5/rate-limit
//   https://bybit-exchange.github.io/docs/v5/error
//   https://bybit-exchange.github.io/docs/v5/enum (types of the unified log, fee currency, states)
//   https://bybit-exchange.github.io/docs/v5/acct-mode
// The page of each call stands beside its endpoint.
import AdapterKit

/// Bybit, API v5: one account, its unified and its funding wallet.
public enum Bybit {
    static let readOn = "2026-11-24"
    static func docs(_ page: String, _ note: String = "") -> Evidence {
        .documented("https://bybit-exchange.github.io/docs/" + page, readOn: readOn, note)
    }

    /// Behind the limit Bybit answers with an error, and the limit moves while one asks: a day is left for it.
    static func twoYears(_ page: String) -> HistoryBound {
        .rolling(
            .days(729), docs(page),
            reason: "Bybit serves two years; the oldest day is left out, for it goes while one asks.")
    }

    /// Every address, all calls together. Who breaks it is shut out for ten minutes.
    static let address = RateBucket.sliding("address", 600, per: .seconds(5), scope: .address)

    private static let key = CredentialField(name: "key", label: "API key", format: .text)
    /// What is signed is what is sent: the query after percent-encoding. Ten seconds to arrive, twice what Bybit takes
    /// where nothing is said.
    private static func signing(_ sign: Signing.Step, _ signature: Signing.Part) -> Signing {
        Signing(
            "private",
            [
                sign, .header("X-BAPI-API-KEY", .field("key")), .header("X-BAPI-TIMESTAMP", .time(.milliseconds)),
                .header("X-BAPI-RECV-WINDOW", "10000"), .header("X-BAPI-SIGN", signature),
            ])
    }

    public static let adapter = Adapter(
        id: "bybit", version: "1.0.0", name: "Bybit", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://bybit-exchange.github.io/docs/v5/intro", exchange: "Bybit",
        // The day from which other programs read; nothing older has been seen.
        launched: Instant(year: 2018, month: 3, day: 2),
        schemes: [
            Scheme(
                "hmac", label: "system-generated key",
                fields: [key, CredentialField(name: "secret", label: "API secret", format: .text)],
                signings: [
                    signing(
                        .hmac(
                            .sha256, key: "secret", as: "signature", .time(.milliseconds), .field("key"), "10000",
                            .query(), .body), .result("signature").hex)
                ]),
            Scheme(
                "rsa", label: "self-generated RSA key",
                fields: [key, CredentialField(name: "secret", label: "RSA private key (PEM)", format: .pem)],
                signings: [
                    signing(
                        .sign(
                            .rsaSHA256, key: "secret", as: "signature", .time(.milliseconds), .field("key"), "10000",
                            .query(), .body), .result("signature").base64)
                ]),
        ],
        sites: sites,
        endpoints: [KeyInfo.keyInfo, KeyInfo.accountInfo, KeyInfo.registered, Markets.endpoint, Balances.unified]
            + [Balances.wallet] + histories.map { $0.call.endpoint },
        streams: [KeyInfo.self, Markets.self] + histories + [Balances.self],
        omissions: omissions, guide: guide)

    /// What came and went first; the logs and the fills, which are walked longest, last.
    private static let histories: [any Listing.Type] = [
        Deposits.self, InternalDeposits.self, Withdrawals.self, Conversions.self, OldConversions.self, Dust.self,
        Yield.self, EarnOrders.self, Transfers.self, UnifiedLog.self, FundingLog.self, Executions.self,
        EarlierExecutions.self,
    ]

    /// A key works only on the site that issued it.
    static let sites = [
        Site(name: "global", label: "bybit.com", hosts: ["api.bybit.com"]),
        Site(name: "bytick", label: "bybit.com by its second address", hosts: ["api.bytick.com"]),
        Site(name: "eu", label: "bybit.eu (European Economic Area)", hosts: ["api.bybit.eu"]),
        Site(name: "nl", label: "bybit.nl (Netherlands)", hosts: ["api.bybit.nl"]),
        Site(name: "tr", label: "bybit.tr (Türkiye)", hosts: ["api.bybit.tr"]),
        Site(name: "kz", label: "bybit.kz (Kazakhstan)", hosts: ["api.bybit.kz"]),
        Site(name: "georgia", label: "bybitgeorgia.ge (Georgia)", hosts: ["api.bybitgeorgia.ge"]),
        Site(name: "ae", label: "bybit.ae (United Arab Emirates)", hosts: ["api.bybit.ae"]),
        Site(name: "id", label: "bybit.id (Indonesia)", hosts: ["api.bybit.id"]),
        Site(name: "jp", label: "manepa.jp (Japan)", hosts: ["api.manepa.jp"]),
    ]

    /// One private GET, the way nearly all of Bybit's are made.
    static func endpoint(
        _ name: String, _ path: String, _ purpose: String, _ page: String, rate: UInt32,
        per period: Span = .seconds(1), query: [Parameter] = []
    ) -> Endpoint {
        var calls = RateBucket.sliding(name, rate, per: period, scope: .account)
        // The headers count a second; what they say of a minute is not documented.
        if period == .seconds(1) {
            calls.remainingHeader = "X-Bapi-Limit-Status"
            calls.resetHeader = "X-Bapi-Limit-Reset-Timestamp"
            calls.reset = .milliseconds(relative: false)
        }
        return Endpoint(
            name, .get, path, purpose: purpose, query: query, signing: "private", cost: [address(1), calls(1)],
            evidence: [docs(page)])
    }
}
