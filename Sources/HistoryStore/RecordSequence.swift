import GRDB
import HistoryModel

/// The records of a query as a cursor: the rows of every stream and unit, merged by time.
///
/// Each of these lanes holds a few rows at a time, read with one shared statement, so neither the number of
/// records nor of units makes it large.
package final class RecordSequence {
    private struct Lane {
        var stream: Int64
        var unit: Int64
        var rows: [StoredRecord] = []
        var taken = 0
        var isAtEnd = false
        /// Doubled with every refill: a listing of a few rows reads a few rows.
        var chunk: Int
        var last: RecordPosition?
        var head: RecordPosition { rows[taken].position }
    }

    private let query: RecordQuery
    private let first: RecordStatement
    private let following: RecordStatement
    private var lanes: [Lane] = []
    /// Indices of `lanes` that have a row, as a heap with the next one on top.
    private var heap: [Int] = []
    private let largestChunk: Int
    private var remaining: Int

    init(_ db: Database, _ query: RecordQuery) throws {
        self.query = query
        first = try RecordStatement(db, RecordListing.sql(query, isFirst: true))
        following = try RecordStatement(db, RecordListing.sql(query, isFirst: false))
        let units = try RecordStatement(db, "SELECT unit FROM recordCount WHERE stream = ?1 AND records > 0")
        remaining = query.limit ?? .max
        for stream in Set(query.streams).sorted() {
            units.bind(1, stream)
            while try units.step() {
                let unit = units.integer(0)
                guard query.units?.contains(unit) ?? true else { continue }
                lanes.append(Lane(stream: stream, unit: unit, chunk: 2))
            }
            units.reset()
        }
        if lanes.count == 1 { lanes[0].chunk = 64 }
        largestChunk = max(8, min(256, 4096 / max(1, lanes.count)))
        for index in lanes.indices where try fill(index) {
            heap.append(index)
            rise(heap.count - 1)
        }
    }

    /// Every remaining record, until `body` answers false.
    package func forEach(_ body: (StoredRecord) throws -> Bool) throws {
        while let record = try next(), try body(record) {}
    }

    /// The next record, nil at the end.
    package func next() throws -> StoredRecord? {
        guard remaining > 0, let top = heap.first else { return nil }
        remaining -= 1
        let row = lanes[top].rows[lanes[top].taken]
        lanes[top].taken += 1
        if lanes[top].taken == lanes[top].rows.count, try !fill(top) {
            let last = heap.removeLast()
            if heap.isEmpty { return row }
            heap[0] = last
        }
        sink()
        return row
    }

    /// Reads the next rows of a lane; false at its end.
    private func fill(_ index: Int) throws -> Bool {
        var lane = lanes[index]
        lane.rows.removeAll(keepingCapacity: true)
        lane.taken = 0
        guard !lane.isAtEnd else { return false }
        let wanted = min(lane.chunk, largestChunk)
        let statement = bound(lane, wanted)
        defer { statement.reset() }
        while try statement.step() {
            lane.rows.append(RecordListing.row(statement, stream: lane.stream, unit: lane.unit))
        }
        lane.isAtEnd = lane.rows.count < wanted
        lane.chunk = min(lane.chunk * 2, largestChunk)
        lane.last = lane.rows.last?.position ?? lane.last
        lanes[index] = lane
        return !lane.rows.isEmpty
    }

    private func bound(_ lane: Lane, _ wanted: Int) -> RecordStatement {
        let statement: RecordStatement
        if let last = lane.last {
            statement = following
            statement.bind(3, last.time.nanoseconds)
            statement.bind(4, copy: last.key)
        } else if let after = query.after, liesInside(after.time) {
            statement = following
            bindStart(of: lane, behind: after)
        } else {
            statement = first
        }
        statement.bind(1, lane.stream)
        statement.bind(2, lane.unit)
        statement.bind(5, query.interval?.from.nanoseconds ?? .min)
        statement.bind(6, query.interval.map { $0.until.nanoseconds - 1 } ?? .max)
        statement.bind(7, Int64(query.hiddenStates.rawValue))
        statement.bind(8, Int64(wanted))
        if let kinds = query.kinds { statement.bind(9, Int64(bitPattern: kinds.rawValue)) }
        if let group = query.group { statement.bind(10, copy: group) }
        return statement
    }

    /// Whether a listing that goes on behind `time` starts there, rather than at the interval's own end.
    private func liesInside(_ time: Instant) -> Bool {
        guard let interval = query.interval else { return true }
        return query.order == .oldestFirst ? time >= interval.from : time < interval.until
    }

    /// In the cursor's own lane the listing goes on behind its key. Lanes that sort before that one have their
    /// rows of the cursor's instant before it, the others behind it.
    private func bindStart(of lane: Lane, behind after: RecordPosition) {
        let time = after.time.nanoseconds
        if lane.stream == after.stream, lane.unit == after.unit {
            following.bind(3, time)
            following.bind(4, copy: after.key)
        } else {
            let sortsBehind = (lane.stream, lane.unit) > (after.stream, after.unit)
            following.bind(3, sortsBehind ? max(time, .min + 1) - 1 : time)
            following.bindBeyondAllTexts(4)
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (lanes[left].head, lanes[right].head)
        return query.order == .oldestFirst ? a < b : b < a
    }
    private func rise(_ start: Int) {
        var index = start
        while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }
    private func sink() {
        var index = 0
        while true {
            var least = index
            for child in [index * 2 + 1, index * 2 + 2] where child < heap.count {
                if precedes(heap[child], heap[least]) { least = child }
            }
            if least == index { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
