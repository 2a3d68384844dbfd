import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

@Suite("Pages are kept as they came")
struct PageStoreTests {
    private func page(_ body: String, status: Int = 200, context: String = "{}") -> KeptPage {
        KeptPage(
            endpoint: "trades", stream: "fills", received: Instant(seconds: 5), status: status, context: context,
            body: Array(body.utf8))
    }

    @Test("a page comes back byte for byte, compressed in between", arguments: [0, 1, 31, 32, 33, 5000, 3_000_000])
    func roundTrip(size: Int) throws {
        try RecordTestStore.run { store in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
            var kept = page("", context: #"{"settings":{"account":"main"}}"#)
            kept.body = body
            let id = try store.pages.keep(kept, stream: 1, unit: 2, step: 3)
            #expect(try PageReader(store.db).page(id) == kept)
            let stored = try Int.fetchOne(store.db, sql: "SELECT length(body) FROM page") ?? 0
            #expect(size < 5000 || stored < size / 4)
        }
    }

    @Test("the row of a record is cut out of its page exactly")
    func rawRows() throws {
        try RecordTestStore.run { store in
            let rows = (0..<300).map { #"{"id":\#($0),"note":"é \#($0 * $0)"}"# }
            let text = "[" + rows.joined(separator: ",") + "]"
            var offset = 1
            let records = rows.indices.map { index in
                var record = trade("k\(index)", at: Int64(index))
                record.raw = offset..<(offset + rows[index].utf8.count)
                offset += rows[index].utf8.count + 1
                return record
            }
            let id = try store.pages.keep(page(text), stream: 1, unit: 0, step: 1)
            try store.write(records, page: id)
            let reader = try PageReader(store.db)
            let found = try store.all().map { try reader.rawRow(of: $0).map { String(decoding: $0, as: UTF8.self) } }
            #expect(found == rows)
            try store.write([trade("not told", at: 999)], page: id)
            try store.write([trade("no page", at: 1000)])
            for key in ["not told", "no page"] {
                let record = try #require(try store.one(key))
                #expect(try reader.rawRow(of: record) == nil)
            }
        }
    }

    @Test("the same answer to the same question is kept once")
    func sameAgain() throws {
        try RecordTestStore.run { store in
            let first = try store.pages.keep(page("[1]"), stream: 1, unit: 0, step: 1)
            #expect(try store.pages.keep(page("[1]"), stream: 1, unit: 0, step: 2) == first)
            let others = [
                try store.pages.keep(page("[2]"), stream: 1, unit: 0, step: 2),
                try store.pages.keep(page("[1]"), stream: 1, unit: 1, step: 2),
                try store.pages.keep(page("[1]"), stream: 2, unit: 0, step: 2),
                try store.pages.keep(page("[1]", status: 404), stream: 1, unit: 0, step: 2),
                try store.pages.keep(page("[1]", context: #"{"a":1}"#), stream: 1, unit: 0, step: 2),
            ]
            #expect(Set(others + [first]).count == 6)
        }
    }

    @Test("pages are handed out in the order they came")
    func listing() throws {
        try RecordTestStore.run { store in
            for number in 0..<5 { _ = try store.pages.keep(page("[\(number)]"), stream: 1, unit: 0, step: 1) }
            _ = try store.pages.keep(page("[9]"), stream: 1, unit: 1, step: 1)
            let reader = try PageReader(store.db)
            var found: [String] = []
            var last: Int64 = 0
            while let next = try reader.page(after: last, stream: 1, unit: 0) {
                found.append(String(decoding: next.page.body, as: UTF8.self))
                last = next.id
            }
            #expect(found == ["[0]", "[1]", "[2]", "[3]", "[4]"])
        }
    }

    @Test("a damaged page is an error, not another page")
    func damaged() throws {
        try RecordTestStore.run { store in
            let id = try store.pages.keep(page("[1,2,3]"), stream: 1, unit: 0, step: 1)
            try store.db.execute(sql: "UPDATE page SET size = size + 1")
            #expect(throws: DatabaseError.self) { try PageReader(store.db).page(id) }
            try store.db.execute(sql: "UPDATE page SET body = x'00112233'")
            #expect(throws: DatabaseError.self) { try PageReader(store.db).page(id) }
        }
    }
}
