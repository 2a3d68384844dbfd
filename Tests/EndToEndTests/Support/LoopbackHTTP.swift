import Glibc

/// The plainest client there is, for the simulator's control endpoints: one request, one connection.
enum LoopbackHTTP {
    struct Failed: Error, CustomStringConvertible { var description: String }

    static func ask(port: UInt16, _ method: String, _ path: String, body: String = "") throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(description: "no socket") }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failed(description: "the simulator on port \(port) is not there") }
        let head = "\(method) \(path) HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n"
        let request = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw Failed(description: "the request to the simulator was not sent")
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            answer.append(contentsOf: chunk[..<count])
        }
        return try content(of: answer, path)
    }

    private static func content(of answer: [UInt8], _ path: String) throws -> [UInt8] {
        let text = Array("\r\n\r\n".utf8)
        guard let end = answer.indices.dropLast(3).first(where: { Array(answer[$0..<($0 + 4)]) == text }) else {
            throw Failed(description: "\(path): no whole answer")
        }
        let head = String(decoding: answer[..<end], as: UTF8.self)
        let body = Array(answer[(end + 4)...])
        guard head.hasPrefix("HTTP/1.1 200") else {
            throw Failed(description: "\(path): \(head.prefix(40)) \(String(decoding: body, as: UTF8.self))")
        }
        return head.lowercased().contains("transfer-encoding: chunked") ? unchunked(body) : body
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        while let lineEnd = bytes[position...].firstIndex(of: 13) {
            let size = Int(String(decoding: bytes[position..<lineEnd], as: UTF8.self), radix: 16) ?? 0
            guard size > 0, lineEnd + 2 + size <= bytes.count else { break }
            out.append(contentsOf: bytes[(lineEnd + 2)..<(lineEnd + 2 + size)])
            position = lineEnd + 2 + size + 2
        }
        return out
    }
}
