import HistoryModel

/// A row of a history: when, and the number it was given when it was made.
package protocol TimelineRow {
    var time: Int64 { get set }
    var serial: UInt32 { get }
}

/// Which rows, and which page of them.
package struct HistoryQuestion: Sendable {
    package enum Bound: Sendable {
        case time(Instant)
        case row(UInt32)
    }
    /// Exclusive.
    package var after: Bound?
    /// Inclusive.
    package var until: Bound?
    package var offset = 0
    package var limit: Int
    package var now: Instant
    /// Both inclusive: what the key may see.
    package var visible: (from: Instant?, to: Instant?) = (nil, nil)
    package var lateEvery = 0
    package var late = Span.zero
    package init(now: Instant, limit: Int) {
        self.now = now
        self.limit = limit
    }
}

/// Rows in order of time, served newest first in pages.
///
/// A page costs two binary searches whatever the number of rows; a filter is worked out once and kept until a
/// row changes.
package struct Timeline<Row: TimelineRow & Sendable>: Sendable {
    package private(set) var rows: [Row] = []
    private var places: [Int32] = []
    private var filtered: [String: [Int32]] = [:]

    package mutating func replace(_ rows: [Row]) {
        self.rows = rows
        reindex()
    }
    package mutating func change(_ body: (inout [Row]) -> Void) {
        body(&rows)
        reindex()
    }
    private mutating func reindex() {
        rows.sort { ($0.time, $0.serial) < ($1.time, $1.serial) }
        filtered.removeAll()
        let last = rows.reduce(-1) { max($0, Int($1.serial)) }
        places = [Int32](repeating: -1, count: last + 1)
        for (place, row) in rows.enumerated() { places[Int(row.serial)] = Int32(place) }
    }

    package func place(ofSerial serial: UInt32) -> Int? {
        guard Int(serial) < places.count, places[Int(serial)] >= 0 else { return nil }
        return Int(places[Int(serial)])
    }

    /// The place of the first row later than that.
    package func firstPlace(after time: Int64) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].time > time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The number of rows that match, and the places of one page of them, newest first. Nil for an unknown row.
    package mutating func page(
        _ question: HistoryQuestion, filter: String?, matches: (Row) -> Bool
    ) -> (count: Int, places: [Int])? {
        guard let span = places(of: question) else { return nil }
        guard let filter else {
            if question.lateEvery > 0 {
                return Self.cut(Array(span).filter { isVisible(rows[$0], question) }, question)
            }
            let top = max(span.lowerBound, span.upperBound - question.offset)
            let bottom = max(span.lowerBound, top - question.limit)
            return (span.count, Array((bottom..<top).reversed()))
        }
        let all = filtered[filter] ?? rows.indices.filter { matches(rows[$0]) }.map { Int32($0) }
        filtered[filter] = all
        let low = Self.lowerBound(all, Int32(span.lowerBound))
        let high = max(low, Self.lowerBound(all, Int32(span.upperBound)))
        if question.lateEvery > 0 {
            return Self.cut(all[low..<high].map { Int($0) }.filter { isVisible(rows[$0], question) }, question)
        }
        let top = max(low, high - question.offset)
        let bottom = max(low, top - question.limit)
        return (high - low, all[bottom..<top].reversed().map { Int($0) })
    }

    private static func cut(_ places: [Int], _ question: HistoryQuestion) -> (count: Int, places: [Int]) {
        (places.count, Array(places.reversed().dropFirst(question.offset).prefix(question.limit)))
    }

    package func isVisible(_ row: Row, _ question: HistoryQuestion) -> Bool {
        guard row.time <= question.now.nanoseconds else { return false }
        guard question.lateEvery > 0, Int(row.serial) % question.lateEvery == 0 else { return true }
        return row.time + question.late.nanoseconds <= question.now.nanoseconds
    }

    private func places(of question: HistoryQuestion) -> Range<Int>? {
        var low = 0
        var high = firstPlace(after: question.now.nanoseconds)
        switch question.after {
        case .time(let time): low = firstPlace(after: time.nanoseconds)
        case .row(let serial):
            guard let place = place(ofSerial: serial) else { return nil }
            low = place + 1
        case nil: break
        }
        switch question.until {
        case .time(let time): high = min(high, firstPlace(after: time.nanoseconds))
        case .row(let serial):
            guard let place = place(ofSerial: serial) else { return nil }
            high = min(high, place + 1)
        case nil: break
        }
        if let from = question.visible.from { low = max(low, firstPlace(after: from.nanoseconds - 1)) }
        if let to = question.visible.to { high = min(high, firstPlace(after: to.nanoseconds)) }
        return min(low, high)..<high
    }

    private static func lowerBound(_ places: [Int32], _ place: Int32) -> Int {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
