import ExchangeClient
import HistoryModel
import Testing

/// What an exchange, or whoever answers in its place, can put into an answer to break the program.
@Suite("An answer cannot end the program")
struct HostileAnswerTests {
    private let transport = CurlTransport(version: "test")

    private func outcome(_ head: [String], body: [UInt8] = Array("2\r\n{}\r\n0\r\n\r\n".utf8)) async
        -> Result<HTTPResponse, TransportFailure>
    {
        let text = (["HTTP/1.1 200 OK"] + head + ["", ""]).joined(separator: "\r\n")
        let server = LoopbackServer { _ in [.bytes(Array(text.utf8) + body), .close] }
        defer { server.stop() }
        let request = HTTPRequest(
            origin: .simulator(server.origin), host: "api.example.com", target: "/", bodyMax: 1 << 20)
        do { return .success(try await transport.perform(request)) } catch { return .failure(error) }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "", "0x10"])
    func `an absurd announced length is only a number`(length: String) async throws {
        // The blank before the colon hides the field from libcurl and shows it to whoever trims.
        let answer = await outcome([
            "Content-Length : \(length)", "Content-Encoding: identity", "Transfer-Encoding: chunked",
        ])
        if case .success(let response) = answer { #expect(response.body == Array("{}".utf8)) }
        _ = await outcome(["Content-Length: \(length)", "Content-Encoding: gzip"], body: Gzip.hello)
    }

    @Test(arguments: [
        "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "Fri, 31 Dec 2261 23:59:60 GMT",
        "Fri, -9 Dec 2026 00:00:00 GMT", "Fri, 09 Dec 2026 00:00:00 GMT GMT", "GMT", ", , , , ,",
        "Fri, 09 Dec 99999999999999999999 00:00:00 GMT", "Fri, 09 Dec 2026 00:00:9223372036854775807 GMT",
    ])
    func `an absurd Date moves no clock by more than a day`(date: String) {
        let clocks = HostClocks()
        for now in [Instant(year: 2026, month: 5, day: 1), .distantPast, .distantFuture] {
            clocks.learn("api.example.com", date: date, age: "-1", sent: now, received: now)
            clocks.learn("api.example.com", date: date, age: nil, sent: now, received: now + .seconds(1))
            let offset = clocks.offset("api.example.com")
            #expect(offset >= .days(-1) && offset <= .days(1))
        }
    }

    @Test(
        arguments: [
            "9223372036854775807", "-1", "-9223372036854775808", "99999999999999999999999", "1.5", "",
            "Fri, 31 Dec 2261 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "４２",
        ], [RateBucket.Kind.sliding, .refill])
    func `absurd numbers about limits are clamped or ignored`(number: String, kind: RateBucket.Kind) async throws {
        let resets: [RateBucket.Reset] = [
            .seconds(relative: true), .seconds(relative: false), .milliseconds(relative: true),
            .milliseconds(relative: false),
        ]
        for (status, reset) in zip([200, 429, 418, 503], resets) {
            let clock = VirtualClock()
            let limiter = RateLimiter(clock: clock.world, marks: MemoryMarkStore())
            let bucket = RateBucket(
                name: "b", kind: kind, scope: .address, capacity: .max, period: .days(366), usedHeader: "used",
                remainingHeader: "left", resetHeader: "reset", reset: reset)
            let demand = BucketDemand(name: "limit/b", bucket: bucket, amount: .max)
            let reservation = try await limiter.acquire([demand])
            limiter.settle(reservation)
            let fields = ["used", "left", "reset", "retry-after"].map { TextPair($0, number) }
            limiter.learn(
                from: HTTPResponse(status: status, headers: fields), reservation, clockOffset: .days(-1))
            let start = clock.now
            let next = try? await limiter.acquire([demand], longestWait: .days(800))
            if let next { limiter.settle(next, counted: false) }
            #expect(clock.now - start <= .days(800))
        }
    }

    @Test func `secrets echoed in any place come out as stars`() async throws {
        let key = "1234567890abcdefghijklmnopqrstuvwxyz"
        var manifest = AdapterManifest()
        manifest.id = "x"
        manifest.sites = [Site(name: "main", label: "X", hosts: ["api.example.com"])]
        manifest.schemes = [
            CredentialScheme(
                name: "x", label: "", fields: [CredentialField(name: "key", label: "key", format: .text)],
                signings: [
                    SigningRecipe(
                        name: "r", steps: [SigningStep(.header("X-Key"), parts: [SigningPart(.field("key"))])])
                ])
        ]
        manifest.endpoints = [EndpointRow(name: "rows", method: .get, path: "/", signing: 0)]
        let replies: [[LoopbackServer.Act]] = [
            LoopbackServer.reply(200, ["X-\(key): 1", "X-Echo: a\(key)b"], "\(key)\(key)"),
            LoopbackServer.reply(302, ["Location: https://\(key).example.com/\(key)"]),
            [.text("HTTP/1.1 200 \(key)\r\nContent-Length: 0\r\n\r\n")], [.text("HTTP/\(key) 200 X\r\n\r\n"), .close],
            [.text("HTTP/1.1 200 X\r\nContent-Length: \(key)\r\n\r\n"), .close],
        ]
        for reply in replies {
            let server = LoopbackServer { _ in reply }
            defer { server.stop() }
            let session = try ExchangeSession(
                manifest: manifest, site: manifest.sites[0],
                credentials: Credentials(scheme: "x", fields: ["key": Secret(key)]), simulator: server.origin,
                services: ExchangeServices(transport: transport, marks: MemoryMarkStore()))
            do {
                let answer = try await session.send(AdapterRequest(endpoint: 0, arguments: []))
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(key))
                #expect(!answer.headers.contains { $0.name.contains(key) || $0.value.contains(key) })
            } catch {
                #expect(!"\(error)".contains(key))
            }
        }
    }
}

