import ExchangeSimulator
import Glibc
import HistoryModel
import Testing

@Suite("The server puts answers and faults on the wire")
struct ServerTests {
    @Test(
        "listens on loopback and refuses every other address",
        arguments: ["0.0.0.0", "192.168.1.5", "::", "example.org"])
    func loopbackOnly(host: String) throws {
        let asker = try Asker()
        #expect(throws: SimulatorServer.NotLoopback.self) { try SimulatorServer.start(asker.simulator, host: host) }
    }

    @Test("answers several requests on one connection")
    func keepAlive() throws {
        try withServer { asker, connection in
            for _ in 0..<3 {
                connection.send(asker.request("Balance"))
                let answer = try #require(connection.answer())
                #expect(answer.head.hasPrefix("HTTP/1.1 200"))
                #expect(answer.head.contains("Date: Mon, 01 Jun 2026 12:00:00 GMT"))
                #expect(try JSONReading.parse(answer.body)["error"] == .array([]))
            }
        }
    }

    @Test("a reset is a reset", arguments: ["resetBeforeEvery", "resetAfterEvery"])
    func reset(name: String) throws {
        try withServer(faults: "\(name)=1") { asker, connection in
            connection.send(asker.request("Balance"))
            #expect(connection.answer() == nil)
            #expect(connection.lastError == ECONNRESET)
        }
    }

    @Test("a cut answer announces more than it brings")
    func cut() throws {
        try withServer(faults: "cutEvery=1") { asker, connection in
            connection.send(asker.request("Ledgers"))
            let bytes = connection.readToEnd()
            let text = String(decoding: bytes, as: UTF8.self)
            let start = try #require(text.utf8.split(separator: 13).first)
            #expect(String(decoding: Array(start), as: UTF8.self) == "HTTP/1.1 200 OK")
            let announced = try #require(Connection.length(inHead: text))
            #expect(bytes.count < announced)
        }
    }

    @Test("a huge answer arrives to the last byte without being held in memory")
    func huge() throws {
        try withServer(faults: "hugeEvery=1,hugeBytes=50000000") { asker, connection in
            connection.send(asker.request("Ledgers"), close: true)
            #expect(connection.readToEnd().count > 50_000_000)
        }
    }

    @Test("latency holds the answer back")
    func latency() throws {
        try withServer(faults: "latencyEvery=1,latencyMilliseconds=120") { asker, connection in
            let began = SimulatorClock.monotonicNanoseconds()
            connection.send(asker.request("Balance"))
            #expect(connection.answer() != nil)
            #expect(SimulatorClock.monotonicNanoseconds() - began >= 120_000_000)
        }
    }

    @Test("the control endpoints show the truth and the log, set faults and move the clock")
    func control() throws {
        try withServer { asker, connection in
            func call(_ method: String, _ name: String, _ body: String = "") throws -> JSONValue {
                connection.send(WireRequest(method: method, path: "/_simulator/\(name)", body: Array(body.utf8)))
                return try JSONReading.parse(try #require(connection.answer()).body)
            }
            #expect(try call("GET", "credentials").text("key") == asker.simulator.credentials.key)
            #expect(try call("POST", "advance", #"{"seconds": 3600}"#).text("now") == "2026-06-01T13:00:00Z")
            #expect(try call("POST", "faults", #"{"cutEvery": 5}"#).text("cutEvery") == "5")
            #expect(asker.simulator.faults.cutEvery == 5)
            #expect(try call("POST", "faults", #"{"tornado": 5}"#)["error"] != nil)
            let added = try call("POST", "records", #"{"action":"insert","backdateSeconds":60}"#).text("id")
            #expect(try asker.ledgerIDs().contains(added))
            #expect(try call("POST", "records", "{\"action\":\"remove\",\"id\":\"\(added)\"}").text("id") == added)
            #expect(try !asker.ledgerIDs().contains(added))
            #expect(try call("GET", "truth")["ledger"]!.elements.count == 403)
            #expect(try call("GET", "log").text("requests") == "2")
            #expect(try call("GET", "nonsense")["error"] != nil)
        }
    }

    private func withServer(faults: String = "", _ body: (Asker, Connection) throws -> Void) throws {
        let asker = try Asker(faults: try Faults(list: faults))
        let server = try SimulatorServer.start(asker.simulator)
        #expect(server.url == "http://127.0.0.1:\(server.port)")
        let result = Result { try body(asker, try Connection(port: server.port)) }
        try server.stop()
        try result.get()
    }
}

/// A plain socket: what no HTTP client lets through can be seen here.
final class Connection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var lastError: Int32 = 0

    struct Refused: Error {}
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused() }
    }
    deinit { close(descriptor) }

    func send(_ request: WireRequest, close: Bool = false) {
        var text =
            "\(request.method) \(request.path) HTTP/1.1\r\nHost: synthetic\r\nContent-Length: \(request.body.count)\r\n"
        for (name, value) in request.headers { text += "\(name): \(value)\r\n" }
        let bytes = Array((text + (close ? "Connection: close\r\n\r\n" : "\r\n")).utf8) + request.body
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &piece, piece.count, 0)
        if count < 0 { lastError = errno }
        guard count > 0 else { return false }
        buffer.append(contentsOf: piece[..<count])
        return true
    }
    func readToEnd() -> [UInt8] {
        while fill() {}
        return buffer
    }

    static func length(inHead text: String) -> Int? {
        let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("content-length:") }
        return line.flatMap { Int($0.drop { !$0.isNumber }) }
    }

    /// One whole answer; nil when the connection ended before.
    func answer() -> (head: String, body: [UInt8])? {
        while true {
            if let end = Self.find([13, 10, 13, 10], in: buffer, from: 0) {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                if let length = Self.length(inHead: head) {
                    if buffer.count >= end + 4 + length {
                        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
                        buffer.removeFirst(end + 4 + length)
                        return (head, body)
                    }
                } else if let (body, used) = Self.dechunked(buffer, from: end + 4) {
                    buffer.removeFirst(used)
                    return (head, body)
                }
            }
            guard fill() else { return nil }
        }
    }

    private static func dechunked(_ bytes: [UInt8], from start: Int) -> ([UInt8], Int)? {
        var body: [UInt8] = []
        var position = start
        while let line = find([13, 10], in: bytes, from: position) {
            guard let size = Int(String(decoding: bytes[position..<line], as: UTF8.self), radix: 16),
                line + 4 + size <= bytes.count
            else { return nil }
            body.append(contentsOf: bytes[(line + 2)..<(line + 2 + size)])
            position = line + 4 + size
            if size == 0 { return (body, position) }
        }
        return nil
    }
    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= pattern.count + start else { return nil }
        return (start...(bytes.count - pattern.count)).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }
}
