import HistoryModel
import Synchronization

/// Reads the daily closes of one market from a price stream: one window, over as many pages as it takes.
struct PriceRead {
    let world: ConnectionWorld
    let policy: SyncPolicy
    let streamIndex: Int
    /// The market; its key is what the adapter names prices by.
    let unit: HistoryUnit
    /// Told of each request before it leaves.
    let requests: RequestCounter

    private var stream: StreamDeclaration { world.manifest.streams[streamIndex] }

    /// The closes of a window of whole days, and the instant of which the answer speaks. Throws `WalkStop`.
    func run(_ window: Interval) async throws -> (closes: [(day: Instant, close: String)], seen: Instant) {
        var cursor: [UInt8] = []
        var seen: Set<[UInt8]> = []
        var closes: [Instant: String] = [:]
        while true {
            try Task.checkCancellation()
            let (page, answer) = try await step(cursor, window)
            for price in page.prices {
                try check(price, window)
                // By the source's own clock, as this answer told it: ours may be ahead by days.
                if price.day + .days(1) <= answer.seenUntil { closes[price.day] = price.close }
            }
            guard case .next(let next, _) = page.ending else {
                return (closes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, answer.seenUntil)
            }
            guard seen.insert(next).inserted, seen.count < 1000 else {
                throw WalkStop.stream(
                    ExchangeError(.malformed, message: "Reading prices came back to a page it had read before."))
            }
            cursor = next
        }
    }

    /// A price of another market, of another time or of no whole day is never taken.
    private func check(_ price: ReportedPrice, _ window: Interval) throws {
        let isWhole = price.day.startOfUTCDay == price.day && price.day + .days(1) <= window.until
        guard isWhole, window.contains(price.day), price.market == unit.key, let close = Amount(price.close),
            !close.isZero, !close.isNegative
        else {
            throw WalkStop.stream(
                ExchangeError(
                    .adapterFault,
                    message:
                        "The adapter gave a price of \(price.market) on \(price.day) that was not asked for, or is none."
                ))
        }
    }

    private func step(_ cursor: [UInt8], _ window: Interval) async throws -> (ParsedPage, ExchangeAnswer) {
        var attempt = 0
        while true {
            do {
                var ask = Ask(stream: streamIndex, from: window.from, until: window.until, now: world.now())
                ask.unit = unit
                ask.cursor = cursor
                ask.cursorVersion = world.manifest.cursorVersion
                let request = try await world.request(ask)
                requests.add()
                let answer = try await world.send(request)
                let page = try await world.parse(ask, answer).page
                if case .fail(let error) = page.ending { throw error }
                if case .split = page.ending {
                    throw ExchangeError(.adapterFault, message: "The adapter split a window of days.")
                }
                return (page, answer)
            } catch let error as ExchangeError {
                try Task.checkCancellation()
                attempt += 1
                switch policy.decide(error, attempt: attempt, now: world.now(), startsJob: false) {
                case .again(let delay): try await world.sleep(delay)
                case .park(let until): throw WalkStop.parked(until: until, error)
                case .restart, .giveUp: throw WalkStop.stream(error)
                }
            }
        }
    }
}

/// Requests of one reading, those that failed included.
final class RequestCounter: Sendable {
    private let requests = Mutex(0)
    var count: Int { requests.withLock { $0 } }
    func add() { requests.withLock { $0 += 1 } }
}
