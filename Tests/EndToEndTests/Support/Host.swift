import Glibc
import HistoryModel
import Testing

/// The program `portolan` as a person or a script would use it, with a home folder of its own.
struct Host: Sendable {
    let home: String
    let folder: String
    let exchange: SimulatorProcess
    /// Beside what every run gets.
    var environment: [String: String] = [:]
    /// How far this machine's clock is ahead of the exchange's.
    private var skew = Span.zero

    struct Result: Sendable {
        var end: Child.End
        var output: String
        var errors: String
        var code: Int32 { if case .exit(let code) = end { code } else { -1 } }
        func json() throws -> JSONValue { try JSONValue(parsing: output) }
        /// Everything a person sees.
        var said: String { output + errors }
    }

    /// A run under way.
    struct Running: Sendable {
        let child: Child
        let output: String
        let errors: String

        func result(within seconds: Double = 60) async throws -> Result {
            let end = try await child.end(within: seconds)
            let result = Result(end: end, output: Files.text(output), errors: Files.text(errors))
            unlink(output)
            unlink(errors)
            return result
        }
    }

    func with(_ variables: [String: String]) -> Host {
        var host = self
        host.environment.merge(variables) { $1 }
        return host
    }

    func skewed(bySeconds seconds: Int) -> Host {
        var host = self
        host.skew = .seconds(Int64(seconds))
        return host
    }

    /// Starts a command. Its clock is the exchange's, unless the environment says something else.
    func start(_ arguments: [String], input: String = "", at terminal: PseudoTerminal? = nil) throws -> Running {
        try start("\(Files.buildFolder)/portolan", arguments, input: input, at: terminal)
    }

    /// Runs a script of the shell, to which the program is `$0`.
    func shell(_ script: String, within seconds: Double = 60) async throws -> Result {
        let words = ["-c", script, "\(Files.buildFolder)/portolan"]
        return try await start("/bin/bash", words, input: "").result(within: seconds)
    }

    private func start(
        _ program: String, _ arguments: [String], input: String, at terminal: PseudoTerminal? = nil
    ) throws -> Running {
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder, "PORTOLAN_HOME": home, "PORTOLAN_CLOCK_SPEED": "\(exchange.speed)",
            "TERM": "dumb",
        ]
        variables.merge(environment) { $1 }
        if variables["PORTOLAN_NOW"] == nil {
            let now = try #require(Instant(iso8601: try exchange.now()))
            variables["PORTOLAN_NOW"] = (now + skew).description
        }
        let stem = "\(folder)/run-\(UInt64.random(in: 0 ... .max))"
        try Files.write(Array(input.utf8), to: stem + ".in")
        defer { unlink(stem + ".in") }
        let descriptor = open(stem + ".in", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let child = try Child(
            program, arguments, environment: variables, input: descriptor, output: stem + ".out", errors: stem + ".err",
            terminal: terminal?.path)
        return Running(child: child, output: stem + ".out", errors: stem + ".err")
    }

    func run(_ arguments: String..., input: String = "", within seconds: Double = 60) async throws -> Result {
        try await start(arguments, input: input).result(within: seconds)
    }

    init(home: String, folder: String, exchange: SimulatorProcess) {
        self.home = home
        self.folder = folder
        self.exchange = exchange
    }

    // MARK: - What most tests do

    var credentials: String { exchange.credentials }

    /// Connects with the exchange's own key.
    @discardableResult
    func connect(_ more: String..., input: String? = nil) async throws -> Result {
        let arguments = [
            "connect", exchange.exchange, "--simulator", exchange.url, "--credentials-stdin", "--yes", "--json",
        ]
        return try await start(arguments + more, input: input ?? credentials).result()
    }

    /// Connects, and it is the test's failure if that does not work.
    func connected() async throws {
        let result = try await connect()
        try #require(result.code == 0, "connect: \(result.said)")
    }

    func sync(_ more: String..., within seconds: Double = 60) async throws -> Result {
        try await start(["sync", "--json"] + more).result(within: seconds)
    }

    /// Syncs to the end, and it is the test's failure if something is left.
    @discardableResult
    func synced(_ more: String...) async throws -> JSONValue {
        let result = try await start(["sync", "--json"] + more).result()
        try #require(result.code == 0, "sync: \(result.said)")
        return try result.json().elements[0]
    }

    /// What the program has stored.
    func stored() async throws -> StoredHistory {
        let result = try await run("transactions", "export", "--format", "json")
        try #require(result.code == 0, "export: \(result.said)")
        return StoredHistory(try result.json())
    }

    /// Everything the program has read and says of what it has not read.
    func account() async throws -> StoredAccount {
        let export = try await run("transactions", "export", "--format", "json")
        try #require(export.code == 0, "export: \(export.said)")
        let coverage = try await run("coverage", "--json")
        try #require(coverage.code == 0, "coverage: \(coverage.said)")
        return StoredAccount(export: try export.json(), coverage: try coverage.json())
    }

    func coverage(_ stream: String = "ledger") async throws -> JSONValue {
        let result = try await run("coverage", "--json")
        try #require(result.code == 0, "coverage: \(result.said)")
        return try #require(try result.json().elements.first?.list("streams").first { $0.text("name") == stream })
    }
}
