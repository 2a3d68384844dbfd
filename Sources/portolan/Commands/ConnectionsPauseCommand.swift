import ArgumentParser
import ConnectionLife
import Reports

struct ConnectionsPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Read nothing of a connection until it is resumed.",
        discussion: "Its records stay, and what you deleted stays away. See `portolan guide pausing`.")
    @Argument(help: "The connection's label.") var connection: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        let label = try await session.connection(connection).label
        let summary = try await session.workspace.pause(connection: label)
        try output.print(ConnectionReport.json(summary), else: ConnectionReport.show(summary, style: Terminal.output))
        Output.talk("Go on with: portolan connections resume \(TerminalText.escaped(ShellWord.quoted(label)))")
    }
}

struct ConnectionsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Read a paused connection again.",
        discussion: "The next sync reads the time of the pause as well.")
    @Argument(help: "The connection's label.") var connection: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        let label = try await session.connection(connection).label
        let summary = try await session.workspace.resume(connection: label)
        try output.print(ConnectionReport.json(summary), else: ConnectionReport.show(summary, style: Terminal.output))
        Output.talk("Next: portolan sync \(TerminalText.escaped(ShellWord.quoted(label)))")
    }
}
