import ArgumentParser
import Reports

struct ConnectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections", abstract: "The accounts that are connected.",
        subcommands: [
            ConnectionsListCommand.self, ConnectionsShowCommand.self, ConnectionsPauseCommand.self,
            ConnectionsResumeCommand.self, ConnectionsReconnectCommand.self, ConnectionsRemoveCommand.self,
        ],
        defaultSubcommand: ConnectionsListCommand.self)
}

struct ConnectionsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the connections.")
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let connections = try await Session.current().workspace.connections()
        try output.print(
            ConnectionReport.json(connections), else: ConnectionReport.table(connections, style: Terminal.output))
    }
}

struct ConnectionsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one connection.")
    @Argument(help: "The connection's label.") var connection: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let summary = try await Session.current().connection(connection)
        try output.print(
            ConnectionReport.json(summary), else: ConnectionReport.show(summary, style: Terminal.output))
    }
}
