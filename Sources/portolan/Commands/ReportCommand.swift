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
            not properly synchronised; then it says which, why, and what to do, and ends with 5.
            """)
    @Option(help: "The year, in UTC.") var year: Int
    @Option(help: "csv, json, or html (a page for a browser and for A4 paper).") var format = Format.html
    @Option(name: [.customShort("o"), .customLong("output")], help: "The file. Default: standard output.")
    var file: String?
    @Flag(name: .customLong("json"), help: "The same as --format json; also what blocks a report is then JSON.")
    var isJSON = false

    func validate() throws {
        guard (2009...2200).contains(year) else { throw ValidationError("\(year) is not a year of this history.") }
    }

    func run() async throws {
        let session = try await Session.current()
        let format = isJSON ? .json : format
        switch try await session.workspace.fiscalReport(year: year) {
        case .blocked(let blockers):
            if format == .json { try Output.data(FiscalGate.json(blockers, year: year).text(pretty: true) + "\n") }
            throw CommandFailure(.incomplete, FiscalGate.text(blockers, year: year))
        case .made(let report):
            guard let file else {
                try Self.write(report, format) { try Output.data($0) }
                return
            }
            let target = try OutputFile(replacing: file)
            try Self.write(report, format) { try target.write($0) }
            try target.commit()
            let count = Words.count(report.lines.count, "transaction")
            Output.talk(
                "Wrote the report of \(year) with \(count) to \(TerminalText.escaped(file)). Digest \(report.digest).")
        }
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
    case blocked([FiscalGate.Blocker])
    case made(FiscalReport)
}
