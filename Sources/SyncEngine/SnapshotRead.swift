import HistoryModel

/// Reads a key, units or balance stream: the present state, over as many pages as it takes.
struct SnapshotRead {
    let world: ConnectionWorld
    let policy: SyncPolicy
    let observe: @Sendable (SyncEvent) -> Void
    let streamIndex: Int
    let settings: [TextPair]
    let facts: [TextPair]
    let tally: StreamTally

    /// The largest exchanges list some thousands of markets.
    private static let mostItems = 100_000

    private var stream: StreamDeclaration { world.manifest.streams[streamIndex] }

    /// Everything the stream says, gathered into one page, and the row that said it. Throws `WalkStop`.
    func run() async throws -> (page: ParsedPage, endpoint: String) {
        var cursor: [UInt8] = []
        var seen: Set<[UInt8]> = []
        var gathered = ParsedPage(ending: .end(bookmark: []))
        observe(.streamStarted(stream: stream.name, unit: nil, place: 1, count: 1))
        while true {
            try Task.checkCancellation()
            let (page, answer) = try await step(cursor)
            tally.countPage()
            gathered.units += page.units
            gathered.balances += page.balances
            gathered.facts += page.facts
            gathered.narrowings += page.narrowings
            if let key = page.key { gathered.key = key }
            let most =
                [gathered.units.count, gathered.balances.count, gathered.narrowings.count, gathered.facts.count]
                .max() ?? 0
            guard most <= Self.mostItems else {
                throw WalkStop.stream(
                    ExchangeError(
                        .adapterFault,
                        message: "Reading \(stream.label) gave more than \(Self.mostItems) entries. It was stopped."))
            }
            guard case .next(let next, let notBefore) = page.ending else {
                return (gathered, world.manifest.endpoints[answer.endpoint].name)
            }
            if let notBefore { try await wait(until: notBefore) }
            guard seen.insert(next).inserted, seen.count < 10_000 else {
                throw WalkStop.stream(
                    ExchangeError(
                        .malformed, message: "Reading \(stream.label) came back to a page it had read before."))
            }
            cursor = next
        }
    }

    private func wait(until instant: Instant) async throws {
        switch policy.decide(notBefore: instant, now: world.now()) {
        case .atOnce: return
        case .after(let delay):
            observe(.waiting(stream: stream.name, until: instant, reason: SyncPolicy.notYetReady))
            try await world.sleep(delay)
        case .park:
            throw WalkStop.parked(
                until: instant, ExchangeError(.exchangeUnavailable, message: SyncPolicy.notYetReady))
        }
    }

    private func step(_ cursor: [UInt8]) async throws -> (ParsedPage, ExchangeAnswer) {
        var attempt = 0
        while true {
            do {
                let now = world.now()
                var ask = Ask(stream: streamIndex, from: now, until: now, now: now)
                ask.cursor = cursor
                ask.cursorVersion = world.manifest.cursorVersion
                ask.settings = settings
                ask.facts = facts
                let request = try await world.request(ask)
                tally.countRequest()
                let answer = try await world.send(request)
                let page = try await world.parse(ask, answer).page
                if case .fail(let error) = page.ending { throw error }
                if case .split = page.ending {
                    throw ExchangeError(.adapterFault, message: "The adapter split a stream that has no windows.")
                }
                return (page, answer)
            } catch let error as ExchangeError {
                try Task.checkCancellation()
                attempt += 1
                let now = world.now()
                switch policy.decide(error, attempt: attempt, now: now, startsJob: false) {
                case .again(let delay):
                    observe(.waiting(stream: stream.name, until: now + delay, reason: error.description))
                    try await world.sleep(delay)
                case .park(let until): throw WalkStop.parked(until: until, error)
                case .restart, .giveUp:
                    if error.kind == .auth { throw WalkStop.connection(error) }
                    throw WalkStop.stream(error)
                }
            }
        }
    }
}

/// Asks the exchange about a key before anything is stored.
package struct KeyCheck: Sendable {
    /// What the exchange says of the key; nil when it has no way to ask.
    ///
    /// Throws `ExchangeError`: what is wrong with the key, or that it may do more than read.
    package static func run(
        _ world: ConnectionWorld, settings: [TextPair], policy: SyncPolicy = SyncPolicy()
    ) async throws -> KeyFacts? {
        var facts: KeyFacts?
        for index in world.manifest.streams.indices {
            let stream = world.manifest.streams[index]
            guard stream.role == .key, stream.refusal == nil else { continue }
            do {
                let page = try await SnapshotRead(
                    world: world, policy: policy, observe: { _ in }, streamIndex: index, settings: settings,
                    facts: [], tally: StreamTally(stream: stream.name, role: .key)
                ).run().page
                if let key = page.key { facts = key }
            } catch let stop as WalkStop {
                throw stop.error
            }
        }
        if let excess = facts?.rights?.excess, !excess.isEmpty { throw ConnectionSync.excessRights(excess) }
        return facts
    }
}

extension WalkStop {
    var error: ExchangeError {
        switch self {
        case .connection(let error), .stream(let error), .parked(_, let error): error
        }
    }
}
