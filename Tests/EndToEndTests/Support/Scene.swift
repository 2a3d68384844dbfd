import Glibc
import HistoryModel
import Testing

/// One test's world: a folder of its own, a simulated exchange, and the program under test.
final class Scene: Sendable {
    let folder: String
    let exchange: SimulatorProcess
    let host: Host

    /// Plays `body` with a simulator started for it, and leaves nothing behind.
    static func play(
        _ account: SimulatorProcess.Account = .init(), _ body: (Scene) async throws -> Void
    ) async throws {
        let folder = try Files.temporaryFolder()
        let exchange: SimulatorProcess
        do {
            exchange = try await SimulatorProcess(account, folder: folder)
        } catch {
            Files.remove(folder)
            throw error
        }
        let scene = Scene(folder: folder, exchange: exchange, home: "\(folder)/home")
        do {
            try await body(scene)
        } catch {
            await scene.end()
            throw error
        }
        await scene.end()
    }

    private init(folder: String, exchange: SimulatorProcess, home: String) {
        self.folder = folder
        self.exchange = exchange
        host = Host(home: home, folder: folder, exchange: exchange)
    }

    /// The same exchange seen from another home folder.
    func host(home: String) -> Host { Host(home: home, folder: folder, exchange: exchange) }

    private func end() async {
        await exchange.stop()
        Files.remove(folder)
    }
}
