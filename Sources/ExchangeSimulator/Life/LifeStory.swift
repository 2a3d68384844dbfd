import HistoryModel

/// The whole life of one account, event by event, oldest first.
///
/// Some two thousand rows of it fill the years whatever number of rows an exchange writes for an event: the caller says
/// how many that are (0: the exchange knows no such thing). The life holds, beside what chance brings: two stretches of
/// months without any event, an order whose two fills are equal in everything but their ids, deposits and withdrawals
/// that are under way at the start, and the burst that the settings ask for.
package struct LifeStory: Sendable {
    package private(set) var events: [LifeEvent] = []

    package init(settings: AccountSettings, rows: (LifeEvent) -> Int) {
        let times = LifeTimes(end: settings.start - .hours(1), years: settings.years, rows: settings.size)
        var life = LifeGenerator(seed: settings.seed, times: times)
        var made = 0
        while made < settings.size {
            let event = life.next(afterRows: made)
            made += max(rows(event), events.count % 50 == 49 ? 1 : 0)
            events.append(event)
        }
        events.append(Self.twins(at: times.begin + (times.end - times.begin) / 2))
        events += Self.burst(settings.burst, at: times.begin + (times.end - times.begin) / 5 * 4)
        events += Self.underWay(at: settings.start)
        if settings.futureDays > 0 {
            let end = settings.start + .days(Int64(settings.futureDays))
            let days = (times.end - times.begin).nanoseconds / Span.nanosecondsPerDay
            let more = settings.size * settings.futureDays / Int(max(1, days)) + 1
            life.go(on: LifeTimes(begin: settings.start + .minutes(1), end: end, rows: more))
            made = 0
            while made < more {
                let event = life.next(afterRows: made)
                guard event.at < end else { break }
                made += max(rows(event), 1)
                events.append(event)
            }
        }
        let sorted = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        events = sorted.map(\.element)
    }

    /// Two fills of one order at one instant, of one price and one size.
    private static func twins(at: Instant) -> LifeEvent {
        let at = at.roundedDown(to: .seconds(1))
        // 0.01 BTC at 20,000.00000 EUR.
        let fill = LifeEvent.Fill(at: at, volume: 100_000_000, price: 2_000_000_000, cost: 2_000_000, fee: 5_200)
        return LifeEvent(
            at: at, kind: .order(market: 0, buys: true, maker: true, fills: [fill, fill], feeCredits: false))
    }

    private static func burst(_ count: Int, at: Instant) -> [LifeEvent] {
        let at = at.roundedDown(to: .seconds(1))
        return (0..<max(0, count)).map { number in
            let moment = number % 2 == 0 ? at : at + Span(nanoseconds: 3_600_000_000_000 / Int64(count) * Int64(number))
            return LifeEvent(
                at: moment.roundedDown(to: .milliseconds(1)),
                kind: .stakingReward(asset: LifeCast.ether, amount: Int64(number) + 1))
        }
    }

    private static func underWay(at start: Instant) -> [LifeEvent] {
        let fails = LifeEvent.Kind.withdrawal(
            asset: LifeCast.tether, amount: 12_3400_0000, fee: 0, settled: start + .hours(2), failed: true)
        let goes = LifeEvent.Kind.withdrawal(
            asset: LifeCast.bitcoin, amount: 1_000_000, fee: 20_000, settled: start + .hours(3), failed: false)
        let comes = LifeEvent.Kind.deposit(
            asset: LifeCast.ether, amount: 250_000_000, fee: 0, credited: start + .minutes(40))
        return [
            LifeEvent(at: start - .minutes(45), kind: fails), LifeEvent(at: start - .minutes(30), kind: goes),
            LifeEvent(at: start - .minutes(20), kind: comes),
        ]
    }
}
