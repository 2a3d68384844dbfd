import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

@Suite("Records are stored once, and what changed is kept")
struct RecordWriterTests {
    @Test("every field of a record comes back as it was written")
    func roundTrip() throws {
        try RecordTestStore.run { store in
            let record = Record(
                .withdrawal, at: Instant(nanoseconds: -1_234_567_890_123_456_789), key: "k\u{1}\"\\\n\u{7F}é",
                group: "ref:1", flags: [.detail], timeUnit: Span(nanoseconds: 100_000), market: "BTC\u{0}EUR",
                wallet: "spot", label: "with\tdraw\r", txHash: "0xabc", address: "bc1q\"'",
                legs: [
                    Leg(.out, "BTC", "12345678901234567890123456789012345678901234567890.000000000000000000001"),
                    Leg(.fee, "B\"TC", "0.1", flags: [.inside]), Leg(.in, "", "2", times: "3.5", flags: [.base]),
                    Leg(.rebate, "EUR", "1e-9", times: "2", flags: [.quote, .inside]),
                ],
                ids: [TextPair("trade", "1"), TextPair("trade", "2"), TextPair("o\u{2}\u{0}", "€😀")],
                extra: [TextPair("note", "line\nline \\u0041 \u{1F}")], raw: 7..<99)
            let plain = Record(.other, at: Instant(seconds: 1), key: "plain")
            #expect(try store.write([record, plain], page: 5).added == 2)
            let stored = try store.all()
            #expect(stored.map(\.record) == [record, plain])
            #expect(stored[0].page == 5 && stored[0].firstStep == 1 && stored[0].state == [] && stored[0].unit == 0)
            #expect(try store.write([plain, record]).unchanged == 2)
        }
    }

