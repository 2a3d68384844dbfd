import ArgumentParser
import HistoryModel
import Reports

struct CoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "What was read of each stream, what was not, and why.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @Flag(name: .customLong("timeline"), help: "Draw it instead of saying it.") var isTimeline = false
    @Flag(name: .customLong("deadlines"), help: "Only until when what must be read, the soonest first.")
    var onlyDeadlines = false
    @Flag(name: .customLong("table"), help: "A line for each stream, in dates.") var isTable = false
    @Option(name: .customLong("svg"), help: "Also draw it into this file, as SVG.") var svg: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(connections)
        let coverage = try await session.workspace.coverage(of: connections)
        if let svg {
            let file = try OutputFile(replacing: svg)
            try file.write(Array(CoverageSVG().text(coverage).utf8))
            try file.commit()
            Output.talk("Wrote the picture to \(TerminalText.escaped(svg)).")
        }
        if onlyDeadlines {
            try output.print(
                DeadlineReport.json(coverage),
                else: DeadlineReport.text(coverage, at: session.clock.now(), style: Terminal.output))
            return
        }
        try output.print(CoverageReport.json(coverage), else: text(coverage, at: session.clock.now()))
    }

    private func text(_ coverage: [ConnectionCoverage], at now: Instant) -> String {
        guard !coverage.isEmpty else { return "No connection yet. Make one with: portolan connect ADAPTER\n" }
        let style = Terminal.output
        if isTable { return CoverageTable.text(coverage, style: style) }
        let timeline = CoverageTimeline(width: Terminal.width(), style: style)
        return coverage.map { connection in
            isTimeline
                ? style.bold(TerminalText.escaped(connection.connection)) + "\n" + timeline.text(connection, at: now)
                : CoverageReport.words(connection, at: now, style: style)
        }.joined(separator: "\n")
    }
}
