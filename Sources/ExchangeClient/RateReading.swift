import HistoryModel

/// What one answer says about rate limits.
struct RateReading {
    private let response: HTTPResponse
    private let received: Instant
    private let clockOffset: Span

    init(_ response: HTTPResponse, received: Instant, clockOffset: Span) {
        self.response = response
        self.received = received
        self.clockOffset = clockOffset
    }

    /// The name of the bucket that exists for every adapter and scope, to be blocked when no declared one is to blame.
    static let cooldown = "*"
    /// Binance was seen to send a Retry-After of 0.
    private static let shortestPenalty = Span.seconds(2)
    private static let longestPenalty = Span.minutes(15)

    private var isRefusal: Bool {
        response.status == 429 || response.status == 418
            || (response.status == 503 && response.header("retry-after") != nil)
    }

    func apply(to demand: BucketDemand, all: [BucketDemand], _ core: inout LimiterState) {
        let now = received.nanoseconds
        let used = usedAmount(demand.bucket)
        if let used { core.observe(demand.name, used: used, now: now) }
        let strikes = core.strike(demand.name, refused: isRefusal)
        let reset = resetInstant(demand.bucket)
        if isRefusal {
            guard Self.blamed(all, wholeAddress: response.status == 418).contains(demand.name) else { return }
            let until = retryAfter ?? reset ?? received + penalty(demand.bucket, strikes: strikes)
            core.block(demand.name, until: max(until, received + Self.shortestPenalty).nanoseconds, now: now)
        } else if let used, used >= Int64(demand.bucket.capacity), let reset {
            core.block(demand.name, until: reset.nanoseconds, now: now)
        }
    }

    /// A 429 does not say which limit it means: all the row's buckets, or where it has none the key as a whole. A 418
    /// bans the address.
    static func blamed(_ demands: [BucketDemand], wholeAddress: Bool) -> [String] {
        var names = demands.filter { $0.amount > 0 }.map(\.name)
        let cooldowns = demands.filter { $0.bucket.name == cooldown }
        if names.isEmpty { names += cooldowns.filter { $0.bucket.scope == .key }.map(\.name) }
        if wholeAddress { names += cooldowns.filter { $0.bucket.scope == .address }.map(\.name) }
        return names
    }

    private func usedAmount(_ bucket: RateBucket) -> Int64? {
        if let used = number(bucket.usedHeader), used >= 0 { return used }
        guard let remaining = number(bucket.remainingHeader), remaining <= Int64(bucket.capacity) else { return nil }
        return Int64(bucket.capacity) - max(0, remaining)
    }

    /// On this machine's clock; never further away than two periods or a quarter of an hour.
    private func resetInstant(_ bucket: RateBucket) -> Instant? {
        guard let value = number(bucket.resetHeader), value >= 0 else { return nil }
        let unit: Int64
        let isRelative: Bool
        switch bucket.reset {
        case .none: return nil
        case .seconds(let relative): (unit, isRelative) = (1_000_000_000, relative)
        case .milliseconds(let relative): (unit, isRelative) = (1_000_000, relative)
        }
        let (span, overflow) = value.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        let instant = isRelative ? received + Span(nanoseconds: span) : Instant(nanoseconds: span) - clockOffset
        let farthest = max(bucket.period * 2, Self.longestPenalty)
        return instant <= received ? nil : min(instant, received + farthest)
    }

    private var retryAfter: Instant? {
        guard let text = response.header("retry-after") else { return nil }
        if let seconds = Int64(text), (0...400_000).contains(seconds) { return received + .seconds(seconds) }
        return HTTPDate.instant(text).map { $0 - clockOffset }
    }

    private func penalty(_ bucket: RateBucket, strikes: Int) -> Span {
        let first = min(max(bucket.period, Self.shortestPenalty), .minutes(1))
        return min(first * Int64(1 << min(max(strikes - 1, 0), 8)), Self.longestPenalty)
    }

    private func number(_ header: String) -> Int64? {
        guard !header.isEmpty else { return nil }
        return response.header(header.lowercased()).flatMap { text in
            // "123", "123, 456;w=60": the first number counts; a fraction is cut.
            Int64(text.prefix { ("0"..."9").contains($0) || $0 == "-" })
        }
    }
}
