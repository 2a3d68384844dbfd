import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

@Suite("A finished re-read settles what it did not meet")
struct RecordFinishTests {
    @Test("a row that is missing is marked, never deleted; a page that brings it again clears the mark")
    func noLongerServed() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1), trade("b", at: 2), trade("c", at: 3)])
            #expect(try store.finish() == MissingCounts())
            try store.write([trade("a", at: 1), trade("c", at: 3)], window: 2)
            let counts = try store.finish(window: 2)
            #expect(counts.noLongerServed == 1 && counts.voided == 0 && counts.moved == 0)
            #expect(try store.one("b")?.state == .noLongerServed)
            try store.write([trade("a", at: 1), trade("c", at: 3)], window: 3)
            #expect(try store.finish(window: 3) == MissingCounts(), "counted once, not at every sync")
            let again = try store.write([trade("b", at: 2)], window: 4)
            #expect(again.reappeared == 1 && again.unchanged == 1)
            #expect(try store.one("b")?.state == .reappeared)
        }
    }

    @Test("a pending row that is missing becomes void, with a revision")
    func voided() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1, flags: .pending), trade("b", at: 2)])
            try store.finish()
            try store.write([trade("b", at: 2)], window: 2)
            #expect(try store.finish(window: 2).voided == 1)
            let row = try #require(try store.one("a"))
            #expect(row.record.flags == .void && row.state == [.noLongerServed, .revised])
            let earlier = try store.reader.revisions(of: row)
            #expect(earlier.map(\.reason) == [.voided] && earlier[0].record.flags == .pending)
            let back = try store.write([trade("a", at: 1)], window: 3)
            #expect(back.changed == 1 && back.reappeared == 1)
            #expect(try store.one("a")?.state == [.reappeared, .revised])
        }
    }

    @Test("only what was read again is judged")
    func outside() throws {
        try RecordTestStore.run { store in
            try store.write((0..<10).map { trade("k\($0)", at: $0 * 10) })
            try store.finish()
            try store.write([trade("k5", at: 50)], window: 2)
            #expect(try store.finish(30, 61, window: 2).noLongerServed == 3)
            #expect(try store.all().filter { $0.state == .noLongerServed }.map(\.record.key) == ["k3", "k4", "k6"])
        }
    }

    @Test("an empty re-read marks everything in it")
    func emptyWalk() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1), trade("b", at: 2)])
            try store.finish()
            #expect(try store.finish(window: 2).noLongerServed == 2)
        }
    }

    @Test("a row whose time the exchange corrected stays one record")
    func moved() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1), trade("b", at: 2)], step: 1)
            try store.write([trade("b", at: 2, amount: "7")], step: 2)
            try store.finish()
            try store.write([trade("a", at: 1), trade("b", at: 5, amount: "8")], window: 2, step: 3)
            let counts = try store.finish(window: 2)
            #expect(counts.moved == 1 && counts.noLongerServed == 0)
            #expect(try store.keys() == ["a", "b"])
            let row = try #require(try store.one("b"))
            #expect(row.record.time == Instant(seconds: 5) && row.firstStep == 1 && row.state == .revised)
            let earlier = try store.reader.revisions(of: row)
            #expect(earlier.map(\.reason) == [.changed, .moved])
            #expect(earlier.map { $0.record.legs[0].amount } == ["1", "7"])
            #expect(earlier.map(\.record.time) == [Instant(seconds: 2), Instant(seconds: 2)])
            #expect(try store.reader.summary(stream: 1).records == 2)
        }
    }

    @Test("a corrected time that falls into a later walk finds the row that was marked before")
    func movedLater() throws {
        try RecordTestStore.run { store in
            try store.write([trade("b", at: 2, flags: .pending), trade("c", at: 3)])
            try store.finish()
            try store.write([trade("c", at: 3)], window: 2)
            #expect(try store.finish(0, 10, window: 2).voided == 1)
            let counts = try store.write([trade("b", at: 20)], window: 3)
            #expect(counts.changed == 1 && counts.added == 0 && counts.reappeared == 1)
            #expect(try store.keys() == ["c", "b"])
            #expect(try store.one("b")?.revisions == 2)
            #expect(try store.one("b")?.state == [.reappeared, .revised])
        }
    }

    @Test("what a walk has met is one stretch, whatever the order and overlap of its pages", arguments: 0..<4)
    func oneStretch(order: Int) throws {
        try RecordTestStore.run { store in
            let rows = (0..<1000).map { trade("k\($0 % 7)-\($0)", at: Int64($0 / 3)) }
            try store.write(rows)
            try store.finish()
            var pages = stride(from: 0, to: 1000, by: 50).map { Array(rows[$0..<min(1000, $0 + 51)]) }
            if order == 1 { pages = pages.reversed().map { $0.reversed() } }
            if order == 2 { pages.shuffle() }
            if order == 3 {
                let shuffled = rows.shuffled()
                pages = stride(from: 0, to: 1000, by: 50).map { Array(shuffled[$0..<($0 + 50)]) }
            }
            for page in pages { try store.write(page, window: 2) }
            #expect(try store.stretches(window: 2) == 1)
            #expect(try store.finish(window: 2) == MissingCounts())
            #expect(try store.stretches(window: 2) == 0)
        }
    }

    @Test("a page the walk has met already brings nothing new to it")
    func nothingNew() throws {
        try RecordTestStore.run { store in
            let rows = (0..<10).map { trade("k\($0)", at: $0) }
            #expect(try !store.write(rows).nothingNewToWalk)
            #expect(try store.write(Array(rows[2..<7])).nothingNewToWalk)
            try store.writer.forgetWalk(window: 1)
            #expect(try !store.write(Array(rows[2..<7])).nothingNewToWalk)
            #expect(try !store.write(rows).nothingNewToWalk)
        }
    }

    @Test("rows the user deleted for good stay deleted through every sync, and through a correction of their time")
    func keptDeleted() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1), trade("b", at: 2)])
            try store.db.execute(sql: "UPDATE record SET state = state | 20 WHERE key = 'a'")
            let page = try store.write([trade("a", at: 1, amount: "2"), trade("b", at: 2)], window: 2)
            #expect(page.reappeared == 0)
            #expect(try store.one("a")?.state == [.deleted, .keptDeleted, .revised])
            try store.write([trade("a", at: 3, amount: "2"), trade("b", at: 2)], window: 3)
            #expect(try store.finish(window: 3).moved == 1)
            #expect(try store.one("a")?.state == [.deleted, .keptDeleted, .revised])
            #expect(try store.keys { $0.includesDeleted = false } == ["b"])
            // Gone at the exchange and served again: it is still the user's word that counts.
            try store.write([trade("b", at: 2)], window: 4)
            #expect(try store.finish(window: 4).noLongerServed == 1)
            try store.write([trade("a", at: 3, amount: "2"), trade("b", at: 2)], window: 5)
            #expect(try store.one("a")?.state.contains([.deleted, .keptDeleted]) == true)
        }
    }

    @Test("rows the user deleted come back with a page that serves them, changed or not, and say so")
    func deleted() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1), trade("b", at: 2), trade("c", at: 3)])
            try store.db.execute(sql: "UPDATE record SET state = state | 4 WHERE key <> 'c'")
            #expect(try store.keys { $0.includesDeleted = false } == ["c"])
            let page = try store.write(
                [trade("a", at: 1, amount: "2"), trade("b", at: 2), trade("c", at: 3)], window: 2)
            #expect((page.added, page.changed, page.unchanged, page.reappeared) == (0, 1, 2, 2))
            #expect(try store.one("a")?.state == [.reappeared, .revised])
            #expect(try store.one("b")?.state == [.reappeared])
            #expect(try store.one("c")?.state == [])
        }
    }
}
