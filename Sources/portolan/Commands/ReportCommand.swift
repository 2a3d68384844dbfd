import ArgumentParser
import HistoryModel
import Reports

struct ReportCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json, html }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "A year's transactions with their values, for you and your accountant.",
        discussion: """
            Nothing is asked of anybody: it is made of what was read and valued. It does not exist while a connection is \
            not properly synchronised; then it says which, why, and what to do, and ends with 5. Of a year that is not \
            over it is a draft, and says so first.
            """)
    @Option(help: "The year, in UTC.") var year: Int
    @Option(help: "csv, json, or html (a page for a browser and for A4 paper).") var format = Format.html
    @Option(name: [.customShort("o"), .customLong("output")], help: "The file. Default: standard output.")
    var file: String?
    @Flag(name: .customLong("json"), help: "The same as --format json; also what blocks a report is then JSON.")
    var isJSON = false

    func run() async throws {
        let session = try await Session.current()
        let format = isJSON ? .json : format
        switch try await session.workspace.fiscalReport(year: year) {
        case .refused(let sentence): throw CommandFailure(.usage, sentence)
        case .unconnected: try refuse([], FiscalGate.textWithoutConnections(year: year, style: Terminal.talk), format)
        case .blocked(let blockers):
            try refuse(blockers, FiscalGate.text(blockers, year: year, style: Terminal.talk), format)
        case .made(let report):
            guard let file else {
                try Self.write(report, format) { try Output.data($0) }
                return sayDraft(report)
            }
            let target = try OutputFile(replacing: file)
            try Self.write(report, format) { try target.write($0) }
            try target.commit()
            let count = Words.count(report.lines.count, "transaction")
            let what = report.isDraft ? "a draft of the report" : "the report"
            Output.talk(
                "Wrote \(what) of \(year) with \(count) to \(TerminalText.escaped(file)). Digest \(report.digest).")
            sayDraft(report)
        }
    }

    private func refuse(_ blockers: [FiscalGate.Blocker], _ text: String, _ format: Format) throws {
        if format == .json { try Output.data(FiscalGate.json(blockers, year: year).text(pretty: true) + "\n") }
        Output.talkRaw("portolan: " + text)
        throw CommandFailure.said(.incomplete)
    }

    private func sayDraft(_ report: FiscalReport) {
        guard let draft = report.warnings.first(where: { $0.kind == .yearNotOver }) else { return }
        Output.talk(Terminal.talk.fitted(Words.sentence(draft.text)))
    }

    private static func write(_ report: FiscalReport, _ format: Format, _ put: ([UInt8]) throws -> Void) rethrows {
        switch format {
        case .csv: try FiscalCSV.write(report, put)
        case .json: try FiscalJSON.write(report, put)
        case .html: try FiscalHTML.write(report, put)
        }
    }
}

/// What became of the wish for a report.
enum FiscalOutcome: Sendable {
    /// The year is none a report can be asked for.
    case refused(String)
    /// There is no connection at all.
    case unconnected
    case blocked([FiscalGate.Blocker])
    case made(FiscalReport)
}
