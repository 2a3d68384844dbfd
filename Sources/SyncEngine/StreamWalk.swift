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
    var asked = IntervalSet()
    /// The window an earlier run left open.
    var resumed: Int64?
    /// Windows still to be read after a split, the next one last (W10).
    var halves: [Interval] = []
    var failuresInARow = 0
    var rangeRestarts = 0
    var lastFailure: ExchangeError?
    /// More than any exchange leaves out of a window; each is painted into the coverage one by one.
    static let mostGaps = 4096

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

    var stream: StreamDeclaration { planner.stream }

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

    func open(_ interval: Interval, bookmark: WalkBookmark?, isFull: Bool) throws -> WalkWindow {
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
}
