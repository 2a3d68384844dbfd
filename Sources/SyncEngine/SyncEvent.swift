import HistoryModel
import HistoryStore

/// What a sync tells while it runs.
package enum SyncEvent: Sendable {
    /// `place` of `count` units, counted from 1.
    case streamStarted(stream: String, unit: String?, place: Int, count: Int)
    /// A page was taken in; the counts follow with `committed`.
    case page(stream: String, unit: String?, window: Interval?, records: Int)
    case committed(stream: String, counts: StepCounts)
    /// A request is held back, by the retry policy or by a rate limit.
    case waiting(stream: String, until: Instant, reason: String)
    case windowFinished(stream: String, unit: String?, window: Interval)
    case streamFinished(StreamOutcome)
}

/// What a sync did for one stream, over all its units.
package struct StreamOutcome: Sendable {
    package enum State: String, Sendable {
        case ok, failed, parked, refused, stopped
        case notOffered = "not_offered"
    }
    package var stream: String
    package var role: StreamDeclaration.Role
    package var state = State.ok
    package var reason = ""
    package var error: ExchangeError?
    package var counts = StepCounts()
    package var pages = 0
    package var requests = 0
    /// What is complete now, from the first to the last such instant.
    package var covered: Interval?
    /// Up to when a history stream was asked for; nil where it was not.
    package var walkStart: Instant?
    package init(stream: String, role: StreamDeclaration.Role) {
        self.stream = stream
        self.role = role
    }
}

/// What a sync did for one connection.
package struct ConnectionOutcome: Sendable {
    package var connection: StoredConnection
    package var state: ConnectionState
    package var reason: String
    package var retryAt: Instant?
    /// The kind of failure; empty where all is well.
    package var code: String
    package var streams: [StreamOutcome]
    package init(
        connection: StoredConnection, state: ConnectionState, reason: String, retryAt: Instant?, code: String = "",
        streams: [StreamOutcome]
    ) {
        self.connection = connection
        self.state = state
        self.reason = reason
        self.retryAt = retryAt
        self.code = code
        self.streams = streams
    }
}
