import HistoryModel
import HistoryStore

/// What becomes of a window whose step failed for good.
extension StreamWalk {
    /// True when the window is done with; false when it begins again.
    mutating func handle(_ failure: StepFailure, _ window: inout WalkWindow) async throws -> Bool {
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
            // The exchange may have lost the row that a bookmark names: then everything is read from the start.
            if error.kind == .badRequest, window.cursor.isEmpty, !window.bookmark.isEmpty,
                let anew = try withoutBookmark(window)
            {
                window = anew
                return false
            }
            return try await handle(error, window)
        }
    }

    mutating func handle(_ error: ExchangeError, _ window: WalkWindow) async throws -> Bool {
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

    /// The same walk without what an earlier one left; nil when nothing is readable any more.
    private func withoutBookmark(_ window: WalkWindow) throws -> WalkWindow? {
        guard let readable = planner.readable(at: world.now()),
            let interval = Interval(readable.from, window.until)
        else { return nil }
        try store.dropWindow(stream: streamID, unit: unitID)
        return try open(interval, bookmark: nil, isFull: window.isFull)
    }

    /// The failure stays in its window (W17); too many of them in a row end the stream for this sync.
    mutating func giveUp(_ window: WalkWindow, _ error: ExchangeError, keepsWindow: Bool) async throws {
        answered(window)
        note(error)
        try await record(
            window, .failed(window.interval!, .failed, reason: error.description, keepsWindow: keepsWindow))
        if failuresInARow >= policy.failuresInARow { throw WalkStop.stream(error) }
    }
}
