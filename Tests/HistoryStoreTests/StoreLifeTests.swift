import GRDB
import Glibc
import HistoryModel
import Testing

@testable import HistoryStore

/// What the store keeps of a connection's life.
@Suite("The store keeps what a person decided")
struct StoreLifeTests {
    private let now = Instant(year: 2026, month: 1, day: 1)

    private func store() throws -> (HistoryStore, StoredConnection, StreamID) {
        let store = try HistoryStore.inMemory()
        var manifest = AdapterManifest()
        manifest.id = "x"
        let declaration = try store.keepDeclaration(manifest, frame: [], fileHash: "", securityDigest: "", at: now)
        let connection = try store.addConnection(
            NewConnection(
                name: "x", adapter: "x", declaration: declaration, site: "", settings: [], scheme: "", simulator: nil,
                key: nil), at: now)
        let stream = try store.streamID(connection: connection.id, name: "rows", identityVersion: 0)
        var commit = StepCommit(
            connection: connection.id, stream: stream, streamName: "rows", unit: 0,
            window: try store.openWindow(
                WalkWindow(stream: stream, unit: 0, from: Instant(seconds: 0), until: now, walkStart: now)),
            at: now, endpoint: "", outcome: .next)
        commit.records = RecordBatch([
            trade("a", at: 1), trade("b", at: 2, flags: .detail), trade("c", at: 3, flags: .pending),
            trade("d", at: 4, flags: .void),
        ])
        _ = try store.commit([commit])
        return (store, connection, stream)
    }

    @Test("a pause stays through whatever state is noted, and gives back the state it covered")
    func pause() throws {
        let (store, connection, _) = try store()
        try store.setState(.ok, reason: "", of: connection.id, at: now)
        try store.setPaused(now, of: connection.id)
        #expect(try store.connection("x").state == .paused)
        try store.setState(.partial, reason: "half", code: "network", of: connection.id, at: now)
        #expect(try store.connection("x").state == .paused && store.connection("x").pausedAt == now)
        try store.setPaused(nil, of: connection.id)
        let resumed = try store.connection("x")
        #expect(resumed.state == .partial && resumed.failureCode == "network" && resumed.lastGoodAt == now)
    }

    @Test("deleting and restoring are marks; only what is not deleted for good comes back with a sync")
    func deleting() throws {
        let (store, connection, stream) = try store()
        func position(_ key: String, _ second: Int64) -> RecordPosition {
            RecordPosition(time: Instant(seconds: second), stream: stream, unit: 0, key: key)
        }
        try store.delete([position("a", 1)], forGood: false)
        try store.delete([position("b", 2)], forGood: true)
        #expect(try store.deletedCounts(connection: connection.id) == (1, 1))
        #expect(try store.bringBackDeleted(stream: stream) == 1)
        #expect(try store.bringBackDeleted(stream: stream) == 0)
        #expect(try store.deletedCounts(connection: connection.id) == (0, 1))
        // Deleted again it is as if it had never come back.
        try store.delete([position("a", 1)], forGood: false)
        var states: [String: RecordState] = [:]
        var query = RecordQuery(streams: [stream])
        query.includesDeleted = true
        try store.records(query) {
            states[$0.record.key] = $0.state
            return true
        }
        #expect(states["a"] == [.deleted] && states["b"] == [.deleted, .keptDeleted] && states["c"] == [])
        try store.restore([position("a", 1), position("b", 2)])
        #expect(try store.deletedCounts(connection: connection.id) == (0, 0))
    }

