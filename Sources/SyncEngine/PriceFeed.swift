import HistoryModel
import HistoryStore

/// Daily closes from price adapters, through the store: what is there is not asked for again, what comes is kept.
///
/// Needs no connection and no key. Only days that are over are asked for, only those that are wanted and missing, and
/// never more requests of one source in a run than its budget.
package actor PriceFeed {
    /// Why a source gives no close of a day.
    package enum Miss: Sendable, Hashable {
        /// It has no such market, or is not there itself.
        case notOffered
        /// Asked after its settle span: there is none.
        case noClose
        /// Asked while it might still come.
        case notYetServed
        /// Before what the source's declared limits let it read.
        case beyondLimits
        case unavailable
        case budgetReached
    }
    package struct Reading: Sendable {
        package var closes: [Int: (close: String, fetchedAt: Instant)] = [:]
        package var missing: [Int: Miss] = [:]
    }

    private let store: HistoryStore
    private let open: @Sendable (String) async throws -> ConnectionWorld?
    private let isSimulated: Bool
    private let budget: Int
    private let policy: SyncPolicy
    /// Asks again for what is stored; a close that differs is noted, and the stored one stays.
    private let refreshes: Bool
    private var worlds: [String: ConnectionWorld] = [:]
    private var absent: Set<String> = []
    private var down: Set<String> = []
    private var spent: [String: Int] = [:]
    private var asked: Set<Place> = []
    /// What sources said when they did not answer, each once.
    package private(set) var troubles: [String] = []
    package var requests: Int { spent.values.reduce(0, +) }

    private struct Place: Hashable {
        var market: PriceMarket
        var day: Int
    }
    /// How long "no such market" is believed.
    private static let refusalAge = Span.days(30)
    /// The widest window where a source declares none.
    private static let widest = Span.days(3652)

    /// - Parameter open: the world of a price adapter by its id; nil where there is no such adapter.
    package init(
        store: HistoryStore, isSimulated: Bool, budget: Int, refreshes: Bool = false, policy: SyncPolicy = SyncPolicy(),
        open: @escaping @Sendable (String) async throws -> ConnectionWorld?
    ) {
        self.store = store
        self.isSimulated = isSimulated
        self.budget = budget
        self.refreshes = refreshes
        self.policy = policy
        self.open = open
    }

    /// The closes of days (counted from 1970-01-01) at one source. Throws only for the store's own errors and
    /// `CancellationError`: what a source does wrong is in the reading.
    package func closes(source: String, base: String, quote: String, days: Set<Int>) async throws -> Reading {
        let market = PriceMarket(source: source, market: "\(base)/\(quote)")
        let known = try store.prices(of: market)
        var reading = Reading()
        var open: [Int] = []
        for day in days.sorted() {
            if let close = known.closes[day] { reading.closes[day] = close }
            if known.closes[day] == nil || (refreshes && !asked.contains(Place(market: market, day: day))) {
                open.append(day)
            }
        }
        if open.isEmpty { return reading }
        let (world, miss) = try await world(of: source)
        guard let world, let stream = world.manifest.streams.firstIndex(where: Self.isUsable) else {
            for day in open where known.closes[day] == nil { reading.missing[day] = miss }
            return reading
        }
        var job = Job(
            market: market, base: base, quote: quote, world: world, stream: stream, known: known, reading: reading)
        try await fill(&job, open)
        return job.reading
    }

    private static func isUsable(_ stream: StreamDeclaration) -> Bool {
        stream.role == .price && stream.walk == .byTime && stream.refusal == nil
    }

    // MARK: - One market

    private struct Job {
        var market: PriceMarket
        var base: String
        var quote: String
        var world: ConnectionWorld
        var stream: Int
        var known: KnownPrices
        var reading: Reading
        var declaration: StreamDeclaration { world.manifest.streams[stream] }

        mutating func miss(_ days: some Sequence<Int>, _ miss: Miss) {
            for day in days where reading.closes[day] == nil { reading.missing[day] = miss }
        }
        /// Why there is no close of a day that was asked for at an instant.
        func verdict(_ day: Int, askedAt: Instant) -> Miss {
            askedAt < PriceFeed.start(day + 1) + declaration.settle ? .notYetServed : .noClose
        }
    }

    private func fill(_ job: inout Job, _ days: [Int]) async throws {
        let now = job.world.now()
        if let refusal = job.known.refusal, now - refusal.at < Self.refusalAge { return job.miss(days, .notOffered) }
        guard let readable = job.declaration.readable(at: now.startOfUTCDay, launched: job.world.manifest.launched)
        else { return job.miss(days, .beyondLimits) }
        var wanted: [Int] = []
        for day in days {
            let lastAsked = job.known.lastAsked(day)
            let isDone = lastAsked.map { !refreshes && job.verdict(day, askedAt: $0) == .noClose } ?? false
            if Self.start(day) < readable.from {
                job.miss([day], .beyondLimits)
            } else if Self.start(day + 1) > readable.until {
                job.miss([day], .notYetServed)
            } else if let lastAsked, isDone || asked.contains(Place(market: job.market, day: day)) {
                job.miss([day], job.verdict(day, askedAt: lastAsked))
            } else {
                wanted.append(day)
            }
        }
        for window in PriceWindows.covering(wanted, widest: widest(job.declaration)) {
            guard try await read(window, &job) else {
                let rest = wanted.filter { $0 >= window.lowerBound }
                let miss = job.reading.missing[window.lowerBound] ?? .unavailable
                return job.miss(rest, miss)
            }
        }
    }

    private func widest(_ stream: StreamDeclaration) -> Int {
        let span = [stream.maxSpan, stream.planSpan].compactMap { $0 }.min() ?? Self.widest
        return Int(max(1, span.nanoseconds / Span.nanosecondsPerDay))
    }

    /// Reads one window and stores it; false when the market gives nothing more in this run.
    private func read(_ window: Range<Int>, _ job: inout Job) async throws -> Bool {
        let market = job.market
        guard spent[market.source, default: 0] < budget else {
            job.miss(window, .budgetReached)
            return false
        }
        let unit = HistoryUnit(kind: .market, key: market.market, base: job.base, quote: job.quote)
        let counter = RequestCounter()
        defer { spent[market.source, default: 0] += counter.count }
        do {
            guard let interval = Interval(Self.start(window.lowerBound), Self.start(window.upperBound)) else {
                return true
            }
            let found = try await PriceRead(
                world: job.world, policy: policy, streamIndex: job.stream, unit: unit, requests: counter
            ).run(interval)
            let closes = found.closes.map { (day: Self.number($0.day), close: $0.close) }
            try store.keepPrices(closes, of: market, asked: window, at: found.seen, simulated: isSimulated)
            for day in window { asked.insert(Place(market: market, day: day)) }
            for (day, close) in closes where job.reading.closes[day] == nil {
                job.reading.closes[day] = (close, found.seen)
                job.reading.missing[day] = nil
            }
            for day in window where job.reading.closes[day] == nil {
                job.reading.missing[day] = job.verdict(day, askedAt: found.seen)
            }
            return true
        } catch let stop as WalkStop {
            let miss = try note(stop, job)
            // Where there is no market, no limit keeps any day of it out of reach.
            job.miss(miss == .notOffered ? Array(job.reading.missing.keys) + window : Array(window), miss)
            return false
        }
    }

    /// What a failure means for the days that were asked for, and for the source.
    private func note(_ stop: WalkStop, _ job: Job) throws -> Miss {
        let error = stop.error
        let source = job.market.source
        switch error.kind {
        case .notOffered, .noLongerServed:
            try store.refusePrices(of: job.market, message: error.message, at: job.world.now(), simulated: isSimulated)
            return .notOffered
        case .permission, .auth:
            // It does not serve us, and another hour will not change that.
            complain(source, error)
            absent.insert(source)
            return .notOffered
        case .network, .exchangeUnavailable, .rateLimited, .clockSkew:
            complain(source, error)
            down.insert(source)
            return .unavailable
        case .badRequest, .range, .malformed, .adapterFault:
            complain(source, error)
            return .unavailable
        }
    }

    private func complain(_ source: String, _ error: any Error) {
        let text = "\(source): \(error)"
        if !troubles.contains(text) { troubles.append(text) }
    }

    // MARK: - Sources

    private func world(of source: String) async throws -> (ConnectionWorld?, Miss) {
        if absent.contains(source) { return (nil, .notOffered) }
        if down.contains(source) { return (nil, .unavailable) }
        if let world = worlds[source] { return (world, .notOffered) }
        do {
            guard let world = try await open(source) else {
                absent.insert(source)
                return (nil, .notOffered)
            }
            worlds[source] = world
            return (world, .notOffered)
        } catch let error as StoreError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            complain(source, error)
            down.insert(source)
            return (nil, .unavailable)
        }
    }

    fileprivate static func start(_ day: Int) -> Instant { Instant(nanoseconds: 0) + .days(Int64(day)) }
    private static func number(_ instant: Instant) -> Int {
        Int((instant - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay)
    }
}

/// Cuts wanted days into windows: as few as the widest window allows, none of them longer than it must be.
enum PriceWindows {
    static func covering(_ days: [Int], widest: Int) -> [Range<Int>] {
        var windows: [Range<Int>] = []
        var rest = days.sorted()[...]
        while let first = rest.first {
            let inside = rest.prefix { $0 < first + widest }
            windows.append(first..<((inside.last ?? first) + 1))
            rest = rest.dropFirst(inside.count)
        }
        return windows
    }
}
