import AdapterKit

/// A made-up exchange for measuring: trades in the shape of Binance's myTrades, signed the same way, and buckets
/// so large that they never wait. Three adapters of one library differ in the page size and in what the ids look like.
public enum Bench {
    static let weight = RateBucket.sliding("weight", 1_000_000_000, per: .minutes(1), scope: .address)

    static let signing = Signing(
        "signed",
        [
            .header("X-MBX-APIKEY", .field("key")),
            .query("timestamp", .time(.milliseconds)),
            .hmac(.sha256, key: "secret", as: "signature", .query()),
            .query("signature", .result("signature").hex),
        ])
    static let endpoint = Endpoint(
        "trades", .get, "/api/v3/myTrades", purpose: "Reads trades.",
        query: ["symbol", .integer("limit"), .integer("fromId")], signing: signing.name, cost: [weight(20)])

    static func declaration(pageMax: UInt32) -> StreamDeclaration {
        .history(
            "trades", label: "Trades", kinds: [.trade], walk: .byCursor,
            bounds: [.unknown(reason: "Nothing is known of an exchange that does not exist.")], order: .up,
            paging: .token, pageMax: pageMax, settle: .hours(1),
            units: [HistoryUnit(kind: .market, key: "BTCUSDT", label: "BTC/USDT", base: "BTC", quote: "USDT")])
    }

    static func adapter(_ id: String, _ name: String, _ stream: any AdapterStream.Type) -> Adapter {
        Adapter(
            id: id, version: "1.0.0", name: name, vendor: "Portolan", license: "Apache-2.0",
            sourceURL: "https://example.com", exchange: name, launched: Instant(year: 2017, month: 7, day: 1),
            schemes: [
                Scheme(
                    "hmac", label: "API key",
                    fields: [
                        CredentialField(name: "key", label: "API key", format: .text),
                        CredentialField(name: "secret", label: "API secret", format: .text),
                    ], signings: [signing])
            ],
            sites: [Site(name: "main", label: name, hosts: ["api.example.com"])], endpoints: [endpoint],
            streams: [stream],
            omissions: [
                Omission(
                    name: "rest", kinds: RecordKinds(RecordKind.allCases.filter { $0 != .trade }),
                    text: "Only trades are measured.", remedy: .none)
            ],
            guide: [.step("There is nothing to do: this exchange does not exist.")])
    }

    public static let adapters = [
        adapter("bench", "Bench", ThousandAPage.self),
        adapter("bench-ascending", "Bench, 50 a page", FiftyAPage.self),
        adapter("bench-hashed", "Bench, 50 a page, ids like hashes", FiftyHashed.self),
    ]
}