    @Test("balances come with every report, and only rows that move something are added up")
    func balances() throws {
        let (store, connection, stream) = try store()
        for (second, amount) in [(10, "1"), (20, nil), (30, "2")] as [(Int64, String?)] {
            let held = amount.map { [ReportedBalance(wallet: "", asset: "BTC", amount: $0)] } ?? []
            try store.keepBalances(held, of: connection.id, at: Instant(seconds: second))
        }
        let reports = try store.balanceReports(connection: connection.id)
        #expect(reports.map(\.at) == [10, 20, 30].map { Instant(seconds: $0) })
        #expect(reports.map { $0.balances.map(\.amount) } == [["1"], [], ["2"]], "nothing held is a report, too")
        let parts = [("a", "1"), ("b", "0.5"), ("a", "2"), ("c", "x"), ("c", "1")].map {
            ReportedBalance(wallet: $0.0, asset: "BTC", amount: $0.1)
        }
        try store.keepBalances(parts, of: connection.id, at: Instant(seconds: 40))
        let summed = try #require(try store.balanceReports(connection: connection.id).last)
        #expect(summed.balances.map(\.amount) == ["3", "0.5", "x"], "of one wallet and asset all parts count")
        var times: [Instant] = []
        let counts = try store.movements(stream: stream) { time, legs in
            times.append(time)
            #expect(legs == [Leg(.in, "BTC", "1")])
        }
        #expect(times == [Instant(seconds: 1)] && counts == (4, 1))
    }

    @Test("A4 T3 what an adapter declared is kept with the connections read under it, whatever it declares later")
    func declarations() throws {
        let store = try HistoryStore.inMemory()
        func keep(_ days: Int64, version: String) throws -> Int64 {
            var manifest = AdapterManifest()
            (manifest.id, manifest.version) = ("x", version)
            var stream = StreamDeclaration(name: "trades", label: "Trades", role: .history, walk: .byTime)
            stream.bounds = [HistoryBound(.rolling(.days(days)))]
            manifest.streams = [stream]
            return try store.keepDeclaration(
                manifest, frame: Array("frame \(days)".utf8), fileHash: version, securityDigest: "", at: now)
        }
        let old = try keep(90, version: "1.0.0")
        let new = try keep(30, version: "1.1.0")
        #expect(old != new)
        #expect(try keep(90, version: "1.0.0") == old)
        #expect(try store.declaration(old)?.manifest == Array("frame 90".utf8))
        #expect(try store.declaration(new)?.manifest == Array("frame 30".utf8))
    }

    @Test("a note stands beside its record by name; a composed key needs its time as well")
    func notes() throws {
        let (store, _, _) = try store()
        let plain = RecordName(connection: "x", stream: "rows", unit: "", record: trade("a", at: 1))
        let moved = RecordName(connection: "x", stream: "rows", unit: "", record: trade("a", at: 9))
        #expect(plain == moved)
        let composed = [1, 9].map {
            RecordName(connection: "x", stream: "rows", unit: "", record: trade("r#1", at: $0, flags: .composed))
        }
        #expect(composed[0] != composed[1])
        try store.setNote("one", of: plain, at: now)
        try store.setNote("two", of: composed[0], at: now)
        try store.setNote("three", of: plain, at: now)
        #expect(try store.notes(connection: "x") == [plain: "three", composed[0]: "two"])
        #expect(try store.notes(connection: "y").isEmpty)
        try store.setNote("", of: plain, at: now)
        #expect(try store.notes(connection: "x") == [composed[0]: "two"])
    }

    @Test("a history written by the version before is brought up to date also by a command that only reads")
    func migration() throws {
        var template = Array("/tmp/portolan-migration-XXXXXX".utf8CString)
        let home = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            for name in ["history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "portolan.lock"] {
                unlink("\(home)/\(name)")
            }
            rmdir(home)
        }
        do {
            let old = try DatabaseQueue(path: home + "/history.sqlite")
            try Schema.migrator.migrate(old, upTo: "2")
            try old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO declaration (id, adapter, version, fileHash, securityDigest, manifest, firstSeen)
                            VALUES (1, 'x', '1', 'h', 'd', x'00', 0);
                        INSERT INTO connection (name, adapter, declaration, site, settings, scheme, createdAt)
                            VALUES ('old', 'x', 1, 'main', '[]', 's', 0);
                        """)
            }
        }
        let store = try HistoryStore.open(home: home, access: .read)
        let connection = try store.connection("old")
        #expect(connection.state == .neverSynced && connection.pausedAt == nil && !connection.hasKey)
        #expect(connection.failureCode == "" && connection.keyProvedAt == nil)
    }
}
