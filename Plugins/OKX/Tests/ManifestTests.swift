import AdapterKit
import AdapterTesting
import HistoryModel
import OKXAdapter
import Testing

@Suite("OKX's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(OKX.adapter).manifest }

    @Test func everyRowIsARead() {
        #expect(
            Set(manifest.endpoints.map(\.path))
                == Set(
                    [
                        "account/config", "account/balance", "account/bills-archive", "asset/balances",
                        "asset/bills-history", "asset/deposit-history", "asset/withdrawal-history",
                        "asset/convert/history", "fiat/deposit-order-history", "fiat/withdrawal-order-history",
                        "trade/fills-history", "trade/easy-convert-history", "finance/savings/lending-history",
                    ].map { "/api/v5/" + $0 }))
        for row in manifest.endpoints {
            #expect(row.method == .get && row.body == .none && row.signing == 0)
            #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && row.costs.count == 1)
        }
    }

    /// Calls for each period in milliseconds, and for each user, not each key.
    @Test func everyEndpointHasItsOwnLimit() {
        var limits: [String: [Int64]] = [:]
        for row in manifest.endpoints {
            let bucket = manifest.buckets[row.costs[0].bucket]
            #expect(bucket.scope == .account && bucket.kind == .sliding && row.costs[0].amount == 1)
            limits[row.name] = [Int64(bucket.capacity), bucket.period.nanoseconds / 1_000_000]
        }
        #expect(
            limits == [
                "account-config": [5, 2000], "funding-balance": [6, 1000], "trading-balance": [10, 2000],
                "funding-ledger": [1, 1000], "deposits": [6, 1000], "withdrawals": [6, 1000],
                "fiat-deposits": [3, 1000], "fiat-withdrawals": [3, 1000], "conversions": [6, 1000],
                "easy-conversions": [1, 2000], "earn-interest": [6, 1000], "fills": [10, 2000],
                "trading-ledger": [5, 2000],
            ])
        #expect(manifest.buckets.count == manifest.endpoints.count)
    }

    @Test func everyKindAppearsInAStreamOrAnOmission() {
        var said: RecordKinds = [.init(rawValue: 1)]
        for stream in manifest.streams { said.formUnion(stream.kinds) }
        for omission in manifest.omissions { said.formUnion(omission.kinds) }
        for kind in RecordKind.allCases { #expect(said.contains(kind), "\(kind.name)") }
    }

    @Test func theRecipeIsTheDocumentedOne() {
        let scheme = manifest.schemes[0]
        #expect(
            scheme.signings[0].steps == [
                SigningStep(
                    .hmac(.sha256, key: 1),
                    parts: [
                        SigningPart(.time(.isoMilliseconds, shift: .zero)), SigningPart(.method), SigningPart(.path),
                        SigningPart(.markedQuery(decoded: false)), SigningPart(.body),
                    ]),
                SigningStep(.header("OK-ACCESS-KEY"), parts: [SigningPart(.field("key"))]),
                SigningStep(.header("OK-ACCESS-SIGN"), parts: [SigningPart(.result(0), .base64)]),
                SigningStep(
                    .header("OK-ACCESS-TIMESTAMP"), parts: [SigningPart(.time(.isoMilliseconds, shift: .zero))]),
                SigningStep(.header("OK-ACCESS-PASSPHRASE"), parts: [SigningPart(.field("passphrase"))]),
            ])
        #expect(scheme.fields.map(\.name) == ["key", "secret", "passphrase"])
        #expect(scheme.fields.allSatisfy { $0.format == .text && !$0.isOptional && $0.isSecret })
    }

    @Test func threeSitesWithOneHostEach() {
        #expect(manifest.sites.map(\.name) == ["global", "eea", "us"])
        #expect(manifest.sites.map(\.hosts) == [["www.okx.com"], ["eea.okx.com"], ["us.okx.com"]])
    }

    @Test func whatIsUncertainStaysUnknown() throws {
        for (name, bounds) in [
            ("deposits", ["unknown"]), ("withdrawals", ["unknown"]), ("fiat-deposits", ["unknown"]),
            ("fiat-withdrawals", ["unknown"]), ("conversions", ["unknown"]),
            ("fills", ["rolling", "rolling", "unknown"]),
            ("trading-ledger", ["rolling", "rolling", "unknown"]),
        ] {
            let stream = try #require(manifest.stream(named: name))
            #expect(stream.bounds.map(\.kindName) == bounds && stream.support == .partial)
            #expect(stream.bounds.allSatisfy { !$0.reason.isEmpty && !$0.evidence.isEmpty })
        }
        let ledger = try #require(manifest.stream(named: "funding-ledger"))
        #expect(ledger.bounds.map(\.kind) == [.since(Instant(year: 2021, month: 2, day: 1))])
        #expect(manifest.stream(named: "easy-conversions")?.bounds.map(\.kind) == [.rolling(.days(7))])
        #expect(manifest.stream(named: "earn-interest")?.bounds.map(\.kind) == [.rolling(.calendarMonths(1))])
    }

    @Test func listsComeNewestFirstAHundredAPage() {
        let history = manifest.streams.filter { $0.role == .history }
        #expect(history.count == 10)
        for stream in history {
            #expect(
                stream.walk == .byCursor && stream.order == .down && stream.pageMax == 100 && stream.settle >= .days(1))
        }
        #expect(manifest.stream(named: "fills")?.units.map(\.key) == ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"])
    }

    @Test func everyPageWasReadOnADay() {
        let evidence =
            manifest.endpoints.flatMap(\.evidence) + manifest.omissions.flatMap(\.evidence)
            + manifest.streams.flatMap { $0.evidence + $0.bounds.flatMap(\.evidence) }
        for item in evidence {
            #expect(item.url.hasPrefix("https://") && Instant(iso8601: item.readOn) != nil && item.kind != .unknown)
        }
    }
}
