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
    private static func documented(_ url: String) -> Evidence { .documented(url, readOn: day) }
    static func reported(_ note: String) -> Evidence { .reported("https://github.com/rotki/rotki", readOn: day, note) }
    private static let day = "2026-11-24"

    private static func scheme(
        _ name: String, _ label: String, _ secret: CredentialField, _ step: Signing.Step, _ signature: Signing.Part
    ) -> Scheme {
        let steps: [Signing.Step] = [
            .query("timestamp", .time(.milliseconds)), step, .query("signature", signature),
            .header("X-MBX-APIKEY", .field("key")),
        ]
        return Scheme(
            name, label: label, fields: [.text("key", "API key"), secret], signings: [Signing("signed", steps)])
    }

    public static let adapter = Adapter(
        id: "binance", version: "1.0.0", name: "Binance", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://developers.binance.com/docs/binance-spot-api-docs/rest-api", exchange: "Binance",
        launched: Instant(year: 2017, month: 7, day: 14, hour: 4),
        schemes: [
            scheme(
                "hmac", "System generated key (HMAC)", .text("secret", "Secret key"),
                .hmac(.sha256, key: "secret", as: "signature", .query(), .body), .result("signature").hex),
            scheme(
                "ed25519", "Self-generated key (Ed25519)", .pem("private_key", "Private key (PEM)"),
                .sign(.ed25519, key: "private_key", as: "signature", .query(), .body), .result("signature").base64),
        ],
        sites: [Site(name: "main", label: "Binance (binance.com)", hosts: ["api.binance.com"])],
        endpoints: [key, account],
        // What tells which assets were used stands before what is walked market by market.
        lists: snapshots + funding + fiat + rewards + products + transfers + margin + fills, omissions: omissions,
        guide: guide)

    /// Below /api/v3 all share one budget, whose live value is in exchangeInfo. Below /sapi every endpoint has one of
    /// its own, counted by address or by account.
    enum Cost: Sendable {
        case shared(UInt32), address(UInt32), account(UInt32), accountSecond(UInt32)

        func of(_ path: String) -> Endpoint.Cost {
            let own = String(path.dropFirst().map { $0 == "/" ? "." : $0 })
            func bucket(_ name: String, _ size: UInt32, _ scope: RateBucket.Scope, _ used: String) -> RateBucket {
                let period: Span = used.hasSuffix("S") ? .seconds(1) : .minutes(1)
                return .sliding(name, size, per: period, scope: scope, usedHeader: "X-" + used)
            }
            return switch self {
            case .shared(let weight): bucket("weight", 6000, .address, "MBX-USED-WEIGHT-1M")(weight)
            case .address(let weight): bucket(own, 12_000, .address, "SAPI-USED-IP-WEIGHT-1M")(weight)
            case .account(let weight): bucket(own, 180_000, .account, "SAPI-USED-UID-WEIGHT-1M")(weight)
            case .accountSecond(let weight): bucket(own, 180_000, .account, "SAPI-USED-UID-WEIGHT-1S")(weight)
            }
        }
    }
    /// A path without a slash before it lies below /sapi/v1.
    static func endpoint(
        _ name: String, _ path: String, _ purpose: String, query: [Parameter] = [], _ cost: Cost = .address(1),
        _ evidence: Evidence = reference, signed: Bool = true, keepsRaw: Bool = true
    ) -> Endpoint {
        let path = path.hasPrefix("/") ? path : "/sapi/v1/" + path
        return Endpoint(
            name, .get, path, purpose: purpose,
            // The longest a request may be under way: a slow line is no wrong clock.
            query: query + (signed ? [.fixed("recvWindow", "60000", type: .integer)] : []),
            signing: signed ? "signed" : nil, cost: [cost.of(path)], evidence: [evidence], keepsRaw: keepsRaw)
    }
    static let table = ListStyle<Cost>(
        exchange: "Binance", size: "size", at: ["rows"], settle: .days(1), evidence: reference, open: { try open($0) },
        endpoint: { endpoint($0, $1, $2, query: $3, $4, $5) })
    static let free = HistoryBound.unlimited(reference, reason: "No limit is documented.")
    /// Words for an end, good or bad; whatever else Binance writes is not final.
    static let states: Words<RecordFlags> = [
        "SUCCESS": [], "CONFIRMED": [], "PAID": [], "COMPLETED": [], "Successful": [], "Finished": [], "Completed": [],
        "FAIL": .void, "FAILED": .void, "Failed": .void, "Expired": .void, "Refunded": .void, "CANCELLED": .void,
        "CANCELLED_BY_SYSTEM": .void,
    ]
}
