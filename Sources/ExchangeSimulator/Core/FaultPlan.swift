/// Decides, request by request, which transport fault strikes.
package struct FaultPlan: Sendable {
    package enum Strike: String, Sendable {
        case rateLimit, tooManyRequests, resetBefore, resetAfter, serverError, html, truncate, cut, huge, error
        case repeatPage
    }
    package var faults: Faults {
        didSet {
            requests = 0
            strikes = 0
        }
    }
    private var requests = 0
    private var strikes = 0
    package init(faults: Faults) { self.faults = faults }

    /// The strike for the next request, and how long to hold its answer back.
    package mutating func next(path: String) -> (strike: Strike?, delayMilliseconds: Int) {
        guard faults.only.isEmpty || path.contains(faults.only) else { return (nil, 0) }
        requests += 1
        let delay = due(faults.latencyEvery) ? faults.latencyMilliseconds : 0
        guard faults.times == 0 || strikes < faults.times else { return (nil, delay) }
        let order: [(Int, Strike)] = [
            (faults.resetBeforeEvery, .resetBefore), (faults.tooManyRequestsEvery, .tooManyRequests),
            (faults.serverErrorEvery, .serverError), (faults.rateLimitEvery, .rateLimit), (faults.errorEvery, .error),
            (faults.resetAfterEvery, .resetAfter), (faults.htmlEvery, .html), (faults.truncateEvery, .truncate),
            (faults.cutEvery, .cut), (faults.hugeEvery, .huge), (faults.repeatEvery, .repeatPage),
        ]
        guard let strike = order.first(where: { due($0.0) })?.1 else { return (nil, delay) }
        strikes += 1
        return (strike, delay)
    }

    private func due(_ every: Int) -> Bool { every > 0 && requests % every == 0 }
}
