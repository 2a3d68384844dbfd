import ArgumentParser
import Reports

struct TransactionsLabelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Write your own words beside a transaction.",
        discussion: "They stay through every sync, and when the connection is removed and comes back.")
    @Argument(help: "The transaction's id, as the list shows it.") var id: String
    @Argument(help: "The label; an empty one takes it away.") var text: String

    func validate() throws {
        guard text.count <= 500, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw ValidationError("A label is one line of at most 500 characters.")
        }
    }

    func run() async throws {
        let workspace = try await Session.current().workspace
        guard try await workspace.label(transaction: id, text) else { throw Self.unknown(id) }
        Output.talk(text.isEmpty ? "The label is gone." : "Labelled.")
    }

    static func unknown(_ id: String) -> CommandFailure {
        CommandFailure(.usage, "No transaction has the id \"\(id)\".")
    }
}

struct TransactionsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Take a transaction out of the books.",
        discussion: """
            The next sync of its connection brings it back, flagged as reappeared; a paused connection does not. What \
            only a file told comes back when that file is imported again. With --keep-deleted it stays away through \
            every sync and import, and reports count it. See `portolan guide deleting`.
            """)
    @Argument(help: "The transaction's id, as the list shows it.") var id: String
    @Flag(name: .customLong("keep-deleted"), help: "Keep it away through every sync and import.") var isForGood = false

    func run() async throws {
        let workspace = try await Session.current().workspace
        let records = try await workspace.delete(transaction: id, forGood: isForGood)
        guard records.count > 0 else { throw TransactionsLabelCommand.unknown(id) }
        Output.talk(Self.words(records, isForGood: isForGood))
    }

    static func words(_ records: DeletedRecords, isForGood: Bool) -> String {
        let what = "Deleted \(Words.count(records.count, "record"))."
        if isForGood {
            return "\(what) No sync and no import brings back what was; `portolan transactions restore` does."
        }
        let way =
            switch (records.ofExchange > 0, records.ofFiles > 0) {
            case (true, true): "The next sync of the connection and the next import of the file bring it back"
            case (false, true): "It comes from a file: the next import of that file brings it back"
            default: "The next sync of the connection brings it back"
            }
        return "\(what) \(way); --keep-deleted would keep it away."
    }
}

struct TransactionsRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a deleted transaction back.")
    @Argument(help: "The transaction's id, as `transactions list --deleted` shows it.") var id: String

    func run() async throws {
        let records = try await Session.current().workspace.restore(transaction: id)
        guard records > 0 else {
            throw CommandFailure(.usage, "No deleted transaction has the id \"\(id)\".")
        }
        Output.talk("Restored \(Words.count(records, "record")).")
    }
}
