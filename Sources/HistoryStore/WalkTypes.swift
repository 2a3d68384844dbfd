import HistoryModel

/// A connection × stream as the store numbers it.
package typealias StreamID = Int64
/// A unit as the store numbers it; 0 is "no unit".
package typealias UnitID = Int64

/// One open walk of a stretch of time: all that a restart of the program needs to go on (W2).
package struct WalkWindow: Sendable, Hashable {
    /// 0 until the store has numbered it.
    package var id: Int64 = 0
    package var stream: StreamID
    package var unit: UnitID
    package var from: Instant
    package var until: Instant
    /// When the walk began; nothing later can have been seen.
    package var walkStart: Instant
    /// When the first page answered: what its head is worth as a bookmark (W5). Nil before that.
    package var headAt: Instant?
    package var isFull = false
    package var cursor: [UInt8] = []
    package var bookmark: [UInt8] = []
    package var cursorVersion: UInt32 = 0
    package var settings: [TextPair] = []
    package var facts: [TextPair] = []
    package var gaps: [Gap] = []
    /// Fingerprints of the last page's keys, for the overlap of offset paging (W9).
    package var pageKeys: [UInt64] = []
    /// What the exchange said it counts in this window.
    package var total: UInt64?
    /// Distinct rows met so far, as far as overlaps tell.
    package var rows: UInt64 = 0
    package var steps: Int = 0
    package var restarts: Int = 0
    /// Restarts because the exchange served fewer rows than it counted.
    package var shortRestarts: Int = 0

    package init(stream: StreamID, unit: UnitID, from: Instant, until: Instant, walkStart: Instant) {
        self.stream = stream
        self.unit = unit
        self.from = from
        self.until = until
        self.walkStart = walkStart
    }

    package var interval: Interval? { Interval(from, until) }

    /// Back to the first page; records stay (W11).
    package mutating func restart() {
        cursor = []
        headAt = nil
        gaps = []
        pageKeys = []
        total = nil
        rows = 0
    }
}

/// Where a later walk of a cursor stream may go on.
package struct WalkBookmark: Sendable, Hashable {
    /// When the head it stands for was read: a walk from it meets again every row of a later time.
    package var walkStart: Instant
    package var bookmark: [UInt8]
    package var cursorVersion: UInt32
    package init(walkStart: Instant, bookmark: [UInt8], cursorVersion: UInt32) {
        self.walkStart = walkStart
        self.bookmark = bookmark
        self.cursorVersion = cursorVersion
    }
}

/// How a step left its window.
package enum StepOutcome: Sendable {
    case next
    case split
    case restart(reason: String)
    case end(WalkEnd)
    /// The window is given up for now; its interval becomes `state`. With `keepsWindow` a later sync goes on in it.
    case failed(Interval, CoverageState, reason: String, keepsWindow: Bool)
    /// A key, units or balance answer, which has no window.
    case snapshot

    var name: String {
        switch self {
        case .next: "next"
        case .split: "split"
        case .restart: "restart"
        case .end: "end"
        case .failed: "failed"
        case .snapshot: "snapshot"
        }
    }
    package var detail: String {
        switch self {
        case .restart(let reason), .failed(_, _, let reason, _): reason
        default: ""
        }
    }
}

/// What a walk that reached its end has seen (W4).
package struct WalkEnd: Sendable {
    package var bookmark: [UInt8]
    /// What was readable when the last page answered; nil when the limit had passed the whole window.
    package var read: Interval?
    /// Rows later than this may still appear or change.
    package var settledUntil: Instant
    /// The limit's name, for what lay in front of `read`.
    package var limitReason: String
    /// Whether rows stored earlier must have been met again, so that absence means something (W6, W13).
    package var meetsEverything: Bool
    package var keepsBookmark: Bool
    package init(
        bookmark: [UInt8], read: Interval?, settledUntil: Instant, limitReason: String, meetsEverything: Bool,
        keepsBookmark: Bool
    ) {
        self.bookmark = bookmark
        self.read = read
        self.settledUntil = settledUntil
        self.limitReason = limitReason
        self.meetsEverything = meetsEverything
        self.keepsBookmark = keepsBookmark
    }
}

/// The answer beside the records, for reading again with a newer adapter.
package struct RawPage: Sendable {
    package var endpoint: String
    package var received: Instant
    package var status: Int
    package var body: [UInt8]
    package init(endpoint: String, received: Instant, status: Int, body: [UInt8]) {
        self.endpoint = endpoint
        self.received = received
        self.status = status
        self.body = body
    }
}

/// Everything one step changes; committed whole or not at all (W3).
package struct StepCommit: Sendable {
    package var connection: Int64
    package var stream: StreamID
    package var streamName: String
    package var unit: UnitID
    /// The window as it stands after the step; nil for snapshots.
    package var window: WalkWindow?
    package var at: Instant
    package var endpoint: String
    package var page: RawPage?
    package var records = RecordBatch()
    /// So many entries at the start of the page repeat the end of the page before it.
    package var overlap = 0
    package var units: [HistoryUnit] = []
    package var facts: [TextPair] = []
    package var narrowings: [(stream: String, narrowing: Narrowing)] = []
    package var key: KeyFacts?
    package var outcome: StepOutcome
    package init(
        connection: Int64, stream: StreamID, streamName: String, unit: UnitID, window: WalkWindow?, at: Instant,
        endpoint: String, outcome: StepOutcome
    ) {
        self.connection = connection
        self.stream = stream
        self.streamName = streamName
        self.unit = unit
        self.window = window
        self.at = at
        self.endpoint = endpoint
        self.outcome = outcome
    }
}

/// What a step did to the stored records.
package struct StepCounts: Sendable, Hashable {
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var reappeared = 0
    package var voided = 0
    package var noLongerServed = 0
    package init() {}
    package static func += (left: inout StepCounts, right: StepCounts) {
        left.added += right.added
        left.changed += right.changed
        left.unchanged += right.unchanged
        left.reappeared += right.reappeared
        left.voided += right.voided
        left.noLongerServed += right.noLongerServed
    }
}
