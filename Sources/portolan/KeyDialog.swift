import ConnectionLife
import HistoryModel
import Reports

/// What `connect` and `connections reconnect` ask in the same way.
enum KeyDialog {
    static func approve(_ question: String) throws {
        guard let prompt = Prompt() else {
            throw CommandFailure(
                .usage, "Nobody can be asked here. Read the lines above and say --yes to approve them.")
        }
        guard try prompt.confirms(question) else { throw CommandFailure(.usage, "Not connected.") }
    }

    /// What comes after a key was stored.
    static func next(_ connection: ConnectionSummary) -> String {
        let name = TerminalText.escaped(ShellWord.quoted(connection.label))
        guard let condition = connection.condition, condition.state == .waitingActivation else {
            return "Next: portolan sync \(name)"
        }
        return """
            \(Words.capitalized(condition.reason)). It is tried again by then. If you mistyped it, or made it long ago: \
            portolan connections reconnect \(name)
            """
    }

    static func credentials(
        for manifest: AdapterManifest, scheme: String?, fromStandardInput: Bool
    ) throws -> Credentials {
        if fromStandardInput { return try CredentialsInput.standardInput(for: manifest, scheme: scheme) }
        if scheme == nil, manifest.schemes.count > 1 {
            let known = Words.list(manifest.schemes.map { "\($0.name) (\($0.label))" })
            throw CommandFailure(
                .usage, "\(manifest.exchange) has several families of keys. Choose with --scheme: \(known).")
        }
        return try CredentialsInput.prompted(
            for: CredentialsInput.scheme(named: scheme, fitting: [], in: manifest))
    }
}
