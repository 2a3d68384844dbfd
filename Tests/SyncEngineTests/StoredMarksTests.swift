import ExchangeClient
import HistoryModel
import HistoryStore
import SyncEngine
import Synchronization
import Testing

@Suite("Marks on disk")
struct StoredMarksTests {
    /// Looks at the store at the instant a request would leave.
    private final class Witness: HTTPTransport {
        struct Sight: Sendable {
            var nonce: Int64
            var marks: [String: Int64]
        }
        let sights = Mutex<[Sight]>([])
        let store: HistoryStore
        init(store: HistoryStore) { self.store = store }

        func perform(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
            let form = String(decoding: request.body, as: UTF8.self)
            let nonce = form.split(separator: "&").first { $0.hasPrefix("nonce=") }.flatMap { Int64($0.dropFirst(6)) }
            let marks = (try? store.marks()) ?? [:]
            sights.withLock { $0.append(Sight(nonce: nonce ?? -1, marks: marks)) }
            return HTTPResponse(status: 200)
        }
    }

    private static var manifest: AdapterManifest {
        var manifest = AdapterManifest()
        manifest.id = "synthetic"
        manifest.sites = [Site(name: "main", label: "", hosts: ["api.example.com"])]
        manifest.buckets = [
            RateBucket(name: "calls", kind: .refill, scope: .key, capacity: 15, period: .seconds(45))
        ]
        manifest.schemes = [
            CredentialScheme(
                name: "hmac", label: "",
                fields: [CredentialField(name: "key", label: "Key", format: .text)],
                signings: [
                    SigningRecipe(
                        name: "private",
                        steps: [SigningStep(.addForm("nonce"), parts: [SigningPart(.nonce(.microseconds))])])
                ])
        ]
        manifest.endpoints = [
            EndpointRow(
                name: "read", method: .post, path: "/read", body: .form, signing: 0,
                costs: [BucketCost(bucket: 0, amount: 2)])
        ]
        return manifest
    }

    @Test func `W18 nonce marks and bucket levels are on disk before a request leaves, and outlive the process`()
        async throws
    {
        let store = try HistoryStore.inMemory()
        let witness = Witness(store: store)
        let credentials = Credentials(scheme: "hmac", fields: ["key": Secret("synthetic-key-0001")])
        func session() throws -> ExchangeSession {
            try ExchangeSession(
                manifest: Self.manifest, site: Self.manifest.sites[0], credentials: credentials,
                services: ExchangeServices(transport: witness, marks: StoredMarks(store: store)))
        }
        let first = try session()
        for _ in 0..<3 { _ = try await first.send(AdapterRequest(endpoint: 0, arguments: [])) }
        // A new process: nothing in memory, only the marks.
        _ = try await session().send(AdapterRequest(endpoint: 0, arguments: []))
        let sights = witness.sights.withLock { $0 }
        #expect(sights.count == 4)
        for sight in sights {
            let nonceMark = try #require(sight.marks.first { $0.key.contains("nonce/") }?.value)
            #expect(sight.nonce > 0 && nonceMark >= sight.nonce)
            #expect(sight.marks.keys.contains { $0.hasPrefix("limit/") && $0.hasSuffix("/calls") })
        }
        #expect(sights.map(\.nonce) == Array(Set(sights.map(\.nonce))).sorted())
        #expect(sights[3].nonce > (sights[2].marks.first { $0.key.contains("nonce/") }?.value ?? .max) - 1)
        #expect(!sights[3].marks.keys.contains { $0.contains("synthetic-key") })
    }
}
