import HistoryModel
import HistoryStore

/// Reads a key, units or balance stream: the present state, over as many pages as it takes.
struct SnapshotRead {
    let connection: StoredConnection
    let world: ConnectionWorld
    let store: HistoryStore
    let queue: StepQueue
    let policy: SyncPolicy
    let observe: @Sendable (SyncEvent) -> Void
    let streamIndex: Int
    let streamID: StreamID
    let tally: StreamTally

    private var stream: StreamDeclaration { world.manifest.streams[streamIndex] }

    /// Stores what the stream says, and returns it. Throws `WalkStop`.
    func run() async throws -> ParsedPage {
        var cursor: [UInt8] = []
        var seen: Set<[UInt8]> = []
        var gathered = ParsedPage(ending: .end(bookmark: []))
        var endpoint = ""
        while true {
            try Task.checkCancellation()
            let (page, answer) = try await step(cursor)
            endpoint = world.manifest.endpoints[answer.endpoint].name
            tally.countPage()
            gathered.units += page.units
            gathered.balances += page.balances
            gathered.facts += page.facts
            gathered.narrowings += page.narrowings
            if let key = page.key { gathered.key = key }
            guard case .next(let next, _) = page.ending else { break }
            guard seen.insert(next).inserted, seen.count < 10_000 else {
                throw WalkStop.stream(
                    ExchangeError(
                        .malformed, message: "Reading \(stream.label) came back to a page it had read before."))
            }
            cursor = next
        }
        try await keep(gathered, endpoint: endpoint)
        return gathered
    }

    private func step(_ cursor: [UInt8]) async throws -> (ParsedPage, ExchangeAnswer) {
        var attempt = 0
        while true {
            do {
                let now = world.now()
                var ask = Ask(stream: streamIndex, from: now, until: now, now: now)
                ask.cursor = cursor
                ask.cursorVersion = world.manifest.cursorVersion
                ask.settings = connection.settings
                ask.facts = try store.facts(connection: connection.id)
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

    private func keep(_ gathered: ParsedPage, endpoint: String) async throws {
        var commit = StepCommit(
            connection: connection.id, stream: streamID, streamName: stream.name, unit: 0, window: nil,
            at: world.now(), endpoint: endpoint, outcome: .snapshot)
        commit.units = gathered.units
        commit.facts = gathered.facts
        commit.key = gathered.key
        if stream.role == .balance { commit.balances = gathered.balances }
        commit.narrowings = gathered.narrowings.map { narrowing in
            (narrowing.stream.map { world.manifest.streams[$0].name } ?? "", narrowing)
        }
        try await queue.enqueue(commit) { [tally] in tally.add($0) }
        try await queue.flush()
    }
}
