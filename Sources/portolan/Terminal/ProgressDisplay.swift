import HistoryModel
import Reports
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Shows how a sync gets on: one line per stream on a terminal, drawn in place; now and then a plain line elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        var lines: [String: SyncProgress] = [:]
        var order: [String] = []
        var drawn = 0
        var lastDrawing = Instant.distantPast
    }
    private let state = Mutex(State())
    private let isTerminal: Bool
    private let style: Style
    private let clock: @Sendable () -> Instant
    private var pause: Span { isTerminal ? .milliseconds(80) : .seconds(2) }

    init(clock: @escaping @Sendable () -> Instant) {
        isTerminal = Terminal.isTerminal(STDERR_FILENO) && Environment["TERM"] != "dumb"
        style = Terminal.talk
        self.clock = clock
    }

    func show(_ progress: SyncProgress) {
        let key = [progress.connection, progress.stream, progress.unit ?? ""].joined(separator: "\u{0}")
        let now = MonotonicClock.now()
        state.withLock { state in
            if state.lines.updateValue(progress, forKey: key) == nil { state.order.append(key) }
            guard now - state.lastDrawing >= pause else { return }
            state.lastDrawing = now
            draw(&state, changed: key)
        }
    }

    /// A line above the ones that change.
    func note(_ line: String) {
        state.withLock { state in
            Output.talk(line)
            state.drawn = 0
        }
    }

    /// The last state of every line, and the cursor below them.
    func finish() {
        state.withLock { state in
            // Nothing is waited for any more.
            for key in state.order { state.lines[key]?.waitUntil = nil }
            if isTerminal, !state.order.isEmpty { draw(&state, changed: "") }
            if !isTerminal { for key in state.order { draw(&state, changed: key) } }
        }
    }

    private func draw(_ state: inout State, changed: String) {
        let width = isTerminal ? Terminal.width(of: STDERR_FILENO) - 1 : 200
        let now = clock()
        guard isTerminal else {
            if let progress = state.lines[changed] {
                Output.talk(progress.line(at: now, width: width, style: style, hasBar: false))
            }
            return
        }
        // No more lines than fit: a connection with many units shows the ones it works on.
        let shown = state.order.suffix(12)
        var text = state.drawn > 0 ? "\u{1B}[\(state.drawn)A" : ""
        for key in shown {
            guard let progress = state.lines[key] else { continue }
            text += "\r\u{1B}[2K" + progress.line(at: now, width: width, style: style) + "\n"
        }
        state.drawn = shown.count
        Output.talkRaw(text)
    }
}

/// Time for drawing only; never for history.
enum MonotonicClock {
    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
