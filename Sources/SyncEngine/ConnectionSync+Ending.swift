import HistoryModel
import HistoryStore

/// What becomes of the connection as a whole.
extension ConnectionSync {
    struct Ending {
        var state: ConnectionState
        var reason: String
        var retryAt: Instant?
        var error: ExchangeError?
        /// What scripts branch on; empty where all is well.
        var code: String { state == .waitingActivation ? state.rawValue : error?.code ?? "" }
    }

    /// Whether a stream's end is the end of the whole sync.
    func ending(after outcome: StreamOutcome) -> Ending? {
        guard let error = outcome.error else { return nil }
        switch outcome.state {
        case .stopped:
            if error.kind == .auth, let until = activation(at: world.now()) {
                return Ending(
                    state: .waitingActivation, reason: Self.waitingReason(until: until), retryAt: until, error: error)
            }
            return Ending(
                state: error.kind == .auth ? .authRevoked : .failed, reason: error.description, error: error)
        case .parked:
            guard case .after(let delay) = error.retry else { return nil }
            return Ending(
                state: .partial, reason: error.description, retryAt: world.now() + delay, error: error)
        default:
            return nil
        }
    }

    /// Until when a refusal of this key is no surprise: the exchange has never taken it, and it is still young.
    private func activation(at now: Instant) -> Instant? {
        guard connection.keyProvedAt == nil, let since = connection.keySince,
            let delay = world.manifest.activationDelay, since + delay > now
        else { return nil }
        return since + delay
    }
    package static func waitingReason(until: Instant) -> String {
        "the exchange does not take the new key yet; it is expected to by \(until.minuteText) UTC"
    }

    static func summary(of outcomes: [StreamOutcome]) -> Ending {
        let failed = outcomes.filter { $0.state == .failed || $0.state == .refused }
        guard let first = failed.first else { return Ending(state: .ok, reason: "") }
        let history = outcomes.filter { $0.role == .history }
        let nothingWorked = !history.isEmpty && history.allSatisfy { $0.state == .failed || $0.state == .refused }
        let names = failed.map(\.stream).joined(separator: ", ")
        return Ending(
            state: nothingWorked ? .failed : .partial, reason: "\(names): \(first.reason)", error: first.error)
    }

    func finish(_ ending: Ending, _ outcomes: [StreamOutcome]) throws -> ConnectionOutcome {
        // As of the first walk's start: what came later no stream has promised to have seen.
        let asOf = outcomes.compactMap(\.walkStart).min() ?? world.now()
        try store.setState(
            ending.state, reason: ending.reason, code: ending.code, of: connection.id, at: asOf,
            retryAt: ending.retryAt)
        // Lists of markets are often served to everybody.
        if outcomes.contains(where: { $0.state == .ok && $0.requests > 0 && $0.role != .units }) {
            try store.noteKeyProved(of: connection.id, at: world.now())
        }
        return ConnectionOutcome(
            connection: try store.connection(id: connection.id), state: ending.state, reason: ending.reason,
            retryAt: ending.retryAt, code: ending.code, streams: outcomes)
    }
}
