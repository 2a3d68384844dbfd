import AdapterHost
import HistoryModel
import Testing

@Suite("The smallest adapter in C works")
struct MinimalAdapterTests {
    @Test func `its manifest arrives as it was written`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let adapters = try await process.adapters()
        let manifest = try #require(adapters.first?.manifest)
        #expect(adapters.count == 1)
        #expect(manifest.id == "minimal")
        #expect(manifest.launched == Instant(year: 2020, month: 1, day: 1))
        #expect(manifest.sites == [Site(name: "main", label: "Minimal", hosts: ["api.minimal.example"])])
        #expect(manifest.buckets.first?.period == .seconds(1))
        #expect(manifest.endpoints.first?.path == "/v1/rows")
        #expect(manifest.endpoints.first?.signing == 0)
        #expect(manifest.endpoints.first?.parameters.map(\.name) == ["from", "until", "after"])
        #expect(manifest.endpoints.first?.parameters.map(\.isRequired) == [true, true, false])
        #expect(manifest.schemes.first?.fields.map(\.isSecret) == [false, true])
        let steps = try #require(manifest.schemes.first?.signings.first?.steps)
        #expect(steps[0].operation == .hmac(.sha256, key: 1))
        #expect(steps[0].parts == [SigningPart(.path), SigningPart(.markedQuery(decoded: false))])
        #expect(steps[2] == SigningStep(.header("X-Signature"), parts: [SigningPart(.result(0), .hex)]))
        let stream = try #require(manifest.streams.first)
        #expect(stream.bounds.first?.kind == .rolling(.days(365)))
        #expect(stream.maxSpan == .days(30))
        #expect(stream.kinds.kinds == [.deposit])
        #expect(stream.refusal == nil)
        #expect(manifest.omissions.first?.remedy == Omission.Remedy.none)
        #expect(manifest.guide.map(\.kind) == [.step, .rightOn, .rightOff])
    }

    @Test func `a kept frame gives the same manifest without a worker`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let declared = try #require(try await process.adapters().first)
        #expect(try AdapterProcess.decodeManifest(declared.frame) == declared.manifest)
        let later = AdapterProcess(
            library: try BuiltAdapters.minimal(), workerPath: "/nowhere", declared: [declared])
        #expect(try await later.adapters().first?.manifest?.id == "minimal")
    }

    @Test func `a library that declares something else than it did is refused`() async throws {
        let kept = DeclaredAdapter(index: 0, frame: [1, 2, 3])
        let process = AdapterProcess(
            library: try BuiltAdapters.minimal(), workerPath: try BuiltAdapters.worker(), declared: [kept])
        let other = try await BuiltAdapters.start(BuiltAdapters.broken("sound")).adapters()
        let changed = AdapterProcess(
            library: try BuiltAdapters.minimal(), workerPath: try BuiltAdapters.worker(), declared: other)
        let error = await #expect(throws: ExchangeError.self) { try await changed.request(adapter: 0, .first()) }
        #expect(error?.message.contains("is not the library it was") == true)
        await #expect(throws: ExchangeError.self) { try await process.request(adapter: 0, .first()) }
    }

    @Test func `it asks for a window and goes on where a page ended`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        var ask = Ask.first()
        #expect(
            try await process.request(adapter: 0, ask)
                == AdapterRequest(
                    endpoint: 0, arguments: [TextPair("from", "1767225600"), TextPair("until", "1769904000")]))
        ask.cursor = Array("row7".utf8)
        #expect(try await process.request(adapter: 0, ask).arguments.last == TextPair("after", "row7"))
    }

    @Test func `it reads rows into records that say where they stand`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let body = "a1,1767225600,BTC,0.5\nb2,1767225601,EUR,12.50\n"
        let page = try await process.parse(adapter: 0, .first(), .page(body))
        #expect(page.records.count == 2)
        let record = page.records.record(at: 1)
        #expect(
            record
                == Record(
                    .deposit, at: Instant(seconds: 1_767_225_601), key: "b2", timeUnit: .seconds(1), label: "deposit",
                    legs: [Leg(.in, "EUR", "12.50")], ids: [TextPair("row", "b2")], raw: 22..<45))
        guard case .end(let bookmark) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(bookmark.isEmpty)
    }

    @Test func `a full page gives the next request in the same round trip`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let body = (0..<100).map { "r\($0),1767225600,BTC,1\n" }.joined()
        let (page, next) = try await process.parseAndRequest(adapter: 0, .first(), .page(body))
        #expect(page.records.count == 100)
        guard case .next(let cursor, nil) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(cursor == Array("r99".utf8))
        #expect(next?.arguments.last == TextPair("after", "r99"))
        let last = try await process.parseAndRequest(adapter: 0, .first(), .page("x,1,BTC,1\n"))
        #expect(last.next == nil)
        // The channel is in step again.
        #expect(try await process.parse(adapter: 0, .first(), .page("")).records.isEmpty)
    }

    @Test func `its errors keep their kind and retry`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let page = try await process.parse(adapter: 0, .first(), .page("", status: 401))
        guard case .fail(let error) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(error.kind == .auth)
        #expect(error.retry == .newCredential)
        #expect(error.message == "Minimal refused the key.")
    }

    @Test func `a body larger than the socket holds arrives whole`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let body = String(repeating: "x", count: 20 << 20)
        let page = try await process.parse(adapter: 0, .first(), .page(body))
        guard case .fail(let error) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(error.message == "The last row is cut off.")
    }
}
