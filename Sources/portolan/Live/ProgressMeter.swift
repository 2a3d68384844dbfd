import ExchangeClient
import HistoryModel
import Reports
import SyncEngine
import Synchronization

/// Turns the engine's events of one connection into lines of progress.
final class ProgressMeter: Sendable {
    private struct State {
        var manifest: AdapterManifest?
        var current: SyncProgress
        /// The clock the engine waits by; a simulator's runs `speed` times as fast.
        var engineNow: (@Sendable () -> Instant)?
        var speed: Int64 = 1
        var isShown = false
    }
    private let state: Mutex<State>
    /// The clock the reader lives by.
    private let now: @Sendable () -> Instant
    private let show: @Sendable (SyncProgress) -> Void

    init(
        connection: String, now: @escaping @Sendable () -> Instant, show: @escaping @Sendable (SyncProgress) -> Void
    ) {
        self.now = now
        self.show = show
        state = Mutex(State(current: SyncProgress(connection: connection, stream: "", started: now())))
    }

    func begin(_ manifest: AdapterManifest, now: @escaping @Sendable () -> Instant, speed: Int64) {
        state.withLock {
            $0.manifest = manifest
            $0.engineNow = now
            $0.speed = speed
        }
    }

    func wait(_ wait: RateWait) {
        update { $0 = self.waiting($0, until: wait.until, for: "the exchange's rate limit") }
    }

    func take(_ event: SyncEvent) {
        update { state in
            switch event {
            case .streamStarted(let stream, let unit, let place, let count):
                if place > 1, state.current.stream == stream {
                    state.current.unit = unit
                    state.current.unitPlace = (place, count)
                } else {
                    state.current = self.started(stream, unit, state)
                    if count > 1 {
                        state.current.unitPlace = (place, count)
                        state.current.firstPlace = place
                    }
                    state.isShown = false
                }
            case .page(let stream, let unit, let window, let records):
                if state.current.stream != stream { state.current.stream = stream }
                state.current.unit = unit
                state.current.pages += 1
                state.current.records += records
                state.current.waitUntil = nil
                if let window, state.current.target != nil {
                    state.current.coveredUntil = window.from
                    if state.current.begunAt == nil { state.current.begunAt = window.from }
                }
            case .windowFinished(_, _, let window):
                state.current.coveredUntil = window.until
            case .waiting(_, let until, let reason):
                state = self.waiting(state, until: until, for: reason)
            case .streamFinished:
                state.current.waitUntil = nil
                state.current.isFinished = true
            case .committed:
                break
            }
        }
    }

    private func started(_ stream: String, _ unit: String?, _ state: State) -> SyncProgress {
        var next = SyncProgress(
            connection: state.current.connection, stream: stream, unit: unit, started: now())
        if let manifest = state.manifest, let declared = manifest.stream(named: stream), declared.walk == .byTime,
            unit == nil
        {
            next.target = declared.readable(at: state.engineNow?() ?? now(), launched: manifest.launched)
        }
        return next
    }

    private func waiting(_ state: State, until: Instant, for reason: String) -> State {
        var state = state
        let rest = until - (state.engineNow?() ?? now())
        state.current.waitUntil = now() + Span(nanoseconds: rest.nanoseconds / state.speed)
        state.current.waitReason = reason
        return state
    }

    private func update(_ change: (inout State) -> Void) {
        let shown: SyncProgress? = state.withLock { state in
            change(&state)
            // A stream that was not asked yet has nothing to tell.
            let hasNews = state.current.pages > 0 || state.current.waitUntil != nil
            guard !state.current.stream.isEmpty, state.isShown || hasNews else { return nil }
            state.isShown = true
            return state.current
        }
        if let shown { show(shown) }
    }
}
