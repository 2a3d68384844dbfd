import ExchangeSimulator
import HistoryModel
import Testing

/// A row of no exchange.
private struct PlainRow: ServedRow {
    var time: Int64
    var serial: UInt32
    var unit = ""
    var isDetail = false
    var settles: Int64 = 0
    var units: Int64 = 100
    var id: String { "r\(serial)" }
    var movements: [Movement] {
        [Movement("BTC", units: units, decimals: 2), Movement("BTC", units: 1, decimals: 2, isFee: true)]
    }
    func state(at now: Instant) -> RowState { now.nanoseconds < settles ? .pending : .final }
    func body(at now: Instant) -> JSONValue { .object([("n", .int(Int64(serial)))]) }
    static func sudden(in history: String, serial: UInt32, at time: Instant) -> PlainRow {
        PlainRow(time: time.nanoseconds, serial: serial)
    }
    mutating func amend() { units += 1 }
}

@Suite("The shared account") struct AccountTests {
    let start = Instant(year: 2026, month: 6, day: 1)
    var settings: AccountSettings {
        AccountSettings(start: start, credentials: SimulatedCredentials(key: "k", secret: "s"))
    }
    private func books(
        _ count: Int, _ settings: AccountSettings, newestFirst: Bool = true
    ) -> AccountBooks<PlainRow> {
        let rows = (0..<count).map { number in
            PlainRow(
                time: (start - .hours(Int64(count - number))).nanoseconds, serial: UInt32(number),
                unit: number % 2 == 0 ? "even" : "odd")
        }
        return AccountBooks(
            [.init("rows", page: 5, newestFirst: newestFirst, rows: rows.reversed())], settings: settings)
    }

