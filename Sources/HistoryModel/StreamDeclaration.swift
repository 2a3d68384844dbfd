/// One readable sequence of an exchange, as declared. 0 and nil mean unknown or none.
public struct StreamDeclaration: Hashable, Sendable {
    public enum Role: UInt32, Sendable { case history = 1, key, units, balance, price }
    public enum Walk: UInt32, Sendable { case byTime = 1, byCursor, snapshot }
    public enum Support: UInt32, Sendable { case unknown, readable, partial }
    public enum Order: UInt32, Sendable { case unknown, up, down, none }
    public enum Paging: UInt32, Sendable { case unknown, token, offset, pageNumber, time, none }
    public enum OverRange: UInt32, Sendable { case unknown, error, clamp, empty }
    public enum Alignment: UInt32, Sendable { case none, day, month, quarter }
    public enum TimeBasis: UInt32, Sendable { case unknown, executed, created, updated }
    public enum Identity: UInt32, Sendable { case unknown, id, composed, none }
    public enum Delisted: UInt32, Sendable { case unknown, served, notServed }

    public var name: String
    public var label: String
    public var role: Role
    public var walk: Walk
    public var support: Support
    public var kinds: RecordKinds
    public var bounds: [HistoryBound]
    /// A fixed list; empty when the stream has no units or another stream lists them.
    public var units: [HistoryUnit]
    /// Index of the stream that lists the units.
    public var unitStream: Int?
    public var order: Order = .unknown
    public var paging: Paging = .unknown
    public var overRange: OverRange = .unknown
    public var alignment: Alignment = .none
    public var timeBasis: TimeBasis = .unknown
    public var identity: Identity = .unknown
    public var identityVersion: UInt32 = 0
    /// Rows in a full page.
    public var pageMax: UInt32 = 0
    /// Requests of this stream in flight at once.
    public var parallelMax: UInt32 = 1
    public var delisted: Delisted = .unknown
    public var maxSpan: Span?
    public var planSpan: Span?
    public var defaultSpan: Span?
    public var settle: Span = .zero
    public var resolution: Span?
    public var note: String = ""
    public var evidence: [Evidence] = []
    /// Set when this host does not know the stream's role, walk or paging: why it is not read.
    public var refusal: String?

    public init(
        name: String, label: String, role: Role, walk: Walk, support: Support = .readable, kinds: RecordKinds = [],
        bounds: [HistoryBound] = [], units: [HistoryUnit] = [], unitStream: Int? = nil
    ) {
        self.name = name
        self.label = label
        self.role = role
        self.walk = walk
        self.support = support
        self.kinds = kinds
        self.bounds = bounds
        self.units = units
        self.unitStream = unitStream
    }

    /// Whether the stream is walked unit by unit.
    public var hasUnits: Bool { unitStream != nil || !units.isEmpty }
}

/// A market, wallet, asset or class that a stream is walked for.
public struct HistoryUnit: Hashable, Sendable {
    public enum Kind: UInt32, Sendable { case unknown, market, wallet, asset, productClass }
    public var kind: Kind
    public var key: String
    public var label: String
    public var base: String
    public var quote: String
    public var listedFrom: Instant?
    public var listedUntil: Instant?
    public init(
        kind: Kind, key: String, label: String = "", base: String = "", quote: String = "", listedFrom: Instant? = nil,
        listedUntil: Instant? = nil
    ) {
        self.kind = kind
        self.key = key
        self.label = label
        self.base = base
        self.quote = quote
        self.listedFrom = listedFrom
        self.listedUntil = listedUntil
    }
}

/// One way a stream's history is limited. All bounds of a stream hold at once.
public struct HistoryBound: Hashable, Sendable {
    public enum Depth: Hashable, Sendable {
        case span(Span)
        case days(Int64)
        case calendarMonths(Int64)
    }
    public enum Kind: Hashable, Sendable {
        case unlimited
        case rolling(Depth)
        case since(Instant)
        case until(Instant)
        case lastRows(Int64)
        /// The newest part is not served yet.
        case delayed(Depth)
        /// Nobody has established it; never shown as unlimited.
        case unknown
    }
    public enum Basis: UInt32, Sendable { case unknown, request, utcDay, created, updated }
    public var kind: Kind
    public var basis: Basis
    public var reason: String
    public var evidence: [Evidence]
    public init(_ kind: Kind, basis: Basis = .request, reason: String = "", evidence: [Evidence] = []) {
        self.kind = kind
        self.basis = basis
        self.reason = reason
        self.evidence = evidence
    }

    /// The name in the command line's JSON.
    public var kindName: String {
        switch kind {
        case .unlimited: "unlimited"
        case .rolling: "rolling"
        case .since: "since"
        case .until: "until"
        case .lastRows: "last_n"
        case .delayed: "delayed"
        case .unknown: "unknown"
        }
    }
}

extension HistoryBound.Depth {
    /// The instant this far before another.
    public func before(_ instant: Instant) -> Instant {
        switch self {
        case .span(let span): instant - span
        case .days(let days): instant - Span.days(days)
        case .calendarMonths(let months): instant.addingCalendarMonths(-Int(clamping: months))
        }
    }
}

extension StreamDeclaration {
    /// What the declared bounds let a request made at `now` see: nil when nothing.
    ///
    /// A bound in rows says nothing about time and takes no part. `unknown` reads as far as it can.
    public func readable(at now: Instant, launched: Instant) -> Interval? {
        var from = launched
        var until = now
        for bound in bounds {
            let reference = bound.basis == .utcDay ? now.startOfUTCDay : now
            switch bound.kind {
            case .rolling(let depth): from = max(from, depth.before(reference))
            case .since(let instant): from = max(from, instant)
            case .until(let instant): until = min(until, instant)
            case .delayed(let depth): until = min(until, depth.before(reference))
            case .unlimited, .lastRows, .unknown: break
            }
        }
        return Interval(from, until)
    }

    /// Whether some bound keeps the far past out of reach for ever, or nobody knows.
    public var isLimited: Bool {
        bounds.isEmpty || bounds.contains { if case .unlimited = $0.kind { false } else { true } }
    }
}
