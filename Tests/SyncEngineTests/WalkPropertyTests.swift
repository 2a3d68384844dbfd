import Glibc
import Testing

/// The model check of the walk's rules, on the real planner and store: no span called complete ever lost a row.
@Suite("The walk never calls complete what it has not read")
struct WalkPropertyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var mode: ModelExchange.Mode
        var depth: Int?
        var testDescription: String { "\(mode.rawValue), \(depth.map { "\($0) hours deep" } ?? "unlimited")" }
    }
    static let cases = [
        Case(mode: .offset, depth: nil), Case(mode: .offset, depth: 500), Case(mode: .idWindow, depth: nil),
        Case(mode: .idWindow, depth: 500), Case(mode: .cursor, depth: nil), Case(mode: .cursor, depth: 500),
    ]
    static let historyHours = 1200
    /// Histories per case: a few hundred in all by default, thousands with PORTOLAN_SLOW=1.
    static let histories = getenv("PORTOLAN_SLOW") == nil ? 40 : 1000

    @Test(arguments: cases)
    func `random histories, kills, pauses, late, pending and cancelled rows lose nothing`(_ testCase: Case) async throws
    {
        for seed in 1...Self.histories {
            let run = try ModelRun(
                seed: UInt64(seed), mode: testCase.mode, depth: testCase.depth, historyHours: Self.historyHours)
            let verdict = try await run.life(historyHours: Self.historyHours)
            #expect(verdict == ModelRun.Verdict(), "seed \(seed)")
        }
    }

    /// The check has teeth: with a rule left out it finds losses.
    @Test(arguments: [
        ("settle", ModelRun.Rules(settles: false), ModelExchange.Mode.idWindow),
        ("pending", ModelRun.Rules(marksPending: false), .idWindow),
        ("overlap", ModelRun.Rules(guardsOffsets: false), .offset),
    ])
    func `leaving out a rule is found out`(_ name: String, _ rules: ModelRun.Rules, _ mode: ModelExchange.Mode)
        async throws
    {
        var found = 0
        for seed in 1...20 where found == 0 {
            let run = try ModelRun(
                seed: UInt64(seed), mode: mode, depth: nil, rules: rules, historyHours: Self.historyHours)
            found += try await run.life(historyHours: Self.historyHours).lost
        }
        #expect(found > 0, "without \(name) nothing was lost in 20 histories")
    }
}