    @Test func rowsAreOldestFirstAndHalfOpen() {
        let books = books(10, settings)
        #expect(books.rows("rows", at: start).map(\.serial) == Array(0..<10))
        #expect(books.rows("rows", unit: "odd", at: start).map(\.serial) == [1, 3, 5, 7, 9])
        #expect(
            books.rows("rows", from: start - .hours(4), until: start - .hours(2), at: start).map(\.serial) == [6, 7])
        #expect(books.rows("rows", at: start - .hours(9)).map(\.serial) == [0, 1])
        #expect(books.rows("others", at: start).isEmpty)
    }

    @Test func balancesLeaveOutFeesDetailsAndWhatIsPending() throws {
        var rows = [PlainRow(time: start.nanoseconds - 2, serial: 0)]
        rows.append(PlainRow(time: start.nanoseconds - 1, serial: 1, isDetail: true))
        rows.append(PlainRow(time: start.nanoseconds - 1, serial: 2, settles: start.nanoseconds + 10))
        let books = AccountBooks([.init("rows", page: 5, rows: rows)], settings: settings)
        #expect(books.balances(at: start).map(\.amount) == [Amount("0.99")])
        #expect(books.balances(at: start + .seconds(1)).map(\.amount) == [Amount("1.98")])
    }

    @Test func fullPagesAndTiesFallOnTheEdgesOfEachUnit() {
        var settings = settings
        settings.fullPages = true
        settings.tiesAtPageEdges = true
        for newestFirst in [true, false] {
            let books = books(27, settings, newestFirst: newestFirst)
            for unit in ["even", "odd"] {
                let rows = books.rows("rows", unit: unit, at: start)
                #expect(rows.count == 10, "\(unit)")
                #expect(rows[4].time == rows[5].time && rows[3].time < rows[4].time && rows[5].time < rows[6].time)
            }
        }
    }

    @Test func rowsComeGoAndChangeWhilePagesAreServed() throws {
        var books = books(10, settings)
        var faults = Faults()
        faults.insertEvery = 1
        faults.insertBackdateSeconds = 3600
        faults.amendEvery = 2
        faults.removeEvery = 3
        books.apply(faults)
        for _ in 0..<3 { books.pageServed("rows", oldest: books.rows("rows", at: start).first, at: start) }
        #expect(books.changes.map(\.action) == ["insert", "insert", "amend", "insert", "remove"])
        #expect(books.rows("rows", at: start).count == 12)
        #expect(throws: (any Error).self) {
            try books.change(.object([("action", .string("remove")), ("id", .string("r0"))]), at: start)
        }
    }

    @Test func lateRowsShowLater() {
        var books = books(4, settings)
        var faults = Faults()
        faults.lateEvery = 2
        faults.lateSeconds = 7200
        books.apply(faults)
        // Rows 0 and 2 show two hours after their times, which are four and two hours before the start.
        #expect(books.rows("rows", at: start).map(\.serial) == [0, 1, 2, 3])
        #expect(books.rows("rows", at: start - .minutes(30)).map(\.serial) == [0, 1, 3])
        #expect(books.rows("rows", at: start - .minutes(150)).map(\.serial) == [1])
    }

    @Test func truthTellsEveryRow() throws {
        let next = books(3, settings).truth(of: "none", settings: settings, at: start - .minutes(150))
        var text: [UInt8] = []
        while let piece = next() { text += piece }
        let truth = try JSONReading.parse(text)
        var rows: [JSONValue] = []
        if case .array(let elements) = truth["rows"] { rows = elements }
        #expect(rows.map { $0["id"]?.plainText } == ["r0", "r1", "r2"])
        #expect(rows.map { $0["future"]?.plainText } == ["false", "true", "true"])
        #expect(truth["balances"]?["BTC"]?.plainText == "0.99")
    }

    @Test func keysHaveRightsAndAnEnd() {
        var key = AccountKey(settings.credentials, created: start, reading: ["read", "see"])
        var faults = Faults()
        faults.extraRights = ["trade"]
        faults.missingRights = ["see"]
        faults.keyExpiresAfter = 2
        key.apply(faults)
        #expect(key.rights == ["read", "trade"])
        #expect([key.use(at: start), key.use(at: start), key.use(at: start)] == [true, true, false])
        faults.keyExpiresAfter = 0
        faults.keyExpiresAt = start
        key.apply(faults)
        #expect(!key.use(at: start) && key.use(at: start - .seconds(1)))
    }

    @Test func rateWindowsSlideOrBeginOnTheClock() {
        var sliding = RateWindow(3, per: .seconds(10))
        #expect(sliding.take(2, at: start) && !sliding.take(2, at: start + .seconds(9)))
        #expect(sliding.take(2, at: start + .seconds(10)) && sliding.used(at: start + .seconds(19)) == 2)
        var clock = RateWindow(3, per: .minutes(1), .onTheClock)
        #expect(clock.take(3, at: start + .seconds(59)) && !clock.take(1, at: start + .seconds(59)))
        #expect(
            clock.take(3, at: start + .seconds(60)) && clock.resets(at: start + .seconds(61)) == start + .minutes(2))
    }

    @Test func aLifeHasItsTwinsItsBurstAndItsQuietMonths() {
        var settings = settings
        settings.size = 500
        settings.years = 3
        settings.burst = 40
        settings.futureDays = 30
        let story = LifeStory(settings: settings) { _ in 1 }
        #expect(story.events.count >= 545)
        #expect(zip(story.events, story.events.dropFirst()).allSatisfy { $0.at <= $1.at })
        let twins = story.events.filter { event in
            guard case .order(_, _, _, let fills, _) = event.kind, fills.count == 2 else { return false }
            return fills[0].at == fills[1].at && fills[0].volume == fills[1].volume && fills[0].price == fills[1].price
        }
        #expect(!twins.isEmpty)
        let gaps = zip(story.events, story.events.dropFirst()).map { ($1.at - $0.at).nanoseconds }
        #expect((gaps.max() ?? 0) > Span.days(60).nanoseconds)
        #expect(story.events.contains { $0.at > start + .days(20) })
        // No row of most events: it still comes to an end.
        #expect(LifeStory(settings: settings) { _ in 0 }.events.count > 500)
    }
}
