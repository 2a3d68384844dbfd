import HistoryModel
import Testing

/// Clocks that disagree: no row is lost to them, now or later.
@Suite("A wrong clock", .realPrograms, .timeLimit(.minutes(40)))
struct ClockTests {
    struct Skew: Sendable, CustomTestStringConvertible {
        var name: String
        var seconds: Int
        var testDescription: String { name }
    }
    private static let skews = [
        Skew(name: "three hours ahead", seconds: 3 * 3600), Skew(name: "three hours behind", seconds: -3 * 3600),
        Skew(name: "three days ahead", seconds: 3 * 86_400), Skew(name: "three days behind", seconds: -3 * 86_400),
        Skew(name: "a year ahead", seconds: 365 * 86_400), Skew(name: "a year behind", seconds: -365 * 86_400),
    ]
    /// Slow enough that an answer takes less than a second of its clock, and a life that goes on.
    private static var account: SimulatorProcess.Account {
        var account = SimulatorProcess.Account(size: 300, years: 1, now: "2012-08-01T12:00:00Z")
        account.options = ["--future-days", "40", "--tier", "off"]
        account.settledAfterSeconds = 0
        account.speed = 60
        return account
    }

    @Test("of this machine costs no row, neither of the past nor of the days to come", arguments: skews)
    func ofThisMachine(_ skew: Skew) async throws {
        try await Scene.play(Self.account) { scene in
            let wrong = scene.host.skewed(bySeconds: skew.seconds)
            let connected = try await wrong.connect()
            let first = try await wrong.sync()
            #expect([0, 4, 5].contains(first.code), "\(first.said)")
            try await wrong.stored().expectPart(of: try scene.exchange.truth())
            // Life goes on in the very days a clock that is ahead has claimed to have seen.
            for _ in 0..<3 {
                try scene.exchange.advance(seconds: 86_400)
                _ = try await wrong.sync()
            }
            try scene.exchange.advance(seconds: 50 * 86_400)
            if connected.code != 0 { try await scene.host.connected() }
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            #expect(truth.future.isEmpty)
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("of the exchange, told by its Date, costs no row", arguments: skews)
    func ofTheExchange(_ skew: Skew) async throws {
        try await Scene.play(Self.account) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["dateSkewSeconds": "\(skew.seconds)"])
            let first = try await scene.host.sync()
            #expect([0, 4, 5].contains(first.code), "\(first.said)")
            try await scene.host.stored().expectPart(of: try scene.exchange.truth())
            for _ in 0..<3 {
                try scene.exchange.advance(seconds: 86_400)
                _ = try await scene.host.sync()
            }
            try scene.exchange.set([:])
            try scene.exchange.advance(seconds: 50 * 86_400)
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            #expect(truth.future.isEmpty)
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("set by PORTOLAN_NOW that is no time is refused with exit code 2")
    func noTime() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let result = try await scene.host.with(["PORTOLAN_NOW": "yesterday"]).run("connections", "list")
            #expect(result.code == 2, "\(result.said)")
            #expect(result.errors.contains("PORTOLAN_NOW"))
        }
    }
}
