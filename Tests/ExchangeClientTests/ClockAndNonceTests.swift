import ExchangeClient
import HistoryModel
import Testing

@Suite("The exchange's clock is learnt from its answers")
struct HostClockTests {
    private static let base = Instant(iso8601: "1994-11-15T08:12:31Z")!
    private static let date = "Tue, 15 Nov 1994 08:12:31 GMT"

    @Test func `a clock that agrees within the resolution of Date is left alone`() {
        let clocks = HostClocks()
        for start in [100, 300, 500, 700, 900] as [Int64] {
            clocks.learn(
                "h", date: Self.date, age: nil, sent: Self.base + .milliseconds(start),
                received: Self.base + .milliseconds(start + 80))
        }
        #expect(clocks.offset("h") == .zero)
        #expect(clocks.exchangeTime("h", at: Self.base) == Self.base)
        #expect(clocks.offset("other") == .zero)
    }

    @Test func `a clock that is wrong is corrected, the better the more answers there are`() {
        let clocks = HostClocks()
        let wrong = Span.seconds(-37)
        // Answers written at 31.05 s and 31.95 s of the exchange's clock.
        for milliseconds in [50, 950] as [Int64] {
            let true0 = Self.base + .milliseconds(milliseconds)
            clocks.learn(
                "h", date: Self.date, age: nil, sent: true0 + wrong - .milliseconds(20),
                received: true0 + wrong + .milliseconds(20))
        }
        let error = clocks.offset("h").nanoseconds - 37_000_000_000
        #expect(abs(error) < 60_000_000)
    }

    @Test func `cached, slow, absurd and unreadable dates teach nothing`() {
        let clocks = HostClocks()
        let late = Self.base + .seconds(60)
        clocks.learn("h", date: Self.date, age: "60", sent: late, received: late)
        clocks.learn("h", date: Self.date, age: nil, sent: late, received: late + .seconds(11))
        clocks.learn("h", date: Self.date, age: nil, sent: late + .days(2), received: late + .days(2))
        clocks.learn("h", date: "yesterday", age: nil, sent: late, received: late)
        clocks.learn("h", date: nil, age: nil, sent: late, received: late)
        clocks.learn("h", date: "Tue, 99 Nov 1994 08:12:31 GMT", age: nil, sent: late, received: late)
        #expect(clocks.offset("h") == .zero)
    }

    @Test func `when a clock is set, the newest answer counts`() {
        let clocks = HostClocks()
        func answer(_ skew: Span) {
            let sent = Self.base + .milliseconds(500) + skew
            clocks.learn("h", date: Self.date, age: nil, sent: sent, received: sent)
        }
        answer(.seconds(-30))
        #expect(abs(clocks.offset("h").nanoseconds - 30_000_000_000) <= 500_000_000)
        answer(.zero)
        #expect(clocks.offset("h") == .zero)
    }
}

@Suite("Nonces only ever rise")
struct NonceKeeperTests {
    private static let start = Instant(seconds: 1_700_000_000)

    @Test(arguments: [SigningPart.TimeFormat.seconds, .milliseconds, .microseconds, .nanoseconds])
    func `over restarts, with the clock set back, in every format`(format: SigningPart.TimeFormat) throws {
        let marks = MemoryMarkStore()
        var last: Int64 = 0
        var time = Self.start
        for round in 0..<5 {
            let keeper = NonceKeeper(marks: marks)
            for _ in 0..<20 {
                let number = try #require(Int64(try keeper.next(key: "k", format: format, time: time)))
                #expect(number > last)
                last = number
                time = time + .milliseconds(3)
            }
            time = Self.start - .hours(Int64(round))
        }
    }

    @Test func `the mark is on disk before the number is used, and one write covers many`() throws {
        let marks = MemoryMarkStore()
        let keeper = NonceKeeper(marks: marks)
        var values: Set<Int64> = []
        for index in 0..<2000 {
            let time = Self.start + .milliseconds(Int64(index))
            let number = try #require(Int64(try keeper.next(key: "k", format: .milliseconds, time: time)))
            let mark = try #require(marks.mark("nonce/k"))
            #expect(mark >= number)
            #expect(mark - number <= 5000)
            values.insert(mark)
        }
        #expect(values.count == 1)
        let full = NonceKeeper(marks: FailingMarkStore())
        #expect(throws: ExchangeError.self) { try full.next(key: "k", format: .milliseconds, time: Self.start) }
    }

    @Test func `after a restart they begin close enough to the clock`() throws {
        let marks = MemoryMarkStore()
        _ = try NonceKeeper(marks: marks).next(key: "k", format: .milliseconds, time: Self.start)
        let next = try #require(
            Int64(try NonceKeeper(marks: marks).next(key: "k", format: .milliseconds, time: Self.start)))
        #expect(next - Self.start.nanoseconds / 1_000_000 <= 5001)
    }

    @Test func `numbers a double cannot tell apart are refused`() throws {
        let marks = MemoryMarkStore()
        marks.setMark("nonce/k", 1 << 53 - 2)
        let keeper = NonceKeeper(marks: marks)
        #expect(try keeper.next(key: "k", format: .microseconds, time: Self.start) == "9007199254740991")
        let error = #expect(throws: ExchangeError.self) {
            try keeper.next(key: "k", format: .microseconds, time: Self.start)
        }
        #expect(error?.retry == .newCredential)
    }

    @Test func `keys do not share their numbers, and wait for each other one by one`() async throws {
        let keeper = NonceKeeper(marks: MemoryMarkStore())
        let inside = Shared((now: 0, most: 0))
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask {
                    let key = "k\(index % 2)"
                    guard await keeper.enter(key) else { return }
                    if index % 2 == 0 { inside.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
                    try? await Task.sleep(for: .milliseconds(1))
                    if index % 2 == 0 { inside.change { $0.now -= 1 } }
                    keeper.leave(key)
                }
            }
        }
        #expect(inside.value.most == 1)
        #expect(await keeper.enter("k0"))
        let waiting = Task { await keeper.enter("k0") }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        #expect(await waiting.value == false)
        keeper.leave("k0")
        #expect(await keeper.enter("k0"))
    }
}
