import ArgumentParser
import Reports

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Read what can be read and is not stored yet.",
        discussion: "Ctrl-C stops cleanly: what was read stays, and the next sync goes on from there.")
    @Argument(help: "Labels of connections. Default: all.") var connections: [String] = []
    @Flag(name: .customLong("full"), help: "Read everything again from the very first transaction.")
    var isFull = false
    @Flag(name: .customLong("due"), help: "Only what the schedule says is due; for timers, and no login.")
    var onlyDue = false
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if isFull, onlyDue { throw ValidationError("--due is for timers, --full for people: choose one of them.") }
    }

    func run() async throws {
        let session = try await onlyDue ? Session.unattended() : Session.current()
        try await session.checkConnections(connections)
        let (chosen, undecided) = try await reading.settle(connections, session, asks: !onlyDue)
        if chosen.isEmpty, !undecided.isEmpty { throw CommandFailure.said(.usage) }
        let request = SyncRequest(connections: chosen, isFull: isFull, onlyDue: onlyDue)
        do {
            try await Self.perform(request, in: session, output, isAll: undecided.isEmpty)
        } catch let failure as CommandFailure where failure.code != .exchange && !undecided.isEmpty {
            // What is paused or goes on later is no news beside a choice to be made.
            guard failure.isSaid else { throw failure }
        }
        if !undecided.isEmpty { throw CommandFailure.said(.usage) }
    }

    /// Syncs and prints. Throws what the outcome's exit code is.
    ///
    /// - Parameter isAll: false where connections were left out that wait for a choice.
    static func perform(
        _ request: SyncRequest, in session: Session, _ output: OutputOptions, isAll: Bool = true
    ) async throws {
        let display = ProgressDisplay(clock: session.clock.now)
        let outcomes = try await Interrupts.cancelling(announce: display.note) {
            defer { display.finish() }
            return try await session.workspace.sync(request) { display.show($0) }
        }
        if outcomes.isEmpty, request.onlyDue {
            let schedule = try await session.workspace.schedule(of: request.connections)
            if !schedule.connections.isEmpty {
                if output.isJSON { try output.print(SyncReport.json([]), else: "") }
                if isAll { Output.talk(schedule.nextLine) }
                return
            }
        }
        guard !outcomes.isEmpty else {
            throw CommandFailure(.usage, "There is no connection yet. Make one with: portolan connect ADAPTER")
        }
        try output.print(SyncReport.json(outcomes), else: SyncReport.table(outcomes, style: Terminal.output))
        if let code = Self.code(for: outcomes, named: Set(request.connections)) {
            throw CommandFailure.said(code)
        }
    }

    /// The exit code of a sync: what only the user can help with comes before what another run may finish.
    ///
    /// A paused connection is no failure among others that were read: only where it was asked for by name, or where
    /// there was nothing else to read.
    static func code(for outcomes: [SyncOutcome], named: Set<String> = []) -> CommandFailure.Code? {
        let isAllPaused = outcomes.allSatisfy { $0.state == .paused }
        let counted = outcomes.filter { $0.state != .paused || isAllPaused || named.contains($0.connection) }
        let states = Set(counted.map(\.state))
        if states.contains(.failed) { return .exchange }
        if !states.isDisjoint(with: [.refused, .paused]) { return .refused }
        if !states.isDisjoint(with: [.incomplete, .parked, .cancelled]) { return .incomplete }
        return nil
    }
}
