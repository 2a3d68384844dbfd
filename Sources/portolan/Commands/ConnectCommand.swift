import ArgumentParser
import ConnectionLife
import ExchangeClient
import HistoryModel
import Reports

struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect", abstract: "Connect an account with a read-only key.",
        discussion: """
            The key is asked for at the terminal and not shown, or read from standard input with \
            --credentials-stdin as a JSON object, field → value. It is never taken from the command line. \
            A key that can trade or withdraw is refused.
            """)
    @Argument(help: "The adapter's id, as `portolan adapters list` shows it.") var adapter: String
    @Option(help: "What to call the connection. Default: the adapter's id.") var label: String?
    @Option(help: "The face of the exchange, where it has several.") var site: String?
    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of the adapter.", valueName: "name=value"))
    var settings: [String] = []
    @Option(help: "The family of keys, where the exchange has several.") var scheme: String?
    @Flag(name: .customLong("credentials-stdin"), help: "Read the key from standard input, as a JSON object.")
    var readsStandardInput = false
    @Option(help: "Send every request to this simulator instead (http, this machine only).") var simulator: String?
    @Flag(name: .customLong("yes"), help: "Approve without being asked.") var isApproved = false
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let label, !Self.isUsable(label) {
            throw ValidationError("A label has 1 to 64 characters and no control characters or slashes.")
        }
        if let simulator, LoopbackOrigin(simulator) == nil {
            throw ValidationError(
                "A simulator's address is one of this machine, like http://127.0.0.1:8080, and not \"\(simulator)\".")
        }
        for setting in settings where !setting.contains("=") {
            throw ValidationError("--set takes name=value, not \"\(setting)\".")
        }
    }

    func run() async throws {
        let session = try await Session.current()
        try reading.check(at: session.clock.now())
        let description = try await session.adapter(adapter)
        guard description.isEnabled else {
            throw CommandFailure(.refused, description.notes.first ?? "The adapter \(adapter) cannot be used.")
        }
        guard !description.manifest.servesPricesOnly else {
            throw CommandFailure(
                .usage, "\(adapter) serves prices and has no accounts to connect. `portolan value` asks it by itself.")
        }
        let site = try chosenSite(of: description.manifest)
        let settings = try chosenSettings(of: description.manifest)
        let style = Terminal.talk
        // Before the first request: what will be missing whatever happens, and what the adapter may ask.
        Output.talkRaw(AdapterReport.limits(description, at: session.clock.now(), style: style))
        Output.talkRaw(AdapterReport.reach(description, site: site, style: style))
        if !isApproved { try KeyDialog.approve("Connect to \(description.manifest.exchange) with this?") }
        let credentials = try KeyDialog.credentials(
            for: description.manifest, scheme: scheme, fromStandardInput: readsStandardInput)
        let request = ConnectionRequest(
            adapter: description, label: label, site: site, settings: settings, credentials: credentials,
            simulator: simulator)
        let connection = try await Interrupts.cancelling { try await session.workspace.connect(request) }
        try await reading.keep(for: connection.label, session)
        try output.print(
            ConnectionReport.json(connection), else: ConnectionReport.show(connection, style: Terminal.output))
        if let warning = ConnectionReport.warning(connection, exchange: description.manifest.exchange) {
            Output.talk(warning)
        }
        Output.talk(KeyDialog.next(connection))
    }

    private func chosenSite(of manifest: AdapterManifest) throws -> Site {
        guard let site else {
            guard let first = manifest.sites.first else {
                throw CommandFailure(.fault, "The adapter \(manifest.id) declares no site.")
            }
            return first
        }
        guard let chosen = manifest.sites.first(where: { $0.name == site }) else {
            throw CommandFailure(
                .usage,
                "\(manifest.exchange) has no site \"\(site)\": there is \(Words.list(manifest.sites.map(\.name))).")
        }
        return chosen
    }

    /// Every declared setting with the user's value or its initial one.
    private func chosenSettings(of manifest: AdapterManifest) throws -> [TextPair] {
        var given: [String: String] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            given[String(parts[0])] = String(parts[1])
        }
        for name in given.keys.sorted() where !manifest.settings.contains(where: { $0.name == name }) {
            throw CommandFailure(.usage, "\(manifest.exchange) has no setting \"\(name)\".")
        }
        return try manifest.settings.map { setting in
            let value = given[setting.name] ?? setting.initial
            if setting.kind == .choice, !setting.choices.contains(where: { $0.name == value }) {
                let known = Words.list(setting.choices.map(\.name))
                throw CommandFailure(.usage, "The setting \"\(setting.name)\" is one of \(known), not \"\(value)\".")
            }
            return TextPair(setting.name, value)
        }
    }

    static func isUsable(_ label: String) -> Bool {
        (1...64).contains(label.count) && !label.contains("/") && TerminalText.escaped(label) == label
    }
}
