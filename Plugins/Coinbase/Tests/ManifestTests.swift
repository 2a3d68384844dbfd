import AdapterKit
import AdapterTesting
import CoinbaseAdapter
import HistoryModel
import Testing

@Suite("Coinbase's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(Coinbase.adapter).manifest }

    @Test func everyRowIsARead() {
        #expect(
            manifest.endpoints.map(\.path) == [
                "/api/v3/brokerage/key_permissions", "/v2/accounts", "/v2/accounts/{account_id}/transactions",
                "/v2/accounts/{account_id}/deposits", "/v2/accounts/{account_id}/withdrawals",
                "/api/v3/brokerage/orders/historical/fills",
            ])
        for row in manifest.endpoints {
            #expect(row.method == .get && row.body == .none && row.signing == 0 && row.host == 0)
            #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && row.costs.map(\.amount) == [1])
        }
        #expect(manifest.sites.map(\.hosts) == [["api.coinbase.com"]])
    }

    @Test func everyListIsAskedForInFullPagesAndWalletsOldestFirst() {
        for row in manifest.endpoints where row.path.hasPrefix("/v2/") {
            let fixed = Dictionary(
                uniqueKeysWithValues: row.parameters.compactMap { item in item.fixedValue.map { (item.name, $0) } })
            #expect(fixed["limit"] == "100")
            #expect(fixed["order"] == (row.path == "/v2/accounts" ? nil : "asc"))
        }
        #expect(manifest.endpoints.last?.parameters.first { $0.name == "limit" }?.fixedValue == "100")
    }

    @Test func theLimitsAreTheDocumentedOnes() {
        #expect(manifest.buckets.map(\.name) == ["advanced-trade", "app"])
        #expect(manifest.buckets[1].capacity == 10_000 && manifest.buckets[1].period == .hours(1))
        #expect(manifest.buckets[1].kind == .sliding && manifest.buckets[1].scope == .key)
        for row in manifest.endpoints {
            #expect(row.costs.map(\.bucket) == [row.path.hasPrefix("/v2/") ? 1 : 0], "\(row.name)")
        }
    }

    @Test func everyKindAppearsInAStreamOrAnOmission() {
        var said: RecordKinds = [.init(rawValue: 1)]
        for stream in manifest.streams { said.formUnion(stream.kinds) }
        for omission in manifest.omissions { said.formUnion(omission.kinds) }
        for kind in RecordKind.allCases { #expect(said.contains(kind), "\(kind.name)") }
    }

    @Test(arguments: [(0, "ES256", SignatureAlgorithm.es256), (1, "EdDSA", .ed25519)])
    func theRecipeIsTheDocumentedToken(_ place: Int, _ name: String, _ algorithm: SignatureAlgorithm) throws {
        func text(_ text: String) -> SigningPart { SigningPart(.literal(text)) }
        let scheme = manifest.schemes[place]
        #expect(
            scheme.signings[0].steps == [
                SigningStep(
                    .join,
                    parts: [
                        text("{\"alg\":\"\(name)\",\"kid\":\""), SigningPart(.field("key"), .json),
                        text("\",\"nonce\":\""), SigningPart(.random(.hex32)), text("\",\"typ\":\"JWT\"}"),
                    ]),
                SigningStep(
                    .join,
                    parts: [
                        text("{\"sub\":\""), SigningPart(.field("key"), .json), text("\",\"iss\":\"cdp\",\"nbf\":"),
                        SigningPart(.time(.seconds, shift: .zero)), text(",\"exp\":"),
                        SigningPart(.time(.seconds, shift: .seconds(120))), text(",\"uri\":\""), SigningPart(.method),
                        text(" "), SigningPart(.host), SigningPart(.path, .json), text("\"}"),
                    ]),
                SigningStep(
                    .join, parts: [SigningPart(.result(0), .base64URL), text("."), SigningPart(.result(1), .base64URL)]),
                SigningStep(.sign(algorithm, key: 1), parts: [SigningPart(.result(2))]),
                SigningStep(
                    .header("Authorization"),
                    parts: [
                        text("Bearer "), SigningPart(.result(2)), text("."), SigningPart(.result(3), .base64URL),
                    ]),
            ])
        #expect(scheme.fields.map(\.name) == ["key", "secret"])
        #expect(scheme.fields[1].format == (algorithm == .es256 ? .pem : .ed25519Seed))
        #expect(!scheme.fields[0].isSecret && scheme.fields[1].isSecret)
    }

    @Test func theSecretIsPlacedNowhere() {
        for step in manifest.schemes.flatMap(\.signings).flatMap(\.steps) {
            #expect(!step.parts.contains { $0.source == .field("secret") })
        }
    }

    @Test func whatIsUncertainStaysUnknown() throws {
        for name in ["deposits", "withdrawals", "fills"] {
            let stream = try #require(manifest.stream(named: name))
            #expect(stream.bounds.map(\.kindName) == ["unknown"] && stream.support == .partial && !stream.note.isEmpty)
            #expect(stream.bounds.allSatisfy { !$0.reason.isEmpty && !$0.evidence.isEmpty })
        }
        let transactions = try #require(manifest.stream(named: "transactions"))
        #expect(!transactions.isLimited && transactions.support == .readable)
        #expect(transactions.walk == .byCursor && transactions.order == .up && transactions.settle == .days(1))
    }

    @Test func whatTellsTheWalletsComesBeforeWhatIsReadPerWallet() throws {
        let streams = manifest.streams
        #expect(streams.map(\.name).first == "key")
        for (name, lister) in [
            ("transactions", "wallets"), ("deposits", "fiat-wallets"), ("withdrawals", "fiat-wallets"),
        ] {
            let stream = try #require(manifest.stream(named: name))
            let place = try #require(stream.unitStream)
            #expect(streams[place].name == lister && streams[place].role == .units)
        }
    }

    @Test func theGuideSaysHowLongANewKeySleeps() {
        #expect(manifest.guide.contains { $0.kind == .activation && $0.text.contains("48 hours") })
        #expect(manifest.guide.filter { $0.kind == .rightOn }.map(\.text) == ["View"])
        #expect(manifest.guide.filter { $0.kind == .rightOff }.map(\.text) == ["Trade", "Transfer", "Receive"])
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
