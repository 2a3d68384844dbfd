import HistoryModel
import Synchronization

/// One simulated exchange with its clock, its faults and its log: requests in, answers out, no sockets.
package final class Simulator: Sendable {
    /// What the server does with a request.
    package struct Outcome: Sendable {
        package enum Transport: Sendable, Equatable { case whole, reset, cut }
        package var answer: WireAnswer
        package var transport = Transport.whole
        package var delayMilliseconds = 0
        package var date: Instant
    }
    private struct State: Sendable {
        var exchange: any SimulatedExchange
        var plan: FaultPlan
        var log: RequestLog
        /// The last answer of each path, kept while answers are repeated.
        var given: [String: WireAnswer] = [:]
    }

    package let clock: SimulatorClock
    package let exchangeID: String
    package let credentials: SimulatedCredentials
    private let state: Mutex<State>

    package init(
        exchange: any SimulatedExchange.Type, settings: AccountSettings, clock: SimulatorClock,
        faults: Faults = Faults(),
        logFile: String? = nil
    ) throws {
        self.clock = clock
        exchangeID = exchange.id
        credentials = settings.credentials
        var made = try exchange.init(settings: settings)
        made.apply(faults, at: clock.now)
        state = Mutex(State(exchange: made, plan: FaultPlan(faults: faults), log: try RequestLog(file: logFile)))
    }

    package func handle(_ request: WireRequest) -> Outcome {
        if request.path.hasPrefix("/_simulator/") {
            return Outcome(answer: control(request), date: clock.now)
        }
        return state.withLock { state in
            let began = SimulatorClock.monotonicNanoseconds()
            let now = clock.now
            let faults = state.plan.faults
            let (strike, delay) = state.plan.next(path: request.path)
            var entry = RequestLog.Entry(number: 0, at: now, method: request.method, path: request.path)
            entry.fault = strike?.rawValue
            var outcome = Outcome(answer: .json([]), date: now + .seconds(Int64(faults.dateSkewSeconds)))
            outcome.delayMilliseconds = delay
            switch strike {
            case .resetBefore: outcome.transport = .reset
            case .tooManyRequests: outcome.answer = Damage.tooManyRequests(faults)
            case .serverError: outcome.answer = Damage.edgeError(status: faults.serverErrorStatus)
            default:
                outcome.answer = state.exchange.answer(request, at: now, noting: &entry)
                switch strike {
                case .resetAfter: outcome.transport = .reset
                case .html: outcome.answer = Damage.edgeError(status: 200)
                case .truncate: outcome.answer = Damage.truncated(outcome.answer)
                case .cut: outcome.transport = .cut
                case .huge: outcome.answer = Damage.huge(bytes: faults.hugeBytes)
                case .rateLimit: outcome.answer = state.exchange.errorAnswer(type(of: state.exchange).rateLimitError)
                case .error: outcome.answer = state.exchange.errorAnswer(faults.errorText)
                case .repeatPage: outcome.answer = state.given[request.path] ?? outcome.answer
                default: break
                }
                if faults.repeatEvery > 0 { state.given[request.path] = outcome.answer }
            }
            entry.status = outcome.answer.status
            entry.nanoseconds = SimulatorClock.monotonicNanoseconds() - began
            state.log.append(entry)
            return outcome
        }
    }

    package func setFaults(_ faults: Faults) {
        state.withLock { state in
            state.plan.faults = faults
            state.given = [:]
            state.exchange.apply(faults, at: clock.now)
        }
    }
    package var faults: Faults { state.withLock { $0.plan.faults } }
    package func change(_ command: JSONValue) throws -> JSONValue {
        try state.withLock { try $0.exchange.change(command, at: clock.now) }
    }
    package var log: RequestLog { state.withLock { $0.log } }
    package func truth() -> @Sendable () -> [UInt8]? { state.withLock { $0.exchange.truth(at: clock.now) } }
}
