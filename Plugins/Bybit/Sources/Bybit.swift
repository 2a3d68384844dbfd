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
        endpoints: KeyInfo.endpoints + [Markets.endpoint, Balances.unified, Balances.wallet, Balances.earning]
            + histories.map(\.endpoint), streams: [KeyInfo.self, Markets.self, Balances.self], pagedLists: histories,
        omissions: omissions, guide: guide)

    /// What came and went first; the logs and the fills, which are walked longest, last.
    private static let histories = lists + [UnifiedLog.list, FundingLog.list] + Fills.lists
    /// A classic account has no unified wallet: its fills and conversions move balances themselves.
    static func isClassic(_ ask: PagedList.Ask) -> Bool { ask.fact("account") == "classic" }

    /// A key works only on the site that issued it.
    static let sites = [
        ("global", "bybit.com", "api.bybit.com"), ("bytick", "bybit.com by its second address", "api.bytick.com"),
        ("eu", "bybit.eu (European Economic Area)", "api.bybit.eu"), ("nl", "bybit.nl (Netherlands)", "api.bybit.nl"),
        ("tr", "bybit.tr (Türkiye)", "api.bybit.tr"), ("kz", "bybit.kz (Kazakhstan)", "api.bybit.kz"),
        ("georgia", "bybitgeorgia.ge (Georgia)", "api.bybitgeorgia.ge"),
        ("ae", "bybit.ae (United Arab Emirates)", "api.bybit.ae"), ("id", "bybit.id (Indonesia)", "api.bybit.id"),
        ("jp", "manepa.jp (Japan)", "api.manepa.jp"),
    ].map { Site(name: $0.0, label: $0.1, hosts: [$0.2]) }

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
