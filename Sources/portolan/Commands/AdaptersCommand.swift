import ArgumentParser
import HistoryModel
import Reports

struct AdaptersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapters", abstract: "The exchanges that can be read, and how far back.",
        subcommands: [AdaptersListCommand.self, AdaptersShowCommand.self, AdaptersGuideCommand.self],
        defaultSubcommand: AdaptersListCommand.self)
}

struct AdaptersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the adapters with their worst depth and what they omit.")
    @Flag(help: "Print a table in Markdown, as in docs/limits.md.") var markdown = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let adapters = try await Session.current().workspace.adapters()
        if markdown { return try Output.data(AdapterReport.markdown(adapters)) }
        try output.print(AdapterReport.json(adapters), else: AdapterReport.table(adapters, style: Terminal.output))
    }
}

struct AdaptersShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Say in words what one adapter can read, and what it cannot.")
    @Argument(help: "The adapter's id, as `portolan adapters list` shows it.") var id: String
    @Flag(help: "Print tables in Markdown, as in the adapter's README.") var markdown = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        let adapter = try await session.adapter(id)
        if markdown { return try Output.data(AdapterReport.markdown(adapter)) }
        try output.print(
            AdapterReport.json(adapter),
            else: AdapterReport.show(adapter, at: session.clock.now(), style: Terminal.output))
    }
}

struct AdaptersGuideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide", abstract: "How to make a read-only key for one exchange.")
    @Argument(help: "The adapter's id.") var id: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let adapter = try await Session.current().adapter(id)
        try output.print(
            AdapterReport.guideJSON(adapter), else: AdapterReport.guide(adapter, style: Terminal.output))
    }
}
