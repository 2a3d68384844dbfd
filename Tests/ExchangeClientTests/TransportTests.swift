import ExchangeClient
import Glibc
import HistoryModel
import Testing

@Suite("The transport brings whole answers or says why not")
struct TransportTests {
    private static func limits() -> TransportLimits {
        var limits = TransportLimits()
        limits.connectSeconds = 2
        limits.totalSeconds = 240
        limits.stallSeconds = 2
        return limits
    }
    private let transport = CurlTransport(version: "test", limits: TransportTests.limits())

    private func get(
        _ server: LoopbackServer, _ target: String = "/", bodyMax: Int = 1 << 20
    ) async throws -> HTTPResponse {
        try await transport.perform(
            HTTPRequest(origin: .simulator(server.origin), host: "api.example.com", target: target, bodyMax: bodyMax))
    }
    private func failure(_ server: LoopbackServer, bodyMax: Int = 1 << 20) async -> TransportFailure? {
        do {
            _ = try await transport.perform(
                HTTPRequest(origin: .simulator(server.origin), host: "api.example.com", target: "/", bodyMax: bodyMax))
            return nil
        } catch { return error }
    }

    @Test func `a request arrives as written: method, target, declared host, headers, body`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply(200, ["X-Two-Words:  spaced value  "], "[1]") }
        defer { server.stop() }
        let response = try await transport.perform(
            HTTPRequest(
                .post, origin: .simulator(server.origin), host: "api.example.com", target: "/0/a%2Fb/../x?q=%20&r=1",
                headers: [TextPair("API-Key", "k"), TextPair("X-Empty", "")], body: Array("a=1".utf8)))
        #expect(response.status == 200)
        #expect(response.body == Array("[1]".utf8))
        #expect(response.header("x-two-words") == "spaced value")
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /0/a%2Fb/../x?q=%20&r=1 HTTP/1.1")
        #expect(request.headers["host"] == "api.example.com")
        #expect(request.headers["api-key"] == "k")
        #expect(request.headers["x-empty"] == "")
        #expect(request.headers["user-agent"] == "Portolan/test")
        #expect(request.headers["accept-encoding"] == "gzip, deflate")
        #expect(request.headers["content-type"] == nil)
        #expect(request.headers["expect"] == nil)
        #expect(request.body == Array("a=1".utf8))
    }

    @Test func `a POST without a body has length 0 and no type`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        _ = try await transport.perform(
            HTTPRequest(.post, origin: .simulator(server.origin), host: "api.example.com", target: "/"))
        let request = try #require(server.requests.first)
        #expect(request.headers["content-length"] == "0")
        #expect(request.headers["content-type"] == nil)
    }

    @Test func `nothing of one request is left in the next on the same connection`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        _ = try await transport.perform(
            HTTPRequest(
                .post, origin: .simulator(server.origin), host: "api.example.com", target: "/a",
                headers: [TextPair("X-Secret", "s"), TextPair("Content-Type", "application/json")],
                body: Array("{\"a\":1}".utf8)))
        _ = try await get(server, "/b")
        let second = try #require(server.requests.last)
        #expect(second.line == "GET /b HTTP/1.1")
        #expect(second.headers["x-secret"] == nil)
        #expect(second.headers["content-type"] == nil)
        #expect(second.headers["content-length"] == nil)
        #expect(second.body.isEmpty)
        #expect(server.connections == 1)
    }

    @Test func `many requests to one server reuse few connections`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.reply() }
        defer { server.stop() }
        for _ in 0..<50 { _ = try await get(server) }
        #expect(server.connections == 1)
        #expect(server.requests.count == 50)
    }

    @Test func `concurrent requests get their own answers`() async throws {
        let server = LoopbackServer { request in LoopbackServer.reply(200, [], request.target) }
        defer { server.stop() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask { try await get(server, "/n\(index)").body == Array("/n\(index)".utf8) }
            }
            for try await isOwn in group { #expect(isOwn) }
        }
    }

    // MARK: - Shapes of answers

    @Test func `a chunked answer is put together`() async throws {
        let server = LoopbackServer { _ in
            [
                .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .pause(milliseconds: 20),
                .text("2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"),
            ]
        }
        defer { server.stop() }
        let response = try await get(server)
        #expect(response.body == Array("abcde".utf8))
        #expect(response.header("x-trailer") == nil)
    }

    @Test func `a compressed answer is decompressed`() async throws {
        let server = LoopbackServer { _ in
            LoopbackServer.reply(200, ["Content-Encoding: gzip"], body: Gzip.hello)
        }
        defer { server.stop() }
        #expect(try await get(server).body == Array("hello, hello, hello\n".utf8))
    }

    @Test func `an answer that unpacks to more than the row accepts is refused`() async throws {
        let bomb = Gzip.zeros(count: 8 << 20)
        #expect(bomb.count < 64 << 10)
        let server = LoopbackServer { _ in LoopbackServer.reply(200, ["Content-Encoding: gzip"], body: bomb) }
        defer { server.stop() }
        let failure = await failure(server, bodyMax: 1 << 20)
        #expect(failure?.reason == .tooLarge)
        #expect(
            failure?.message == "The answer of the simulator at 127.0.0.1:\(server.port) is larger than 1 MiB, "
                + "the most this request accepts.")
        #expect(failure?.exchangeError.retry == .never)
        #expect(try await get(server, bodyMax: 8 << 20).body.count == 8 << 20)
    }

    @Test(arguments: [true, false])
    func `an answer larger than the row accepts is refused, announced or not`(announced: Bool) async throws {
        let body = [UInt8](repeating: 0x20, count: 200_000)
        let server = LoopbackServer { _ in
            announced
                ? LoopbackServer.reply(200, [], body: body)
                : [.text("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), .bytes(body), .close]
        }
        defer { server.stop() }
        #expect(await failure(server, bodyMax: 199_999)?.reason == .tooLarge)
        #expect(try await get(server, bodyMax: 200_000).body.count == 200_000)
    }

    @Test func `an announced length alone does not take memory`() async throws {
        let server = LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n{"), .close]
        }
        defer { server.stop() }
        let failure = await failure(server, bodyMax: 64 << 20)
        #expect(failure?.reason == .broken)
        #expect(failure?.mayHaveArrived == true)
    }

    @Test func `204, an error page and an interim answer come through as they are`() async throws {
        let server = LoopbackServer { request in
            switch request.target {
            case "/204": [.text("HTTP/1.1 204 No Content\r\n\r\n")]
            case "/page": LoopbackServer.reply(502, ["Content-Type: text/html"], "<html>Bad gateway</html>")
            default:
                [.text("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")] + LoopbackServer.reply(200, ["X-Late: 2"])
            }
        }
        defer { server.stop() }
        let empty = try await get(server, "/204")
        #expect(empty.status == 204)
        #expect(empty.body.isEmpty)
        let page = try await get(server, "/page")
        #expect(page.status == 502)
        #expect(page.body == Array("<html>Bad gateway</html>".utf8))
        let late = try await get(server, "/early")
        #expect(late.header("x-early") == nil)
        #expect(late.header("x-late") == "2")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an error and is never followed`(status: Int) async throws {
        let other = LoopbackServer { _ in LoopbackServer.reply() }
        let server = LoopbackServer { _ in
            LoopbackServer.reply(status, ["Location: http://127.0.0.1:\(other.port)/steal?signature=abc"])
        }
        defer {
            server.stop()
            other.stop()
        }
        let failure = await failure(server)
        #expect(failure?.reason == .redirected)
        #expect(
            failure?.message == "the simulator at 127.0.0.1:\(server.port) answered with a redirect to "
                + "http://127.0.0.1:\(other.port); Portolan does not follow.")
        #expect(other.requests.isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test func `a flood of header fields is refused`() async throws {
        let many = LoopbackServer { _ in
            LoopbackServer.reply(200, (0..<1000).map { "X-\($0): 1" })
        }
        let long = LoopbackServer { _ in
            LoopbackServer.reply(200, (0..<40).map { "X-\($0): " + String(repeating: "a", count: 4000) })
        }
        defer {
            many.stop()
            long.stop()
        }
        #expect(await failure(many)?.reason == .tooManyHeaders)
        #expect(await failure(long)?.reason == .tooManyHeaders)
    }

    // MARK: - The network

    @Test func `a connection reset in the middle is told as broken`() async throws {
        let server = LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"), .pause(milliseconds: 50), .reset]
        }
        defer { server.stop() }
        let failure = await failure(server)
        #expect(failure?.reason == .broken)
        #expect(failure?.exchangeError.kind == .network)
        #expect(failure?.exchangeError.retry == .sameRequest)
        #expect(failure?.message.contains("broke before the whole answer arrived") == true)
    }

    @Test func `more bytes than announced are not part of the answer`() async throws {
        let server = LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}extra"), .close]
        }
        defer { server.stop() }
        #expect(try await get(server).body == Array("{}".utf8))
    }

    @Test func `a server that stands still is given up`() async throws {
        let server = LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), .pause(milliseconds: 300_000), .text("}")]
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        #expect(await failure(server)?.reason == .timedOut)
        // Well before the limit on the whole answer, also on a busy machine.
        #expect(ContinuousClock.now - start < .seconds(200))
    }

    @Test func `nobody listening is told as refused and certainly not arrived`() async throws {
        let (descriptor, port) = LoopbackServer.listen()
        close(descriptor)
        let origin = try #require(LoopbackOrigin("http://127.0.0.1:\(port)"))
        let error = await #expect(throws: TransportFailure.self) {
            try await transport.perform(
                HTTPRequest(origin: .simulator(origin), host: "api.example.com", target: "/"))
        }
        #expect(error?.reason == .refused)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.message == "the simulator at 127.0.0.1:\(port) refused the connection.")
    }

    @Test func `a name that does not exist is told as such`() async throws {
        let error = await #expect(throws: TransportFailure.self) {
            try await transport.perform(
                HTTPRequest(origin: .https(host: "portolan.invalid"), host: "portolan.invalid", target: "/"))
        }
        #expect(error?.reason == .unresolved)
        #expect(error?.message.contains("portolan.invalid could not be resolved") == true)
    }

    @Test func `something else than HTTP is told as such`() async throws {
        let server = LoopbackServer { _ in [.text("SSH-2.0-OpenSSH_9.2\r\n"), .close] }
        defer { server.stop() }
        #expect(await failure(server) != nil)
    }

    @Test func `a cancelled task ends its transfer`() async throws {
        let server = LoopbackServer { _ in [.pause(milliseconds: 40_000)] }
        defer { server.stop() }
        // As patient as an installed one: on a busy machine this test may sleep for longer than two seconds.
        let patient = CurlTransport(version: "test")
        let origin = server.origin
        let task = Task {
            try await patient.perform(
                HTTPRequest(origin: .simulator(origin), host: "api.example.com", target: "/"))
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await #expect(throws: TransportFailure.self) { try await task.value }
        #expect(error?.reason == .cancelled)
    }

    @Test func `a transport that goes away ends what is under way`() async throws {
        let server = LoopbackServer { _ in [.pause(milliseconds: 4000)] }
        defer { server.stop() }
        for _ in 0..<20 {
            let transport = CurlTransport(version: "test")
            let origin = server.origin
            let task = Task { [transport] in
                try await transport.perform(
                    HTTPRequest(origin: .simulator(origin), host: "api.example.com", target: "/"))
            }
            task.cancel()
            await #expect(throws: TransportFailure.self) { try await task.value }
        }
    }

    @Test func `a server that cannot prove its name gets nothing`() async throws {
        let server = TLSServer()
        let error = await #expect(throws: TransportFailure.self) {
            try await transport.perform(
                HTTPRequest(
                    origin: .https(host: "localhost", port: server.port), host: "localhost", target: "/",
                    headers: [TextPair("API-Key", "k")]))
        }
        #expect(error?.reason == .notTrusted)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.message.hasPrefix("localhost could not prove that it is itself (") == true)
        while !server.hasEnded { try await Task.sleep(for: .milliseconds(5)) }
        #expect(server.received.isEmpty)
    }

    // MARK: - Where requests may go

    @Test(arguments: [
        "http://127.0.0.1:8080", "http://127.0.0.1", "http://127.255.3.4:1/", "http://localhost:80", "http://[::1]:9",
    ])
    func `loopback addresses are accepted as simulators`(text: String) { #expect(LoopbackOrigin(text) != nil) }

    @Test(arguments: [
        "https://127.0.0.1:8080", "http://128.0.0.1", "http://127.0.0.1.example.com", "http://localhost.example.com",
        "http://127.0.0.1@example.com", "http://user@127.0.0.1", "http://127.1", "http://0x7f.0.0.1",
        "http://0177.0.0.1",
        "http://2130706433", "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:80/path",
        "http://127.0.0.1?x", "http://127.0.0.1#x", "http://[::2]:80", "http://[::1]x:80", "http://127.0.0.256",
        "http://10.0.0.1", "http://", "http://127.0.0.1:", "HTTP://127.0.0.1", "http://127.0.0.1\r\n",
        "http://127.0.0.1:+1",
    ])
    func `anything else is refused as a simulator`(text: String) { #expect(LoopbackOrigin(text) == nil) }
}
