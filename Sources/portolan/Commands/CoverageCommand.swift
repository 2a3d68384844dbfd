import ArgumentParser
import HistoryModel
import Reports

struct CoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "What was read of each stream, what was not, and why.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @Flag(name: .customLong("timeline"), help: "Draw it instead of saying it.") var isTimeline = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(connections)
        let coverage = try await session.workspace.coverage(of: connections)
        try output.print(CoverageReport.json(coverage), else: text(coverage, at: session.clock.now()))
    }

    private func text(_ coverage: [ConnectionCoverage], at now: Instant) -> String {
        guard !coverage.isEmpty else { return "No connection yet. Make one with: portolan connect ADAPTER\n" }
        let style = Terminal.output
        let timeline = CoverageTimeline(width: Terminal.width(), style: style)
        return coverage.map { connection in
            isTimeline
                ? style.bold(TerminalText.escaped(connection.connection)) + "\n" + timeline.text(connection, at: now)
                : CoverageReport.words(connection, at: now, style: style)
        }.joined(separator: "\n")
    }
}
