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
