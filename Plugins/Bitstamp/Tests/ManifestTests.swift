import AdapterKit
import AdapterTesting
import BitstampAdapter
import HistoryModel
import Testing

@Suite("Bitstamp's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(Bitstamp.adapter).manifest }

    @Test func everyRowIsARead() {
        let rows = manifest.endpoints.map { "\($0.method.name) \($0.path)" }
        #expect(
            rows == [
                "POST /api/v2/account_balances/", "POST /api/v2/user_transactions/",
                "POST /api/v2/crypto-transactions/",
                "POST /api/v2/withdrawal-requests/", "GET /api/v2/earn/transactions/",
            ])
        for row in manifest.endpoints {
            #expect(row.signing == 0 && !row.purpose.isEmpty && !row.evidence.isEmpty)
            #expect(row.costs.map(\.amount) == [1, 1])
        }
    }

    /// No Content-Type where there is no body: the row has none, so the host makes none.
    @Test func onlyRowsWithAFormHaveABody() {
        #expect(manifest.endpoints.map(\.body) == [.none, .form, .form, .form, .none])
        let fixed = manifest.endpoints.flatMap(\.parameters).filter { $0.fixedValue != nil }
        #expect(fixed.map { "\($0.name)=\($0.fixedValue ?? "")" }.contains("sort=asc"))
        #expect(fixed.filter { $0.name == "limit" }.allSatisfy { $0.fixedValue == "1000" } && fixed.count == 6)
        #expect(fixed.contains { $0.name == "timedelta" && $0.fixedValue == "50000000" })
    }

    @Test func theLimitsAreBitstamps() {
        #expect(
            manifest.buckets == [
                RateBucket(name: "second", kind: .sliding, scope: .account, capacity: 400, period: .seconds(1)),
                RateBucket(
                    name: "ten-minutes", kind: .sliding, scope: .account, capacity: 10_000, period: .minutes(10)),
            ])
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
                SigningStep(
                    .hmac(.sha256, key: 1),
                    parts: [
                        SigningPart(.literal("BITSTAMP ")), SigningPart(.field("key")), SigningPart(.method),
                        SigningPart(.host), SigningPart(.path), SigningPart(.markedQuery(decoded: false)),
                        SigningPart(.contentType), SigningPart(.random(.uuid4)),
                        SigningPart(.time(.milliseconds, shift: .zero)), SigningPart(.literal("v2")),
                        SigningPart(.body),
                    ]),
                SigningStep(
                    .header("X-Auth"), parts: [SigningPart(.literal("BITSTAMP ")), SigningPart(.field("key"))]),
                SigningStep(.header("X-Auth-Nonce"), parts: [SigningPart(.random(.uuid4))]),
                SigningStep(
                    .header("X-Auth-Timestamp"), parts: [SigningPart(.time(.milliseconds, shift: .zero))]),
                SigningStep(.header("X-Auth-Version"), parts: [SigningPart(.literal("v2"))]),
                SigningStep(.header("X-Auth-Signature"), parts: [SigningPart(.result(0), .hex)]),
            ])
        #expect(manifest.schemes[0].fields.map(\.name) == ["key", "secret"])
    }

    @Test func theSecretIsPlacedNowhere() {
        for step in manifest.schemes[0].signings[0].steps {
            #expect(!step.parts.contains { $0.source == .field("secret") })
        }
    }

    @Test func onlyTheTransactionsAreUnlimited() throws {
        let transactions = try #require(manifest.stream(named: "transactions"))
        #expect(!transactions.isLimited && transactions.support == .readable && transactions.order == .up)
        #expect(transactions.walk == .byCursor && transactions.pageMax == 1000 && transactions.settle == .days(7))
        let bounds = manifest.streams.filter { $0.role == .history }.map { $0.bounds.map(\.kindName) }
        #expect(bounds == [["unlimited"], ["last_n"], ["rolling", "last_n"], ["unknown", "last_n"]])
        for stream in manifest.streams where stream.role == .history && stream.name != "transactions" {
            #expect(stream.support == .partial && !stream.note.isEmpty)
            #expect(stream.bounds.allSatisfy { !$0.reason.isEmpty && !$0.evidence.isEmpty })
        }
        let requests = try #require(manifest.stream(named: "withdrawal-requests"))
        #expect(requests.bounds[0].kind == .rolling(.days(578)))
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
