import HistoryModel

/// Where a format's reader puts what it made of rows.
struct RecordSink {
    var records: [Record] = []
    private(set) var ignored: [String: FileSummary.Ignored] = [:]
    /// The file's words that no rule knows; their rows are kept as `other` or `unclassified`.
    private(set) var unknownWords: [String: Int] = [:]
    private(set) var platforms: [String: Int] = [:]

    mutating func add(_ record: Record) { records.append(record) }

    /// A row that stands for nothing that happened, such as a request that is not booked.
    mutating func ignore(line: Int, _ reason: String) {
        ignored[reason, default: FileSummary.Ignored(reason: reason)].count(line)
    }
    mutating func meet(unknownWord word: String) {
        guard unknownWords.count < 1000 || unknownWords[word] != nil else { return }
        unknownWords[word, default: 0] += 1
    }
    mutating func meet(platform: String) {
        guard platforms.count < 1000 || platforms[platform] != nil else { return }
        platforms[platform, default: 0] += 1
    }
}

/// Reads the rows of one format. A reader may hold rows back until it knows what belongs to them, but only a few.
protocol RowReading {
    /// Throws `RowProblem` for a row that cannot be read; the reader then stands as before it.
    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws
    /// Gives what is held back.
    mutating func finish(into sink: inout RecordSink)
}

extension RowReading {
    mutating func finish(into sink: inout RecordSink) {}
}

/// What a file holds.
package struct FileSummary: Sendable, Hashable {
    /// Rows that were left out for what they are.
    package struct Ignored: Sendable, Hashable {
        package var reason: String
        package var rows = 0
        /// The first few.
        package var lines: [Int] = []
        mutating func count(_ line: Int) {
            rows += 1
            if lines.count < 5 { lines.append(line) }
        }
    }
    package var rows = 0
    package var records = 0
    package var ignored: [Ignored] = []
    /// The first rows that cannot be read.
    package var problems: [RowProblem] = []
    package var badRows = 0
    package var unknownWords: [String: Int] = [:]
    /// Names of platforms in the rows, where the format has them.
    package var platforms: [String: Int] = [:]
    package var first: Instant?
    package var last: Instant?
    package var kinds: RecordKinds = []
    static let shownProblems = 1000
}
