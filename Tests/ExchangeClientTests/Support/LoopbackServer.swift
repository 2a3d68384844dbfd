import ExchangeClient
import Glibc
import Synchronization

/// A server on this machine that answers byte for byte what a test says: also what no proper server would.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        var line: String
        var headers: [String: String]
        var body: [UInt8]
        /// Which connection it came on, from 0.
        var connection: Int
        var method: String { String(line.prefix { $0 != " " }) }
        var target: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }
    enum Act: Sendable {
        case bytes([UInt8])
        case pause(milliseconds: Int)
        /// Closes with a reset.
        case reset
        case close
        static func text(_ text: String) -> Act { .bytes(Array(text.utf8)) }
    }
    private struct Log: Sendable {
        var requests: [Request] = []
        var connections = 0
    }

    let port: UInt16
    private let listener: Int32
    private let log = Mutex(Log())
    private let answer: @Sendable (Request) -> [Act]

    var origin: LoopbackOrigin { LoopbackOrigin("http://127.0.0.1:\(port)")! }
    var requests: [Request] { log.withLock { $0.requests } }
    var connections: Int { log.withLock { $0.connections } }

    init(_ answer: @escaping @Sendable (Request) -> [Act]) {
        self.answer = answer
        (listener, port) = Self.listen()
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<LoopbackServer>.fromOpaque(context!).takeRetainedValue().accept()
                return nil
            }, context)
        pthread_detach(thread)
    }

    /// The accepting thread closes: nobody else may have got the descriptor's number in between.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// A whole answer with a length.
    static func reply(_ status: Int = 200, _ headers: [String] = [], body: [UInt8]) -> [Act] {
        let head = ["HTTP/1.1 \(status) X"] + headers + ["Content-Length: \(body.count)", "", ""]
        return [.bytes(Array(head.joined(separator: "\r\n").utf8) + body)]
    }
    static func reply(_ status: Int = 200, _ headers: [String] = [], _ body: String = "{}") -> [Act] {
        reply(status, headers, body: Array(body.utf8))
    }

    static func listen() -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                precondition(bind(descriptor, generic, length) == 0)
                precondition(Glibc.listen(descriptor, 512) == 0)
                precondition(getsockname(descriptor, generic, &length) == 0)
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            if client < 0 {
                close(listener)
                return
            }
            var one: Int32 = 1
            setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            let number = log.withLock { log in
                log.connections += 1
                return log.connections - 1
            }
            let context = Unmanaged.passRetained(Connection(self, client, number)).toOpaque()
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { context in
                    let connection = Unmanaged<Connection>.fromOpaque(context!).takeRetainedValue()
                    connection.server.serve(connection.client, connection.number)
                    return nil
                }, context)
            pthread_detach(thread)
        }
    }

    private final class Connection: Sendable {
        let server: LoopbackServer
        let client: Int32
        let number: Int
        init(_ server: LoopbackServer, _ client: Int32, _ number: Int) {
            self.server = server
            self.client = client
            self.number = number
        }
    }

    private func serve(_ client: Int32, _ number: Int) {
        var buffer: [UInt8] = []
        defer { close(client) }
        while let request = Self.read(client, &buffer, number) {
            log.withLock { $0.requests.append(request) }
            for act in answer(request) {
                switch act {
                case .bytes(let bytes):
                    var sent = 0
                    while sent < bytes.count {
                        let count = bytes.withUnsafeBytes {
                            send(client, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                        }
                        if count <= 0 { return }
                        sent += count
                    }
                case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1000)
                case .close: return
                case .reset:
                    var option = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                    return
                }
            }
        }
    }

    private static func read(_ client: Int32, _ buffer: inout [UInt8], _ number: Int) -> Request? {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        func more() -> Bool {
            let count = recv(client, &chunk, chunk.count, 0)
            if count > 0 { buffer += chunk[..<count] }
            return count > 0
        }
        var end: Int?
        while true {
            end = (0..<max(0, buffer.count - 3)).first { Array(buffer[$0..<($0 + 4)]) == [13, 10, 13, 10] }
            if end != nil { break }
            if !more() { return nil }
        }
        let lines = String(decoding: buffer[..<end!], as: UTF8.self).split(separator: "\r\n").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < end! + 4 + length { if !more() { return nil } }
        let body = Array(buffer[(end! + 4)..<(end! + 4 + length)])
        buffer.removeFirst(end! + 4 + length)
        return Request(line: lines.first ?? "", headers: headers, body: body, connection: number)
    }
}
