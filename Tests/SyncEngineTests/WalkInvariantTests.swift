import HistoryModel
import HistoryStore
import SyncEngine
import Synchronization
import Testing

/// The invariants W1-W18 of the walk, each by its number.
@Suite("Invariants of the walk")
struct WalkInvariantTests {
    @Test func `W1 windows are cut oldest first, aligned, rounded outward, never wider than allowed`() throws {
        var stream = timeStream(span: nil)
        stream.maxSpan = .days(7)
        stream.alignment = .day
        let planner = WalkPlanner(stream: stream, launched: day(0), narrowed: nil, cursorVersions: 1...1)
        let now = day(30) + .hours(5)
        var asked = IntervalSet()
        var windows: [Interval] = []
        while let window = planner.nextTimeWindow(
            syncStart: now, now: now, complete: set(days(10, 12)), asked: asked)
        {
            windows.append(window)
            asked.insert(window)
        }
        #expect(windows.first == days(0, 7))
        #expect(windows.allSatisfy { $0.until - $0.from <= .days(7) })
        #expect(windows.allSatisfy { $0.from == $0.from.startOfUTCDay && $0.until == $0.until.startOfUTCDay })
        #expect(windows.map(\.from) == windows.map(\.from).sorted())
        #expect(IntervalSet(windows).union(set(days(10, 12))).covers(Interval(day(0), now)!))
        #expect(windows.allSatisfy { $0.intersection(days(10, 12)) == nil })
    }

