import HistoryModel
import Testing

@testable import HistoryStore

@Suite("Files in the store")
struct FileStoreTests {
    private static let now = Instant(year: 2025, month: 1, day: 1)
    private let store: HistoryStore
    private let connection: Int64

    init() throws {
        store = try HistoryStore.inMemory()
        var manifest = AdapterManifest()
        manifest.id = "synthetic"
        let declaration = try store.keepDeclaration(
            manifest, frame: [1], fileHash: "h", securityDigest: "d", at: Self.now)
        connection = try store.addConnection(
            NewConnection(
                name: "main", adapter: "synthetic", declaration: declaration, site: "main", settings: [],
                scheme: "hmac", simulator: nil, key: nil), at: Self.now
        ).id
    }

    private func record(_ key: String, _ seconds: Int64, flags: RecordFlags = []) -> Record {
        Record(
            .deposit, at: Instant(seconds: seconds), key: key, flags: flags, legs: [Leg(.in, "BTC", "1")],
            ids: [TextPair("txid", key)])
    }

    @discardableResult
    private func importing(_ pieces: [[Record]], stream: String = "file:x") throws -> ImportedFile {
        try store.importFile(
            NewFile(name: "x.csv", digest: "00", size: 1, zone: "UTC"), connection: connection, stream: stream,
            at: Self.now
        ) { take in
            for piece in pieces { try take(piece) }
            return FileTally(rows: 1, ignored: 0, bad: 0, first: nil, last: nil)
        }
    }

    private func listed() throws -> [String] {
        var keys: [String] = []
        let streams = try store.streams(connection: connection).map(\.id)
        try store.records(RecordQuery(streams: streams)) {
            keys.append($0.record.key)
            return true
        }
        return keys
    }

