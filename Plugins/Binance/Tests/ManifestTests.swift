import AdapterKit
import AdapterTesting
import BinanceAdapter
import HistoryModel
import Testing

@Suite("Binance's manifest keeps its promises")
struct ManifestTests {
    let manifest: AdapterManifest
    init() throws { manifest = try AdapterProbe(Binance.adapter).manifest }

    @Test func everyRowIsARead() {
        for row in manifest.endpoints {
            #expect(row.method == .get && row.body == .none)
            #expect((row.signing == nil) == (row.name == "markets"), "all but the list of markets is signed")
            #expect(row.path.hasPrefix("/api/v3/") || row.path.hasPrefix("/sapi/v1/"))
            #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && row.costs.count == 1)
        }
        #expect(manifest.sites.map(\.hosts) == [["api.binance.com"]])
    }

    @Test func costsAreBinances() {
        let expected: [String: UInt32] = [
            "trades": 20, "allocations": 20, "markets": 20, "account": 20, "margin-trades": 10, "isolated-trades": 10,
            "deposits": 1, "withdrawals": 18_000, "fiat-orders": 45_000, "fiat-payments": 1, "conversions": 3000,
            "dust": 1, "distributions": 10, "transfers": 1, "p2p": 1, "pay": 3000, "rebates": 12_000,
            "flexible-rewards": 150, "locked-redemptions": 150, "eth-stake": 150, "sol-boost": 150,
            "yields-subscriptions": 50, "soft-rewards": 50, "bfusd-rewards": 150, "margin-interest": 1,
            "margin-flow": 100, "margin-transfers": 1, "key": 1, "margin-account": 10, "margin-pairs": 1,
        ]
        for (name, weight) in expected {
            #expect(manifest.endpoints.first { $0.name == name }?.costs.map(\.amount) == [weight], "\(name)")
        }
        // One budget below /api/v3; one for each path below /sapi.
        for row in manifest.endpoints {
            let bucket = manifest.buckets[row.costs[0].bucket]
            if row.path.hasPrefix("/api/v3/") {
                #expect(bucket.name == "weight" && bucket.capacity == 6000 && bucket.scope == .address)
                #expect(bucket.usedHeader == "X-MBX-USED-WEIGHT-1M" && bucket.period == .minutes(1))
            } else {
                #expect(bucket.name == row.path.dropFirst().split(separator: "/").joined(separator: "."))
                #expect(bucket.capacity == (bucket.scope == .account ? 180_000 : 12_000))
                #expect(bucket.period == (row.name == "withdrawals" ? .seconds(1) : .minutes(1)))
            }
        }
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
                SigningStep(.addQuery("timestamp"), parts: [SigningPart(.time(.milliseconds, shift: .zero))]),
                SigningStep(.hmac(.sha256, key: 1), parts: [SigningPart(.query(decoded: false)), SigningPart(.body)]),
                SigningStep(.addQuery("signature"), parts: [SigningPart(.result(0), .hex)]),
                SigningStep(.header("X-MBX-APIKEY"), parts: [SigningPart(.field("key"))]),
            ])
        let second = manifest.schemes[1].signings[0].steps
        #expect(second[1].operation == .sign(.ed25519, key: 1) && second[2].parts == [SigningPart(.result(0), .base64)])
        for scheme in manifest.schemes {
            for step in scheme.signings[0].steps {
                #expect(!step.parts.contains { $0.source == .field("secret") || $0.source == .field("private_key") })
            }
        }
    }

    @Test func whatIsDeclaredOfEachStream() throws {
        // Name, bounds, widest window in days, rows in a page.
        let table: [(String, [String], Int64?, UInt32)] = [
            // Strictly less than ninety days.
            ("deposits", ["unlimited"], 89, 1000), ("withdrawals", ["unlimited"], 89, 1000),
            ("fiat-payments", ["unknown"], nil, 500), ("fiat-orders", ["unknown"], nil, 500),
            ("p2p", ["rolling"], 30, 100), ("conversions", ["unlimited"], 30, 1000),
            ("dust", ["since", "last_n"], nil, 100), ("distributions", ["unlimited"], 180, 500),
            ("rebates", ["since"], 30, 200), ("pay", ["rolling"], 90, 100), ("earn", ["unlimited"], 30, 100),
            ("staking", ["unlimited"], 89, 100), ("yields", ["unlimited"], 181, 100),
            ("transfers", ["rolling"], nil, 100), ("margin-transfers", ["unknown"], 30, 100),
            ("margin-interest", ["rolling"], 30, 100), ("margin-flow", ["rolling"], 7, 1000),
            ("trades", ["unlimited"], nil, 1000), ("allocations", ["unlimited"], nil, 1000),
            ("margin-trades", ["unlimited"], nil, 1000), ("isolated-trades", ["unlimited"], nil, 1000),
        ]
        #expect(table.map(\.0).sorted() == manifest.streams.filter { $0.role == .history }.map(\.name).sorted())
        for (name, bounds, days, page) in table {
            let stream = try #require(manifest.stream(named: name))
            #expect(stream.bounds.map(\.kindName) == bounds, "\(name)")
            if let days { #expect(stream.maxSpan == .days(days), "\(name)") }
            #expect(stream.pageMax == page, "\(name)")
            // What nobody has established is never called readable.
            if bounds == ["unknown"] { #expect(stream.support == .partial && !stream.bounds[0].reason.isEmpty) }
            if stream.support == .partial { #expect(!stream.note.isEmpty) }
        }
        #expect(manifest.stream(named: "p2p")?.bounds[0].kind == .rolling(.calendarMonths(6)))
        #expect(manifest.stream(named: "pay")?.bounds[0].kind == .rolling(.calendarMonths(18)))
        #expect(manifest.stream(named: "dust")?.bounds.map(\.kind).last == .lastRows(100))
        #expect(manifest.stream(named: "trades")?.delisted == .notServed)
    }

    @Test func tradesAreWalkedByMarketAndLast() throws {
        let names = manifest.streams.map(\.name)
        for (name, lister) in [
            ("trades", "markets"), ("allocations", "routed-markets"), ("margin-trades", "margin-markets"),
            ("isolated-trades", "isolated-markets"),
        ] {
            let stream = try #require(manifest.stream(named: name))
            #expect(stream.unitStream.map { names[$0] } == lister)
        }
        let history = manifest.streams.filter { $0.role == .history }.map(\.name)
        #expect(history.suffix(4) == ["trades", "allocations", "margin-trades", "isolated-trades"])
    }

    @Test func everyPageWasReadOnADay() {
        let evidence =
            manifest.endpoints.flatMap(\.evidence) + manifest.omissions.flatMap(\.evidence)
            + manifest.streams.flatMap { $0.evidence + $0.bounds.flatMap(\.evidence) }
        for item in evidence {
            #expect(item.url.hasPrefix("https://") && Instant(iso8601: item.readOn) != nil && item.kind != .unknown)
        }
        for stream in manifest.streams { #expect(!stream.evidence.isEmpty, "\(stream.name)") }
    }
}
