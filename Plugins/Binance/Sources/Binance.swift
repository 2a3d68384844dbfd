// Read on 2026-11-24:
//   https://github.com/binance/binance-spot-api-docs (rest-api.md, errors.md, faqs/sor_faq.md)
//   https://github.com/binance/binance-connector-python (mirrors the reference of the /sapi endpoints)
//   https://developers.binance.com/docs (margin_trading, staking, simple_earn, wallet)
import AdapterKit

/// Binance, spot with earn, staking and margin. There is no ledger: every kind of movement has a list of its own.
public enum Binance {
    static let spot = documented("https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md")
    /// Binance's own client, whose texts are those of the reference.
    static let reference = documented("https://github.com/binance/binance-connector-python")
    static func docs(_ page: String) -> Evidence { documented("https://developers.binance.com/docs/" + page) }
    private static func documented(_ url: String) -> Evidence { .documented(url, readOn: "2026-11-24") }
    static func reported(_ note: String) -> Evidence {
        .reported("https://github.com/rotki/rotki", readOn: "2026-11-24", note)
    }

    private static func scheme(
        _ name: String, _ label: String, _ secret: CredentialField, _ step: Signing.Step, _ signature: Signing.Part
    ) -> Scheme {
        Scheme(
            name, label: label, fields: [CredentialField(name: "key", label: "API key", format: .text), secret],
            signings: [
                Signing(
                    "signed",
                    [
                        .query("timestamp", .time(.milliseconds)), step, .query("signature", signature),
                        .header("X-MBX-APIKEY", .field("key")),
                    ])
            ])
    }

    public static let adapter = Adapter(
        id: "binance", version: "1.0.0", name: "Binance", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://developers.binance.com/docs/binance-spot-api-docs/rest-api", exchange: "Binance",
        launched: Instant(year: 2017, month: 7, day: 14, hour: 4),
        schemes: [
            scheme(
                "hmac", "System generated key (HMAC)",
                CredentialField(name: "secret", label: "Secret key", format: .text),
                .hmac(.sha256, key: "secret", as: "signature", .query(), .body), .result("signature").hex),
            scheme(
                "ed25519", "Self-generated key (Ed25519)",
                CredentialField(name: "private_key", label: "Private key (PEM)", format: .pem),
                .sign(.ed25519, key: "private_key", as: "signature", .query(), .body), .result("signature").base64),
        ],
        sites: [Site(name: "main", label: "Binance (binance.com)", hosts: ["api.binance.com"])],
        endpoints: [KeyInfo.endpoint, Balances.spot, Balances.margin, CrossMarkets.pairs]
            // Two lists of markets come from one answer.
            + lists.filter { $0.declaration.name != "routed-markets" }.flatMap(\.lists).map(\.endpoint),
        streams: [KeyInfo.self, CrossMarkets.self, Balances.self], lists: lists, omissions: omissions, guide: guide)
    // What tells which assets were used stands before what is walked market by market.
    private static let lists: [ListStream] =
        markets + funding + fiat + conversions + rewards + products + transfers + margin + fills

    /// Below /api/v3 all share one budget, whose live value is in exchangeInfo. Below /sapi every endpoint has one of
    /// its own, counted by address or by account.
    enum Cost: Sendable {
        case shared(UInt32), address(UInt32), account(UInt32), accountSecond(UInt32)

        func of(_ path: String) -> Endpoint.Cost {
            let name = String(path.dropFirst().map { $0 == "/" ? "." : $0 })
            func bucket(_ name: String, _ size: UInt32, _ span: Span, _ scope: RateBucket.Scope, _ header: String)
                -> RateBucket
            { .sliding(name, size, per: span, scope: scope, usedHeader: header) }
            return switch self {
            case .shared(let weight): bucket("weight", 6000, .minutes(1), .address, "X-MBX-USED-WEIGHT-1M")(weight)
            case .address(let weight): bucket(name, 12_000, .minutes(1), .address, "X-SAPI-USED-IP-WEIGHT-1M")(weight)
            case .account(let weight): bucket(name, 180_000, .minutes(1), .account, "X-SAPI-USED-UID-WEIGHT-1M")(weight)
            case .accountSecond(let weight):
                bucket(name, 180_000, .seconds(1), .account, "X-SAPI-USED-UID-WEIGHT-1S")(weight)
            }
        }
    }
    static func endpoint(
        _ name: String, _ path: String, _ purpose: String, query: [Parameter] = [], _ cost: Cost = .address(1),
        _ evidence: Evidence = reference, signed: Bool = true, keepsRaw: Bool = true
    ) -> Endpoint {
        Endpoint(
            name, .get, path, purpose: purpose,
            // The longest a request may be under way: a slow line is no wrong clock.
            query: query + (signed ? [.fixed("recvWindow", "60000", type: .integer)] : []),
            signing: signed ? "signed" : nil, cost: [cost.of(path)], evidence: [evidence], keepsRaw: keepsRaw)
    }
}
