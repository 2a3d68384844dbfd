import HistoryModel
import NIOCore
import NIOHTTP1

/// Collects a request, asks the simulator, writes the answer or breaks the connection as told.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let simulator: Simulator
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private static let largestBody = 1 << 20

    init(simulator: Simulator) { self.simulator = simulator }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
        case .body(let piece):
            guard body.count + piece.readableBytes <= Self.largestBody else { return context.close(promise: nil) }
            body.append(contentsOf: piece.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: head, channel: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func respond(to head: HTTPRequestHead, channel: any Channel) {
        let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers: [String: String] = [:]
        for (name, value) in head.headers { headers[name.lowercased()] = value }
        let outcome = simulator.handle(
            WireRequest(
                method: head.method.rawValue, path: String(target[0]), query: target.count > 1 ? String(target[1]) : "",
                headers: headers, body: body))
        let writer = AnswerWriter(
            channel: channel, outcome: outcome, version: head.version, keepAlive: head.isKeepAlive)
        guard outcome.delayMilliseconds > 0 else { return writer.write() }
        channel.eventLoop.scheduleTask(in: .milliseconds(Int64(outcome.delayMilliseconds))) { writer.write() }
    }
}
