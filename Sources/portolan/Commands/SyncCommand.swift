import ArgumentParser
import Reports

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Read what can be read and is not stored yet.",
        discussion: "Ctrl-C stops cleanly: what was read stays, and the next sync goes on from there.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @Flag(name: .customLong("full"), help: "Read everything again from the very first transaction.")
    var isFull = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(connections)
        let request = SyncRequest(connections: connections, isFull: isFull)
        let display = ProgressDisplay(clock: session.clock.now)
        let outcomes = try await Interrupts.cancelling(announce: display.note) {
            defer { display.finish() }
            return try await session.workspace.sync(request) { display.show($0) }
        }
        guard !outcomes.isEmpty else {
            throw CommandFailure(.usage, "There is no connection yet. Make one with: portolan connect ADAPTER")
        }
        try output.print(SyncReport.json(outcomes), else: SyncReport.table(outcomes, style: Terminal.output))
        if let code = Self.code(for: outcomes) {
            throw CommandFailure.said(code)
        }
    }

    /// The exit code of a sync: what only the user can help with comes before what another run may finish.
    static func code(for outcomes: [SyncOutcome]) -> CommandFailure.Code? {
        let states = Set(outcomes.map(\.state))
        if states.contains(.failed) { return .exchange }
        if !states.isDisjoint(with: [.refused, .paused]) { return .refused }
        if !states.isDisjoint(with: [.incomplete, .parked, .cancelled]) { return .incomplete }
        return nil
    }
}
