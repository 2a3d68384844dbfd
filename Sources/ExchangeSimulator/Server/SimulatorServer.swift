import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves one simulator over HTTP on the loopback interface, and nowhere else.
package final class SimulatorServer: Sendable {
    package struct NotLoopback: Error, CustomStringConvertible {
        package let host: String
        package var description: String {
            "The simulator only listens on loopback (127.0.0.1 or ::1), not on \"\(host)\"."
        }
    }
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    package let host: String
    package let port: Int
    package var url: String { host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)" }

    /// Port 0 takes any free one. Blocks until it listens.
    package static func start(
        _ simulator: Simulator, host: String = "127.0.0.1", port: Int = 0
    ) throws -> SimulatorServer {
        let host = host == "localhost" ? "127.0.0.1" : host
        guard host == "::1" || isLoopback(host) else { throw NotLoopback(host: host) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let channel = try ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true)
                        try pipeline.addHandler(ExchangeHandler(simulator: simulator))
                    }
                }
                .bind(host: host, port: port).wait()
            return SimulatorServer(group: group, channel: channel, host: host)
        } catch {
            try? group.syncShutdownGracefully()
            throw error
        }
    }

    private init(group: MultiThreadedEventLoopGroup, channel: any Channel, host: String) {
        self.group = group
        self.channel = channel
        self.host = host
        port = channel.localAddress?.port ?? 0
    }

    package func stop() throws {
        try? channel.close().wait()
        try group.syncShutdownGracefully()
    }

    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
