import HistoryModel
import HistoryStore

/// Why a walk ended before its stream was read.
enum WalkStop: Error {
    /// Nothing of this connection can go on.
    case connection(ExchangeError)
    /// This stream cannot go on; others can.
    case stream(ExchangeError)
    case parked(until: Instant, ExchangeError)
}

/// Walks one stream for one unit until everything readable is read, or something stops it.
struct StreamWalk {
    let connection: StoredConnection
    let world: ConnectionWorld
    let store: HistoryStore
    let queue: StepQueue
    let policy: SyncPolicy
    let observe: @Sendable (SyncEvent) -> Void

    let streamIndex: Int
    let streamID: StreamID
    let unitID: UnitID
    let unit: HistoryUnit?
    let planner: WalkPlanner
    /// When this sync began: the end of everything it asks for.
    let syncStart: Instant
    let full: Bool
    let tally: StreamTally

    /// What was answered in this sync, complete or not: asked once is enough.
    private var asked = IntervalSet()
    /// The window an earlier run left open.
    private var resumed: Int64?
    /// Windows still to be read after a split, the next one last (W10).
    private var halves: [Interval] = []
    private var failuresInARow = 0
    private var rangeRestarts = 0
    private var lastFailure: ExchangeError?
    /// More than any exchange leaves out of a window; each is painted into the coverage one by one.
    private static let mostGaps = 4096

    init(
        connection: StoredConnection, world: ConnectionWorld, store: HistoryStore, queue: StepQueue,
        policy: SyncPolicy, observe: @escaping @Sendable (SyncEvent) -> Void, streamIndex: Int, streamID: StreamID,
        unitID: UnitID, unit: HistoryUnit?, planner: WalkPlanner, syncStart: Instant, full: Bool, tally: StreamTally
    ) {
        self.connection = connection
        self.world = world
        self.store = store
        self.queue = queue
        self.policy = policy
        self.observe = observe
        self.streamIndex = streamIndex
        self.streamID = streamID
        self.unitID = unitID
        self.unit = unit
        self.planner = planner
        self.syncStart = syncStart
        self.full = full
        self.tally = tally
    }

    private var stream: StreamDeclaration { planner.stream }

    /// Reads on until nothing is left to ask. Throws `WalkStop`, a store's error, or `CancellationError`.
    mutating func run() async throws {
        if full, try store.walkState(stream: streamID, unit: unitID).fullDone == nil {
            try store.beginFullWalk(stream: streamID, unit: unitID, at: syncStart)
        }
        while let window = try nextWindow() {
            try Task.checkCancellation()
            do {
                try await walk(window)
            } catch {
                // What was handed over before the failure is worth keeping.
                try await queue.flush()
                throw error
            }
            try await queue.flush()
        }
        if full { try store.finishFullWalk(stream: streamID, unit: unitID, at: syncStart) }
        if let lastFailure { throw WalkStop.stream(lastFailure) }
    }

    // MARK: - Planning

    private mutating func nextWindow() throws -> WalkWindow? {
        let state = try store.walkState(stream: streamID, unit: unitID)
        let now = world.now()
        if let open = state.window {
            if planner.canResume(open, now: now) {
                resumed = open.id
                return open
            }
            try store.dropWindow(stream: streamID, unit: unitID)
        }
        while let half = halves.popLast() {
            if !asked.covers(half) { return try open(half, bookmark: nil, isFull: full) }
        }
        let done = full ? (state.fullDone ?? IntervalSet()) : state.coverage.complete
        let skipped = full ? asked : asked.union(Self.outOfReach(state.coverage))
        switch stream.walk {
        case .byTime:
            let window = planner.nextTimeWindow(syncStart: syncStart, now: now, complete: done, asked: skipped)
            return try window.map { try open($0, bookmark: nil, isFull: full) }
        case .byCursor:
            let walk = planner.nextCursorWalk(
                syncStart: syncStart, now: now, complete: state.coverage.complete, bookmarks: state.bookmarks,
                full: full)
            // A walk reads everything up to its start: one is enough in a sync.
            guard let walk, !asked.contains(Instant(nanoseconds: walk.window.until.nanoseconds - 1)) else { return nil }
            return try open(walk.window, bookmark: walk.bookmark, isFull: full)
        case .snapshot:
            return nil
        }
    }

