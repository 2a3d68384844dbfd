import ConnectionLife
import HistoryModel

/// What one sync did for one connection.
package struct SyncOutcome: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// Everything that can be read was read.
        case complete
        /// Something is left: run again.
        case incomplete
        case failed
        /// Waiting for the exchange; `retryAt` says until when.
        case parked
        /// The user interrupted it; what was read stays.
        case cancelled
        case paused
        /// The account has no such thing.
        case notOffered = "not_offered"
        case refused
    }

    package struct Stream: Sendable, Hashable {
        package var name: String
        package var unit: String?
        package var added: Int
        package var changed: Int
        package var unchanged: Int
        package var pages: Int
        package var requests: Int
        /// What this sync read to its end.
        package var covered: Interval?
        package var state: State
        /// Why, where the state is not `complete`.
        package var message: String
        /// The kind of failure, where there was one.
        package var code: FailureCode?
        /// Rows stored earlier that a finished re-read no longer met: kept and marked.
        package var noLongerServed = 0
        /// Rows that had been marked so, or deleted, and are there again.
        package var reappeared = 0

        package init(
            name: String, unit: String? = nil, added: Int = 0, changed: Int = 0, unchanged: Int = 0, pages: Int = 0,
            requests: Int = 0, covered: Interval? = nil, state: State, message: String = ""
        ) {
            self.name = name
            self.unit = unit
            self.added = added
            self.changed = changed
            self.unchanged = unchanged
            self.pages = pages
            self.requests = requests
            self.covered = covered
            self.state = state
            self.message = message
        }
    }

    package var connection: String
    package var adapter: String
    package var state: State
    package var streams: [Stream]
    package var retryAt: Instant?
    package var message: String
    /// The kind of failure, where there was one.
    package var code: FailureCode?
    /// Everything was asked for again.
    package var isFull = false
    /// What the exchange says is held, against the history; nil where it was not compared.
    package var balances: ConnectionBalances?

    package init(
        connection: String, adapter: String, state: State, streams: [Stream] = [], retryAt: Instant? = nil,
        message: String = ""
    ) {
        self.connection = connection
        self.adapter = adapter
        self.state = state
        self.streams = streams
        self.retryAt = retryAt
        self.message = message
    }
}
