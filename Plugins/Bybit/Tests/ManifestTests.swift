import AdapterKit
import AdapterTesting
import BybitAdapter
import HistoryModel
import Testing

@Suite("Bybit's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(Bybit.adapter).manifest }

    @Test func everyRowIsARead() {
        let posts = manifest.endpoints.filter { $0.method == .post }.map(\.path)
        #expect(posts == ["/fht/compliance/tax/v3/private/registertime"], "a POST that reads")
        for row in manifest.endpoints {
            #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && !row.costs.isEmpty, "\(row.name)")
            #expect((row.signing == nil) == (row.name == "markets"))
            #expect(row.costs.contains { manifest.buckets[$0.bucket].name == "address" })
        }
        #expect(manifest.endpoints.count == 20)
    }

    @Test func everyKindAppearsInAStreamOrAnOmission() {
        var said: RecordKinds = [.init(rawValue: 1)]
        for stream in manifest.streams { said.formUnion(stream.kinds) }
        for omission in manifest.omissions { said.formUnion(omission.kinds) }
        for kind in RecordKind.allCases { #expect(said.contains(kind), "\(kind.name)") }
    }

    @Test func whatCameAndWentIsReadBeforeLogsAndFills() {
        #expect(manifest.streams.filter { $0.role == .history }.map(\.name) == Bench.histories)
    }

    @Test func noRequestForHistoryGoesOutWithoutARange() throws {
        for stream in manifest.streams where stream.role == .history && stream.walk == .byTime {
            let row = try #require(manifest.endpoints.first { $0.name == stream.name })
            let required = row.parameters.filter(\.isRequired).map(\.name)
            #expect(Set(required).isSuperset(of: ["startTime", "endTime"]) || required.contains("createTimeTo"))
            #expect(stream.defaultSpan != nil && stream.maxSpan != nil && stream.overRange == .error, "\(stream.name)")
        }
    }

    @Test func windowsAreBybits() throws {
        let weeks = [
            "yield", "earn-orders", "transfers", "unified-log", "funding-log", "executions", "earlier-executions",
        ]
        let fifty = ["deposits", "internal-deposits", "withdrawals", "transfers", "unified-log"]
        for stream in manifest.streams where stream.role == .history && stream.walk == .byTime {
            let days: Int64 = weeks.contains(stream.name) ? 7 : 30
            let page: UInt32 = fifty.contains(stream.name) ? 50 : 100
            #expect(stream.maxSpan == .days(days) && stream.pageMax == page, "\(stream.name)")
            #expect(stream.defaultSpan == .hours(stream.name == "unified-log" ? 24 : days * 24))
            let row = try #require(manifest.endpoints.first { $0.name == stream.name })
            let limit = row.parameters.first { $0.name == "limit" }?.fixedValue
            #expect(limit == "\(page)", "not the smaller default page")
        }
    }

    @Test func whatIsUncertainStaysUnknown() throws {
        let known = ["yield", "unified-log", "executions"]
        for stream in manifest.streams where stream.role == .history {
            #expect(stream.isLimited, "nothing of Bybit's is documented to be unlimited")
            #expect((stream.support == .readable) == known.contains(stream.name), "\(stream.name)")
            if stream.support == .partial {
                #expect(stream.bounds.map(\.kindName) == ["unknown"] && !stream.note.isEmpty)
            }
        }
        let executions = try #require(manifest.stream(named: "executions"))
        #expect(executions.bounds.map(\.kindName) == ["rolling", "unknown"])
        #expect(executions.bounds[0].kind == .rolling(.days(729)))
        #expect(manifest.stream(named: "yield")?.bounds.first?.kind == .rolling(.calendarMonths(3)))
    }

    @Test func categoriesAreUnits() throws {
        #expect(manifest.stream(named: "executions")?.units.map(\.key) == ["spot", "linear", "inverse", "option"])
        #expect(manifest.stream(named: "earlier-executions")?.units.map(\.key) == ["linear", "inverse", "option"])
        #expect(manifest.stream(named: "yield")?.units.map(\.key) == ["FlexibleSaving", "OnChain"])
    }

    @Test func theRecipesAreTheDocumentedOnes() throws {
        let signed: [SigningPart] = [
            SigningPart(.time(.milliseconds, shift: .zero)), SigningPart(.field("key")), SigningPart(.literal("10000")),
            SigningPart(.query(decoded: false)), SigningPart(.body),
        ]
        let hmac = manifest.schemes[0].signings[0].steps
        #expect(hmac[0] == SigningStep(.hmac(.sha256, key: 1), parts: signed))
        #expect(hmac[4] == SigningStep(.header("X-BAPI-SIGN"), parts: [SigningPart(.result(0), .hex)]))
        let rsa = manifest.schemes[1].signings[0].steps
        #expect(rsa[0] == SigningStep(.sign(.rsaSHA256, key: 1), parts: signed))
        #expect(rsa[4] == SigningStep(.header("X-BAPI-SIGN"), parts: [SigningPart(.result(0), .base64)]))
        #expect(manifest.schemes[1].fields[1].format == .pem)
        for step in hmac + rsa { #expect(!step.parts.contains { $0.source == .field("secret") }) }
    }

    @Test func sitesAreEveryFaceOfBybit() {
        #expect(
            manifest.sites.flatMap(\.hosts) == [
                "api.bybit.com", "api.bytick.com", "api.bybit.eu", "api.bybit.nl", "api.bybit.tr", "api.bybit.kz",
                "api.bybitgeorgia.ge", "api.bybit.ae", "api.bybit.id", "api.manepa.jp",
            ])
    }

    @Test func ratesAreBybits() throws {
        func bucket(_ name: String) throws -> RateBucket { try #require(manifest.buckets.first { $0.name == name }) }
        let address = try bucket("address")
        #expect(address.capacity == 600 && address.period == .seconds(5) && address.scope == .address)
        let rates: [(String, UInt32, Int64)] = [
            ("executions", 50, 1), ("unified-log", 25, 1), ("funding-log", 30, 1), ("deposits", 100, 60),
            ("withdrawals", 300, 60), ("internal-deposits", 300, 1), ("conversions", 50, 1),
            ("old-conversions", 600, 60), ("dust", 5, 1), ("transfers", 60, 60), ("key-info", 10, 1),
        ]
        for (name, capacity, seconds) in rates {
            let found = try bucket(name)
            #expect(found.capacity == capacity && found.period == .seconds(seconds) && found.scope == .account)
            #expect((found.reset == .milliseconds(relative: false)) == (seconds == 1), "\(name)")
        }
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
