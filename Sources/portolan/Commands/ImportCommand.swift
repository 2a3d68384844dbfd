import ArgumentParser
import ConnectionLife
import HistoryModel
import Reports

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read an export file into a connection's history.",
        discussion: """
            Known are Kraken ledgers, Binance's transaction history, Coinbase's transaction report, Koinly's universal \
            file and Waltio's own. The format is known by the header. A file with rows that cannot be read is not \
            imported at all, unless --skip-bad-rows leaves them out. The same file twice, or two exports that overlap, \
            add nothing twice; what the exchange's interface tells as well is counted once. What you deleted of a file \
            comes back when that file is imported again.
            """)
    @Argument(help: "The file, as it was downloaded.") var file: String
    @Option(help: ArgumentHelp("The connection it belongs to.", valueName: "connection")) var account: String
    @Option(help: "What the file is, where its header is not to be asked.") var format: String?
    @Option(help: "The zone of the file's clock, such as UTC+2, for files that do not tell.") var zone: String?
    @Option(help: "Only rows of this platform, for files that hold others than the account's.") var platform: String?
    @Option(
        help: ArgumentHelp(
            "The stretch of time the file holds everything of, as you asked for it when you made it. Coverage shows it as read from a file.",
            valueName: "date..date")) var covers: String?
    @Flag(name: .customLong("skip-bad-rows"), help: "Leave out rows that cannot be read, and import the rest.")
    var skipsBadRows = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let covers, Self.interval(covers) == nil {
            throw ValidationError("--covers takes two days, like 2021-01-01..2024-01-01; the second is not part of it.")
        }
    }

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections([account])
        let request = ImportRequest(
            path: file, connection: account, format: format, zone: zone, platform: platform,
            stated: covers.flatMap(Self.interval), skipsBadRows: skipsBadRows)
        let outcome: ImportOutcome
        do { outcome = try await session.workspace.importFile(request) } catch var failure as CommandFailure {
            // Another sync would read something, but not this file.
            if failure.reason == .storeLocked || failure.reason == .diskFull { failure.next = again }
            throw failure
        }
        try output.print(ImportReport.json(outcome), else: ImportReport.text(outcome, style: Terminal.output))
        guard outcome.isStored else {
            Output.talk(
                "portolan: Nothing was imported. Mend these rows, or download the file again, or leave them out with --skip-bad-rows."
            )
            throw CommandFailure.said(.usage)
        }
    }

    /// The same command once more.
    private var again: String {
        let options = [
            ("account", account), ("format", format), ("zone", zone), ("platform", platform), ("covers", covers),
        ]
        let words = options.flatMap { name, value in value.map { ["--\(name)", ShellWord.quoted($0)] } ?? [] }
        return (["portolan", "import", ShellWord.quoted(file)] + words + (skipsBadRows ? ["--skip-bad-rows"] : []))
            .joined(separator: " ")
    }

    static func interval(_ text: String) -> Interval? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        guard let from = Instant(iso8601: text[..<dots.lowerBound]),
            let until = Instant(iso8601: text[dots.upperBound...])
        else { return nil }
        return Interval(from, until)
    }
}
