import HistoryModel
import Reports

@testable import portolan

/// Nothing about files: the fake has none.
extension FakeWorkspace {
    func importFile(_ request: ImportRequest) async throws -> ImportOutcome {
        ImportOutcome(
            file: request.path, connection: request.connection, format: "", formatTitle: "", zone: "UTC", stream: "",
            digest: "")
    }
    func matches(of connections: [String]) async throws -> [ConnectionMatches] { [] }
    func decide(match id: String, accepted: Bool) async throws -> MatchPair {
        throw CommandFailure(.usage, "No pair is open.")
    }
    func readingQuestions(of connections: [String]) async throws -> [ReadingQuestion] { [] }
    func keep(_ starts: [ReadingStart], of connection: String) async throws {}
}
