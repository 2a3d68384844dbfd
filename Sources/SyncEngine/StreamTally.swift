import HistoryModel
import HistoryStore
import Synchronization

/// Counts of one stream while it is being read; written by the walk and by the queue's commits.
final class StreamTally: Sendable {
    private let outcome: Mutex<StreamOutcome>

    init(stream: String, role: StreamDeclaration.Role) {
        outcome = Mutex(StreamOutcome(stream: stream, role: role))
    }

    func countRequest() { outcome.withLock { $0.requests += 1 } }
    func walkStarts(at instant: Instant) { outcome.withLock { $0.walkStart = instant } }
    func countPage() { outcome.withLock { $0.pages += 1 } }
    func add(_ counts: StepCounts) { outcome.withLock { $0.counts += counts } }
    /// So many deleted records are there again.
    func cameBack(_ records: Int) { outcome.withLock { $0.counts.reappeared += records } }
    func notOffered(_ error: ExchangeError) {
        outcome.withLock {
            $0.state = .notOffered
            $0.reason = error.description
        }
    }

    /// The outcome as it stands, with the stream's end.
    func finished(
        state: StreamOutcome.State? = nil, error: ExchangeError? = nil, covered: Interval?
    ) -> StreamOutcome {
        outcome.withLock { outcome in
            if let state { outcome.state = state }
            if let error {
                outcome.error = error
                outcome.reason = error.description
            }
            outcome.covered = covered
            return outcome
        }
    }
}
