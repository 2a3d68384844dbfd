import HistoryModel
import Reports
import Synchronization
import Testing
import Valuation

@testable import portolan

@Suite("portolan value parses, calls and says what is left")
struct ValueCommandTests {
    @Test func theRunIsWhatIsDoneByDefault() async throws {
        let workspace = FakeWorkspace()
        #expect(try await run("value", "--year", "2024", "--refresh", "--json", against: workspace) == 0)
        #expect(try await run("value", against: workspace) == 0)
        #expect(try await run("value", "run", "--accept", against: workspace) == 0)
        #expect(
            workspace.values.withLock { $0 } == [
                ValueRequest(year: 2024, refreshes: true), ValueRequest(), ValueRequest(acceptsChanges: true),
            ])
    }

    @Test("what a source did not answer is left for another run: 5")
    func incomplete() async throws {
        for (reason, code) in [
            (Value.Reason.sourceUnavailable, 5), (.budgetReached, 5), (.notYetPublished, 0), (.noMarket, 0),
        ] as [(Value.Reason, Int32)] {
            var answers = FakeWorkspace.Answers()
            answers.summary.gaps[reason] = .init(reason)
            #expect(try await run("value", against: FakeWorkspace(answers)) == code)
        }
    }

    @Test func aPriceByHand() async throws {
        let workspace = FakeWorkspace()
        #expect(
            try await run(
                "value", "set", "BTC", "2025-04-17", "74000.50", "--currency", "USD", "--replace", against: workspace)
                == 0)
        let price = try #require(workspace.prices.withLock { $0 }.first)
        #expect(price.asset == "BTC" && price.day.description == "2025-04-17" && price.price.description == "74000.5")
        #expect(price.currency == "USD" && price.replaces)
        #expect(try await run("value", "unset", "BTC", "2025-04-17", "--json", against: workspace) == 0)
    }

    @Test(arguments: [
        ["value", "set", "BTC", "2025-04-17"], ["value", "set", "BTC", "17.04.2025", "1"],
        ["value", "set", "BTC", "2025-04-17T00:00:00Z", "1"], ["value", "set", "BTC", "2025-04-17", "0"],
        ["value", "set", "B\u{1B}TC", "2025-04-17", "1"], ["value", "--year", "1"], ["value", "unset", "BTC"],
    ])
    func mistyped(_ arguments: [String]) async throws {
        let clock = try HostClock(fixed: "2025-03-01T12:00:00Z")
        let code = await Session.$open.withValue({ Session(workspace: FakeWorkspace(), clock: clock) }) {
            await Portolan.run(arguments)
        }
        #expect(code == 2)
    }
}
