import HistoryModel

/// How patient a sync is.
package struct SyncPolicy: Sendable {
    /// How often one step is tried before its window is given up.
    package var attempts = 6
    /// A wait longer than this parks the connection instead of holding the sync.
    package var longestWait = Span.minutes(3)
    package var firstDelay = Span.milliseconds(500)
    package var longestDelay = Span.seconds(30)
    /// Windows that may fail one after the other before the stream is left for the next sync.
    package var failuresInARow = 3
    /// How long a pass over the units of a stream that was interrupted is gone on with; then it begins anew.
    package var sweepAge = Span.hours(6)
    /// The same of a full sync, which may take days.
    package var fullSweepAge = Span.days(14)
    /// A fraction in 0..<1 for the jitter of delays.
    package var random: @Sendable () -> UInt32 = { UInt32.random(in: 0..<1000) }

    package init() {}

    enum Decision {
        case again(after: Span)
        case restart
        case giveUp
        case park(until: Instant)
    }

    /// What to do after a step failed for the `attempt`th time, counted from 1.
    func decide(_ error: ExchangeError, attempt: Int, now: Instant, startsJob: Bool) -> Decision {
        if startsJob, error.kind == .network { return .giveUp }
        switch error.retry {
        case .never where error.kind == .malformed && attempt == 1:
            // An edge server's page in place of the answer is gone a moment later.
            return .again(after: jitter(firstDelay))
        case .never, .newCredential:
            return .giveUp
        case .restartWindow:
            return .restart
        case .after(let delay):
            if delay > longestWait { return .park(until: now + delay) }
            return attempt < attempts * 2 ? .again(after: delay + jitter(firstDelay)) : .park(until: now + longestDelay)
        case .sameRequest:
            let most = error.kind == .adapterFault || error.kind == .clockSkew ? 3 : attempts
            guard attempt < most else { return .giveUp }
            if error.kind == .clockSkew { return .again(after: .milliseconds(100)) }
            let doubled = firstDelay * (Int64(1) << Int64(min(attempt - 1, 10)))
            return .again(after: jitter(min(doubled, longestDelay)))
        }
    }

    enum Pause {
        case atOnce
        case after(Span)
        case park
    }
    static let notYetReady = "The exchange is still preparing the answer."

    /// How to wait for an instant that an adapter names.
    func decide(notBefore instant: Instant, now: Instant) -> Pause {
        guard instant > now else { return .atOnce }
        return instant - now > longestWait ? .park : .after(instant - now)
    }

    /// Between half and all of a delay, so that many connections do not come back at the same instant.
    private func jitter(_ delay: Span) -> Span {
        Span(nanoseconds: delay.nanoseconds / 2 + delay.nanoseconds / 2000 * Int64(random()))
    }
}
