import ArgumentParser
import Reports

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "When connections are read again by `sync --due`, and why then.",
        discussion: "The intervals stand in schedule.conf in the home folder: see `portolan guide schedule`.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(connections)
        let report = try await session.workspace.schedule(of: connections)
        try output.print(report.json, else: report.text(style: Terminal.output))
    }
}
