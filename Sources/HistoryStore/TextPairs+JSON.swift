import Foundation
import HistoryModel

/// Names and values as a JSON array of pairs, in their order.
func encodePairs(_ pairs: [TextPair]) -> String {
    JSONValue.array(pairs.map { .strings([$0.name, $0.value]) }).text()
}

func decodePairs(_ text: String) -> [TextPair] {
    guard let rows = try? JSONDecoder().decode([[String]].self, from: Data(text.utf8)) else { return [] }
    return rows.compactMap { $0.count == 2 ? TextPair($0[0], $0[1]) : nil }
}

/// Intervals as a JSON array of [from, until, reason] in nanoseconds.
func encodeGaps(_ gaps: [Gap]) -> String {
    JSONValue.array(
        gaps.map {
            .array([
                .int($0.interval.from.nanoseconds), .int($0.interval.until.nanoseconds), .int($0.reason.rawValue),
            ])
        }
    ).text()
}

func decodeGaps(_ text: String) -> [Gap] {
    guard let rows = try? JSONDecoder().decode([[Int64]].self, from: Data(text.utf8)) else { return [] }
    return rows.compactMap { row in
        guard row.count == 3, let reason = GapReason(rawValue: UInt32(clamping: row[2])),
            let interval = Interval(Instant(nanoseconds: row[0]), Instant(nanoseconds: row[1]))
        else { return nil }
        return Gap(interval, reason)
    }
}

func encodeIntervals(_ set: IntervalSet) -> String {
    JSONValue.array(set.intervals.map { .array([.int($0.from.nanoseconds), .int($0.until.nanoseconds)]) }).text()
}

func decodeIntervals(_ text: String) -> IntervalSet {
    let rows = (try? JSONDecoder().decode([[Int64]].self, from: Data(text.utf8))) ?? []
    return IntervalSet(
        rows.compactMap {
            $0.count == 2 ? Interval(Instant(nanoseconds: $0[0]), Instant(nanoseconds: $0[1])) : nil
        })
}