    @Test("a reading that ends in an error leaves nothing behind, however much it had handed over")
    func atomic() throws {
        struct Broken: Error {}
        #expect(throws: Broken.self) {
            try store.importFile(
                NewFile(name: "x.csv", digest: "00", size: 1, zone: "UTC"), connection: connection, stream: "file:x",
                at: Self.now
            ) { take in
                try take([record("a", 1)])
                throw Broken()
            }
        }
        #expect(try listed().isEmpty)
        #expect(try store.importedFiles(connection: connection).isEmpty)
    }

    @Test("equal rows are numbered within one import, across its pieces, and found again by the next")
    func numbered() throws {
        let equal = record("same", 5, flags: .composed)
        #expect(try importing([[equal, equal], [record("b", 6)], [equal]]).added == 4)
        #expect(try listed() == ["same#1", "same#2", "same#3", "b"])
        let again = try importing([[equal], [equal]])
        #expect(again.added == 0 && again.unchanged == 2)
        #expect(try importing([[equal], [equal], [equal, equal]]).added == 1)
    }

    @Test("a row keeps the time it is stored under, whichever fraction of its second another file writes")
    func settledTimes() throws {
        func row(_ key: String, _ fraction: Int64, unit: Span) -> Record {
            var row = record(key, 5)
            row.time = Instant(nanoseconds: 5_000_000_000 + fraction)
            row.timeUnit = unit
            return row
        }
        let tenths = Span(nanoseconds: 100_000_000)
        try importing([[row("a", 300_000_000, unit: tenths), row("b", 0, unit: tenths), row("c", 1, unit: tenths)]])
        let again = try importing([["a", "b", "c", "d"].map { row($0, 0, unit: .seconds(1)) }])
        #expect(again.added == 1 && again.unchanged == 3 && again.changed == 0)
    }

    @Test("a crowd of rows within one second is stored as fast as any other", .timeLimit(.minutes(1)))
    func crowd() throws {
        try importing([(0..<20_000).map { record("a\($0)", 5) }])
        let rows = (0..<20_000).map { record("b\($0)", 5) }
        let pieces = stride(from: 0, to: rows.count, by: 1000).map { Array(rows[$0..<($0 + 1000)]) }
        #expect(try importing(pieces).added == 20_000)
    }

    @Test("what another source tells as well is counted for the file that was imported, whichever of the two is shown")
    func matchedOfImport() throws {
        let first = try importing([[record("a", 1), record("b", 2), record("c", 3)]])
        let other = try importing([[record("x", 1)]], stream: "file:y")
        func place(_ key: String, _ seconds: Int64, _ stream: StreamID) -> RecordPosition {
            RecordPosition(time: Instant(seconds: seconds), stream: stream, unit: 0, key: key)
        }
        try store.rematch(connection: connection) { book in
            try book.match(place("a", 1, first.stream), other: "/ref:1", basis: "identity")
            try book.match(place("x", 1, other.stream), other: "/file:x/b", basis: "evidence")
        }
        #expect(try store.matchedRecords(of: other) == 1)
        #expect(try store.matchedRecords(of: try importing([[record("a", 1), record("b", 2)]])) == 2)
        #expect(try store.matchedRecords(of: try importing([[record("c", 3)]])) == 0)
    }

    @Test("a record that is matched is listed nowhere and kept, and counts again when the match is gone")
    func matched() throws {
        let file = try importing([[record("a", 1), record("b", 2)]])
        try store.rematch(connection: connection) { book in
            try book.match(
                RecordPosition(time: Instant(seconds: 1), stream: file.stream, unit: 0, key: "a"), other: "/ref:1",
                basis: "identity")
        }
        #expect(try listed() == ["b"])
        #expect(try store.recordCount(connection: connection) == 2)
        #expect(try store.matchCounts(connection: connection).map(\.records) == [1])
        // A later import of the row changes nothing about that.
        try importing([[record("a", 1)]])
        #expect(try listed() == ["b"])
        try store.rematch(connection: connection) { _ in }
        #expect(try listed() == ["a", "b"])
    }

    @Test("matches that fail in the middle leave the old ones")
    func rematchAtomic() throws {
        struct Broken: Error {}
        let file = try importing([[record("a", 1)]])
        let place = RecordPosition(time: Instant(seconds: 1), stream: file.stream, unit: 0, key: "a")
        try store.rematch(connection: connection) { try $0.match(place, other: "/o", basis: "evidence") }
        #expect(throws: Broken.self) { try store.rematch(connection: connection) { _ in throw Broken() } }
        #expect(try listed().isEmpty)
    }

    @Test("what changes records beside files marks their matching as due, in the same transaction; matching clears it")
    func stale() throws {
        func isStale() throws -> Bool {
            let found = try store.connection(id: connection)
            return found.isMatchingStale
        }
        struct Broken: Error {}
        func reading(_ key: String) throws {
            let stream = try store.streamID(connection: connection, name: "rows", identityVersion: 0)
            let window = WalkWindow(
                stream: stream, unit: 0, from: Instant(seconds: 0), until: Self.now, walkStart: Self.now)
            var commit = StepCommit(
                connection: connection, stream: stream, streamName: "rows", unit: 0,
                window: try store.openWindow(window), at: Self.now, endpoint: "", outcome: .next)
            commit.records = RecordBatch([record(key, 7)])
            _ = try store.commit([commit])
        }
        try reading("a")
        #expect(try !isStale(), "there is no file to compare with")
        try importing([[record("a", 7)]])
        #expect(try isStale())
        #expect(throws: Broken.self) { try store.rematch(connection: connection) { _ in throw Broken() } }
        #expect(try isStale())
        try store.rematch(connection: connection) { _ in }
        #expect(try !isStale())
        try reading("a")
        #expect(try !isStale(), "nothing changed")
        try reading("b")
        #expect(try isStale())
        try store.rematch(connection: connection) { _ in }
        try store.decide(
            MatchDecision(file: "/f", other: "/o", isAccepted: true), connection: connection, at: Self.now)
        #expect(try isStale())
    }

    @Test("a decision is kept, and a later one about the same pair takes its place")
    func decisions() throws {
        let accepted = MatchDecision(file: "/f", other: "/o", isAccepted: true)
        try store.decide(accepted, connection: connection, at: Self.now)
        #expect(try store.matchDecisions(connection: connection) == [accepted])
        let rejected = MatchDecision(file: "/f", other: "/o", isAccepted: false)
        try store.decide(rejected, connection: connection, at: Self.now)
        #expect(try store.matchDecisions(connection: connection) == [rejected])
    }

    @Test("a choice for every stream takes the place of all there were, one for a stream that of this stream")
    func choices() throws {
        let day = Instant(year: 2024, month: 1, day: 1)
        try store.keep(
            [ReadingChoice(start: .lastTransaction), ReadingChoice(stream: "deposits", start: .date(day))],
            connection: connection, at: Self.now)
        try store.keep([ReadingChoice(stream: "deposits", start: .all)], connection: connection, at: Self.now)
        #expect(
            try store.readingChoices(connection: connection) == [
                ReadingChoice(start: .lastTransaction), ReadingChoice(stream: "deposits", start: .all),
            ])
        try store.keep([ReadingChoice(start: .all)], connection: connection, at: Self.now)
        #expect(try store.readingChoices(connection: connection) == [ReadingChoice(start: .all)])
    }

    @Test("what files hold is told by stream and kind, and that nothing of the exchange was read")
    func extents() throws {
        try importing([[record("a", 10), record("b", 20)]])
        let extent = try #require(try store.fileExtents(connection: connection).first)
        #expect(extent.stream == "file:x" && extent.kind == .deposit && extent.records == 2)
        #expect(extent.first == Instant(seconds: 10) && extent.last == Instant(seconds: 20))
        #expect(try !store.wasRead(connection: connection))
    }
}