    @Test("the lists are JSON that SQL can read, through the views as well")
    func legsInSQL() throws {
        try RecordTestStore.run { store in
            var record = trade("a", at: 1, amount: "0.1")
            record.legs.append(Leg(.fee, "EUR", "0.26", times: "2", flags: [.inside]))
            record.ids = [TextPair("trade", "28457"), TextPair("order", "100234")]
            try store.write([record, Record(.other, at: Instant(seconds: 2), key: "no legs")])
            #expect(
                try String.fetchOne(store.db, sql: "SELECT legs FROM record WHERE key = 'a'")
                    == #"[["in","BTC","0.1"],["fee","EUR","0.26","2",4]]"#)
            let legs = try Row.fetchAll(store.db, sql: "SELECT * FROM leg ORDER BY position")
            #expect(legs.map { $0["role"] as String } == ["in", "fee"])
            #expect(legs.map { $0["amount"] as String } == ["0.1", "0.26"])
            #expect(legs.map { $0["times"] as String } == ["", "2"])
            #expect(legs.map { $0["flags"] as Int } == [0, 4])
            #expect(
                try String.fetchAll(store.db, sql: "SELECT scheme || ':' || id FROM recordId")
                    == ["trade:28457", "order:100234"])
            #expect(
                try Int.fetchOne(
                    store.db, sql: "SELECT count(*) FROM record WHERE legs IS NOT NULL AND NOT json_valid(legs)") == 0)
        }
    }

    @Test("a record with other contents is changed in place and leaves a revision", arguments: [false, true])
    func revision(unordered: Bool) throws {
        try RecordTestStore.run { store in
            // With many rows between the two, the page is compared one row at a time.
            let between = unordered ? (10..<600).map { trade("x\($0)", at: $0) } : []
            try store.write([trade("a", at: 1), trade("b", at: 2), trade("z", at: 1000)] + between, page: 1)
            let counts = try store.write(
                [trade("a", at: 1), trade("b", at: 2, amount: "5"), trade("z", at: 1000, amount: "6")], step: 2,
                page: 2)
            #expect(counts.changed == 2 && counts.unchanged == 1 && counts.added == 0)
            let changed = try #require(try store.one("b"))
            #expect(changed.record.legs[0].amount == "5" && changed.page == 2 && changed.firstStep == 1)
            #expect(changed.state == [.revised] && changed.revisions == 1)
            let earlier = try store.reader.revisions(of: changed)
            #expect(earlier.map(\.record) == [trade("b", at: 2)])
            #expect(earlier[0].page == 1 && earlier[0].step == 2 && earlier[0].reason == .changed)
            #expect(earlier[0].at == store.now)
            #expect(try store.one("a")?.page == 1)
        }
    }

    @Test("revisions keep control characters, numbers of any length and every list")
    func revisionContents() throws {
        try RecordTestStore.run { store in
            var record = trade("a", at: 1, amount: "98765432109876543210987654321098765432109876543210.5")
            record.label = "a\u{1}\"\\b\n"
            record.extra = [TextPair("[", "]\"\u{2}")]
            record.timeUnit = Span(nanoseconds: 1)
            record.raw = 3..<8
            try store.write([record])
            try store.write([trade("a", at: 1)])
            let revisions = try store.reader.revisions(of: try #require(try store.one("a")))
            #expect(revisions.map(\.record) == [record])
        }
    }

    @Test("a key twice in one page is stored once; the later contents win")
    func twiceInAPage() throws {
        try RecordTestStore.run { store in
            let counts = try store.write([
                trade("b", at: 2), trade("a", at: 1), trade("b", at: 2), trade("a", at: 1, amount: "2"),
                trade("a", at: 1, amount: "2"), trade("a", at: 1, amount: "3"),
            ])
            #expect(counts.added == 2 && counts.changed == 2 && counts.unchanged == 2)
            #expect(try store.all().map { $0.record.legs[0].amount } == ["3", "1"])
            #expect(try store.one("a")?.revisions == 2)
        }
    }

    @Test("units and streams do not see each other's keys")
    func lanes() throws {
        try RecordTestStore.run { store in
            let first = try store.write([trade("a", at: 1)])
            #expect(first.added == 1)
            #expect(try store.write([trade("a", at: 1)], unit: 7).added == 1)
            #expect(try store.write([trade("a", at: 1)], stream: 2).added == 1)
            #expect(try store.write([trade("a", at: 1)], stream: 2).unchanged == 1)
            #expect(try store.reader.summary(stream: 1).records == 2)
            #expect(try store.reader.summary(stream: 1, unit: 7).records == 1)
        }
    }

    @Test("a rollback leaves nothing behind, and the writer goes on")
    func rollback() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1)])
            try store.db.inTransaction {
                try store.write([trade("b", at: 2), trade("a", at: 1, amount: "9")])
                return .rollback
            }
            #expect(try store.keys() == ["a"])
            #expect(try store.one("a")?.revisions == 0)
            #expect(try store.reader.summary(stream: 1).records == 1)
            #expect(try store.write([trade("b", at: 2)]).added == 1)
        }
    }

    @Test("the schema refuses a row of an unknown stream")
    func foreignKey() throws {
        try RecordTestStore.run { store in
            #expect(throws: DatabaseError.self) { try store.write([trade("a", at: 1)], stream: 99) }
        }
    }

    @Test("a stream's records, pages and revisions go with it")
    func cascade() throws {
        try RecordTestStore.run { store in
            try store.write([trade("a", at: 1)])
            try store.write([trade("a", at: 1, amount: "2")])
            try store.db.execute(sql: "DELETE FROM stream WHERE id = 1")
            for table in ["record", "revision", "recordCount"] {
                #expect(try Int.fetchOne(store.db, sql: "SELECT count(*) FROM \(table)") == 0)
            }
        }
    }

    @Test("pending instants are those of pending rows, as wide as the exchange's clock is coarse")
    func pendingInstants() throws {
        try RecordTestStore.run { store in
            var wide = trade("b", at: 20, flags: .pending)
            wide.timeUnit = .minutes(1)
            try store.write([trade("a", at: 10, flags: .pending), wide, trade("c", at: 30)])
            func pending(_ from: Int64, _ until: Int64) throws -> [Int64] {
                let interval = try #require(Interval(Instant(seconds: from), Instant(seconds: until)))
                return try store.writer.pendingInstants(stream: 1, unit: 0, in: interval)
                    .flatMap { [$0.from.nanoseconds / 1_000_000_000, $0.until.nanoseconds / 1_000_000_000] }
            }
            #expect(try pending(0, 100) == [10, 11, 20, 80])
            #expect(try pending(0, 20) == [10, 11])
            #expect(try pending(50, 100) == [20, 80])
            try store.write([trade("a", at: 10)])
            #expect(try pending(0, 15) == [])
            #expect(try store.one("a")?.revisions == 1)
        }
    }

    @Test(
        "every statement of the bulk path seeks",
        arguments: [
            (RecordSQL.pending, "INDEX recordOpen (stream=? AND unit=? AND <expr>=?"),
            (RecordSQL.anyGone, "INDEX recordOpen (stream=? AND unit=? AND <expr>=?)"),
            (RecordSQL.findGone, "INDEX recordOpen (stream=? AND unit=? AND <expr>=? AND key=?"),
            (RecordSQL.scan, "PRIMARY KEY (stream=? AND unit=? AND (time,key)>(?,?))"),
            (RecordSQL.lookup, "PRIMARY KEY (stream=? AND unit=? AND time=? AND key=?)"),
            (RecordListing.sql(query(.oldestFirst), isFirst: false), "(stream=? AND unit=? AND (time,key)>(?,?)"),
            (
                RecordListing.sql(query(.newestFirst), isFirst: false),
                "(stream=? AND unit=? AND time>? AND (time,key)<(?,?)"
            ),
            (RecordListing.sql(query(.newestFirst), isFirst: true), "(stream=? AND unit=? AND time>? AND time<?)"),
        ])
    func plans(sql: String, expected: String) throws {
        try RecordTestStore.run { store in
            let statement = try RecordStatement(store.db, "EXPLAIN QUERY PLAN \(sql)")
            var plan: [String] = []
            while try statement.step() { plan.append(statement.string(3)) }
            #expect(plan[0].contains(expected))
            #expect(expected.contains("recordOpen") || !plan.joined().contains("TEMP B-TREE"))
        }
    }
    private static func query(_ order: RecordQuery.Order) -> RecordQuery {
        var query = RecordQuery(streams: [1])
        query.order = order
        return query
    }
}
