import HistoryModel
import Reports

/// What the commands about files need of Portolan; a part of `Workspace`.
protocol FileWorkspace: Sendable {
    /// Reads a file into a connection's history: all of it, or nothing.
    func importFile(_ request: ImportRequest) async throws -> ImportOutcome
    /// What is known of files and other sources telling the same.
    func matches(of connections: [String]) async throws -> [ConnectionMatches]
    /// Keeps what the user says of a pair; gives the pair.
    func decide(match id: String, accepted: Bool) async throws -> MatchPair
    /// For which of these connections (none: all) nobody has said from where to read beside their files.
    func readingQuestions(of connections: [String]) async throws -> [ReadingQuestion]
    func keep(_ starts: [ReadingStart], of connection: String) async throws
}

/// What `portolan import` was told.
struct ImportRequest: Sendable, Equatable {
    var path: String
    var connection: String
    var format: String?
    var zone: String?
    var platform: String?
    /// The stretch of time the file is said to hold everything of.
    var stated: Interval?
    var skipsBadRows = false
}

/// From where a stream, or every stream without a start of its own, is to be read.
struct ReadingStart: Sendable, Equatable {
    enum Point: Sendable, Equatable {
        case all, lastTransaction
        case date(Instant)
    }
    var stream: String?
    var point: Point

    /// Reads `all`, `last-transaction`, `2024-01-01`, each with `STREAM=` in front or not.
    init?(_ text: String) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        stream = halves.count == 2 ? halves[0] : nil
        if stream?.isEmpty == true { return nil }
        switch halves[halves.count - 1] {
        case "all": point = .all
        case "last-transaction": point = .lastTransaction
        case let date:
            guard let instant = Instant(iso8601: date) else { return nil }
            point = .date(instant)
        }
    }
}
