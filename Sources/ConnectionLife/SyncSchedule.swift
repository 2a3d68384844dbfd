import HistoryModel

/// What the schedule needs to know of a connection.
package struct ScheduleFacts: Sendable, Hashable {
    /// A stream whose past rolls away.
    package struct Rolling: Sendable, Hashable {
        package var stream: String
        package var depth: HistoryBound.Depth
        package init(stream: String, depth: HistoryBound.Depth) {
            self.stream = stream
            self.depth = depth
        }
    }
    package struct Deadline: Sendable, Hashable {
        package var stream: String
        /// Read before this instant or lose history.
        package var at: Instant
        package init(stream: String, at: Instant) {
            self.stream = stream
            self.at = at
        }
    }
    package var connection: String
    /// As stored: `ok` where it was read well, however long ago.
    package var state: ConnectionState
    /// Why it is not well.
    package var code: FailureCode?
    /// False once its owner took the key away.
    package var hasKey: Bool
    package var lastSync: Instant?
    package var lastGood: Instant?
    package var retryAt: Instant?
    package var rolling: [Rolling]
    package var deadline: Deadline?

    package init(
        connection: String, state: ConnectionState, code: FailureCode? = nil, hasKey: Bool = true,
        lastSync: Instant? = nil, lastGood: Instant? = nil, retryAt: Instant? = nil, rolling: [Rolling] = [],
        deadline: Deadline? = nil
    ) {
        self.connection = connection
        self.state = state
        self.code = code
        self.hasKey = hasKey
        self.lastSync = lastSync
        self.lastGood = lastGood
        self.retryAt = retryAt
        self.rolling = rolling
        self.deadline = deadline
    }
}

/// When a connection is to be read again, and why then.
package struct ScheduledSync: Sendable, Hashable {
    package var connection: String
    package var state: ConnectionState
    /// Nil: not by the schedule; `reason` says what has to happen first.
    package var due: Instant?
    package var isDue: Bool
    package var reason: String
    package var deadline: ScheduleFacts.Deadline?
    /// From when on a connection that was read well counts as stale.
    package var staleAt: Instant?

    package init(
        connection: String, state: ConnectionState, due: Instant?, isDue: Bool, reason: String,
        deadline: ScheduleFacts.Deadline? = nil, staleAt: Instant? = nil
    ) {
        self.connection = connection
        self.state = state
        self.due = due
        self.isDue = isDue
        self.reason = reason
        self.deadline = deadline
        self.staleAt = staleAt
    }
}

/// Decides when a connection is due. Pure: the same facts give the same answer.
package struct SyncSchedule: Sendable {
    package var policy: SchedulePolicy
    /// When somebody last ran a command that was no scheduled one.
    package var lastLogin: Instant?
    package var now: Instant

    package init(policy: SchedulePolicy, lastLogin: Instant?, now: Instant) {
        self.policy = policy
        self.lastLogin = lastLogin
        self.now = now
    }

    package func plan(_ facts: ScheduleFacts) -> ScheduledSync {
        let (due, reason) = timing(facts)
        return ScheduledSync(
            connection: facts.connection, state: facts.state, due: due, isDue: due.map { $0 <= now } ?? false,
            reason: reason, deadline: facts.deadline, staleAt: staleAt(facts))
    }

    /// The longest that the schedule leaves a connection alone after a good sync.
    private func staleAt(_ facts: ScheduleFacts) -> Instant? {
        guard let good = facts.lastGood else { return nil }
        let alone = policy.withoutLogin.after(good)
        return shortest(facts.rolling, after: good).map { min($0.due, alone) } ?? alone
    }

    private func timing(_ facts: ScheduleFacts) -> (Instant?, String) {
        switch facts.state {
        case _ where !facts.hasKey: return (nil, "its key was removed: nothing is read until it gets another")
        case .paused: return (nil, "paused: nothing is read until it is resumed")
        case .authRevoked: return (nil, "the exchange refused the key: nothing is read until it gets another")
        case .failed where facts.code == .excessRights:
            return (nil, "the key may do more than read: nothing is read until it gets another")
        case .neverSynced: return (now, "never read so far")
        case .waitingActivation: return activation(facts)
        case .syncing: return (nil, "it is being read now")
        case .failed, .partial:
            if let retryAt = facts.retryAt { return (retryAt, "the exchange asked to come back later") }
            guard let last = facts.lastSync else { return (now, "never read so far") }
            return (
                policy.retry.after(last), "the last sync did not come to its end: again after \(policy.retry.words)"
            )
        case .ok, .stale: return regular(facts)
        }
    }

    private func activation(_ facts: ScheduleFacts) -> (Instant?, String) {
        let until = facts.retryAt ?? now
        // An exchange may be done sooner than it says; asking a refused key all the time would be rude.
        let next = facts.lastSync.map { min(until, $0 + .hours(6)) } ?? until
        return (next, "the key waits for activation until \(until.minuteText) UTC")
    }

    private func regular(_ facts: ScheduleFacts) -> (Instant?, String) {
        guard let good = facts.lastGood else { return (now, "never read well so far") }
        let wasUsed = lastLogin.map { $0 > good } ?? false
        let cadence = wasUsed ? policy.afterLogin : policy.withoutLogin
        var due = cadence.after(good)
        var reason = "Portolan was \(wasUsed ? "" : "not ")used since the last sync: every \(cadence.words)"
        if let short = shortest(facts.rolling, after: good), short.due < due {
            due = short.due
            reason =
                "\(short.stream) can be read only \(short.depth.text) back: every third of that, instead of every \(cadence.words)"
        }
        if let deadline = facts.deadline, deadline.at - .days(1) < due {
            due = max(good, deadline.at - .days(1))
            reason = "history of \(deadline.stream) is lost on \(deadline.at.date): a day before that"
        }
        return (due, reason)
    }

    /// A third of the shortest depth after a sync: two more tries fit in before anything is lost.
    private func shortest(
        _ rolling: [ScheduleFacts.Rolling], after instant: Instant
    ) -> (due: Instant, stream: String, depth: HistoryBound.Depth)? {
        rolling.map { entry in
            (instant + (instant - entry.depth.before(instant)) / 3, entry.stream, entry.depth)
        }.min { $0.0 < $1.0 }
    }
}
