import ArgumentParser
import HistoryModel
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
    /// Refuses a date that has not come yet: nothing would be read, and all would look well.
    func check(at now: Instant) throws {
        for start in readingStarts {
            if let problem = Self.problem(start, at: now) { throw CommandFailure(.usage, problem) }
        }
    }
    private static func problem(_ start: ReadingStart, at now: Instant) -> String? {
        guard case .date(let from) = start.point, from > now else { return nil }
        return
            "--from \(from.date) lies in the future: nothing would be read. It is \(now.minuteText) UTC; give a date before that, all, or last-transaction."
    }

    private var readingStarts: [ReadingStart] { starts.compactMap { ReadingStart($0) } }

    func keep(for connection: String, _ session: Session) async throws {
        try check(at: session.clock.now())
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
            if let start = try Self.ask(question, asks, at: session.clock.now()) {
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
    private static func ask(_ question: ReadingQuestion, _ asks: Bool, at now: Instant) throws -> ReadingStart? {
        guard asks, Terminal.isTerminal(STDIN_FILENO), let prompt = Prompt() else {
            Output.talk("portolan: \(question.text)")
            return nil
        }
        Output.talk(question.text)
        while true {
            let answer = try prompt.text("all, last-transaction or a date")
            if answer.isEmpty { return nil }
            guard let start = ReadingStart(answer), start.stream == nil else { continue }
            guard let problem = problem(start, at: now) else { return start }
            Output.talk(problem)
        }
    }
}
