import HistoryModel
import HistoryStore
import SyncEngine
import Synchronization

/// A synthetic exchange whose answers a test writes down, with the real planner, engine and store behind it.
final class ScriptedExchange: Sendable {
    struct Answer: Sendable {
        var status = 200
        var page: ParsedPage
        /// How long the answer takes.
        var takes = Span.zero

        init(_ records: [Record] = [], _ ending: PageEnd = .end(bookmark: []), total: UInt64? = nil, gaps: [Gap] = []) {
            page = ParsedPage(ending: ending)
            page.records = RecordBatch(records)
            page.total = total
            page.gaps = gaps
        }
        static func failing(_ error: ExchangeError) -> Answer { Answer([], .fail(error)) }
        static func next(_ records: [Record], cursor: String, total: UInt64? = nil) -> Answer {
            Answer(records, .next(cursor: Array(cursor.utf8), notBefore: nil), total: total)
        }
    }

    struct State: Sendable {
        var now: Instant
        var asks: [Ask] = []
        var slept = Span.zero
    }
    let state: Mutex<State>
    let store: HistoryStore
    let connection: StoredConnection
    let manifest: AdapterManifest
    private let answers: Mutex<@Sendable (Ask, Int) throws -> Answer>

    /// - Parameter answer: gets the ask and its number, from 0.
    init(
        _ streams: [StreamDeclaration], now: Instant = day(100), launched: Instant = day(0),
        cursorVersions: ClosedRange<UInt32> = 1...1, endpoint: EndpointRow? = nil,
        answer: @escaping @Sendable (Ask, Int) throws -> Answer
    ) throws {
        var manifest = AdapterManifest()
        manifest.id = "scripted"
        manifest.launched = launched
        manifest.cursorVersion = cursorVersions.upperBound
        manifest.cursorVersionMin = cursorVersions.lowerBound
        manifest.endpoints = [endpoint ?? EndpointRow(name: "rows", method: .get, path: "/rows", keepsRaw: false)]
        manifest.streams = streams
        self.manifest = manifest
        state = Mutex(State(now: now))
        answers = Mutex(answer)
        store = try HistoryStore.inMemory()
        let declaration = try store.keepDeclaration(
            manifest, frame: [], fileHash: "synthetic", securityDigest: "", at: now)
        connection = try store.addConnection(
            NewConnection(
                name: "scripted", adapter: "scripted", declaration: declaration, site: "", settings: [], scheme: "",
                simulator: nil, key: nil), at: now)
    }

    func script(_ answer: @escaping @Sendable (Ask, Int) throws -> Answer) { answers.withLock { $0 = answer } }
    var asks: [Ask] { state.withLock { $0.asks } }
    func forgetAsks() { state.withLock { $0.asks = [] } }
    func wait(_ span: Span) { state.withLock { $0.now = $0.now + span } }

    @discardableResult
    func sync(full: Bool = false, policy: SyncPolicy = SyncPolicy(), manifest: AdapterManifest? = nil) async throws
        -> ConnectionOutcome
    {
        let pending = Mutex<[Int: Answer]>([:])
        let world = ConnectionWorld(
            manifest: manifest ?? self.manifest,
            request: { [self] ask in
                let number = state.withLock { state in
                    state.asks.append(ask)
                    return state.asks.count - 1
                }
                let answer = try answers.withLock { $0 }(ask, number)
                pending.withLock { $0[number] = answer }
                return AdapterRequest(endpoint: 0, arguments: [TextPair("n", String(number))])
            },
            send: { [self] request in
                let number = Int(request.arguments[0].value)!
                let answer = pending.withLock { $0[number]! }
                let now = state.withLock { state in
                    state.now = state.now + answer.takes
                    return state.now
                }
                return ExchangeAnswer(
                    endpoint: 0, status: answer.status, received: now, body: Array(String(number).utf8))
            },
            parse: { _, answer in
                let number = Int(String(decoding: answer.body, as: UTF8.self))!
                return ParsedStep(page: pending.withLock { $0[number]! }.page)
            },
            now: { [self] in state.withLock { $0.now } },
            sleep: { [self] span in
                state.withLock { state in
                    state.now = state.now + span
                    state.slept = state.slept + span
                }
            })
        return try await ConnectionSync(
            connection: connection, world: world, store: store, queue: StepQueue(store: store), policy: policy
        ).run(full: full)
    }

    /// A world for reading kept pages again: it has no way to the exchange.
    func replayWorld(_ parse: @escaping @Sendable (Ask) -> ParsedPage) -> ConnectionWorld {
        ConnectionWorld(
            manifest: manifest, request: { _ in throw CancellationError() }, send: { _ in throw CancellationError() },
            parse: { ask, _ in ParsedStep(page: parse(ask)) }, now: { [self] in state.withLock { $0.now } },
            sleep: { _ in })
    }

    func streamID(_ name: String = "rows") throws -> StreamID {
        try store.streamID(connection: connection.id, name: name, identityVersion: 0)
    }
    func coverage(_ name: String = "rows", unit: UnitID = 0) throws -> CoverageMap {
        try store.coverage(stream: try streamID(name), unit: unit)
    }
    func window(_ name: String = "rows", unit: UnitID = 0) throws -> WalkWindow? {
        try store.walkState(stream: try streamID(name), unit: unit).window
    }
    func states(_ name: String = "rows", unit: UnitID = 0) throws -> [String: (flags: RecordFlags, label: String)] {
        try store.statesByKey(stream: try streamID(name), unit: unit)
    }
}

func day(_ count: Int64) -> Instant { Instant(nanoseconds: count * Span.nanosecondsPerDay) }
func days(_ from: Int64, _ until: Int64) -> Interval { Interval(day(from), day(until))! }
func set(_ intervals: Interval...) -> IntervalSet { IntervalSet(intervals) }

func row(_ key: String, at time: Instant, flags: RecordFlags = [], label: String = "") -> Record {
    Record(.trade, at: time, key: key, flags: flags, label: label, legs: [Leg(.in, "BTC", "1")])
}

/// A history stream walked by time in 10-day windows unless said otherwise.
func timeStream(
    _ name: String = "rows", span: Int64? = 10, settle: Span = .zero, bounds: [HistoryBound] = [.init(.unlimited)],
    change: (inout StreamDeclaration) -> Void = { _ in }
) -> StreamDeclaration {
    var stream = StreamDeclaration(
        name: name, label: name, role: .history, walk: .byTime, kinds: RecordKinds([.trade]), bounds: bounds)
    stream.planSpan = span.map { .days($0) }
    stream.settle = settle
    stream.resolution = .seconds(1)
    stream.paging = .token
    change(&stream)
    return stream
}

func cursorStream(_ name: String = "rows", settle: Span = .zero, bounds: [HistoryBound] = [.init(.unlimited)])
    -> StreamDeclaration
{
    var stream = timeStream(name, settle: settle, bounds: bounds)
    stream.walk = .byCursor
    return stream
}
