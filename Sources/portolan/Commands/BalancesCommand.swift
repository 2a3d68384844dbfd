import ArgumentParser
import Reports

struct BalancesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balances",
        abstract: "What exchanges say the accounts hold, against what the history adds up to.",
        discussion: "Nothing is asked of an exchange: the balances are those of the last syncs.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @Flag(name: .customLong("differences"), help: "Only what does not agree.") var onlyDifferences = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(connections)
        let balances = try await session.workspace.balances(of: connections)
        guard !balances.isEmpty || output.isJSON else {
            Output.talk("There is no connection yet. Make one with: portolan connect ADAPTER")
            return
        }
        try output.print(
            BalanceReport.json(balances),
            else: BalanceReport.text(balances, onlyDifferences: onlyDifferences, style: Terminal.output))
    }
}