    @Test func `W2 from, until, bookmark, settings and facts stay the same while a window is open`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            var answer =
                number < 5 ? .next([row("k\(number)", at: day(3))], cursor: "c\(number)") : ScriptedExchange.Answer()
            answer.takes = .hours(1)
            answer.page.facts = [TextPair("seen", String(number))]
            return answer
        }
        try await exchange.sync()
        let asks = exchange.asks
        #expect(asks.count == 6)
        #expect(Set(asks.map(\.from)).count == 1 && Set(asks.map(\.until)).count == 1)
        #expect(Set(asks.map(\.bookmark)).count == 1 && Set(asks.map(\.facts)).count == 1)
        #expect(Set(asks.map(\.now)).count > 1)
        #expect(asks.map { String(decoding: $0.cursor, as: UTF8.self) } == ["", "c0", "c1", "c2", "c3", "c4"])
    }

    @Test func `W3 a step killed before its commit is asked again the same, and a stored key is never doubled`()
        async throws
    {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            if number == 2 { throw CancellationError() }
            return .next([row("k\(number)", at: day(3))], cursor: "c\(number)")
        }
        await #expect(throws: CancellationError.self) { try await exchange.sync() }
        let interrupted = try #require(try exchange.window())
        #expect(interrupted.cursor == Array("c1".utf8))
        exchange.forgetAsks()
        exchange.script { ask, _ in
            #expect(ask.cursor == Array("c1".utf8))
            return ScriptedExchange.Answer([row("k1", at: day(3)), row("k2", at: day(3))])
        }
        try await exchange.sync()
        #expect(exchange.asks.count == 1)
        #expect(try exchange.states().keys.sorted() == ["k0", "k1", "k2"])
    }

    @Test func `W4 only an ended window is complete, up to walk start less settle, without gaps and pending instants`()
        async throws
    {
        let exchange = try ScriptedExchange([timeStream(span: 100, settle: .days(2))]) { _, _ in
            ScriptedExchange.Answer(
                [row("done", at: day(10)), row("waits", at: day(20), flags: .pending)],
                gaps: [Gap(days(30, 31), .clamped)])
        }
        try await exchange.sync()
        let map = try exchange.coverage()
        let second = Interval(day(20), day(20) + .seconds(1))!
        #expect(map.complete == set(days(0, 98)).subtracting(set(days(30, 31), second)))
        #expect(map.instants { $0.state == .settling } == set(second, days(98, 100)))
        #expect(map.instants { $0.state == .gap } == set(days(30, 31)))
    }

    @Test func `A3 T3 an empty window never ends the walk, and neither do three of them`() async throws {
        let rows = [row("old", at: day(5)), row("new", at: day(45))]
        let exchange = try ScriptedExchange([timeStream(span: 10)]) { ask, _ in
            ScriptedExchange.Answer(rows.filter { ask.from <= $0.time && $0.time < ask.until })
        }
        try await exchange.sync()
        #expect(exchange.asks.map(\.from) == (0..<10).map { day($0 * 10) })
        #expect(try exchange.states().keys.sorted() == ["new", "old"])
        #expect(try exchange.coverage().complete == set(days(0, 100)))
    }

    @Test func `W4 an unfinished window is not complete`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            if number == 1 { throw CancellationError() }
            return .next([row("a", at: day(1))], cursor: "c")
        }
        _ = try? await exchange.sync()
        #expect(try exchange.coverage().complete.isEmpty)
    }

    @Test func `W4 a limit that rolled on counts when the last page answered`() async throws {
        let stream = timeStream(span: 100, bounds: [.init(.rolling(.days(30)))])
        let exchange = try ScriptedExchange([stream]) { _, number in
            var answer = number == 0 ? .next([row("a", at: day(80))], cursor: "c") : ScriptedExchange.Answer()
            answer.takes = .days(3)
            return answer
        }
        try await exchange.sync()
        let map = try exchange.coverage()
        #expect(map.complete == set(days(76, 100)))
        #expect(map.instants { $0.state == .unreadable && $0.reason == "rolling 30 days" } == set(days(70, 76)))
    }

    @Test func `W5 a bookmark is handed out only when its walk began before the first open instant`() async throws {
        let exchange = try ScriptedExchange([cursorStream(settle: .days(5))]) { ask, _ in
            ScriptedExchange.Answer(
                [], .end(bookmark: Array("head@\(ask.now.nanoseconds / Span.nanosecondsPerDay)".utf8)))
        }
        try await exchange.sync()
        #expect(exchange.asks.last?.bookmark == [])
        exchange.wait(.days(2))
        try await exchange.sync()
        // The first walk began at day 100, but only day 95 is settled: nothing may be skipped yet.
        #expect(exchange.asks.last?.bookmark == [])
        exchange.wait(.days(10))
        try await exchange.sync()
        #expect(exchange.asks.last?.bookmark == [])
        exchange.wait(.days(1))
        try await exchange.sync()
        #expect(exchange.asks.last?.bookmark == Array("head@102".utf8))
        #expect(exchange.asks.last?.from == day(102))
    }

    @Test func `W5 a bookmark the exchange no longer knows is given up, and everything is read`() async throws {
        let exchange = try ScriptedExchange([cursorStream(settle: .days(1))]) { ask, _ in
            ask.bookmark == Array("gone".utf8)
                ? .failing(ExchangeError(.badRequest, message: "no such row"))
                : ScriptedExchange.Answer(
                    [row("a", at: day(50))],
                    .end(bookmark: Array((ask.now < day(101) ? "gone" : "kept").utf8)))
        }
        try await exchange.sync()
        exchange.wait(.days(3))
        try await exchange.sync()
        exchange.forgetAsks()
        exchange.wait(.days(3))
        #expect(try await exchange.sync().state == .ok)
        #expect(exchange.asks.map(\.bookmark) == [Array("gone".utf8), []])
        #expect(exchange.asks.last?.from == day(0))
        #expect(try exchange.coverage().complete == set(days(0, 105)))
        // The next bookmark is a good one.
        exchange.forgetAsks()
        exchange.wait(.days(3))
        try await exchange.sync()
        #expect(exchange.asks.map(\.bookmark) == [Array("kept".utf8)])
        // A position in the middle of a walk is another matter: it begins again or fails as before.
        exchange.script { _, _ in .failing(ExchangeError(.badRequest, message: "no such row")) }
        exchange.wait(.days(3))
        #expect(try await exchange.sync().state != .ok)
    }

    @Test func `W6 a pending key missing from a finished re-read becomes void`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            ScriptedExchange.Answer([row("waits", at: day(20), flags: .pending)])
        }
        try await exchange.sync()
        #expect(try exchange.states()["waits"]?.flags == .pending)
        exchange.script { _, _ in ScriptedExchange.Answer() }
        try await exchange.sync()
        #expect(try exchange.states()["waits"]?.flags.contains(.void) == true)
        #expect(try exchange.states()["waits"]?.flags.contains(.pending) == false)
        #expect(try exchange.coverage().complete == set(days(0, 100)))
    }

    @Test func `W7 coverage is kept unit by unit, and a new unit starts not asked over its listed span`() async throws {
        var markets = StreamDeclaration(name: "markets", label: "Markets", role: .units, walk: .snapshot)
        markets.support = .readable
        var trades = timeStream("trades", span: 100)
        trades.unitStream = 0
        let listed = Mutex([HistoryUnit(kind: .market, key: "A")])
        let exchange = try ScriptedExchange([markets, trades]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 0 { answer.page.units = listed.withLock { $0 } }
            return answer
        }
        try await exchange.sync()
        listed.withLock { $0.append(HistoryUnit(kind: .market, key: "B", listedFrom: day(40), listedUntil: day(60))) }
        exchange.forgetAsks()
        exchange.wait(.days(1))
        try await exchange.sync()
        let units = try exchange.store.units(connection: exchange.connection.id, lister: "markets")
        #expect(units.map(\.unit.key) == ["A", "B"])
        #expect(try exchange.coverage("trades", unit: units[0].id).complete == set(days(0, 101)))
        #expect(try exchange.coverage("trades", unit: units[1].id).complete == set(days(40, 60)))
        let second = exchange.asks.filter { $0.unit?.key == "B" }
        #expect(second.map(\.from) == [day(40)])
    }

    @Test func `W8 a walk that comes back to an old cursor, or makes no progress, is stopped`() async throws {
        let circling = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            .next([row("k\(number)", at: day(1))], cursor: "c\(number % 3)")
        }
        try await circling.sync()
        #expect(circling.asks.count == 4)
        #expect(try circling.coverage().instants { $0.state == .failed } == set(days(0, 100)))

        let repeating = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            .next([row("same", at: day(1))], cursor: "c\(number)")
        }
        try await repeating.sync()
        #expect(repeating.asks.count < 10)
        #expect(try repeating.coverage().complete.isEmpty)
    }

    @Test func `W8 of a failed page nothing is kept`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            var answer = ScriptedExchange.Answer.failing(ExchangeError(.malformed, message: "no"))
            answer.page.records = RecordBatch([row("a", at: day(1))])
            return answer
        }
        try await exchange.sync()
        #expect(try exchange.states().isEmpty)
        #expect(try exchange.coverage().complete.isEmpty)
    }

    @Test func `W9 offset pages that share no row begin the window again`() async throws {
        let stream = timeStream(span: 100) { $0.paging = .offset }
        let exchange = try ScriptedExchange([stream]) { ask, number in
            switch number {
            case 0: .next([row("a", at: day(9)), row("b", at: day(8))], cursor: "2")
            case 1: .next([row("d", at: day(6))], cursor: "3")
            case 2: .next([row("b", at: day(8)), row("c", at: day(7))], cursor: "2")
            default: ScriptedExchange.Answer([row("c", at: day(7)), row("d", at: day(6))])
            }
        }
        try await exchange.sync()
        #expect(exchange.asks.map { String(decoding: $0.cursor, as: UTF8.self) } == ["", "2", "", "2"])
        #expect(try exchange.states().keys.sorted() == ["a", "b", "c", "d"])
    }

    @Test func `W9 a count that changes restarts, one not reached restarts once and is then shown as short`()
        async throws
    {
        let stream = timeStream(span: 100) { $0.paging = .offset }
        let changing = try ScriptedExchange([stream]) { _, number in
            switch number {
            case 0: .next([row("a", at: day(9))], cursor: "1", total: 2)
            case 1: ScriptedExchange.Answer([row("a", at: day(9)), row("b", at: day(8))], total: 3)
            case 2: .next([row("n", at: day(9)), row("a", at: day(9))], cursor: "2", total: 3)
            default: ScriptedExchange.Answer([row("a", at: day(9)), row("b", at: day(8))], total: 3)
            }
        }
        try await changing.sync()
        #expect(changing.asks.count == 4)
        #expect(try changing.coverage().complete == set(days(0, 100)))

        let short = try ScriptedExchange([stream]) { _, _ in
            ScriptedExchange.Answer([row("a", at: day(9))], total: 2)
        }
        try await short.sync()
        #expect(short.asks.count == 2)
        let shortfall = try #require(try short.store.shortfalls(stream: try short.streamID()).first)
        #expect(shortfall.counted == 2 && shortfall.served == 1)
    }

    @Test func `W10 split halves the window down to the resolution, and completes nothing itself`() async throws {
        let stream = timeStream(span: 4) { $0.resolution = .days(1) }
        let exchange = try ScriptedExchange([stream], now: day(4)) { ask, _ in
            // Day 2 holds more than can be paged.
            ask.from <= day(2) && day(2) < ask.until ? ScriptedExchange.Answer([], .split) : ScriptedExchange.Answer()
        }
        try await exchange.sync()
        #expect(
            exchange.asks.compactMap { Interval($0.from, $0.until) } == [
                days(0, 4), days(0, 2), days(2, 4), days(2, 3), days(3, 4),
            ])
        let map = try exchange.coverage()
        #expect(map.complete == set(days(0, 2), days(3, 4)))
        #expect(map.instants { $0.state == .unreadable && $0.reason == "last_n" } == set(days(2, 3)))
        exchange.forgetAsks()
        try await exchange.sync()
        #expect(exchange.asks.isEmpty)
    }

    @Test func `W11 a restart drops cursor and gaps and keeps records, and the fifth fails the window`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { ask, number in
            if ask.cursor.isEmpty { return .next([row("k\(number)", at: day(1))], cursor: "c\(number)") }
            return .failing(ExchangeError(.range, retry: .restartWindow, message: "begin again"))
        }
        try await exchange.sync()
        #expect(exchange.asks.count == 10)
        #expect(try exchange.states().count == 5)
        #expect(try exchange.coverage().instants { $0.state == .failed } == set(days(0, 100)))
    }

    @Test func `W11 every retry calls request again`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, number in
            number < 3
                ? .failing(ExchangeError(.exchangeUnavailable, retry: .sameRequest, message: "busy"))
                : ScriptedExchange.Answer()
        }
        try await exchange.sync()
        #expect(exchange.asks.count == 4)
        #expect(try exchange.coverage().complete.covers(days(0, 100)))
        #expect(exchange.state.withLock { $0.slept } > .seconds(1))
    }

    @Test func `W12 an answer that is no success never counts as an empty page`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)]) { _, _ in
            var answer = ScriptedExchange.Answer()
            answer.status = 503
            return answer
        }
        let outcome = try await exchange.sync()
        #expect(outcome.streams.first?.error?.kind == .adapterFault)
        #expect(try exchange.coverage().complete.isEmpty)
    }

    @Test func `W12 a row outside the window proves that the range was ignored`() async throws {
        let exchange = try ScriptedExchange([timeStream()], now: day(20)) { ask, _ in
            ScriptedExchange.Answer([row("a", at: day(15))])
        }
        let outcome = try await exchange.sync()
        #expect(outcome.state != .ok)
        #expect(try exchange.coverage().complete == set(days(10, 20)))
        #expect(try exchange.coverage().instants { $0.state == .failed } == set(days(0, 10)))

        let updated = try ScriptedExchange([timeStream(change: { $0.timeBasis = .updated })], now: day(20)) { ask, _ in
            ScriptedExchange.Answer([row("a", at: day(15))])
        }
        #expect(try await updated.sync().state == .ok)
    }

    @Test func `W13 a full sync reads all again, takes nothing back, and marks what it should have met`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 50)]) { ask, _ in
            ScriptedExchange.Answer(ask.from == day(0) ? [row("a", at: day(1)), row("b", at: day(2))] : [])
        }
        try await exchange.sync()
        exchange.forgetAsks()
        exchange.script { ask, _ in
            #expect(ask.isFull)
            return ScriptedExchange.Answer(ask.from == day(0) ? [row("a", at: day(1))] : [])
        }
        let outcome = try await exchange.sync(full: true)
        #expect(exchange.asks.map(\.from) == [day(0), day(50)])
        #expect(outcome.streams[0].counts.noLongerServed == 1)
        #expect(outcome.streams[0].counts.unchanged == 1)
        #expect(try exchange.states().keys.sorted() == ["a", "b"])
        #expect(try exchange.coverage().complete == set(days(0, 100)))
    }

    @Test func `W13 a full sync that was cut short goes on where it stopped`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 25)]) { _, _ in ScriptedExchange.Answer() }
        try await exchange.sync()
        exchange.forgetAsks()
        exchange.script { _, number in
            if number == 2 { throw CancellationError() }
            return ScriptedExchange.Answer()
        }
        _ = try? await exchange.sync(full: true)
        exchange.forgetAsks()
        exchange.script { _, _ in ScriptedExchange.Answer() }
        try await exchange.sync(full: true)
        #expect(exchange.asks.map(\.from) == [day(50), day(75)])
    }

    @Test func `W14 a cursor of a version the adapter no longer reads begins the window again`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 100)], cursorVersions: 1...1) { _, number in
            if number == 1 { throw CancellationError() }
            return .next([row("a", at: day(1))], cursor: "old")
        }
        _ = try? await exchange.sync()
        var newer = exchange.manifest
        newer.cursorVersion = 3
        newer.cursorVersionMin = 2
        exchange.forgetAsks()
        exchange.script { ask, _ in
            #expect(ask.cursor.isEmpty && ask.cursorVersion == 3)
            return ScriptedExchange.Answer()
        }
        try await exchange.sync(manifest: newer)
        #expect(try exchange.coverage().complete == set(days(0, 100)))
        #expect(try exchange.states().keys.sorted() == ["a"])
    }

    @Test func `W14 a bookmark of a version the adapter no longer reads counts as absent`() {
        let planner = WalkPlanner(stream: cursorStream(), launched: day(0), narrowed: nil, cursorVersions: 2...3)
        let old = WalkBookmark(walkStart: day(90), bookmark: [1], cursorVersion: 1)
        let plan = planner.nextCursorWalk(
            syncStart: day(100), now: day(100), complete: set(days(0, 95)), bookmarks: [old], full: false)
        #expect(plan?.bookmark == nil)
        #expect(plan?.window == days(0, 100))
    }

    @Test func `W15 a newer parse reads kept pages again: records only, what it no longer produces is marked`()
        async throws
    {
        let keeping = EndpointRow(name: "rows", method: .get, path: "/rows")
        let exchange = try ScriptedExchange([timeStream(span: 50)], endpoint: keeping) { ask, _ in
            ScriptedExchange.Answer(
                ask.from == day(0)
                    ? [row("a", at: day(1), label: "old"), row("b", at: day(2)), row("c", at: day(3), label: "same")]
                    : [])
        }
        try await exchange.sync()
        let before = try exchange.coverage()
        // What it says beside records does not count, and nothing is sent.
        exchange.forgetAsks()
        let world = exchange.replayWorld { ask in
            #expect(ask.isReplay)
            var answer = ScriptedExchange.Answer(
                [row("a", at: day(1), label: "new"), row("d", at: day(2)), row("c", at: day(3), label: "same")],
                .next(cursor: [1], notBefore: nil))
            answer.page.facts = [TextPair("x", "y")]
            return answer.page
        }
        let outcome = try await PageReplay(
            connection: exchange.connection, world: world, store: exchange.store
        ).run()
        #expect(outcome.pages == 1 && outcome.unread == 0)
        #expect(outcome.counts.added == 1 && outcome.counts.changed == 1 && outcome.counts.unchanged == 1)
        #expect(outcome.counts.noLongerServed == 1)
        let states = try exchange.states()
        #expect(states.keys.sorted() == ["a", "b", "c", "d"] && states["a"]?.label == "new")
        #expect(try exchange.coverage() == before && exchange.window() == nil)
        #expect(try exchange.store.facts(connection: exchange.connection.id).isEmpty)
    }

    @Test func `W15 a page the newer adapter cannot read marks nothing`() async throws {
        let keeping = EndpointRow(name: "rows", method: .get, path: "/rows")
        let exchange = try ScriptedExchange([timeStream(span: 100)], endpoint: keeping) { _, _ in
            ScriptedExchange.Answer([row("a", at: day(1))])
        }
        try await exchange.sync()
        let world = exchange.replayWorld { _ in
            ScriptedExchange.Answer.failing(ExchangeError(.malformed, message: "no")).page
        }
        let outcome = try await PageReplay(
            connection: exchange.connection, world: world, store: exchange.store
        ).run()
        #expect(outcome.pages == 1 && outcome.unread == 1 && outcome.counts == StepCounts())
    }

    @Test func `W16 a narrowing shrinks what is asked and never takes complete back`() async throws {
        var key = StreamDeclaration(name: "key", label: "Key", role: .key, walk: .snapshot)
        key.support = .readable
        let narrow = Mutex(false)
        let exchange = try ScriptedExchange([key, timeStream(span: 100)]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 0, narrow.withLock({ $0 }) {
                answer.page.narrowings = [Narrowing(stream: nil, reason: .key, interval: days(50, 1000))]
            }
            return answer
        }
        try await exchange.sync()
        narrow.withLock { $0 = true }
        exchange.wait(.days(10))
        exchange.forgetAsks()
        try await exchange.sync()
        #expect(exchange.asks.filter { $0.stream == 1 }.allSatisfy { $0.from >= day(50) })
        #expect(try exchange.coverage().complete == set(days(0, 110)))

        let narrowed = try ScriptedExchange([key, timeStream(span: 100)]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 0 {
                answer.page.narrowings = [Narrowing(stream: nil, reason: .key, interval: days(50, 1000))]
            }
            return answer
        }
        try await narrowed.sync()
        #expect(try narrowed.coverage().complete == set(days(50, 100)))
    }

    @Test func `W17 key, units, history, balance, and a failure stays in its stream, unit and window`() async throws {
        var balance = StreamDeclaration(name: "balance", label: "Balance", role: .balance, walk: .snapshot)
        balance.support = .readable
        var key = balance
        key.name = "key"
        key.role = .key
        var markets = balance
        markets.name = "markets"
        markets.role = .units
        var trades = timeStream("trades", span: 50)
        trades.unitStream = 3
        let streams = [balance, trades, timeStream("other", span: 100), markets, key]
        let exchange = try ScriptedExchange(streams) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 3 { answer.page.units = ["A", "B"].map { HistoryUnit(kind: .market, key: $0) } }
            if ask.unit?.key == "A", ask.from == day(0) {
                return .failing(ExchangeError(.badRequest, message: "no such market"))
            }
            return answer
        }
        let outcome = try await exchange.sync()
        #expect(outcome.streams.map(\.stream) == ["key", "markets", "other", "trades", "balance"])
        #expect(outcome.state == .partial)
        let units = try exchange.store.units(connection: exchange.connection.id, lister: "markets")
        #expect(try exchange.coverage("trades", unit: units[0].id).complete == set(days(50, 100)))
        #expect(try exchange.coverage("trades", unit: units[0].id).instants { $0.state == .failed } == set(days(0, 50)))
        #expect(try exchange.coverage("trades", unit: units[1].id).complete == set(days(0, 100)))
        #expect(try exchange.coverage("other").complete == set(days(0, 100)))
    }

    @Test func `what several streams say is held is one report, and with one of them missing there is none`()
        async throws
    {
        let streams = ["funding", "trading"].map { name in
            var stream = StreamDeclaration(name: name, label: name, role: .balance, walk: .snapshot)
            stream.support = .readable
            return stream
        }
        let fails = Mutex(false)
        let exchange = try ScriptedExchange(streams + [timeStream(span: 100)]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            if ask.stream == 1, fails.withLock({ $0 }) {
                return .failing(ExchangeError(.badRequest, message: "not today"))
            }
            if ask.stream < 2 {
                answer.page.balances = [ReportedBalance(wallet: "", asset: "BTC", amount: "\(ask.stream + 1)")]
            }
            return answer
        }
        try await exchange.sync()
        exchange.wait(.days(1))
        fails.withLock { $0 = true }
        try await exchange.sync()
        let reports = try exchange.store.balanceReports(connection: exchange.connection.id)
        #expect(reports.map { $0.balances.map(\.amount) } == [["3"]])
    }

    @Test func `W18 a row that starts a job is not sent again after an unclear failure`() async throws {
        let job = EndpointRow(name: "job", method: .post, path: "/job", startsJob: true)
        let exchange = try ScriptedExchange([timeStream(span: 100)], endpoint: job) { _, _ in
            .failing(ExchangeError(.network, retry: .sameRequest, message: "reset"))
        }
        try await exchange.sync()
        #expect(exchange.asks.count == 1)
    }

    @Test func `a host clock that runs ahead completes nothing the exchange has not lived through`() async throws {
        let exchange = try ScriptedExchange([timeStream(span: 1000)], now: day(100)) { _, _ in
            var answer = ScriptedExchange.Answer()
            // The first answer's Date shows that it is only day 90.
            answer.takes = Span(nanoseconds: 0) - .days(10)
            return answer
        }
        try await exchange.sync()
        #expect(try exchange.coverage().complete == set(days(0, 90)))
    }

    @Test func `a key that may trade stops the sync before any history is read`() async throws {
        let key = StreamDeclaration(name: "key", label: "Key", role: .key, walk: .snapshot)
        let exchange = try ScriptedExchange([key, timeStream()]) { ask, _ in
            var answer = ScriptedExchange.Answer()
            answer.page.key = KeyFacts(rights: [.read, .trade])
            return answer
        }
        let outcome = try await exchange.sync()
        #expect(outcome.state == .failed && outcome.reason.contains("trade"))
        #expect(exchange.asks.count == 1)
    }
}
