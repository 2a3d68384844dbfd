import HistoryModel
import Reports

/// One run of a command: the outside world as it sees it.
struct Session: Sendable {
    var workspace: any Workspace
    var clock: HostClock

    /// How a command gets its session. Tests put another one in for the tasks they start.
    @TaskLocal static var open: @Sendable () async throws -> Session = { try await .live() }

    /// The session of a command that a person runs: that counts as a login.
    static func current() async throws -> Session {
        let session = try await open()
        session.workspace.noteLogin()
        return session
    }
    /// The session of a command that a timer runs.
    static func unattended() async throws -> Session { try await open() }

    func adapter(_ id: String) async throws -> AdapterDescription {
        let adapters = try await workspace.adapters()
        if let adapter = adapters.first(where: { $0.manifest.id == id }) { return adapter }
        let known = adapters.isEmpty ? "none is registered" : "there is \(Words.list(adapters.map(\.manifest.id)))"
        throw CommandFailure(.usage, "No adapter is called \"\(id)\": \(known).")
    }

    func connection(_ label: String) async throws -> ConnectionSummary {
        let connections = try await workspace.connections()
        if let connection = connections.first(where: { $0.label == label }) { return connection }
        throw CommandFailure(.usage, unknownConnection(label, among: connections))
    }

    /// Refuses a label that no connection has.
    func checkConnections(_ labels: [String]) async throws {
        let connections = try await workspace.connections()
        for label in labels where !connections.contains(where: { $0.label == label }) {
            throw CommandFailure(.usage, unknownConnection(label, among: connections))
        }
    }

    private func unknownConnection(_ label: String, among connections: [ConnectionSummary]) -> String {
        connections.isEmpty
            ? "There is no connection yet. Make one with: portolan connect ADAPTER"
            : "No connection is called \"\(label)\": there is \(Words.list(connections.map(\.label)))."
    }
}
