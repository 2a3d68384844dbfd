/// What is known of one interval of one stream (and unit).
public enum CoverageState: String, Sendable, Hashable, CaseIterable {
    /// Read to its end, rows found.
    case complete
    /// Read to its end, no row in it.
    case completeEmpty = "complete_empty"
    /// Read, but rows may still appear or change.
    case settling
    /// A declared limit keeps it out of reach.
    case unreadable
    /// The exchange's answer left it out.
    case gap
    case failed
    /// The account has no such thing.
    case notOffered = "not_offered"
    case notAsked = "not_asked"
    case fromFile = "from_file"
    case paused

    public var isComplete: Bool { self == .complete || self == .completeEmpty }
}

public struct CoverageInterval: Hashable, Sendable {
    public var interval: Interval
    public var state: CoverageState
    /// Why: the bound (`rolling 90 days`), the gap's reason, the error. Empty where the state says it all.
    public var reason: String
    public init(_ interval: Interval, _ state: CoverageState, reason: String = "") {
        self.interval = interval
        self.state = state
        self.reason = reason
    }
}

/// Why an exchange's answer says nothing about an interval. The numbers are those of the ABI.
public enum GapReason: UInt32, Sendable, Hashable {
    case clamped = 1
    case lastRows, ties, notYetThere
    public var name: String {
        switch self {
        case .clamped: "clamped"
        case .lastRows: "last_n"
        case .ties: "ties"
        case .notYetThere: "not_yet_there"
        }
    }
}
