import HistoryModel

/// The years a report can be asked for: from that of the first record to the running one, in UTC.
package struct FiscalYears: Sendable, Hashable {
    /// Nil while there is no record.
    package let first: Int?
    package let running: Int
    /// No exchange served anybody before.
    private static let earliest = 2009

    package init(firstRecord: Instant?, now: Instant) {
        running = now.utcYear
        first = firstRecord.map(\.utcYear)
    }

    /// Why no report of a year can be asked for, whatever was read: it has not begun, or nobody has records of it.
    package func refusal(of year: Int) -> String? {
        if year > running { return "\(year) has not begun (UTC). \(choice)" }
        return year < Self.earliest ? "There are no records of \(year). \(choice)" : nil
    }

    /// Why there is nothing to report of a year, where everything was read.
    package func refusalOfEmpty(_ year: Int) -> String? {
        guard let first, year < first else { return nil }
        return "There are no records of \(year): your history begins in \(first). \(choice)"
    }

    private var choice: String {
        let from = min(first ?? Self.earliest, running)
        return from == running ? "Ask for \(running)." : "Ask for a year from \(from) to \(running)."
    }
}

extension Instant {
    /// The UTC year it lies in.
    fileprivate var utcYear: Int {
        CivilDate(daysSinceEpoch: Int(startOfUTCDay.nanoseconds / Span.nanosecondsPerDay)).year
    }
}
