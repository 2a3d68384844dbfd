import ArgumentParser
import Reports

struct ConnectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections", abstract: "The accounts that are connected.",
        subcommands: [ConnectionsListCommand.self, ConnectionsShowCommand.self, ConnectionsRemoveCommand.self],
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

struct ConnectionsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a connection: its key, and what was read unless you keep it.")
    @Argument(help: "The connection's label.") var connection: String
    @Flag(name: .customLong("keep-records"), help: "Keep what was read.") var keepsRecords = false
    @Flag(name: .customLong("yes"), help: "Do it without being asked.") var isApproved = false

    func run() async throws {
        let session = try await Session.current()
        let summary = try await session.connection(connection)
        if !isApproved { try askForApproval(of: summary) }
        try await session.workspace.remove(connection: summary.label, keepsRecords: keepsRecords)
        let label = TerminalText.escaped(summary.label)
        let records = Words.count(summary.records, "record")
        Output.talk(
            keepsRecords
                ? "Removed the key of \(label). Its \(records) stay, and so does its name."
                : "Removed \(label) and its \(records).")
    }

    private func askForApproval(of summary: ConnectionSummary) throws {
        let count = Words.count(summary.records, "record")
        let what =
            keepsRecords ? "the key of \(summary.label), and keep its \(count)" : "\(summary.label) and its \(count)"
        guard let prompt = Prompt() else {
            throw CommandFailure(.usage, "Nobody can be asked here. Say --yes to remove \(what).")
        }
        guard try prompt.confirms("Remove \(what)?") else {
            throw CommandFailure(.usage, "Nothing was removed.")
        }
    }
}
