import AdapterKit
import AdapterTesting
import HistoryModel
import PricesAdapter
import Testing

@Suite("The sources of prices declare what they can")
struct ManifestTests {
    let manifests: [String: AdapterManifest]
    init() throws {
        manifests = try Dictionary(
            uniqueKeysWithValues: Prices.adapters.map { ($0.id, try AdapterProbe($0).manifest) })
    }
    private func stream(_ id: String) throws -> StreamDeclaration { try #require(manifests[id]?.streams.first) }

    @Test func oneLibraryHoldsFourAdapters() throws {
        let library = AdapterLibrary(Prices.adapters)
        #expect(library.problems.isEmpty)
        #expect((0..<4).allSatisfy { library[UInt32($0)] != nil } && library[4] == nil)
        #expect(Set(manifests.keys) == ["ecb", "kraken-prices", "coinbase-prices", "binance-prices"])
    }

    @Test func noneNeedsAKeyOrWritesAnything() {
        for manifest in manifests.values {
            #expect(manifest.schemes.isEmpty && manifest.streams.map(\.role) == [.price])
            for row in manifest.endpoints {
                #expect(row.method == .get && row.signing == nil && row.body == .none)
                #expect(!row.purpose.isEmpty && !row.evidence.isEmpty && !row.costs.isEmpty)
            }
        }
    }

    @Test func limitsAreTheSources() throws {
        #expect(try stream("kraken-prices").bounds.map(\.kind) == [.rolling(.days(719))])
        #expect(try stream("coinbase-prices").maxSpan == .days(300) && stream("coinbase-prices").overRange == .error)
        #expect(try stream("binance-prices").maxSpan == .days(1000))
        #expect(try stream("ecb").bounds.map(\.kind) == [.since(Instant(year: 1999, month: 1, day: 4))])
        for id in manifests.keys {
            let stream = try stream(id)
            #expect(stream.alignment == .day && stream.resolution == .days(1) && stream.walk == .byTime)
            #expect(stream.bounds.allSatisfy { !$0.evidence.isEmpty } && !stream.evidence.isEmpty)
        }
    }

    @Test func ratesAreTheSources() throws {
        func bucket(_ id: String) throws -> RateBucket { try #require(manifests[id]?.buckets.first) }
        #expect(try bucket("kraken-prices").capacity == 1 && bucket("kraken-prices").period == .seconds(1))
        #expect(try bucket("coinbase-prices").capacity == 10)
        #expect(
            try bucket("binance-prices").capacity == 6000
                && manifests["binance-prices"]?.endpoints[0].costs[0].amount == 2)
        for manifest in manifests.values { #expect(manifest.buckets.allSatisfy { $0.scope == .address }) }
    }
}
