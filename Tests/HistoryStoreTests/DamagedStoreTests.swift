import GRDB
import Glibc
import HistoryModel
import HistoryStore
import Testing

/// A store file can be damaged, or written by somebody else: what is in it may be wrong, the program goes on.
@Suite("A damaged store gives errors, never an end of the program")
struct DamagedStoreTests {
    private static func folder() throws -> String {
        var template = Array("/tmp/portolan-damaged-XXXXXX".utf8CString)
        return try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    /// A store with something in every table.
    private static func filled(_ home: String) throws {
        let store = try HistoryStore.open(home: home, access: .write)
        let now = Instant(year: 2025, month: 1, day: 1)
        var manifest = AdapterManifest()
        manifest.id = "x"
        manifest.streams = [
            StreamDeclaration(
                name: "rows", label: "", role: .history, walk: .byTime, bounds: [.init(.rolling(.days(90)))])
        ]
        let declaration = try store.keepDeclaration(
            manifest, frame: [1, 2, 3], fileHash: "h", securityDigest: "d", at: now)
        let connection = try store.addConnection(
            NewConnection(
                name: "x", adapter: "x", declaration: declaration, site: "main", settings: [TextPair("a", "b")],
                scheme: "s", simulator: nil, key: nil), at: now)
        try store.setCredentials([1, 2, 3], of: connection.id)
        try store.keepLibrary(LibraryEntry(path: "/l.so", stamp: "s", fileHash: "h", manifests: [0, 0, 0, 0]))
        try store.setMark("nonce/k", 7)
        let stream = try store.streamID(connection: connection.id, name: "rows", identityVersion: 0)
        _ = try store.keepUnits(
            [HistoryUnit(kind: .market, key: "u", listedFrom: now)], connection: connection.id, lister: "rows", at: now)
        func step(_ label: String, _ outcome: (WalkWindow) -> StepOutcome) throws {
            var window = WalkWindow(
                stream: stream, unit: 0, from: Instant(seconds: 0), until: now, walkStart: now)
            window.gaps = [Gap(Interval(Instant(seconds: 1), Instant(seconds: 2))!, .ties)]
            window.total = 9
            window = try store.openWindow(window)
            var commit = StepCommit(
                connection: connection.id, stream: stream, streamName: "rows", unit: 0, window: window, at: now,
                endpoint: "e", outcome: outcome(window))
            commit.records = RecordBatch([
                Record(
                    .trade, at: Instant(seconds: 5), key: "k", label: label, legs: [Leg(.in, "BTC", "1")],
                    ids: [TextPair("i", "1")], extra: [TextPair("e", "2")], raw: 0..<2)
            ])
            commit.page = RawPage(endpoint: "e", received: now, status: 200, body: Array("{}".utf8))
            commit.facts = [TextPair("f", "v")]
            commit.narrowings = [
                ("", Narrowing(stream: nil, reason: .key, interval: Interval(Instant(seconds: 1), now)!, note: "n"))
            ]
            _ = try store.commit([commit])
            try store.keepBalances(
                [ReportedBalance(wallet: "", asset: "BTC", amount: "1")], of: connection.id, at: now)
        }
        let end = WalkEnd(
            bookmark: [1], read: Interval(Instant(seconds: 0), now), settledUntil: now, limitReason: "",
            meetsEverything: false, keepsBookmark: true)
        try step("one") { _ in .end(end) }
        try step("two") { _ in .next }
        try store.beginFullWalk(stream: stream, unit: 0, at: now)
        _ = try store.openSweep(stream: stream, at: now, youngerThan: .zero)
        var deleted: [RecordPosition] = []
        try store.records(RecordQuery(streams: [stream])) { record in
            deleted.append(record.position)
            return true
        }
        try store.delete(deleted, forGood: false)
        let record = Record(.trade, at: now, key: "k")
        try store.setNote("n", of: RecordName(connection: "x", stream: "rows", unit: "", record: record), at: now)
        try store.setPaused(now, of: connection.id)
    }

    /// Everything that reads.
    private static func readAll(_ home: String) throws {
        func attempt(_ work: () throws -> Void) {
            do { try work() } catch { #expect(!"\(error)".isEmpty) }
        }
        let store = try HistoryStore.open(home: home, access: .read)
        attempt { _ = try store.connections() }
        let streams = (try? store.streams(connection: 1)) ?? []
        for stream in streams.map(\.id) + [1] {
            for unit in [Int64(0), 1, -1] {
                attempt { _ = try store.walkState(stream: stream, unit: unit) }
                attempt { _ = try store.coverage(stream: stream, unit: unit) }
                attempt { _ = try store.recordExtent(stream: stream, unit: unit) }
                attempt { for id in try store.pageIDs(stream: stream, unit: unit) { _ = try store.replayPage(id) } }
            }
            attempt { _ = try store.shortfalls(stream: stream) }
            attempt {
                var records: [StoredRecord] = []
                try store.records(RecordQuery(streams: [stream])) { record in
                    records.append(record)
                    return records.count < 100
                }
                for record in records {
                    attempt { _ = try store.revisions(of: record) }
                    attempt { _ = try store.rawRow(of: record) }
                }
            }
        }
        attempt { _ = try store.units(connection: 1, lister: "rows") }
        attempt { _ = try store.narrowings(connection: 1) }
        attempt { _ = try store.facts(connection: 1) }
        attempt { _ = try store.lastStep(connection: 1) }
        attempt { _ = try store.declaration(1) }
        attempt { _ = try store.library(path: "/l.so") }
        attempt { _ = try store.mark("nonce/k") }
        attempt { _ = try store.recordCount(connection: 1) }
        attempt { _ = try store.notes(connection: "x") }
        attempt { _ = try store.balanceReports(connection: 1) }
        attempt { _ = try store.deletedCounts(connection: 1) }
        attempt { _ = try store.movements(stream: 1) { _, _ in } }
    }

    private static let numbers = ["-9223372036854775808", "4294967296", "9223372036854775807"]
    private static let texts = ["char(0) || 'a'", "'[[1,2,3]]'", "'[[\"in\",'"]

    @Test func `any value a column's type allows is read or refused`() throws {
        let home = try Self.folder()
        defer { Self.remove(home) }
        try Self.filled(home)
        try Self.readAll(home)
        let path = home + "/history.sqlite"
        var columns: [(table: String, column: String, type: String)] = []
        try DatabaseQueue(path: path).read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            for table in tables where table != "grdb_migrations" {
                for row in try Row.fetchAll(db, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table])
                {
                    columns.append((table, row["name"], row["type"]))
                }
            }
        }
        #expect(columns.count > 80)
        for (table, column, type) in columns {
            for value in type == "INTEGER" ? Self.numbers : Self.texts {
                let written =
                    type == "BLOB" ? "CAST(\(value) AS BLOB)" : type == "TEXT" ? "CAST(\(value) AS TEXT)" : value
                let queue = try DatabaseQueue(path: path)
                var was: [Row] = []
                try queue.writeWithoutTransaction { db in
                    // As somebody writes who does not keep to the rules of the file.
                    try db.execute(
                        sql: "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON"
                    )
                    was = try Row.fetchAll(db, sql: #"SELECT * FROM "\#(table)""#)
                    try? db.execute(sql: #"UPDATE OR IGNORE "\#(table)" SET "\#(column)" = \#(written)"#)
                }
                try Self.readAll(home)
                try queue.writeWithoutTransaction { db in
                    try db.execute(
                        sql: "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON"
                    )
                    try db.execute(sql: #"DELETE FROM "\#(table)""#)
                    for row in was {
                        let names = row.columnNames.map { "\"\($0)\"" }.joined(separator: ", ")
                        let marks = row.map { _ in "?" }.joined(separator: ", ")
                        try db.execute(
                            sql: #"INSERT OR REPLACE INTO "\#(table)" (\#(names)) VALUES (\#(marks))"#,
                            arguments: StatementArguments(row.map(\.1)))
                    }
                }
                try queue.close()
            }
        }
    }

    @Test func `bytes flipped anywhere in the file are an error or nothing`() throws {
        let home = try Self.folder()
        defer { Self.remove(home) }
        try Self.filled(home)
        let path = home + "/history.sqlite"
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            _ = try? db.checkpoint(.truncate)
        }
        let sound = try #require(Self.bytes(of: path))
        var state: UInt64 = 42
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for round in 0..<60 {
            var bytes = sound
            for _ in 0...random(8) { bytes[round < 20 ? random(200) : random(bytes.count)] = UInt8(random(256)) }
            if round % 10 == 9 { bytes.removeLast(random(bytes.count)) }
            Self.put(bytes, at: path)
            do {
                try Self.readAll(home)
                _ = try HistoryStore.open(home: home, access: .write)
            } catch { #expect(error is StoreError, "\(error)") }
        }
    }

    @Test(arguments: [
        "", "not a database, certainly not a database of the kind that is expected here", "SQLite format 3\0",
    ])
    func `a file that is no store is told as damaged or begun anew`(text: String) throws {
        let home = try Self.folder()
        defer { Self.remove(home) }
        Self.put(Array(text.utf8), at: home + "/history.sqlite")
        do {
            _ = try HistoryStore.open(home: home, access: .write)
            #expect(text.isEmpty)
        } catch let error as StoreError {
            #expect(error.code == .damaged)
            #expect(error.message.contains("Restore it from a backup"))
        }
    }

    // MARK: - Who may read it

    @Test func `folder, store, journal and lock are the owner's alone, whatever the mask`() throws {
        let base = try Self.folder()
        defer { Self.remove(base) }
        let previous = umask(0)
        defer { umask(previous) }
        let home = base + "/deep/home"
        let store = try HistoryStore.open(home: home, access: .write)
        try store.setMark("a", 1)
        for folder in [base + "/deep", home] { #expect(Self.mode(folder) == 0o700) }
        for file in ["history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "portolan.lock"] {
            #expect(Self.mode(home + "/" + file) == 0o600, "\(file)")
        }
    }

    @Test func `the lock does not follow a link to somebody's file`() throws {
        let home = try Self.folder()
        defer { Self.remove(home) }
        Self.put(Array("precious".utf8), at: home + "/other")
        #expect(symlink(home + "/other", home + "/portolan.lock") == 0)
        #expect(throws: StoreError.self) { try HistoryStore.open(home: home, access: .write) }
        #expect(Self.bytes(of: home + "/other") == Array("precious".utf8))
    }

    @Test func `facts without number do not make asking impossible`() throws {
        let home = try Self.folder()
        defer { Self.remove(home) }
        try Self.filled(home)
        let store = try HistoryStore.open(home: home, access: .write)
        for round in 0..<10 {
            var commit = StepCommit(
                connection: 1, stream: 1, streamName: "rows", unit: 0, window: nil, at: Instant(seconds: 0),
                endpoint: "e", outcome: .snapshot)
            commit.facts = (0..<256).map { TextPair("\(round)/\($0)", "v") } + [TextPair("f", "\(round)")]
            _ = try store.commit([commit])
        }
        let facts = try store.facts(connection: 1)
        #expect(facts.count == 1024)
        #expect(facts.contains(TextPair("f", "9")))
    }

    // MARK: - Files

    private static func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }
    private static func bytes(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { out += chunk[..<count] }
        return out
    }
    private static func put(_ bytes: [UInt8], at path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        guard let file = fopen(path, "w") else { return }
        _ = fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
    private static func remove(_ folder: String) {
        for name in ["history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "portolan.lock", "other"] {
            unlink(folder + "/" + name)
            unlink(folder + "/deep/home/" + name)
        }
        for name in ["/deep/home", "/deep", ""] { rmdir(folder + name) }
    }
}

/// Texts of records that could mean something else to SQL, JSON or a reader in C.
@Suite("Hostile texts are stored and read back as they are")
struct HostileTextTests {
    static let texts = [
        "'; DROP TABLE record; --", "\"],[\"in\",\"BTC\",\"999\"]]", "\\u0022\\", "\u{0}", "a\u{0}b", "\u{7F}\u{9B}31m",
        "\u{202E}evil\u{2066}", "e\u{301}", "\u{E9}", "\u{1F469}\u{200D}\u{1F4BB}", "=cmd|' /C calc'!A0", "\n\r\t",
        "</script>", "%s%n", "\u{FFFD}\u{FFFE}", String(repeating: "\u{0}", count: 1000),
        String(repeating: "\"\\", count: 5000),
    ]

    @Test(arguments: texts) func `every text of a record survives`(text: String) throws {
        try RecordTestStore.run { store in
            let record = Record(
                .trade, at: Instant(seconds: 5), key: text, group: text, market: text, wallet: text, label: text,
                txHash: text, address: text, legs: [Leg(.in, text, "1"), Leg(.fee, "x" + text, "2")],
                ids: [TextPair(text, text)], extra: [TextPair("e" + text, text)])
            try store.write([record])
            #expect(try store.write([record]).unchanged == 1)
            let found = try store.all()
            #expect(found.count == 1)
            let read = try #require(found.first?.record)
            for (one, two) in [
                (read.key, text), (read.group, text), (read.market, text), (read.wallet, text), (read.label, text),
                (read.txHash, text), (read.address, text), (read.legs[0].asset, text), (read.legs[1].asset, "x" + text),
                (read.ids[0].name, text), (read.ids[0].value, text), (read.extra[0].name, "e" + text),
            ] { #expect(Array(one.utf8) == Array(two.utf8)) }
            #expect(read.legs.map(\.amount) == ["1", "2"] && read.legs.count == 2)
        }
    }

    @Test func `keys that differ only in bytes are different records`() throws {
        try RecordTestStore.run { store in
            let keys = ["\u{E9}", "e\u{301}", "a\u{0}b", "a\u{0}c", "a", "a\u{0}", "A", "a ", "\u{212B}", "\u{C5}"]
            try store.write(keys.map { Record(.trade, at: Instant(seconds: 5), key: $0, legs: [Leg(.in, "B", "1")]) })
            #expect(try store.all().count == keys.count)
            #expect(Set(try store.all().map { Array($0.record.key.utf8) }).count == keys.count)
            try store.finish()
            #expect(try store.all().allSatisfy { !$0.state.contains(.noLongerServed) })
        }
    }
}
