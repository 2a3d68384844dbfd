import ExchangeSimulator
import Glibc
import HistoryModel
import Testing

/// From where to read beside files, asked of a person at a terminal.
@Suite("The question at a terminal", .realPrograms, .timeLimit(.minutes(40)))
struct ReadingQuestionTests {
    private static let prompt = "all, last-transaction or a date: "

    /// A connection with a file that ends in the middle of the account's life; gives the last instant in it.
    private func prepared(_ scene: Scene) async throws -> Instant {
        try await scene.host.connected()
        let file = try LedgerFile(scene.exchange.wholeTruth())
        let end = file.rows[file.rows.count * 2 / 3].time
        let outcome = try await scene.host.imported(file.written { $0.time <= end })
        return try #require(Instant(iso8601: outcome.text("last")))
    }

    @Test("A10 1: who answers \"all\" gets everything since the account was made, and is asked once")
    func all() async throws {
        try await Scene.play { scene in
            _ = try await prepared(scene)
            let terminal = try PseudoTerminal()
            let run = try scene.host.start(["sync", "--json"], at: terminal)
            try await terminal.waitFor(Self.prompt)
            terminal.type("all")
            let result = try await run.result()
            #expect(result.code == 0, "\(result.said)")
            #expect(result.errors.contains("last-transaction  stream by stream"), "\(result.errors)")
            try await scene.host.stored().expectEqual(to: scene.exchange.truth())
            #expect(try await scene.host.connection()["readingFrom"]?.elements.map { $0.text("from") } == ["all"])
            // The answer is kept: whoever syncs next, at a terminal or not, is not asked.
            let again = try scene.host.start(["sync", "--json"], at: terminal)
            #expect(try await again.result().code == 0)
            #expect(terminal.isQuiet())
        }
    }

    @Test("A10 2: who answers \"last-transaction\" has each stream read from there; what is no answer is asked again")
    func lastTransaction() async throws {
        try await Scene.play { scene in
            let last = try await prepared(scene)
            let before = try scene.exchange.log().total
            let terminal = try PseudoTerminal()
            let run = try scene.host.start(["sync", "--json"], at: terminal)
            for wrong in ["perhaps", "2099-01-01", "ledger=all"] {
                try await terminal.waitFor(Self.prompt)
                terminal.type(wrong)
            }
            try await terminal.waitFor(Self.prompt)
            terminal.type("last-transaction")
            let result = try await run.result()
            #expect(result.code == 0, "\(result.said)")
            #expect(result.errors.contains("2099-01-01 lies in the future"), "\(result.errors)")
            let starts = try scene.exchange.log().ledger(after: before).compactMap { Int64($0.start) }
            #expect(starts.min() == last.nanoseconds / 1_000_000_000 - 1)
            let kept = try await scene.host.connection()["readingFrom"]?.elements.map { $0.text("from") }
            #expect(kept == ["last-transaction"])
        }
    }

    @Test("A10 an empty answer is none: nothing is read, and the command ends with 2")
    func nothing() async throws {
        try await Scene.play { scene in
            _ = try await prepared(scene)
            let before = try scene.exchange.log().total
            let terminal = try PseudoTerminal()
            let run = try scene.host.start(["sync"], at: terminal)
            try await terminal.waitFor(Self.prompt)
            terminal.type("")
            #expect(try await run.result().code == 2)
            #expect(try scene.exchange.log().total == before)
        }
    }
}
