import HistoryModel
import Testing

@Suite("Sets of intervals and maps of coverage")
struct IntervalTests {
    /// A set of small whole numbers, against which the interval arithmetic is held.
    private func points(_ set: IntervalSet) -> Set<Int64> {
        Set((0..<64).filter { set.contains(Instant(nanoseconds: $0)) })
    }
    private func random(_ generator: inout SystemRandomNumberGenerator) -> Interval {
        let from = Int64.random(in: 0..<60, using: &generator)
        return Interval(
            Instant(nanoseconds: from), Instant(nanoseconds: from + .random(in: 1...12, using: &generator)))!
    }

    @Test func `insert, remove, union, intersection and difference are those of sets`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var left = IntervalSet()
            var right = IntervalSet()
            for _ in 0..<5 {
                left.insert(random(&generator))
                right.insert(random(&generator))
                if Bool.random() { left.remove(random(&generator)) }
            }
            #expect(points(left.union(right)) == points(left).union(points(right)))
            #expect(points(left.intersection(right)) == points(left).intersection(points(right)))
            #expect(points(left.subtracting(right)) == points(left).subtracting(points(right)))
            for pair in zip(left.intervals, left.intervals.dropFirst()) { #expect(pair.0.until < pair.1.from) }
        }
    }

    @Test func `painting is last wins, but nothing paints over complete unless it takes it back`() {
        var map = CoverageMap()
        let whole = Interval(Instant(nanoseconds: 0), Instant(nanoseconds: 10))!
        let middle = Interval(Instant(nanoseconds: 4), Instant(nanoseconds: 6))!
        map.paint(whole, .failed, reason: "x")
        map.paint(middle, .complete)
        map.paint(whole, .settling)
        #expect(map.intervals.map(\.state) == [.settling, .complete, .settling])
        map.paint(middle, .settling, reason: "pending", takesBackComplete: true)
        #expect(map.complete.isEmpty)
        map.paint(whole, .complete)
        #expect(map.intervals == [CoverageInterval(whole, .complete)])
    }

    @Test func `a secret never prints`() {
        let secret = Secret("hunter2-very-secret")
        #expect("\(secret)" == "<secret>" && String(reflecting: secret) == "<secret>")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        dump(Credentials(scheme: "s", fields: ["k": secret]), to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(secret.withBytes { Array($0) } == Array("hunter2-very-secret".utf8))
        #expect(secret == Secret("hunter2-very-secret") && secret != Secret("hunter2-very-secres"))
    }

    @Test func `bounds hold all at once, and months are calendar months`() {
        let now = Instant(year: 2026, month: 5, day: 31)
        var stream = StreamDeclaration(name: "s", label: "S", role: .history, walk: .byTime)
        stream.bounds = [
            HistoryBound(.rolling(.calendarMonths(3))), HistoryBound(.since(Instant(year: 2020, month: 1, day: 1))),
            HistoryBound(.delayed(.days(1))),
        ]
        let launched = Instant(year: 2017, month: 1, day: 1)
        #expect(stream.readable(at: now, launched: launched)?.from == Instant(year: 2026, month: 2, day: 28))
        #expect(stream.readable(at: now, launched: launched)?.until == Instant(year: 2026, month: 5, day: 30))
        #expect(stream.bindingBound(at: now, launched: launched)?.text == "rolling 3 calendar months")
        stream.bounds = []
        #expect(stream.isLimited)
        stream.bounds = [HistoryBound(.unlimited)]
        #expect(!stream.isLimited && stream.readable(at: now, launched: launched)?.from == launched)
    }

    @Test func `JSON text escapes what it must`() {
        let value = JSONValue.object([("a\"\n", .array([.int(1), .null, .bool(true), .string("\u{1}é")]))])
        #expect(value.text() == #"{"a\"\n":[1,null,true,"\u0001é"]}"#)
    }
}
