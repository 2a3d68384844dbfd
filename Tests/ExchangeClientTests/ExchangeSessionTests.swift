import ExchangeClient
import HistoryModel
import Testing

@Suite("A session sends what the adapter asks for, signed, paced and without echoes")
struct ExchangeSessionTests {
    private static let secret =
        "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="
    private static let key = "1234567890abcdefghijklmnopqrstuvwxyzABCD"

    private static func manifest() -> AdapterManifest {
        var manifest = AdapterManifest()
        manifest.id = "kraken"
        manifest.exchange = "Kraken"
        manifest.sites = [Site(name: "main", label: "Kraken", hosts: ["api.kraken.com"])]
        var scheme = Schemes.kraken
        scheme.fields[0].isSecret = true
        manifest.schemes = [scheme]
        manifest.buckets = [
            RateBucket(name: "calls", kind: .refill, scope: .key, capacity: 15, period: .seconds(45))
        ]
        manifest.endpoints = [
            EndpointRow(
                name: "ledgers", method: .post, path: "/0/private/Ledgers", body: .form, signing: 0, bodyMax: 4096,
                parameters: [EndpointParameter(name: "ofs", place: .form, type: .integer)],
                costs: [BucketCost(bucket: 0, amount: 2)]),
            EndpointRow(name: "time", method: .get, path: "/0/public/Time"),
            EndpointRow(
                name: "export", method: .post, path: "/0/private/AddExport", body: .form, signing: 0, startsJob: true),
            EndpointRow(name: "archive", method: .get, path: "/0/private/RetrieveExport", unzips: true),
        ]
        return manifest
    }
    private static func session(
        _ server: LoopbackServer?, clock: VirtualClock = VirtualClock(), marks: any MarkStore = MemoryMarkStore(),
        secret: String = secret, origin: LoopbackOrigin? = nil, services: ExchangeServices? = nil,
        onWait: @escaping @Sendable (RateWait) -> Void = { _ in }
    ) throws -> ExchangeSession {
        let manifest = manifest()
        return try ExchangeSession(
            manifest: manifest, site: manifest.sites[0],
            credentials: Credentials(scheme: "kraken", fields: ["key": Secret(key), "secret": Secret(secret)]),
            simulator: origin ?? server?.origin,
            services: services
                ?? ExchangeServices(transport: CurlTransport(version: "test"), clock: clock.world, marks: marks),
            onWait: onWait)
    }
    private static let ledgers = AdapterRequest(endpoint: 0, arguments: [TextPair("ofs", "50")])

