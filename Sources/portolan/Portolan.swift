import ArgumentParser
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// The command line: picks the command, runs it, turns what went wrong into one sentence and an exit code.
@main
struct Portolan: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "portolan",
        abstract: "Reads your transaction history from crypto exchanges, and says what it could not read.",
        discussion: """
            Keys are read-only and stay on this machine. State lives in $PORTOLAN_HOME (default: the folder \
            portolan in $XDG_DATA_HOME or ~/.local/share).

            Exit codes: 0 done, 1 internal fault, 2 you must choose or mistyped, 3 refused by policy, \
            4 exchange or key, 5 incomplete.
            """,
        version: version,
        subcommands: [
            AdaptersCommand.self, ConnectCommand.self, ConnectionsCommand.self, SyncCommand.self,
            CoverageCommand.self, TransactionsCommand.self, ImportCommand.self, ValueCommand.self,
            ReportCommand.self, BalancesCommand.self, ScheduleCommand.self, GuideCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        Glibc.exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line and gives its exit code. Never exits by itself.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            try CommandWords.check(arguments, of: Self.self)
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try Output.flush()
            return 0
        } catch let closed as Output.Closed {
            // Who closed the pipe had what it wanted.
            if closed.isUnread { return 0 }
            Output.talk("portolan: \(closed)")
            return CommandFailure.Code.fault.rawValue
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        try? Output.flush()
        if let failure = error as? CommandFailure {
            if !failure.isSaid { Output.talk("portolan: \(TerminalText.escaped(failure.message))") }
            if !failure.isSaid, let hint = failure.hint { Output.talk(FailureHint.line(hint.code, next: hint.next)) }
            return failure.code.rawValue
        }
        if error is CancellationError {
            Output.talk("portolan: Interrupted. What was read so far is kept; run the same command to go on.")
            return CommandFailure.Code.incomplete.rawValue
        }
        let code = exitCode(for: error)
        guard code == .success || code == .validationFailure || error is ValidationError else {
            Output.talk("portolan: \(TerminalText.escaped(String(describing: error)))")
            return CommandFailure.Code.fault.rawValue
        }
        // Help and version are no errors; everything else the parser says is a mistyped command.
        let message = fullMessage(for: error)
        if code == .success {
            try? Output.data(message + "\n")
            try? Output.flush()
            return 0
        }
        Output.talk(message)
        return CommandFailure.Code.usage.rawValue
    }
}
