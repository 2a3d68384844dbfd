import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

@Suite("Records are read by time over all streams and units")
struct RecordReadingTests {
    private func fill(_ store: RecordTestStore) throws -> [RecordPosition] {
        var random = SystemRandomNumberGenerator()
        for (stream, unit) in [(1, 0), (1, 3), (1, 12), (2, 0), (3, 5)] as [(Int64, Int64)] {
            let rows = (0..<200).map { number in
                trade(
                    "k\(number)", at: Int64.random(in: 0..<60, using: &random), group: "g\(number % 40)",
                    kind: number % 3 == 0 ? .deposit : .trade)
            }
            try store.write(rows, stream: stream, unit: unit, tracksSeen: false)
        }
        return try store.all().map(\.position)
    }

    @Test("a listing is ordered by time, stream, unit and key, either way round")
    func order() throws {
        try RecordTestStore.run { store in
            let rows = try fill(store)
            #expect(rows.count == 1000 && rows == rows.sorted())
            #expect(try store.all { $0.order = .newestFirst }.map(\.position) == rows.reversed())
            #expect(try store.all { $0.limit = 17 }.map(\.position) == Array(rows[..<17]))
        }
    }

    @Test(
        "a listing goes on exactly behind any record, page by page",
        arguments: [(RecordQuery.Order.oldestFirst, 1), (.newestFirst, 1), (.oldestFirst, 37), (.newestFirst, 37)])
    func cursor(order: RecordQuery.Order, limit: Int) throws {
        try RecordTestStore.run { store in
            let rows = try fill(store)
            var found: [RecordPosition] = []
            while found.count <= rows.count {
                let page = try store.all {
                    $0.order = order
                    $0.limit = limit
                    $0.after = found.last
                }
                if page.isEmpty { break }
                found += page.map(\.position)
            }
            #expect(found == (order == .oldestFirst ? rows : rows.reversed()))
        }
    }

    private func matches(_ row: StoredRecord, _ query: RecordQuery) -> Bool {
        guard let interval = query.interval, let kinds = query.kinds, let units = query.units else { return false }
        var isBehind = true
        if let after = query.after {
            isBehind = query.order == .oldestFirst ? after < row.position : row.position < after
        }
        return interval.contains(row.record.time) && kinds.contains(row.record.kind)
            && query.streams.contains(row.stream) && units.contains(row.unit) && isBehind
    }

    @Test("time, kind, stream, unit and group select", arguments: [RecordQuery.Order.oldestFirst, .newestFirst])
    func filters(order: RecordQuery.Order) throws {
        try RecordTestStore.run { store in
            _ = try fill(store)
            let all = try store.all { $0.order = order }
            let middle = all[all.count / 2].position
            for cursor in [nil, middle, all[0].position, all[999].position] {
                var query = RecordQuery(streams: [1, 2])
                query.order = order
                query.interval = Interval(Instant(seconds: 10), Instant(seconds: 40))
                query.kinds = RecordKinds([.deposit])
                query.units = [0, 3]
                query.after = cursor
                let found = try store.all { $0 = query }
                #expect(found == all.filter { matches($0, query) })
                #expect(cursor != middle || !found.isEmpty)
            }
            let group = try store.all { $0.group = "g7" }
            #expect(group.count == 25 && group.allSatisfy { $0.record.group == "g7" })
        }
    }

    @Test("a stream's summary counts and bounds it")
    func summary() throws {
        try RecordTestStore.run { store in
            #expect(try store.reader.summary(stream: 1) == RecordSummary())
            let rows = try fill(store).filter { $0.stream == 1 }
            let summary = try store.reader.summary(stream: 1)
            #expect(summary.records == 600)
            #expect(summary.first == rows.first?.time && summary.last == rows.last?.time)
            #expect(try store.reader.summary(stream: 1, unit: 3).records == 200)
        }
    }

    @Test("a record is found by its identity")
    func identity() throws {
        try RecordTestStore.run { store in
            let rows = try fill(store)
            for row in [rows[0], rows[500], rows[999]] { #expect(try store.reader.record(row)?.position == row) }
            #expect(try store.reader.record(.init(time: Instant(seconds: 1), stream: 1, unit: 0, key: "x")) == nil)
        }
    }
}
