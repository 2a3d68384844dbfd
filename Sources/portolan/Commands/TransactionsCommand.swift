import ArgumentParser
import HistoryModel
import Reports
import Valuation

struct TransactionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transactions", abstract: "What was read, as transactions.",
        subcommands: [
            TransactionsListCommand.self, TransactionsShowCommand.self, TransactionsLabelCommand.self,
            TransactionsDeleteCommand.self, TransactionsRestoreCommand.self, TransactionsExportCommand.self,
            TransactionsMatchesCommand.self,
        ],
        defaultSubcommand: TransactionsListCommand.self)
}

/// Which transactions: shared by list and export.
struct TransactionFilterOptions: ParsableArguments {
    @Option(name: .customLong("connection"), help: "Only this connection; may be given several times.")
    var connections: [String] = []
    @Option(help: "From this day or time on (UTC), e.g. 2024-01-01.") var from: Instant?
    @Option(help: "Before this day or time (UTC).") var until: Instant?
    @Option(name: .customLong("kind"), help: "Only this kind, e.g. trade; may be given several times.")
    var kinds: [String] = []
    @Option(help: "Only transactions that move this asset.") var asset: String?

    func validate() throws {
        for kind in kinds where RecordKind(name: kind) == nil {
            throw ValidationError(
                "There is no kind \"\(kind)\": it is one of \(Words.list(RecordKind.allCases.map(\.name))).")
        }
    }

    /// Says where nothing was found because no record moves the asset that was asked for.
    func tellUnknownAsset(_ session: Session) async throws -> Bool {
        guard let asset, let unknown = try await session.workspace.unknownAsset(asset) else { return false }
        Output.talk(unknown.words)
        return true
    }

    var filter: TransactionFilter {
        TransactionFilter(
            connections: connections, from: from, until: until,
            kinds: kinds.isEmpty ? nil : RecordKinds(kinds.compactMap { RecordKind(name: $0) }), asset: asset)
    }
}

struct TransactionsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the newest transactions.")
    @OptionGroup var options: TransactionFilterOptions
    @Option(help: "How many; 0 for all.") var limit = 50
    @Flag(name: .customLong("deleted"), help: "Only what you deleted.") var onlyDeleted = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit is not negative.") }
    }

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(options.connections)
        var filter = options.filter
        filter.limit = limit == 0 ? nil : limit
        filter.newestFirst = true
        filter.onlyDeleted = onlyDeleted
        if output.isJSON {
            let count = try await TransactionsExportCommand.write(
                .json, filter, from: session, to: { try Output.data($0) })
            if count == 0 { _ = try await options.tellUnknownAsset(session) }
            return
        }
        var transactions: [Transaction] = []
        try await session.workspace.transactions(filter) { transactions.append($0) }
        guard !transactions.isEmpty else {
            if try await options.tellUnknownAsset(session) { return }
            let hasConnection = try await !session.workspace.connections().isEmpty
            Output.talk(
                hasConnection
                    ? "No transaction." : "There is no connection yet. Make one with: portolan connect ADAPTER")
            return
        }
        var hidesIDs = false
        try Output.data(TransactionReport.table(transactions, style: Terminal.output) { hidesIDs = true })
        try Output.flush()
        if hidesIDs {
            Output.talk("Too narrow for the ids that `transactions show` takes; --json has them.")
        }
    }
}

struct TransactionsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one transaction with every record of it.")
    @Argument(help: "The transaction's id, as the list shows it.") var id: String
    @Flag(name: .customLong("history"), help: "Also what the records held before they were changed.")
    var showsHistory = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let workspace = try await Session.current().workspace
        let found =
            showsHistory ? try await workspace.transactionWithHistory(id: id) : try await workspace.transaction(id: id)
        guard let transaction = found else {
            throw CommandFailure(.usage, "No transaction has the id \"\(id)\".")
        }
        let worth = try await workspace.valuer().value(of: ValuationSubject(transaction))
        try output.print(
            TransactionReport.json(transaction, worth: worth),
            else: TransactionReport.show(transaction, worth: worth, style: Terminal.output))
    }
}

extension TransactionExport.Format: ExpressibleByArgument {}

struct TransactionsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all transactions to a file or to standard output.")
    @Option(help: "csv, json, koinly (Koinly's universal CSV) or waltio (Waltio's own format).") var format =
        TransactionExport.Format.csv
    @Option(name: [.customShort("o"), .customLong("output")], help: "The file. Default: standard output.")
    var file: String?
    @OptionGroup var options: TransactionFilterOptions

    func run() async throws {
        let session = try await Session.current()
        try await session.checkConnections(options.connections)
        guard let file else {
            let count = try await Self.write(format, options.filter, from: session, to: { try Output.data($0) })
            if count == 0 { _ = try await options.tellUnknownAsset(session) }
            return
        }
        let target = try OutputFile(replacing: file)
        let count = try await Self.write(format, options.filter, from: session, to: { try target.write($0) })
        try target.commit()
        if count == 0 { _ = try await options.tellUnknownAsset(session) }
        Output.talk("Wrote \(Words.count(count, "transaction")) to \(TerminalText.escaped(file)).")
    }

    @discardableResult
    static func write(
        _ format: TransactionExport.Format, _ filter: TransactionFilter, from session: Session,
        to sink: ([UInt8]) throws -> Void
    ) async throws -> Int {
        var export = TransactionExport(format)
        var buffer: [UInt8] = []
        var count = 0
        export.begin(into: &buffer)
        try await session.workspace.transactions(filter) { transaction in
            export.append(transaction, to: &buffer)
            count += 1
            if buffer.count > 1 << 16 {
                try sink(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        export.end(into: &buffer)
        try sink(buffer)
        return count
    }
}
