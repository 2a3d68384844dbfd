import HistoryModel
import Reports
import Testing

@Suite("Records are gathered into transactions")
struct TransactionGathererTests {
    private func stored(_ key: String, _ group: String, hours: Int64, stream: String = "ledger") -> StoredRecord {
        StoredRecord(
            connection: "demo", adapter: "synthetic", stream: stream,
            record: Record(.trade, at: Instant(seconds: 1_600_000_000 + hours * 3600), key: key, group: group))
    }

    private func gathered(_ records: [StoredRecord]) -> [Transaction] {
        var gatherer = TransactionGatherer()
        var result: [Transaction] = []
        for record in records { result += gatherer.add(record) }
        return result + gatherer.finish()
    }

    @Test func `rows of one group meet though others stand between them, oldest first and newest first`() {
        let records = [
            stored("a", "ref:1", hours: 0), stored("b", "ref:2", hours: 1), stored("c", "", hours: 2),
            stored("d", "ref:1", hours: 20, stream: "deposits"), stored("e", "ref:2", hours: 21),
        ]
        for order in [records, records.reversed()] {
            let transactions = gathered(order)
            #expect(Set(transactions.map { Set($0.records.map(\.record.key)) }) == [["a", "d"], ["b", "e"], ["c"]])
            // Inside a transaction the rows stand in order of time.
            #expect(transactions.allSatisfy { $0.records.map(\.record.time) == $0.records.map(\.record.time).sorted() })
        }
    }

    @Test func `each comes out once nothing can be added to it, so memory does not grow`() {
        var gatherer = TransactionGatherer()
        var given = 0
        for day in 0..<1000 {
            given += gatherer.add(stored("k\(day)", "ref:\(day)", hours: Int64(day) * 24)).count
            #expect(day - given <= 8)
        }
        given += gatherer.finish().count
        #expect(given == 1000)
    }

    @Test func `a group that comes again after its reach begins another transaction`() {
        let far = TransactionGatherer.reach.nanoseconds / 3_600_000_000_000 + 1
        let transactions = gathered([
            stored("a", "ref:1", hours: 0), stored("x", "", hours: far), stored("b", "ref:1", hours: far + 1),
        ])
        #expect(transactions.map { $0.records.map(\.record.key) } == [["a"], ["x"], ["b"]])
    }

    @Test func `whether it does depends on no unrelated row in between, and each part has an id of its own`() {
        let far = TransactionGatherer.reach.nanoseconds / 3_600_000_000_000 + 1
        let records = [
            stored("a", "ref:1", hours: 0), stored("b", "ref:1", hours: far), stored("c", "ref:1", hours: far + 1),
            stored("d", "ref:1", hours: 3 * far),
        ]
        var starts = GroupStarts()
        starts.note("ref:1", of: "demo", startingAt: records[0].record.time)
        let ids = ["demo/ref:1", "demo/ref:1@\(records[1].record.time)", "demo/ref:1@\(records[3].record.time)"]
        for (order, expected) in [(records, ids), (records.reversed(), ids.reversed())] {
            #expect(gathered(order).map { $0.named(by: starts).id } == expected)
        }
        #expect(gathered(records).map { $0.records.map(\.record.key) } == [["a"], ["b", "c"], ["d"]])
        #expect(GroupStarts.plainID(of: ids[1]) == "demo/ref:1" && GroupStarts.plainID(of: ids[0]) == nil)
    }
}
