import HistoryModel

/// What is stored of a connection's state, and what else decides how it stands.
package struct ConditionFacts: Sendable {
    package var connection: String
    package var adapter: String
    package var state: ConnectionState
    package var reason: String
    package var code: FailureCode?
    package var lastGood: Instant?
    package var retryAt: Instant?
    package var hasKey: Bool
    /// Whether a process is writing the history at this moment.
    package var isBeingWritten: Bool
    /// From when on it counts as stale.
    package var staleAt: Instant?
    package init(
        connection: String, adapter: String, state: ConnectionState, reason: String = "", code: FailureCode? = nil,
        lastGood: Instant? = nil, retryAt: Instant? = nil, hasKey: Bool = true, isBeingWritten: Bool = false,
        staleAt: Instant? = nil
    ) {
        self.connection = connection
        self.adapter = adapter
        self.state = state
        self.reason = reason
        self.code = code
        self.lastGood = lastGood
        self.retryAt = retryAt
        self.hasKey = hasKey
        self.isBeingWritten = isBeingWritten
        self.staleAt = staleAt
    }
}

/// How a connection stands at this moment: state, why, when it was well last, and what to run.
package struct ConnectionCondition: Sendable, Hashable {
    package var state: ConnectionState
    /// Empty where the state says it all.
    package var reason: String
    package var lastGood: Instant?
    package var retryAt: Instant?
    /// Nil when nothing is wrong.
    package var code: FailureCode?
    /// Nil when nothing needs to be done.
    package var next: String?

    package init(
        state: ConnectionState, reason: String = "", lastGood: Instant? = nil, retryAt: Instant? = nil,
        code: FailureCode? = nil, next: String? = nil
    ) {
        self.state = state
        self.reason = reason
        self.lastGood = lastGood
        self.retryAt = retryAt
        self.code = code
        self.next = next
    }

    package init(_ facts: ConditionFacts, at now: Instant) {
        var state = facts.state
        var reason = facts.reason
        var code = facts.code
        switch facts.state {
        case .syncing where !facts.isBeingWritten:
            // Whoever was reading is gone without a word.
            state = .partial
            reason = "the last sync was cut off"
            code = .interrupted
        case .syncing: code = nil
        case .ok:
            reason = ""
            code = nil
            if let staleAt = facts.staleAt, staleAt <= now {
                state = .stale
                reason = "it was not read since \(facts.lastGood?.date ?? "?")"
                code = .stale
            }
        case .neverSynced:
            code = .neverSynced
            if reason.isEmpty { reason = "it was never read" }
        case .paused: code = facts.hasKey ? .paused : .keyRemoved
        case .waitingActivation: code = .waitingActivation
        case .authRevoked: code = code ?? .auth
        case .partial, .failed: code = code ?? .incomplete
        case .stale: code = .stale
        }
        self.state = state
        self.reason = reason
        self.code = code
        lastGood = facts.lastGood
        retryAt = [.partial, .failed, .waitingActivation].contains(state) ? facts.retryAt : nil
        next = code?.nextCommand(connection: facts.connection, adapter: facts.adapter)
    }
}