    /// Asked before and for ever out of reach: asking again would only cost requests.
    private static func outOfReach(_ map: CoverageMap) -> IntervalSet {
        map.instants { $0.state == .unreadable && ["last_n", "ties", "no longer served"].contains($0.reason) }
    }

    private func open(_ interval: Interval, bookmark: WalkBookmark?, isFull: Bool) throws -> WalkWindow {
        var window = WalkWindow(
            stream: streamID, unit: unitID, from: interval.from, until: interval.until, walkStart: world.now())
        window.walkStart = min(window.walkStart, syncStart)
        window.isFull = isFull
        window.bookmark = bookmark?.bookmark ?? []
        window.cursorVersion = planner.cursorVersions.upperBound
        window.settings = connection.settings
        window.facts = try store.facts(connection: connection.id)
        return try store.openWindow(window)
    }

    // MARK: - Walking

    private mutating func walk(_ start: WalkWindow) async throws {
        var window = start
        var check = PageCheck()
        var prefetched: AdapterRequest?
        while true {
            try Task.checkCancellation()
            let step: Step
            do {
                step = try await perform(window, prefetched)
            } catch let failure as StepFailure {
                if try await handle(failure, &window) { return }
                check = PageCheck()
                prefetched = nil
                continue
            }
            prefetched = step.next
            // The exchange's clock, once heard, can only show that the walk began earlier than thought.
            window.walkStart = min(window.walkStart, step.answer.received)
            window.steps += 1
            let overlap = PageCheck.overlap(step.page, window: window)
            let outcome = try judge(step, &window, &check)
            try await enqueue(step, window, outcome, overlap: overlap)
            switch outcome {
            case .next:
                if case .next(_, let notBefore?) = step.page.ending { try await wait(until: notBefore) }
            case .restart:
                check = PageCheck()
                prefetched = nil
                if window.restarts >= 5 {
                    let error = ExchangeError(
                        .malformed,
                        message:
                            "The window was begun anew five times and its pages still did not fit together: \(outcome.detail)."
                    )
                    try await giveUp(window, error, keepsWindow: false)
                    return
                }
            case .split, .end, .failed, .snapshot:
                return
            }
        }
    }

    /// The adapter named an instant before which the exchange has nothing new: too far away, the sync goes on then.
    private func wait(until instant: Instant) async throws {
        switch policy.decide(notBefore: instant, now: world.now()) {
        case .atOnce: return
        case .after(let delay):
            observe(.waiting(stream: stream.name, until: instant, reason: SyncPolicy.notYetReady))
            // What is there is on disk before the pause.
            try await queue.flush()
            try await world.sleep(delay)
        case .park:
            throw WalkStop.parked(
                until: instant, ExchangeError(.exchangeUnavailable, message: SyncPolicy.notYetReady))
        }
    }

    private struct Step {
        var page: ParsedPage
        var answer: ExchangeAnswer
        var next: AdapterRequest?
    }
    private enum StepFailure: Error {
        case restart(ExchangeError)
        case giveUp(ExchangeError)
        case park(until: Instant, ExchangeError)
    }

    /// One step with its retries; every retry asks the adapter anew (W11).
    private func perform(_ window: WalkWindow, _ prefetched: AdapterRequest?) async throws -> Step {
        var attempt = 0
        var prefetched = prefetched
        while true {
            try Task.checkCancellation()
            var startsJob = false
            do {
                let ask = ask(for: window)
                let request: AdapterRequest
                if let ready = prefetched { request = ready } else { request = try await world.request(ask) }
                prefetched = nil
                startsJob =
                    world.manifest.endpoints.indices.contains(request.endpoint)
                    && world.manifest.endpoints[request.endpoint].startsJob
                tally.countRequest()
                let answer = try await world.send(request)
                let parsed = try await world.parse(ask, answer)
                if case .fail(let error) = parsed.page.ending { throw error }
                // W12: an answer that is no success is not an empty page.
                guard answer.isSuccess else {
                    throw ExchangeError(
                        .adapterFault,
                        message: "The adapter read an answer of HTTP status \(answer.status) as history.")
                }
                return Step(page: parsed.page, answer: answer, next: parsed.next)
            } catch let error as ExchangeError {
                attempt += 1
                let now = world.now()
                switch policy.decide(error, attempt: attempt, now: now, startsJob: startsJob) {
                case .again(let delay):
                    observe(.waiting(stream: stream.name, until: now + delay, reason: error.description))
                    try await world.sleep(delay)
                case .restart: throw StepFailure.restart(error)
                case .giveUp: throw StepFailure.giveUp(error)
                case .park(let until): throw StepFailure.park(until: until, error)
                }
            }
        }
    }