/// Marks outlive the program that wrote them, and a manifest may give their bucket another period.
@Suite("Marks of any value are survived")
struct HostileMarkTests {
    private struct OneMark: MarkStore {
        var value: Int64
        func mark(_ name: String) -> Int64? { value }
        func setMark(_ name: String, _ value: Int64) {}
    }
    private static let values: [Int64] = [.min, -1, 0, 1, 1 << 30, 1 << 53, 1_700_000_000_000_000_000, .max - 1, .max]

    @Test(arguments: values) func `a bucket of any stored level can be asked and used`(value: Int64) async throws {
        for kind in [RateBucket.Kind.sliding, .refill] {
            for period in [Span(nanoseconds: 1), .seconds(1), .days(366)] {
                for capacity: UInt32 in [1, .max] {
                    let clock = VirtualClock()
                    let limiter = RateLimiter(clock: clock.world, marks: OneMark(value: value))
                    let bucket = RateBucket(
                        name: "b", kind: kind, scope: .key, capacity: capacity, period: period)
                    let demand = BucketDemand(name: "limit/b", bucket: bucket, amount: capacity)
                    for _ in 0..<3 {
                        guard let held = try? await limiter.acquire([demand], longestWait: .days(4000)) else {
                            continue
                        }
                        limiter.settle(held)
                    }
                }
            }
        }
    }

    @Test(arguments: values) func `a nonce follows any mark or is refused`(value: Int64) throws {
        for format in [SigningPart.TimeFormat.seconds, .milliseconds, .microseconds, .nanoseconds] {
            let keeper = NonceKeeper(marks: OneMark(value: value))
            do throws(ExchangeError) {
                let text = try keeper.next(key: "k", format: format, time: Instant(seconds: 1_700_000_000))
                #expect(Int64(text).map { $0 > value } == true)
            } catch {
                #expect(error.kind == .auth)
            }
        }
    }
}
