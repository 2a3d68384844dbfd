import HistoryModel

/// Where in time the rows of a life fall: evenly over the active stretches, never in the empty ones.
package struct LifeTimes: Sendable {
    package let begin: Instant
    package let end: Instant
    /// Months in which nothing happens.
    package let empty: [Interval]
    private let rows: Int
    private let active: Int64

    package struct Interval: Sendable {
        package var from: Instant
        package var until: Instant
    }

    /// So many years up to `end`, with two empty stretches.
    package init(end: Instant, years: Int, rows: Int) {
        let begin = end.addingCalendarMonths(-12 * max(1, years))
        let share = (end - begin) / 100
        self.init(
            begin: begin, end: end, rows: rows,
            empty: [
                Interval(from: begin + share * 31, until: begin + share * 38),
                Interval(from: begin + share * 63, until: begin + share * 67),
            ])
    }

    package init(begin: Instant, end: Instant, rows: Int, empty: [Interval] = []) {
        self.begin = begin
        self.end = end
        self.rows = max(1, rows)
        self.empty = empty
        active = (end - begin).nanoseconds - empty.reduce(0) { $0 + ($1.until - $1.from).nanoseconds }
    }

    /// The time of the row with that number, moved on by up to one row's share.
    package func time(ofRow row: Int, random: inout SeededRandom) -> Instant {
        let share = active / Int64(rows)
        let offset = Int64(Int128(active) * Int128(row) / Int128(rows)) + random.number(0...max(0, share - 1))
        var time = begin + Span(nanoseconds: offset)
        for stretch in empty where time >= stretch.from { time = time + (stretch.until - stretch.from) }
        return time
    }

    /// Most times have four decimals, some seven, some none.
    package static func rounded(_ time: Instant, random: inout SeededRandom) -> Instant {
        let dice = random.number(0...99)
        let step: Int64 = dice < 80 ? 100_000 : dice < 92 ? 1_000_000 : dice < 97 ? 100 : 1_000_000_000
        return time.roundedDown(to: Span(nanoseconds: step))
    }
}
