import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

@Suite("Rows without an id are told apart by counting")
struct RecordComposedTests {
    private func reward(_ second: Int64, _ key: String = "r") -> Record {
        trade(key, at: second, flags: .composed, kind: .reward)
    }

    @Test("equal keys at one time are numbered through the pages of a walk")
    func numbered() throws {
        try RecordTestStore.run { store in
            let first = try store.write([reward(1), reward(1), reward(2)])
            let second = try store.write([reward(2), reward(2), reward(3)])
            #expect(first.added == 3 && second.added == 3)
            #expect(try store.keys() == ["r#1", "r#2", "r#1", "r#2", "r#3", "r#1"])
        }
    }

    @Test("a re-read finds the same rows, and one more is one new record")
    func again() throws {
        try RecordTestStore.run { store in
            try store.write([reward(1), reward(1)])
            try store.finish()
            #expect(try store.write([reward(1)], window: 2).unchanged == 1)
            let more = try store.write([reward(1), reward(1)], window: 2)
            #expect(more.unchanged == 1 && more.added == 1)
            #expect(try store.finish(window: 2) == MissingCounts())
            #expect(try store.keys() == ["r#1", "r#2", "r#3"])
        }
    }

    @Test("a re-read with fewer takes nothing away; one with none marks all")
    func fewer() throws {
        try RecordTestStore.run { store in
            try store.write([reward(1), reward(1), reward(1), reward(5)])
            try store.finish()
            try store.write([reward(1), reward(5)], window: 2)
            #expect(try store.finish(window: 2) == MissingCounts())
            try store.write([reward(5)], window: 3)
            #expect(try store.finish(window: 3).noLongerServed == 3)
            #expect(try store.all().count == 4)
        }
    }

    @Test("a page written again after a rollback, or a walk begun again, counts as the first time")
    func killed() throws {
        try RecordTestStore.run { store in
            try store.write([reward(1), reward(2)])
            try store.db.inTransaction {
                try store.write([reward(2), reward(2)])
                return .rollback
            }
            try store.write([reward(2), reward(2)])
            try store.writer.forgetWalk(window: 1)
            try store.write([reward(1), reward(2)])
            try store.write([reward(2), reward(2)])
            #expect(try store.keys() == ["r#1", "r#1", "r#2", "r#3"])
        }
    }

    @Test("rows a page repeats from the page before are not counted twice")
    func overlap() throws {
        try RecordTestStore.run { store in
            try store.write([reward(1), reward(2), reward(2)])
            try store.write([reward(2), reward(2), reward(3)], overlap: 1)
            #expect(try store.keys() == ["r#1", "r#1", "r#2", "r#3", "r#1"])
        }
    }

    @Test("newest-first pages number the same rows")
    func descending() throws {
        try RecordTestStore.run { store in
            try store.write([reward(9), reward(5), reward(5)])
            try store.write([reward(5), reward(4)])
            try store.finish()
            #expect(try store.write([reward(9), reward(5)], window: 2).unchanged == 2)
            #expect(try store.write([reward(5), reward(5), reward(4)], window: 2).unchanged == 3)
        }
    }

    @Test("an equal composed key at another time is another record")
    func notMoved() throws {
        try RecordTestStore.run { store in
            try store.write([reward(1)])
            try store.finish()
            try store.write([reward(2)], window: 2)
            let counts = try store.finish(window: 2)
            #expect(counts.moved == 0 && counts.noLongerServed == 1)
            #expect(try store.write([reward(3)], window: 3).added == 1)
        }
    }
}
