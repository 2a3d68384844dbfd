/// Signed GETs of an exchange that counts the calls of each endpoint by itself, beside one budget for all.
///
///     static let endpoint = CountedCalls(
///         "/v5/", signing: "private", shared: address, remaining: "X-Limit-Status", reset: "X-Limit-Reset",
///         .milliseconds(relative: false)) { docs("v5/" + $0) }
///     static let orders = endpoint("orders", "order/list", "Reads orders.", "order/list", rate: 10)
public struct CountedCalls: Sendable {
    public var prefix: String
    public var signing: String
    public var shared: RateBucket
    /// Headers that say how many calls of the period are left, and when the next begins. They speak of a second: what they
    /// say where calls are counted by the minute is not known.
    public var remaining: String
    public var resetHeader: String
    public var reset: RateBucket.Reset
    public var docs: @Sendable (String) -> Evidence

    public init(
        _ prefix: String, signing: String, shared: RateBucket, remaining: String, reset header: String,
        _ reset: RateBucket.Reset, docs: @escaping @Sendable (String) -> Evidence
    ) {
        (self.prefix, self.signing, self.shared, self.docs) = (prefix, signing, shared, docs)
        (self.remaining, self.resetHeader, self.reset) = (remaining, header, reset)
    }

    /// - Parameters:
    ///   - page: of the documentation.
    ///   - rate: calls of an account in a second, or in the period given.
    public func callAsFunction(
        _ name: String, _ path: String, _ purpose: String, _ page: String, rate: UInt32, per period: Span = .seconds(1),
        query: [Parameter] = []
    ) -> Endpoint {
        var calls = RateBucket.sliding(name, rate, per: period, scope: .account)
        if period == .seconds(1) {
            (calls.remainingHeader, calls.resetHeader, calls.reset) = (remaining, resetHeader, reset)
        }
        return Endpoint(
            name, .get, prefix + path, purpose: purpose, query: query, signing: signing, cost: [shared(1), calls(1)],
            evidence: [docs(page)])
    }
}
