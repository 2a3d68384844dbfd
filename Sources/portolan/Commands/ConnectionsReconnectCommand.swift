import ArgumentParser
import ConnectionLife
import HistoryModel
import Reports

struct ConnectionsReconnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconnect", abstract: "Give a connection another key, for the same account.",
        discussion: """
            The key is asked for as `connect` does, and checked in the same way. Records, labels and what is known of \
            the history stay, and the next sync goes on from there; with --sync at once.
            """)
    @Argument(help: "The connection's label.") var connection: String
    @Option(help: "The family of keys, where the exchange has several.") var scheme: String?
    @Flag(name: .customLong("credentials-stdin"), help: "Read the key from standard input, as a JSON object.")
    var readsStandardInput = false
    @Flag(name: .customLong("sync"), help: "Sync at once.") var syncs = false
    @Flag(name: .customLong("yes"), help: "Approve without being asked.") var isApproved = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        let known = try await session.connection(connection)
        let adapter = try await session.adapter(known.adapter)
        guard adapter.isEnabled else {
            throw CommandFailure(
                .refused, adapter.notes.first ?? "The adapter \(known.adapter) cannot be used.",
                reason: .adapterUnusable)
        }
        // A newer adapter may reach more than was approved: giving it a key approves it as `connect` does.
        if let site = adapter.manifest.sites.first(where: { $0.name == known.site }) {
            Output.talkRaw(AdapterReport.reach(adapter, site: site, style: Terminal.talk))
        }
        if !isApproved {
            try KeyDialog.approve("Give \(known.label) a new key for \(adapter.manifest.exchange)?")
        }
        let credentials = try KeyDialog.credentials(
            for: adapter.manifest, scheme: scheme, fromStandardInput: readsStandardInput)
        let request = ReconnectionRequest(connection: known.label, adapter: adapter, credentials: credentials)
        let summary = try await Interrupts.cancelling { try await session.workspace.reconnect(request) }
        guard syncs else {
            try output.print(
                ConnectionReport.json(summary), else: ConnectionReport.show(summary, style: Terminal.output))
            Output.talk(KeyDialog.next(summary))
            return
        }
        try await SyncCommand.perform(
            SyncRequest(connections: [summary.label], isFull: false), in: session, output)
    }
}