    private func ask(for window: WalkWindow) -> Ask {
        var ask = Ask(stream: streamIndex, from: window.from, until: window.until, now: world.now())
        ask.isFull = window.isFull
        ask.cursorVersion = window.cursorVersion
        ask.unit = unit
        ask.cursor = window.cursor
        ask.bookmark = window.bookmark
        ask.settings = window.settings
        ask.facts = window.facts
        return ask
    }

    /// Turns a page into the step's outcome and moves the window on.
    private mutating func judge(_ step: Step, _ window: inout WalkWindow, _ check: inout PageCheck) throws
        -> StepOutcome
    {
        let page = step.page
        if let fault = PageCheck.rangeFault(page, window: window, stream: stream) {
            return restarted(&window, fault.message)
        }
        let previousKeys = Set(window.pageKeys)
        switch PageCheck.paging(page, window: &window, stream: stream) {
        case .good: break
        case .restart(let reason): return restarted(&window, reason)
        case .fail(let error): return failed(window, error)
        }
        window.gaps += page.gaps
        guard window.gaps.count <= Self.mostGaps else {
            return failed(
                window,
                ExchangeError(
                    .adapterFault, message: "The adapter told of more than \(Self.mostGaps) gaps in one window."))
        }
        switch page.ending {
        case .next(let cursor, let notBefore):
            if let error = check.progress(
                cursor: cursor, notBefore: notBefore, page: page, previousKeys: previousKeys)
            {
                return failed(window, error)
            }
            window.cursor = cursor
            window.cursorVersion = planner.cursorVersions.upperBound
            return .next
        case .split:
            return split(window)
        case .end(let bookmark):
            if let total = window.total, window.rows < total, window.shortRestarts == 0 {
                window.shortRestarts = 1
                return restarted(&window, "the exchange counts \(total) rows and served \(window.rows)")
            }
            answered(window)
            failuresInARow = 0
            return .end(planner.end(of: window, bookmark: bookmark, lastAnswer: step.answer.received))
        case .fail(let error):
            return failed(window, error)
        }
    }

    private func restarted(_ window: inout WalkWindow, _ reason: String) -> StepOutcome {
        restart(&window)
        return .restart(reason: reason)
    }

    private func restart(_ window: inout WalkWindow) {
        window.restart()
        window.restarts += 1
        // A cursor walk's head is read anew; its start must not lie before that.
        if stream.walk == .byCursor { window.walkStart = world.now() }
    }

    private mutating func split(_ window: WalkWindow) -> StepOutcome {
        guard stream.walk == .byTime, let interval = window.interval else {
            return failed(
                window, ExchangeError(.adapterFault, message: "The adapter split a walk that is not cut by time."))
        }
        guard let (first, second) = planner.halves(of: interval) else {
            answered(window)
            return .failed(interval, .unreadable, reason: "last_n", keepsWindow: false)
        }
        halves += [second, first]
        return .split
    }

    private mutating func failed(_ window: WalkWindow, _ error: ExchangeError) -> StepOutcome {
        answered(window)
        note(error)
        return .failed(window.interval!, .failed, reason: error.description, keepsWindow: false)
    }

    private mutating func answered(_ window: WalkWindow) {
        // What an earlier run began can have seen nothing later than its start; the rest is this run's to ask.
        let until = window.id == resumed ? min(window.until, window.walkStart) : window.until
        if let interval = Interval(window.from, until) { asked.insert(interval) }
    }

    private mutating func note(_ error: ExchangeError) {
        failuresInARow += 1
        lastFailure = error
    }

