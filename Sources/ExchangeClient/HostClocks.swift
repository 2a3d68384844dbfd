import HistoryModel
import Synchronization

/// How far each exchange's clock is from this machine's, learnt from the Date field of its answers.
///
/// A Date has whole seconds, so one answer only says that the difference lies in an interval; answers narrow it. As long
/// as zero is in it, this machine's clock is taken as it is.
package final class HostClocks: Sendable {
    private struct Known {
        var low: Int64
        var high: Int64
        var learnt: Instant
    }
    private let known = Mutex<[String: Known]>([:])

    /// More than this is a broken clock somewhere, or a simulated one: not something to sign with.
    package static let believableMax = Span.days(1)
    /// Answers slower than this say too little.
    private static let slowest = Span.seconds(10)

    package init() {}

    /// The exchange's time when this machine's clock shows `now`.
    package func exchangeTime(_ host: String, at now: Instant) -> Instant { now + offset(host) }

    /// What to add to this machine's clock.
    package func offset(_ host: String) -> Span {
        known.withLock { known in
            guard let range = known[host], !(range.low...range.high).contains(0) else { return .zero }
            return Span(nanoseconds: range.low + (range.high - range.low) / 2)
        }
    }

    /// What an answer says of its own age, when that lies so far before `moment` that no correction is believed.
    package static func unbelievablyOld(date: String?, at moment: Instant) -> Instant? {
        guard let date, let stated = HTTPDate.instant(date), moment - stated > believableMax else { return nil }
        return stated
    }

    /// Learns from one answer. Answers a cache gave out (Age) are not believed.
    package func learn(_ host: String, date: String?, age: String?, sent: Instant, received: Instant) {
        guard let date, let stated = HTTPDate.instant(date), sent <= received, received - sent <= Self.slowest,
            age.flatMap({ Int($0) }) ?? 0 == 0
        else { return }
        // The answer was written between `sent` and `received`, at some instant within the stated second.
        let low = (stated - received).nanoseconds
        let high = (stated - sent + .seconds(1)).nanoseconds
        let believable = -Self.believableMax.nanoseconds...Self.believableMax.nanoseconds
        guard believable.contains(low), believable.contains(high) else { return }
        known.withLock { known in
            guard var old = known[host] else {
                known[host] = Known(low: low, high: high, learnt: received)
                return
            }
            // Clocks drift: what was learnt loses sharpness by 0.1 ms a second.
            let drift = max(0, (received - old.learnt).nanoseconds) / 10_000
            old.low = max(low, old.low - drift)
            old.high = min(high, old.high + drift)
            // Contradiction: one of the two clocks was set.
            known[host] =
                old.low <= old.high
                ? Known(low: old.low, high: old.high, learnt: received) : Known(low: low, high: high, learnt: received)
        }
    }
}

/// The date of RFC 9110: `Tue, 15 Nov 1994 08:12:31 GMT`.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func instant(_ text: String) -> Instant? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), (1970...2261).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return Instant(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }
}
