import AdapterTesting
import HistoryModel
import Testing

@Suite("Damage complains about an adapter that swallows it")
struct DamageTests {
    private let answer = Array(#"{"rows":[{"id":"a","at":17}]}"#.utf8)
    private let refusal = ExchangeError(.auth, message: "no")

    @Test func oneThatReadsEverything() throws {
        let careless = Damage(answer) { _ in nil }
        #expect(careless.truncations().count == answer.count)
        #expect(careless.flips().count == 1)
        #expect(try careless.otherValues().isEmpty, "to read another value is no fault")
    }

    @Test func oneThatCallsDamageSomethingElse() throws {
        let confused = Damage(answer) { _ in refusal }
        #expect(confused.truncations().count == answer.count)
        #expect(confused.flips().count == answer.count * 8)
        // Five values, ten others for each.
        #expect(try confused.otherValues().count == 50)
        let told = Damage(answer, isTold: { $0.kind == .auth }) { _ in refusal }
        #expect(try told.flips().isEmpty && told.otherValues().isEmpty)
    }

    @Test func oneThatRefusesAll() throws {
        let strict = Damage(answer) { _ in ExchangeError(.malformed, message: "no") }
        #expect(try strict.truncations().isEmpty && strict.flips().isEmpty && strict.otherValues().isEmpty)
    }
}
