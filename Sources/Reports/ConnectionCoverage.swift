import HistoryModel

/// What is known of one stream (and unit) of a connection.
package struct StreamCoverage: Sendable, Hashable {
    package var stream: String
    package var label: String
    /// The unit's key, for a stream read unit by unit.
    package var unit: String?
    /// It holds what files told; no exchange and no limit stands behind it.
    package var isOfFile = false
    /// What such a unit is: `market`, `wallet`.
    package var unitNoun = "unit"
    /// Set where the line stands for many units.
    package var unitCount: UnitCount?
    package var kinds: RecordKinds
    /// Sorted and disjoint.
    package var intervals: [CoverageInterval]
    /// As declared when the intervals were read.
    package var bounds: [HistoryBound]
    /// Sync before this instant or lose history.
    package var deadline: Instant?
    /// The first instant a request made now could still see.
    package var earliestReadable: Instant?
    package var records: Int
    /// Where the exchange counts more rows than it served.
    package var shortfalls: [Shortfall]

    package struct Shortfall: Sendable, Hashable {
        package var interval: Interval
        package var counted: Int64
        package var served: Int64
        package init(_ interval: Interval, counted: Int64, served: Int64) {
            self.interval = interval
            self.counted = counted
            self.served = served
        }
    }

    package init(
        stream: String, label: String = "", unit: String? = nil, kinds: RecordKinds = [],
        intervals: [CoverageInterval], bounds: [HistoryBound] = [], deadline: Instant? = nil,
        earliestReadable: Instant? = nil, records: Int = 0, shortfalls: [Shortfall] = []
    ) {
        self.stream = stream
        self.label = label
        self.unit = unit
        self.kinds = kinds
        self.intervals = intervals
        self.bounds = bounds
        self.deadline = deadline
        self.earliestReadable = earliestReadable
        self.records = records
        self.shortfalls = shortfalls
    }

    /// The stream in a line of text: its name, and the unit where there is one; what the file is, for files.
    package var title: String {
        if isOfFile { return "From a file (\(label))" }
        return unit.map { "\(stream) \($0)" } ?? stream
    }

    /// The bounds as shown: none declared is unknown, never full.
    package var declaredBounds: [HistoryBound] { bounds.isEmpty ? [HistoryBound(.unknown, basis: .unknown)] : bounds }

    /// The whole stream in one word, the worst first.
    package var state: State {
        let states = Set(intervals.map(\.state))
        if states.isEmpty || states == [.notAsked] { return .notAsked }
        if states.contains(.failed) { return .failed }
        if !states.isDisjoint(with: [.gap, .notAsked]) { return .incomplete }
        if states.contains(.paused) { return .paused }
        if states == [.notOffered] { return .notOffered }
        if states.contains(.unreadable) { return .limited }
        let isDepthUnknown = declaredBounds.contains { if case .unknown = $0.kind { true } else { false } }
        if isDepthUnknown, states != [.settling] { return .limited }
        if !states.isDisjoint(with: [.complete, .fromFile]) { return .complete }
        return states.contains(.completeEmpty) ? .completeEmpty : .settling
    }

    package enum State: String, Sendable, Hashable {
        /// Everything was read, rows found. The newest part may still be settling.
        case complete
        /// Everything was read, there is no row.
        case completeEmpty = "complete_empty"
        /// Everything that can be read was read; a limit keeps the rest out of reach, or nobody knows whether one does.
        case limited
        /// Read, but so young that rows may still appear.
        case settling
        /// Something was left out or not asked yet.
        case incomplete
        case failed, paused
        case notOffered = "not_offered"
        case notAsked = "not_asked"
    }
}

/// What is known of one connection.
package struct ConnectionCoverage: Sendable, Hashable {
    package var connection: String
    package var adapter: String
    package var exchange: String
    /// Where the exchange says so: nothing can lie before it.
    package var accountOpened: Instant?
    package var streams: [StreamCoverage]
    package var omissions: [Omission]

    package init(
        connection: String, adapter: String, exchange: String, streams: [StreamCoverage], omissions: [Omission] = []
    ) {
        self.connection = connection
        self.adapter = adapter
        self.exchange = exchange
        self.streams = streams
        self.omissions = omissions
    }
}
