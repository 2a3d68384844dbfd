import Glibc
import HistoryModel
import NIOCore
import NIOHTTP1

/// Puts one outcome on the wire.
struct AnswerWriter: Sendable {
    let channel: any Channel
    let outcome: Simulator.Outcome
    let version: HTTPVersion
    let keepAlive: Bool

    func write() {
        guard outcome.transport != .reset else { return reset() }
        var head = HTTPResponseHead(version: version, status: .init(statusCode: outcome.answer.status))
        head.headers.add(name: "Content-Type", value: outcome.answer.contentType)
        head.headers.add(name: "Date", value: HTTPDate.text(outcome.date))
        for (name, value) in outcome.answer.headers { head.headers.add(name: name, value: value) }
        if !keepAlive { head.headers.add(name: "Connection", value: "close") }
        switch outcome.answer.body {
        case .bytes(let bytes):
            head.headers.add(name: "Content-Length", value: String(bytes.count))
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            guard outcome.transport == .whole else { return cut(bytes) }
            channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer(bytes))), promise: nil)
            finish()
        case .pieces(let next):
            head.headers.add(name: "Transfer-Encoding", value: "chunked")
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            pump(next)
        }
    }

    /// One piece at a time, the next when the last has left: the answer never piles up in memory.
    private func pump(_ next: @escaping @Sendable () -> [UInt8]?) {
        guard let piece = next() else { return finish() }
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer(piece)))).whenComplete { result in
            if case .success = result { pump(next) } else { channel.close(promise: nil) }
        }
    }

    private func finish() {
        let closing = !keepAlive
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
            if closing { channel.close(promise: nil) }
        }
    }

    private func cut(_ bytes: [UInt8]) {
        let half = Array(bytes.prefix(bytes.count / 2))
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer(half)))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    /// A linger time of zero turns the close into a reset.
    private func reset() {
        guard let sockets = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        sockets.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    private func buffer(_ bytes: [UInt8]) -> ByteBuffer { channel.allocator.buffer(bytes: bytes) }
}

/// The date format of HTTP headers, and Kraken's of old.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(_ instant: Instant) -> String {
        let seconds = Int(instant.nanoseconds / 1_000_000_000)
        let date = CivilDate(daysSinceEpoch: seconds / 86_400)
        let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(padded).joined(separator: ":")
        return "\(days[seconds / 86_400 % 7]), \(padded(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }
    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
