import HistoryModel
import HistoryStore

/// One window, step by step: ask, read, judge, hand over.
extension StreamWalk {
    mutating func walk(_ start: WalkWindow) async throws {
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
            window.walkStart = min(window.walkStart, step.answer.seenUntil)
            if window.cursor.isEmpty { window.headAt = step.answer.received }
            window.steps += 1
            let keys = PageKeys(
                step.page.records, known: window.pageKeys, repeatsOne: stream.paging == .offset)
            let outcome = try judge(step, keys, &window, &check)
            try await enqueue(step, window, outcome, overlap: keys.overlap)
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
    func wait(until instant: Instant) async throws {
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

    struct Step {
        var page: ParsedPage
        var answer: ExchangeAnswer
        var next: AdapterRequest?
    }
    enum StepFailure: Error {
        case restart(ExchangeError)
        case giveUp(ExchangeError)
        case park(until: Instant, ExchangeError)
    }

    /// One step with its retries; every retry asks the adapter anew (W11).
    func perform(_ window: WalkWindow, _ prefetched: AdapterRequest?) async throws -> Step {
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
                // Whoever stops the sync ends what it waited for: that is no failure to try again.
                try Task.checkCancellation()
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

    func ask(for window: WalkWindow) -> Ask {
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
    mutating func judge(
        _ step: Step, _ keys: PageKeys, _ window: inout WalkWindow, _ check: inout PageCheck
    ) throws -> StepOutcome {
        let page = step.page
        if let fault = PageCheck.rangeFault(page, window: window, stream: stream) {
            return restarted(&window, fault.message)
        }
        switch PageCheck.paging(page, keys, window: &window, stream: stream) {
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
            if let error = check.progress(cursor: cursor, notBefore: notBefore, keys) {
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

    func restarted(_ window: inout WalkWindow, _ reason: String) -> StepOutcome {
        restart(&window)
        return .restart(reason: reason)
    }

    func restart(_ window: inout WalkWindow) {
        window.restart()
        window.restarts += 1
    }

    mutating func split(_ window: WalkWindow) -> StepOutcome {
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

    mutating func failed(_ window: WalkWindow, _ error: ExchangeError) -> StepOutcome {
        answered(window)
        note(error)
        return .failed(window.interval!, .failed, reason: error.description, keepsWindow: false)
    }

    mutating func answered(_ window: WalkWindow) {
        // What an earlier run began can have seen nothing later than its start; the rest is this run's to ask.
        let until = window.id == resumed ? min(window.until, window.walkStart) : window.until
        if let interval = Interval(window.from, until) { asked.insert(interval) }
    }

    mutating func note(_ error: ExchangeError) {
        failuresInARow += 1
        lastFailure = error
    }
}
