import ArgumentParser
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// `--from`: where reading begins, beside files.
struct ReadingOptions: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "From where to read: all, last-transaction (the last one in imported files, stream by stream), or a date. With STREAM= in front for one stream; may be given several times.",
            valueName: "all|last-transaction|date"))
    var starts: [String] = []

    func validate() throws {
        for start in starts where ReadingStart(start) == nil {
            throw ValidationError(
                "--from takes all, last-transaction or a date like 2024-01-01, with STREAM= in front for one stream, not \"\(start)\"."
            )
        }
    }
    private var readingStarts: [ReadingStart] { starts.compactMap { ReadingStart($0) } }

    func keep(for connection: String, _ session: Session) async throws {
        if !starts.isEmpty { try await session.workspace.keep(readingStarts, of: connection) }
    }

    /// What can be synced, and what nobody has decided. Keeps what `--from` says, asks at a terminal, and else tells
    /// both options for each connection that is left out.
    func settle(
        _ connections: [String], _ session: Session, asks: Bool = true
    ) async throws -> (chosen: [String], undecided: [String]) {
        if !starts.isEmpty {
            guard !connections.isEmpty else {
                throw CommandFailure(.usage, "--from goes with the names of the connections it is for.")
            }
            for connection in connections { try await keep(for: connection, session) }
        }
        var undecided: [String] = []
        for question in try await session.workspace.readingQuestions(of: connections) {
            if let start = try Self.ask(question, asks) {
                try await session.workspace.keep([start], of: question.connection)
            } else {
                undecided.append(question.connection)
            }
        }
        if undecided.isEmpty { return (connections, []) }
        let all = connections.isEmpty ? try await session.workspace.connections().map(\.label) : connections
        return (all.filter { !undecided.contains($0) }, undecided)
    }

    /// The answer of a person at the terminal; nil where there is none.
    private static func ask(_ question: ReadingQuestion, _ asks: Bool) throws -> ReadingStart? {
        guard asks, Terminal.isTerminal(STDIN_FILENO), let prompt = Prompt() else {
            Output.talk("portolan: \(question.text)")
            return nil
        }
        Output.talk(question.text)
        while true {
            let answer = try prompt.text("all, last-transaction or a date")
            if answer.isEmpty { return nil }
            if let start = ReadingStart(answer), start.stream == nil { return start }
        }
    }
}
