import HistoryModel
import Synchronization

/// Strictly increasing numbers per key, over restarts and whatever the clock does, and one request at a time.
package final class NonceKeeper: Sendable {
    private struct Lane {
        var last: Int64?
        /// Everything up to here is on disk as used.
        var reserved: Int64 = .min
        var isBusy = false
        var waiting: [(id: Int, continuation: UnsafeContinuation<Bool, Never>)] = []
    }
    private struct State {
        var lanes: [String: Lane] = [:]
        var nextID = 0
    }
    private let state = Mutex(State())
    private let marks: any MarkStore

    /// Numbers a double still tells apart; some exchanges refuse larger ones.
    private static let exactMax: Int64 = 1 << 53 - 1
    /// How far ahead is reserved on disk. After a crash nonces begin this much early, which exchanges that compare
    /// them with the clock still accept.
    private static let ahead = Span.seconds(5)

    package init(marks: any MarkStore) { self.marks = marks }

    /// The next number of a key. It is on disk as used when this returns.
    package func next(
        key: String, format: SigningPart.TimeFormat, time: Instant
    ) throws(ExchangeError) -> String {
        let unit = format.unit
        let outcome = state.withLock { state -> Result<Int64, ExchangeError> in
            var lane = state.lanes[key] ?? Lane()
            if lane.last == nil {
                lane.last = marks.mark(Self.markName(key)) ?? .min
                lane.reserved = lane.last ?? .min
            }
            let now = time.nanoseconds / unit
            let last = lane.last ?? .min
            let ahead = max(1, Self.ahead.nanoseconds / unit)
            guard last < .max - ahead else { return .failure(Self.exhausted) }
            let value = last == .min ? now : max(now, last + 1)
            if format != .nanoseconds, value > Self.exactMax { return .failure(Self.exhausted) }
            if value > lane.reserved {
                let target = value + ahead
                do { try marks.setMark(Self.markName(key), target) } catch { return .failure(.marksNotWritten(error)) }
                lane.reserved = target
            }
            lane.last = value
            state.lanes[key] = lane
            return .success(value)
        }
        return String(try outcome.get())
    }

    private static let exhausted = ExchangeError(
        .auth, retry: .newCredential,
        message: "The nonce of this key has run past what the exchange accepts; make a new key.")
    private static func markName(_ key: String) -> String { "nonce/" + key }

    // MARK: - One at a time

    /// Waits for the key's turn, in order of asking. False: cancelled while waiting.
    package func enter(_ key: String) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let now = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    var lane = state.lanes[key] ?? Lane()
                    defer { state.lanes[key] = lane }
                    guard lane.isBusy else {
                        lane.isBusy = true
                        return true
                    }
                    lane.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
                guard let index = state.lanes[key]?.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.lanes[key]?.waiting.remove(at: index).continuation
            }
            waiting?.resume(returning: false)
        }
    }

    /// Lets the next one in.
    package func leave(_ key: String) {
        let next = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            guard state.lanes[key]?.waiting.isEmpty == false else {
                state.lanes[key]?.isBusy = false
                return nil
            }
            return state.lanes[key]?.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}

extension SigningPart.TimeFormat {
    /// Nanoseconds of one step of the number.
    fileprivate var unit: Int64 {
        switch self {
        case .seconds, .isoSeconds: 1_000_000_000
        case .milliseconds, .isoMilliseconds: 1_000_000
        case .microseconds: 1000
        case .nanoseconds: 1
        }
    }
}
