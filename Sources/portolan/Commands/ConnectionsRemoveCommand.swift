import ArgumentParser
import ConnectionLife
import Reports

struct ConnectionsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Delete a connection's key, and keep or delete what was read.",
        discussion: """
            Choose what becomes of the records: --keep-records or --purge. Labels you wrote are kept either way, and \
            stand beside the same records when they come back under the connection's name.
            """)
    @Argument(help: "The connection's label.") var connection: String
    @Flag(name: .customLong("keep-records"), help: "Keep what was read, and the connection's name.")
    var keepsRecords = false
    @Flag(name: .customLong("purge"), help: "Delete what was read as well.") var purges = false
    @Flag(name: .customLong("yes"), help: "Do it without being asked.") var isApproved = false

    func validate() throws {
        if keepsRecords, purges { throw ValidationError("--keep-records and --purge exclude each other.") }
    }

    func run() async throws {
        let session = try await Session.current()
        let summary = try await session.connection(connection)
        let keepsRecords = try choice(about: summary)
        if !isApproved { try askForApproval(of: summary, keepsRecords: keepsRecords) }
        try await session.workspace.remove(connection: summary.label, keepsRecords: keepsRecords)
        let label = TerminalText.escaped(summary.label)
        let records = Words.count(summary.records, "record")
        Output.talk(
            keepsRecords
                ? "Removed the key of \(label). Its \(records) stay, and so does its name. A new key: portolan connections reconnect \(TerminalText.escaped(ShellWord.quoted(summary.label)))"
                : "Removed \(label) and its \(records).")
    }

    /// Whether the records stay: as said, or as answered. Nothing is deleted because nobody said anything.
    private func choice(about summary: ConnectionSummary) throws -> Bool {
        if keepsRecords || purges { return keepsRecords }
        let records = Words.count(summary.records, "record")
        guard !isApproved, let prompt = Prompt() else {
            throw CommandFailure(
                .usage,
                "Choose what becomes of the \(records) of \(summary.label): --keep-records or --purge; with --yes nobody is asked."
            )
        }
        return try !prompt.confirms("Delete the \(records) of \(summary.label), too? (No keeps them)")
    }

    private func askForApproval(of summary: ConnectionSummary, keepsRecords: Bool) throws {
        let count = Words.count(summary.records, "record")
        let what =
            keepsRecords ? "the key of \(summary.label), and keep its \(count)" : "\(summary.label) and its \(count)"
        guard let prompt = Prompt() else {
            throw CommandFailure(.usage, "Nobody can be asked here. Say --yes to remove \(what).")
        }
        guard try prompt.confirms("Remove \(what)?") else {
            throw CommandFailure(.usage, "Nothing was removed.")
        }
    }
}
