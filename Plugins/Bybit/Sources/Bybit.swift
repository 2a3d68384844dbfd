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
    static func docs(_ page: String, _ note: String = "") -> Evidence {
        .documented("https://bybit-exchange.github.io/docs/" + page, readOn: "2026-11-24", note)
    }

    /// Behind the limit Bybit answers with an error, and the limit moves while one asks: a day is left for it.
    static func twoYears(_ page: String) -> HistoryBound {
        .rolling(
            .days(729), docs(page),
            reason: "Bybit serves two years; the oldest day is left out, for it goes while one asks.")
    }

    /// Every address, all calls together. Who breaks it is shut out for ten minutes.
    static let address = RateBucket.sliding("address", 600, per: .seconds(5), scope: .address)

    public static let adapter = Adapter(
        id: "bybit", version: "1.0.0", name: "Bybit", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://bybit-exchange.github.io/docs/v5/intro", exchange: "Bybit",
        // The day from which other programs read; nothing older has been seen.
        launched: Instant(year: 2018, month: 3, day: 2),
        schemes: [
            Scheme(
                "hmac", label: "system-generated key", secret: "API secret", .text, signing: "private",
                .hmac(.sha256, key: "secret", as: "signature", of: signed), headers(.result("signature").hex)),
            Scheme(
                "rsa", label: "self-generated RSA key", secret: "RSA private key (PEM)", .pem, signing: "private",
                .sign(.rsaSHA256, key: "secret", as: "signature", of: signed), headers(.result("signature").base64)),
        ],
        sites: sites,
        endpoints: KeyInfo.endpoints + [Markets.endpoint, Balances.unified, Balances.wallet]
            + histories.map(\.endpoint), streams: [KeyInfo.self, Markets.self, Balances.self], pagedLists: histories,
        omissions: omissions, guide: guide)

    /// What came and went first; the logs and the fills, which are walked longest, last.
    private static let histories = lists + [UnifiedLog.list, FundingLog.list] + Fills.lists
    /// A classic account has no unified wallet: its fills and conversions move balances themselves.
    static func isClassic(_ ask: PagedList.Ask) -> Bool { ask.fact("account") == "classic" }

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

    /// What is signed is what is sent: the query after percent-encoding. Ten seconds to arrive, twice what Bybit takes
    /// where nothing is said.
    private static let signed: [Signing.Part] = [.time(.milliseconds), .field("key"), "10000", .query(), .body]
    private static func headers(_ signature: Signing.Part) -> [Signing.Step] {
        [
            .header("X-BAPI-API-KEY", .field("key")), .header("X-BAPI-TIMESTAMP", .time(.milliseconds)),
            .header("X-BAPI-RECV-WINDOW", "10000"), .header("X-BAPI-SIGN", signature),
        ]
    }

    static let endpoint = CountedCalls(
        "/v5/", signing: "private", shared: address, remaining: "X-Bapi-Limit-Status",
        reset: "X-Bapi-Limit-Reset-Timestamp", .milliseconds(relative: false)
    ) { docs("v5/" + $0) }
    static let list = PagedLists(
        next: "nextPageCursor", unit: "category", unknown: "How far back Bybit keeps this is not documented.",
        open: { try open($0) }, endpoint)
}
