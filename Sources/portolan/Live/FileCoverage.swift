import FileImport
import HistoryModel
import HistoryStore
import Reports

/// What files add to the coverage of a connection.
struct FileCoverage {
    private let files: ConnectionFiles?
    private let choices: [ReadingChoice]
    private let starts: [String: Instant]

    init(
        _ store: HistoryStore, _ connection: StoredConnection, _ manifest: AdapterManifest, at now: Instant
    ) throws {
        files = try ConnectionFiles(store, connection)
        choices = try store.readingChoices(connection: connection.id)
        starts = try files?.starts(manifest, at: now) ?? ConnectionFiles.starts(choices, manifest) { _ in nil }
    }

    /// Lays what files hold over what the exchange did not, or could not, tell. What was read stays as it is.
    func laid(over intervals: [CoverageInterval], of stream: String, kinds: RecordKinds) -> [CoverageInterval] {
        var map = CoverageMap(stored: intervals)
        func open(_ states: Set<CoverageState>, in interval: Interval?) -> IntervalSet {
            map.instants { states.contains($0.state) }.intersection(IntervalSet(interval))
        }
        if let start = starts[stream], let before = Interval(.distantPast, start) {
            let choice = choices.first { $0.stream == stream } ?? choices.first { $0.stream == nil }
            if case .date = choice?.start {
                map.paint(open([.notAsked], in: before), .notAsked, reason: "not wanted: read from \(start.date)")
            } else {
                map.paint(open([.notAsked, .unreadable], in: before), .fromFile, reason: "up to the last transaction")
            }
        }
        for file in files?.files ?? [] {
            guard let stated = file.file.stated, let format = files?.formats[file.stream],
                kinds.isSubset(of: format.kinds)
            else { continue }
            map.paint(open([.notAsked, .unreadable, .gap], in: stated), .fromFile, reason: file.file.name)
        }
        return map.intervals
    }

    /// A line for each stream of files.
    func streams(in store: HistoryStore) throws -> [StreamCoverage] {
        guard let files else { return [] }
        let extents = try store.fileExtents(connection: files.connection.id)
        return Dictionary(grouping: extents, by: \.stream).sorted { $0.key < $1.key }.map { stream, kinds in
            let first = kinds.map(\.first).min() ?? .distantPast
            let last = kinds.map(\.last).max() ?? .distantPast
            var held = IntervalSet(Interval(first, last + .seconds(1)))
            for file in files.files where files.formats[file.stream]?.name == FileFormat.ofStream(stream)?.name {
                if let stated = file.file.stated { held.insert(stated) }
            }
            var coverage = StreamCoverage(
                stream: stream, label: FileFormat.title(ofStream: stream),
                kinds: RecordKinds(kinds.map(\.kind)),
                intervals: held.intervals.map { CoverageInterval($0, .fromFile) },
                records: kinds.reduce(0) { $0 + $1.records })
            coverage.isOfFile = true
            return coverage
        }
    }
}
