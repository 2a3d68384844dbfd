import HistoryModel
import Synchronization

/// Told to whoever shows progress.
package struct RateWait: Sendable, Hashable {
    /// The bucket that decides, by its declared name.
    package var bucket: String
    package var until: Instant
}

/// Keeps every exchange's rate limits, for all connections of the process: fair in each bucket, remembered on disk.
package final class RateLimiter: Sendable {
    /// What one admitted request holds. Give it back with `settle`.
    package struct Reservation: Sendable {
        fileprivate var demands: [BucketDemand]
        fileprivate var grant: LimiterState.Grant
    }
    private struct Shared {
        var core: LimiterState
        var continuations: [Int: UnsafeContinuation<Result<LimiterState.Grant, ExchangeError>, Never>] = [:]
        var nextID = 0
        /// The instant an alarm is set for; later alarms need not be set.
        var alarm: Int64 = .max
    }
    private let shared: Mutex<Shared>
    private let clock: WorldClock

    package init(clock: WorldClock, marks: any MarkStore) {
        self.clock = clock
        shared = Mutex(Shared(core: LimiterState(store: marks)))
    }

    /// Waits until every bucket has room, then takes it; the levels are on disk when this returns.
    ///
    /// Throws `rate_limited` with the time to wait when that is longer than `longestWait`, `network` when the levels
    /// cannot be stored or the task was cancelled. `onWait` is called once if there is a wait to speak of.
    package func acquire(
        _ demands: [BucketDemand], longestWait: Span? = nil, onWait: (RateWait) -> Void = { _ in }
    ) async throws(ExchangeError) -> Reservation {
        let now = clock.now().nanoseconds
        let outcome = shared.withLock { shared -> Result<LimiterState.Grant?, ExchangeError> in
            do { return .success(try shared.core.tryAtOnce(demands, now: now)) } catch {
                return .failure(.marksNotWritten(error))
            }
        }
        if let grant = try outcome.get() { return Reservation(demands: demands, grant: grant) }
        if let estimate = shared.withLock({ $0.core.estimate(demands, now: now) }), estimate.time > now {
            let until = Instant(nanoseconds: estimate.time)
            if let longestWait, estimate.time - now > longestWait.nanoseconds {
                throw ExchangeError(
                    .rateLimited, retry: .after(Span(nanoseconds: estimate.time - now)),
                    message: "The limit \"\(estimate.bucket.name)\" is used up until \(until.minuteText).")
            }
            onWait(RateWait(bucket: estimate.bucket.name, until: until))
        }
        return Reservation(demands: demands, grant: try await queue(demands))
    }

    /// The answer is back, or (`counted` false) the request certainly never left.
    package func settle(_ reservation: Reservation, counted: Bool = true) {
        let now = clock.now().nanoseconds
        shared.withLock { $0.core.settle(reservation.demands, reservation.grant, now: now, counted: counted) }
        admit()
    }

    /// Corrects the levels by what the answer says. After `settle`.
    package func learn(from response: HTTPResponse, _ reservation: Reservation, clockOffset: Span) {
        let now = clock.now()
        let reading = RateReading(response, received: now, clockOffset: clockOffset)
        shared.withLock { shared in
            for demand in reservation.demands { reading.apply(to: demand, all: reservation.demands, &shared.core) }
        }
    }

    /// Holds back everything that needs one of the buckets: for limits an exchange tells in its answer's body.
    package func block(_ demands: [BucketDemand], for span: Span) {
        let now = clock.now()
        shared.withLock { shared in
            shared.core.load(demands, now: now.nanoseconds)
            for name in RateReading.blamed(demands, wholeAddress: false) {
                shared.core.block(name, until: (now + span).nanoseconds, now: now.nanoseconds)
            }
        }
    }

    // MARK: - Waiting

    private func queue(_ demands: [BucketDemand]) async throws(ExchangeError) -> LimiterState.Grant {
        let id = shared.withLock { shared in
            shared.nextID += 1
            return shared.nextID
        }
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isCancelled = shared.withLock { shared in
                    guard !Task.isCancelled else { return true }
                    shared.core.enqueue(LimiterState.Waiter(id: id, demands: demands))
                    shared.continuations[id] = continuation
                    return false
                }
                if isCancelled { continuation.resume(returning: .failure(Self.cancelled)) } else { admit() }
            }
        } onCancel: {
            let waiting = shared.withLock { shared in
                shared.core.remove(id)
                return shared.continuations.removeValue(forKey: id)
            }
            waiting?.resume(returning: .failure(Self.cancelled))
            admit()
        }
        return try outcome.get()
    }

    /// Lets in whoever may go now and sets the alarm for the next.
    private func admit() {
        let now = clock.now().nanoseconds
        let (ready, alarm) = shared.withLock { shared in
            let ready = shared.core.admit(now: now).compactMap { entry in
                shared.continuations.removeValue(forKey: entry.id).map { ($0, entry.grant) }
            }
            guard let next = shared.core.nextTime(now: now), next < shared.alarm else { return (ready, Int64?.none) }
            shared.alarm = next
            return (ready, next)
        }
        for (continuation, grant) in ready {
            continuation.resume(returning: grant.mapError { ExchangeError.marksNotWritten($0) })
        }
        if let alarm { setAlarm(alarm) }
    }

    private func setAlarm(_ instant: Int64) {
        Task { [clock, weak self] in
            await clock.sleep(Instant(nanoseconds: instant))
            self?.ring(instant)
        }
    }
    private func ring(_ instant: Int64) {
        shared.withLock { if $0.alarm == instant { $0.alarm = .max } }
        admit()
    }

    private static let cancelled = ExchangeError(
        .network, retry: .sameRequest, message: "The request was cancelled while it waited for a rate limit.")
}
