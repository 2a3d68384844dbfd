import ArgumentParser
import Reports

struct TransactionsMatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matches", abstract: "Pairs of which only you know whether they are the same.",
        discussion: """
            Transactions from files that the exchange's interface tells as well are found by shared ids, or by evidence \
            beyond equal amounts, and count once. What could also be two different transactions is listed here, and \
            counts twice until you decide.
            """)
    @Option(name: .customLong("connection"), help: "Only this connection; may be given several times.")
    var connections: [String] = []
    @Option(help: ArgumentHelp("The two are the same: count them once.", valueName: "id")) var accept: String?
    @Option(help: ArgumentHelp("They are two: count both, and do not ask again.", valueName: "id")) var reject: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if accept != nil, reject != nil { throw ValidationError("Say --accept or --reject, not both.") }
    }

    func run() async throws {
        let session = try await Session.current()
        if let id = accept ?? reject {
            let pair = try await session.workspace.decide(match: id, accepted: accept != nil)
            try output.print(
                MatchReport.json(pair),
                else:
                    "\(TerminalText.escaped(pair.summary)): \(accept != nil ? "one transaction" : "two transactions").\n"
            )
            return
        }
        try await session.checkConnections(connections)
        let matches = try await session.workspace.matches(of: connections)
        if matches.isEmpty, !output.isJSON { Output.talk("No connection has imported files.") }
        try output.print(MatchReport.json(matches), else: MatchReport.text(matches, style: Terminal.output))
    }
}
