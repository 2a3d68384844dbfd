import HistoryModel

/// A length of the calendar or of the clock: `7 days`, `3 calendar months`.
package enum Cadence: Sendable, Hashable {
    case span(Span)
    case calendarMonths(Int)

    /// That long after an instant; a day that a month does not have becomes its last.
    package func after(_ instant: Instant) -> Instant {
        switch self {
        case .span(let span): instant + span
        case .calendarMonths(let months): instant.addingCalendarMonths(months)
        }
    }
    package var words: String {
        switch self {
        case .span(let span): span.description
        case .calendarMonths(let months): "\(months) calendar month\(months == 1 ? "" : "s")"
        }
    }

    /// Reads `7 days`, `2 weeks`, `weekly`, `3 calendar months`, `36 hours`; nil for anything else, and for nothing or
    /// more than ten years.
    package init?(_ text: some StringProtocol) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        switch words {
        case ["daily"]: self = .span(.days(1))
        case ["weekly"]: self = .span(.days(7))
        case ["monthly"]: self = .calendarMonths(1)
        default:
            guard words.count >= 2, let count = Int64(words[0]), (1...3650).contains(count) else { return nil }
            switch words.dropFirst().joined(separator: " ") {
            case "hour", "hours": self = .span(.hours(count))
            case "day", "days": self = .span(.days(count))
            case "week", "weeks": self = .span(.days(count * 7))
            case "month", "months", "calendar month", "calendar months":
                guard count <= 120 else { return nil }
                self = .calendarMonths(Int(count))
            default: return nil
            }
        }
    }
}

/// How often connections are read, as their owner wants it: the lines of `schedule.conf`.
package struct SchedulePolicy: Sendable, Hashable {
    /// After a sync, when somebody used Portolan since.
    package var afterLogin = Cadence.span(.days(7))
    /// After a sync, when nobody did.
    package var withoutLogin = Cadence.calendarMonths(3)
    /// After a sync that did not come to its end, where nothing else says when to go on.
    package var retry = Cadence.span(.days(1))

    package init() {}

    package struct Malformed: Error, CustomStringConvertible {
        package var line: Int
        package var problem: String
        package var description: String { "line \(line): \(problem)" }
    }

    /// Reads `name = value` lines; `#` begins a comment, and what is not named stays as it is. Throws `Malformed`.
    package init(configuration text: String) throws {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (number, line) in lines.enumerated() {
            let content = line.prefix { $0 != "#" }
            guard content.contains(where: { !$0.isWhitespace }) else { continue }
            let halves = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func fail(_ problem: String) -> Malformed { Malformed(line: number + 1, problem: problem) }
            guard halves.count == 2 else { throw fail("write it as name = value, like after-login = 7 days") }
            let name = halves[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard let path = Self.names.first(where: { $0.0 == name })?.1 else {
                throw fail("there is no \"\(name)\"; known are \(Self.names.map(\.0).joined(separator: ", "))")
            }
            guard let cadence = Cadence(halves[1]) else {
                throw fail("write the interval like 7 days, 2 weeks, weekly or 3 calendar months")
            }
            self[keyPath: path] = cadence
        }
    }

    private static let names: [(String, any WritableKeyPath<SchedulePolicy, Cadence> & Sendable)] = [
        ("after-login", \.afterLogin), ("without-login", \.withoutLogin), ("retry", \.retry),
    ]
}
