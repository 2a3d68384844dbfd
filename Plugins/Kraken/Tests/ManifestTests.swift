import AdapterKit
import AdapterTesting
import HistoryModel
import KrakenAdapter
import Testing

@Suite("Kraken's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(Kraken.adapter).manifest }

    @Test func everyRowIsARead() {
        #expect(
            Set(manifest.endpoints.map(\.path))
                == Set(
                    ["GetApiKeyInfo", "Ledgers", "Balance", "DepositStatus", "WithdrawStatus"].map {
                        "/0/private/" + $0
                    }))
        for row in manifest.endpoints {
            #expect(row.method == .post && row.body == .form && row.signing == 0)
            #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && !row.costs.isEmpty)
        }
    }

    @Test func costsAreKrakens() {
        let costs = Dictionary(uniqueKeysWithValues: manifest.endpoints.map { ($0.name, $0.costs.map(\.amount)) })
        #expect(costs["ledgers"] == [2])
        #expect(costs.filter { $0.key != "ledgers" }.values.allSatisfy { $0 == [1] })
        #expect(manifest.buckets.count == 1)
        #expect(manifest.buckets[0].kind == .refill && manifest.buckets[0].capacity == 15)
        #expect(manifest.buckets[0].period == .seconds(45))
    }

    @Test func everyKindAppearsInAStreamOrAnOmission() {
        var said: RecordKinds = [.init(rawValue: 1)]
        for stream in manifest.streams { said.formUnion(stream.kinds) }
        for omission in manifest.omissions { said.formUnion(omission.kinds) }
        for kind in RecordKind.allCases { #expect(said.contains(kind), "\(kind.name)") }
    }

    @Test func theRecipeIsTheDocumentedOne() throws {
        let steps = manifest.schemes[0].signings[0].steps
        #expect(
            steps == [
                SigningStep(.addForm("otp"), parts: [SigningPart(.field("otp"))], skippedWhenEmpty: 2),
                SigningStep(.addForm("nonce"), parts: [SigningPart(.nonce(.microseconds))]),
                SigningStep(.digest(.sha256), parts: [SigningPart(.nonce(.microseconds)), SigningPart(.body)]),
                SigningStep(.hmac(.sha512, key: 1), parts: [SigningPart(.path), SigningPart(.result(0))]),
                SigningStep(.header("API-Key"), parts: [SigningPart(.field("key"))]),
                SigningStep(.header("API-Sign"), parts: [SigningPart(.result(1), .base64)]),
            ])
        #expect(manifest.schemes[0].fields[1].format == .base64)
    }

    @Test func theSecretIsPlacedNowhere() {
        for step in manifest.schemes[0].signings[0].steps {
            #expect(!step.parts.contains { $0.source == .field("secret") })
        }
    }

    @Test func whatIsUncertainStaysUnknown() throws {
        for name in ["deposits", "withdrawals"] {
            let stream = try #require(manifest.stream(named: name))
            #expect(stream.bounds.map(\.kindName) == ["rolling", "unknown"] && stream.support == .partial)
            #expect(stream.bounds.allSatisfy { !$0.reason.isEmpty && !$0.evidence.isEmpty })
        }
        let ledger = try #require(manifest.stream(named: "ledger"))
        #expect(!ledger.isLimited && ledger.order == .down && ledger.paging == .offset)
        #expect(ledger.planSpan == .days(365) && ledger.settle == .days(1) && ledger.maxSpan == nil)
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