    // MARK: - Failures

    /// True when the window is done with; false when it begins again.
    private mutating func handle(_ failure: StepFailure, _ window: inout WalkWindow) async throws -> Bool {
        switch failure {
        case .restart(let error):
            restart(&window)
            guard window.restarts < 5 else {
                try await giveUp(window, error, keepsWindow: false)
                return true
            }
            try await record(window, .restart(reason: error.description))
            return false
        case .park(let until, let error):
            throw WalkStop.parked(until: until, error)
        case .giveUp(let error):
            return try await handle(error, window)
        }
    }

    private mutating func handle(_ error: ExchangeError, _ window: WalkWindow) async throws -> Bool {
        switch error.kind {
        case .auth:
            throw WalkStop.connection(error)
        case .permission:
            try await giveUp(window, error, keepsWindow: true)
            throw WalkStop.stream(error)
        case .notOffered, .noLongerServed:
            let state: CoverageState = error.kind == .notOffered ? .notOffered : .unreadable
            let reason = error.kind == .notOffered ? "not offered" : "no longer served"
            let everything = planner.readable(at: world.now()).flatMap { Interval($0.from, syncStart) }
            if let everything { asked.insert(everything) }
            answered(window)
            try await record(window, .failed(everything ?? window.interval!, state, reason: reason, keepsWindow: false))
            if error.kind == .notOffered { tally.notOffered(error) }
            return true
        case .range where rangeRestarts < 3:
            // The limit rolled on while the window was open: cut it anew from what is readable now.
            rangeRestarts += 1
            try await record(window, .split)
            return true
        case .network, .exchangeUnavailable, .rateLimited, .clockSkew, .adapterFault:
            try await giveUp(window, error, keepsWindow: true)
            throw WalkStop.stream(error)
        case .badRequest, .range, .malformed:
            try await giveUp(window, error, keepsWindow: false)
            return true
        }
    }

    /// The failure stays in its window (W17); too many of them in a row end the stream for this sync.
    private mutating func giveUp(_ window: WalkWindow, _ error: ExchangeError, keepsWindow: Bool) async throws {
        answered(window)
        note(error)
        try await record(
            window, .failed(window.interval!, .failed, reason: error.description, keepsWindow: keepsWindow))
        if failuresInARow >= policy.failuresInARow { throw WalkStop.stream(error) }
    }

    // MARK: - Committing

    private func enqueue(
        _ step: Step, _ window: WalkWindow, _ outcome: StepOutcome, overlap: Int
    ) async throws {
        let endpoint = world.manifest.endpoints[step.answer.endpoint]
        var commit = commit(window, outcome, endpoint: endpoint.name, at: step.answer.received)
        // Nothing of a page that is thrown away is kept; what a restarted one held is (W8, W11).
        if case .failed = outcome {} else { commit.records = step.page.records }
        commit.overlap = overlap
        if endpoint.keepsRaw {
            commit.page = RawPage(
                endpoint: endpoint.name, received: step.answer.received, status: step.answer.status,
                body: step.answer.body)
        }
        commit.facts = step.page.facts
        observe(
            .page(stream: stream.name, unit: unit?.key, window: window.interval, records: step.page.records.count))
        tally.countPage()
        try await enqueue(commit)
        if case .end = outcome, let interval = window.interval {
            observe(.windowFinished(stream: stream.name, unit: unit?.key, window: interval))
        }
    }

    private func record(_ window: WalkWindow, _ outcome: StepOutcome) async throws {
        try await enqueue(commit(window, outcome, endpoint: "", at: world.now()))
    }

    private func commit(_ window: WalkWindow, _ outcome: StepOutcome, endpoint: String, at: Instant) -> StepCommit {
        StepCommit(
            connection: connection.id, stream: streamID, streamName: stream.name, unit: unitID, window: window,
            at: at, endpoint: endpoint, outcome: outcome)
    }

    private func enqueue(_ commit: StepCommit) async throws {
        try await queue.enqueue(commit) { [tally, observe, name = stream.name] counts in
            tally.add(counts)
            observe(.committed(stream: name, counts: counts))
        }
    }
}
