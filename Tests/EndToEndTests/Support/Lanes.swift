import Testing

/// Lets only a few of these tests run at a time: each of them starts several programs.
struct Lanes: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Self.turnstile.enter()
        do {
            try await function()
        } catch {
            await Self.turnstile.leave()
            throw error
        }
        await Self.turnstile.leave()
    }

    private static let turnstile = Turnstile(places: 3)

    private actor Turnstile {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []
        init(places: Int) { free = places }

        func enter() async {
            if free > 0 {
                free -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
        }
        func leave() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }
}

extension Trait where Self == Lanes {
    /// Starts real programs; at most three such tests at a time.
    static var realPrograms: Lanes { Lanes() }
}
