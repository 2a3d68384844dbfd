import HistoryModel
import Reports
import Testing

@testable import portolan

@Suite("portolan report refuses, or writes")
struct ReportCommandTests {
    @Test func blockedEndsWithFive() async throws {
        var answers = FakeWorkspace.Answers()
        answers.report = .blocked([
            .init(connection: "kraken", reason: "never synced", lastGood: nil, command: "portolan sync kraken")
        ])
        #expect(try await run("report", "--year", "2024", against: FakeWorkspace(answers)) == 5)
        #expect(try await run("report", "--year", "2024", "--json", against: FakeWorkspace(answers)) == 5)
    }

    @Test func `without a connection, or for a year there is none of, nothing is made`() async throws {
        var answers = FakeWorkspace.Answers()
        answers.report = .unconnected
        #expect(try await run("report", "--year", "2024", against: FakeWorkspace(answers)) == 5)
        answers.report = .refused("2027 has not begun (UTC). Ask for a year from 2019 to 2026.")
        #expect(try await run("report", "--year", "2027", against: FakeWorkspace(answers)) == 2)
    }

    @Test func madeEndsWithZero() async throws {
        var answers = FakeWorkspace.Answers()
        let report = FiscalReport.Builder(year: 2024, currency: "EUR", connections: []).finish { $0 }
        answers.report = .made(report)
        for format in ["csv", "json", "html"] {
            #expect(try await run("report", "--year", "2024", "--format", format, against: FakeWorkspace(answers)) == 0)
        }
    }

    @Test(arguments: [["report"], ["report", "--year", "last"], ["report", "--year", "2024", "--format", "pdf"]])
    func mistyped(_ arguments: [String]) async throws {
        let clock = try HostClock(fixed: "2025-03-01T12:00:00Z")
        let code = await Session.$open.withValue({ Session(workspace: FakeWorkspace(), clock: clock) }) {
            await Portolan.run(arguments)
        }
        #expect(code == 2)
    }
}