    @Test func `the request arrives signed, at the simulator, with the declared host`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply(200, ["X-Page: 1"], "{\"error\":[]}") }
        defer { server.stop() }
        let session = try Self.session(server)
        let answer = try await session.send(Self.ledgers)
        #expect(answer.endpoint == 0)
        #expect(answer.status == 200)
        #expect(answer.body == Array("{\"error\":[]}".utf8))
        #expect(answer.headers.contains(TextPair("x-page", "1")))
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /0/private/Ledgers HTTP/1.1")
        #expect(request.headers["host"] == "api.kraken.com")
        #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["api-key"] == Self.key)
        #expect(String(decoding: request.body, as: UTF8.self) == "nonce=1700000000000&ofs=50")
        // The same, computed by the recipe evaluator from what arrived.
        var draft = RequestDraft(
            .post, host: "api.kraken.com", path: "/0/private/Ledgers", body: .form([EncodedPair("ofs", "50")]))
        _ = try RecipeSigner(
            scheme: Self.manifest().schemes[0], credentials: ["key": Secret(Self.key), "secret": Secret(Self.secret)]
        ).sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 0), nonce: "1700000000000"))
        #expect(request.headers["api-sign"] == draft.headers.first { $0.name == "API-Sign" }?.value)
    }

    @Test func `what the exchange echoes does not come out, in body, headers or errors`() async throws {
        let server = LoopbackServer { request in
            let sign = request.headers["api-sign"] ?? ""
            return LoopbackServer.reply(
                403, ["X-Echo: \(sign)"], "{\"apiKey\":\"\(request.headers["api-key"] ?? "")\",\"sign\":\"\(sign)\"}")
        }
        defer { server.stop() }
        let answer = try await Self.session(server).send(Self.ledgers)
        let body = String(decoding: answer.body, as: UTF8.self)
        #expect(!body.contains(Self.key))
        #expect(body.contains("{\"apiKey\":\"" + String(repeating: "*", count: Self.key.utf8.count) + "\""))
        let sign = try #require(server.requests.first?.headers["api-sign"])
        #expect(!body.contains(sign.prefix(20)))
        #expect(answer.headers.first { $0.name == "x-echo" }?.value.hasPrefix("****************") == true)
    }

    @Test func `the exchange's Date corrects the time signed with`() async throws {
        let clock = VirtualClock(Instant(iso8601: "1994-11-15T08:00:00Z")!)
        let server = LoopbackServer { _ in
            LoopbackServer.reply(200, ["Date: Tue, 15 Nov 1994 08:12:31 GMT"])
        }
        defer { server.stop() }
        let session = try Self.session(server, clock: clock)
        #expect(session.now() == clock.now)
        _ = try await session.send(AdapterRequest(endpoint: 1, arguments: []))
        let ahead = session.now() - clock.now
        #expect(ahead >= .seconds(751) && ahead <= .seconds(752))
        _ = try await session.send(Self.ledgers)
        let nonce = try #require(
            server.requests.last.map { String(decoding: $0.body, as: UTF8.self) }?.dropFirst(6).prefix { $0 != "&" })
        #expect(try #require(Int64(nonce)) - clock.now.nanoseconds / 1_000_000 >= 751_000)
    }

    @Test func `requests with a nonce reach the exchange one at a time, in order, within the limit`() async throws {
        let inFlight = Shared((now: 0, most: 0))
        let server = LoopbackServer { _ in
            inFlight.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { inFlight.change { $0.now -= 1 } }
            return [.pause(milliseconds: 5)] + LoopbackServer.reply()
        }
        defer { server.stop() }
        let clock = VirtualClock()
        let waits = Shared<[RateWait]>([])
        let services = ExchangeServices(
            transport: CurlTransport(version: "test"), clock: clock.world, marks: MemoryMarkStore())
        let one = try Self.session(server, services: services, onWait: { wait in waits.change { $0.append(wait) } })
        let two = try Self.session(server, services: services)
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask { _ = try await (index % 2 == 0 ? one : two).send(Self.ledgers) }
            }
            try await group.waitForAll()
        }
        let nonces = server.requests.map { String(decoding: $0.body.dropFirst(6).prefix(13), as: UTF8.self) }
        #expect(nonces == nonces.sorted())
        #expect(Set(nonces).count == 20)
        #expect(inFlight.value.most == 1)
        // 40 units against 15 at once and one in three seconds.
        #expect(clock.now - start >= .seconds(75))
        #expect(waits.value.first?.bucket == "calls")
    }

    @Test func `without a key, with a swapped one, or for an unknown family it says so before anything is sent`()
        async throws
    {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        let swapped = #expect(throws: ExchangeError.self) { try Self.session(server, secret: "not-base64!") }
        #expect(swapped?.message == "The private key is not valid base64; key and secret may be swapped.")
        let manifest = Self.manifest()
        let services = ExchangeServices(transport: CurlTransport(version: "test"), marks: MemoryMarkStore())
        let anonymous = try ExchangeSession(
            manifest: manifest, site: manifest.sites[0], credentials: nil, simulator: server.origin, services: services)
        let missing = await #expect(throws: ExchangeError.self) { try await anonymous.send(Self.ledgers) }
        #expect(missing?.kind == .auth)
        _ = try await anonymous.send(AdapterRequest(endpoint: 1, arguments: []))
        #expect(throws: ExchangeError.self) {
            try ExchangeSession(
                manifest: manifest, site: manifest.sites[0], credentials: Credentials(scheme: "rsa", fields: [:]),
                simulator: server.origin, services: services)
        }
        #expect(server.requests.count == 1)
    }

    @Test func `nothing leaves while the marks cannot be stored`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        let session = try Self.session(server, marks: FailingMarkStore())
        let error = await #expect(throws: ExchangeError.self) { try await session.send(Self.ledgers) }
        #expect(error?.message.hasPrefix("Nothing was sent") == true)
        #expect(server.requests.isEmpty)
    }

    @Test func `a job whose fate is unclear is not retried, one that certainly never left is`() async throws {
        let server = LoopbackServer { _ in [.pause(milliseconds: 20), .reset] }
        let export = AdapterRequest(endpoint: 2, arguments: [])
        let unclear = await #expect(throws: ExchangeError.self) { try await Self.session(server).send(export) }
        #expect(unclear?.retry == .never)
        #expect(unclear?.message.contains("It is unclear whether \"export\" was started") == true)
        let ledger = await #expect(throws: ExchangeError.self) { try await Self.session(server).send(Self.ledgers) }
        #expect(ledger?.retry == .sameRequest)
        let origin = server.origin
        server.stop()
        let refused = await #expect(throws: ExchangeError.self) {
            try await Self.session(nil, origin: origin).send(export)
        }
        #expect(refused?.retry == .sameRequest)
    }

    @Test func `an archive row is refused with a sentence, a large answer too`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply(200, [], body: [UInt8](repeating: 0x20, count: 5000)) }
        defer { server.stop() }
        let session = try Self.session(server)
        let zip = await #expect(throws: ExchangeError.self) {
            try await session.send(AdapterRequest(endpoint: 3, arguments: []))
        }
        #expect(zip?.message.contains("zip archive") == true)
        let large = await #expect(throws: ExchangeError.self) { try await session.send(Self.ledgers) }
        #expect(large?.kind == .network)
        #expect(large?.retry == .never)
    }

    @Test func `a 429 holds back the next request of the row, and limits told in a body too`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply(429, ["Retry-After: 30"]) }
        defer { server.stop() }
        let clock = VirtualClock()
        let session = try Self.session(server, clock: clock)
        #expect(try await session.send(Self.ledgers).status == 429)
        let start = clock.now
        #expect(try await session.send(Self.ledgers).status == 429)
        #expect(clock.now - start >= .seconds(30))
        let before = clock.now
        session.holdBack(endpoint: 0, for: .minutes(15))
        _ = try await session.send(Self.ledgers)
        #expect(clock.now - before >= .minutes(15))
    }

    @Test func `mark names hold no key`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        let marks = MemoryMarkStore()
        _ = try await Self.session(server, marks: marks).send(Self.ledgers)
        #expect(marks.all.count >= 2)
        for name in marks.all.keys {
            #expect(!name.contains(Self.key) && !name.contains(Self.secret.prefix(10)))
            #expect(name.contains("simulator/127.0.0.1:"))
        }
    }
}
