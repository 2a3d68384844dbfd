import HistoryModel

/// Makes up a life at an exchange, event by event, never spending what is not there.
///
/// The caller says with each call how many rows it has made of the events so far; so a life fills its years
/// whatever number of rows an exchange writes for an event.
package struct LifeGenerator {
    private var random: SeededRandom
    private var times: LifeTimes
    private var last: Instant
    private var held: [Int64]
    private var staked: [Int64]
    private var earning: [Int64]
    private var market: LifePrices
    private var opening: [@Sendable (Instant) -> LifeEvent.Kind] = [
        { _ in .credit(asset: LifeCast.feeCredits, amount: 400_000) },
        { .deposit(asset: LifeCast.tether, amount: 2_000_0000_0000, fee: 0, credited: $0) },
        { .deposit(asset: LifeCast.bitcoin, amount: 5_000_000_000, fee: 0, credited: $0) },
        { .deposit(asset: LifeCast.dollar, amount: 30_000_0000, fee: 5_0000, credited: $0) },
        { .deposit(asset: LifeCast.euro, amount: 50_000_0000, fee: 0, credited: $0) },
    ]
    /// On its way into a wallet.
    private var arrivals: [(at: Instant, wallet: WritableKeyPath<LifeGenerator, [Int64]>, asset: Int, amount: Int64)] =
        []

    package init(seed: UInt64, times: LifeTimes) {
        random = SeededRandom(seed: seed)
        self.times = times
        last = times.begin
        let none = [Int64](repeating: 0, count: LifeCast.assets.count)
        held = none
        staked = none
        earning = none
        market = LifePrices()
    }

    /// Lives on over another span, with what it has.
    package mutating func go(on times: LifeTimes) {
        self.times = times
        last = times.begin
    }

    /// The next thing that happens, when so many rows of the wanted number exist.
    package mutating func next(afterRows rows: Int) -> LifeEvent {
        let planned = LifeTimes.rounded(times.time(ofRow: rows, random: &random), random: &random)
        // Every twentieth event shares its instant with the one before.
        let at = random.chance(5) ? last : max(last, planned)
        last = at
        market.move(random: &random)
        arrive(at)
        let kind = opening.popLast()?(at) ?? choose(at: at)
        settle(kind)
        return LifeEvent(at: at, kind: kind)
    }

    /// One plain purchase with one fill: always two rows and one trade.
    package mutating func plainOrder(afterRows rows: Int) -> LifeEvent {
        let at = max(last, LifeTimes.rounded(times.time(ofRow: rows, random: &random), random: &random))
        last = at
        let fill = market.fill(LifeCast.markets[0], volume: 2_000_000, at: at, maker: false)
        let kind = LifeEvent.Kind.order(market: 0, buys: false, maker: false, fills: [fill], feeCredits: false)
        settle(kind)
        return LifeEvent(at: at, kind: kind)
    }

    /// One reward: always one row.
    package mutating func plainReward(afterRows rows: Int) -> LifeEvent {
        let at = max(last, LifeTimes.rounded(times.time(ofRow: rows, random: &random), random: &random))
        last = at
        let kind = LifeEvent.Kind.stakingReward(asset: LifeCast.ether, amount: random.number(1_000...9_000_000))
        settle(kind)
        return LifeEvent(at: at, kind: kind)
    }

    private mutating func choose(at: Instant) -> LifeEvent.Kind {
        switch random.number(0...999) {
        case ..<560: order(at: at)
        case ..<640: convert()
        case ..<690: deposit(at: at)
        case ..<740: withdrawal(at: at)
        case ..<790: stake(at: at)
        case ..<830: earnMove()
        case ..<890: reward(ofStaking: true)
        case ..<965: reward(ofStaking: false)
        case ..<975: .airdrop(asset: coin(), amount: random.number(1...50_000_000), named: random.chance(60))
        case ..<985: forcedConversion()
        case ..<992: .credit(asset: LifeCast.feeCredits, amount: random.number(100...500_000))
        default: .unheardOf(asset: LifeCast.bitcoin, amount: random.number(1...90_000))
        }
    }

    private mutating func coin() -> Int { random.pick([2, 3, 4, 5, 6, 7, 8, 9, 10]) }
    /// Something of a holding, at least one unit; nil when there is next to nothing.
    private mutating func part(of amount: Int64, percent: ClosedRange<Int64>) -> Int64? {
        amount < 10_000 ? nil : amount / 1000 * random.number(percent.lowerBound * 10...percent.upperBound * 10) + 1
    }

    private mutating func deposit(at: Instant) -> LifeEvent.Kind {
        let asset = random.chance(50) ? Int(random.number(0...1)) : coin()
        let cast = LifeCast.assets[asset]
        let euros = random.number(50...9_000)
        let amount = market.units(ofEuroCents: euros * 100 + random.number(0...99), in: asset)
        return .deposit(
            asset: asset, amount: amount, fee: cast.isFiat && random.chance(30) ? 1_0000 : 0,
            credited: at + delay(from: at, upTo: cast.isFiat ? .days(2) : .minutes(90)))
    }

    private mutating func withdrawal(at: Instant) -> LifeEvent.Kind {
        let asset = random.chance(40) ? Int(random.number(0...1)) : coin()
        guard let amount = part(of: held[asset], percent: 1...15) else { return deposit(at: at) }
        let failed = random.chance(12)
        // What a failed withdrawal gives back of its fee is not known, so those that fail are free of charge.
        let fee = failed ? 0 : min(amount / 50, market.units(ofEuroCents: 90, in: asset))
        return .withdrawal(
            asset: asset, amount: amount, fee: fee, settled: at + delay(from: at, upTo: .hours(30)), failed: failed)
    }

    /// Longer in general than an event takes, but never past the end of the life.
    private mutating func delay(from: Instant, upTo longest: Span) -> Span {
        let room = max(1, (times.end - from).nanoseconds / 2)
        return Span(nanoseconds: random.number(1...min(longest.nanoseconds, room)) / 100_000 * 100_000)
    }

    private mutating func order(at: Instant) -> LifeEvent.Kind {
        let index = Int(random.number(0...Int64(LifeCast.markets.count - 1)))
        let traded = LifeCast.markets[index]
        let isGone = traded.isDelisted && (times.end - at).nanoseconds < (times.end - times.begin).nanoseconds / 3
        let buys = random.chance(held[traded.base] < 10_000 ? 100 : 55)
        guard !isGone, let spent = part(of: held[buys ? traded.quote : traded.base], percent: 1...12) else {
            return deposit(at: at)
        }
        // The books of a market count hundred-millionths; fewer than a thousand are not worth an order.
        let base = LifeCast.assets[traded.base]
        let lot = Int64(powersOfTen[base.decimals - 8])
        let count = random.chance(60) ? 1 : random.number(2...4)
        let volume = (buys ? market.volume(traded, affordableWith: spent) : spent) / count / lot * lot
        guard volume > 1000 * lot else { return deposit(at: at) }
        let maker = count > 1 || random.chance(30)
        let together = random.chance(50)
        var fills: [LifeEvent.Fill] = []
        var time = at
        for number in 0..<count {
            fills.append(market.fill(traded, volume: volume - number * lot, at: time, maker: maker))
            if !together { time = time + Span(nanoseconds: random.number(1...40_000) * 100_000) }
            last = max(last, min(time, times.end))
            time = min(time, times.end)
        }
        guard fills.allSatisfy({ $0.cost > 0 }) else { return deposit(at: at) }
        let credits = random.chance(8) && held[LifeCast.feeCredits] > 50_000
        if credits {
            for index in fills.indices { fills[index].fee = random.number(1...4_000) }
        }
        return .order(market: index, buys: buys, maker: maker, fills: fills, feeCredits: credits)
    }

    private mutating func convert() -> LifeEvent.Kind {
        let into = coin()
        let from = random.chance(70) ? LifeCast.euro : coin()
        guard into != from, let paid = part(of: held[from], percent: 1...6) else {
            return .airdrop(asset: into, amount: random.number(1...90_000), named: true)
        }
        let fee = LifeCast.assets[from].isFiat ? paid / 200 : 0
        let cents = market.euroCents(of: paid, asset: from)
        return .convert(
            from: from, paid: paid - fee, fee: fee, to: into,
            received: max(1, market.units(ofEuroCents: cents, in: into)))
    }

    private mutating func stake(at: Instant) -> LifeEvent.Kind {
        let asset = random.pick(LifeCast.assets.indices.filter { LifeCast.assets[$0].stakes })
        let arrives = at + delay(from: at, upTo: .minutes(40))
        if random.chance(35), let amount = part(of: staked[asset], percent: 10...60) {
            return .stake(asset: asset, amount: -amount, arrives: arrives)
        }
        guard let amount = part(of: held[asset], percent: 5...40) else { return reward(ofStaking: true) }
        return .stake(asset: asset, amount: amount, arrives: arrives)
    }

    private mutating func earnMove() -> LifeEvent.Kind {
        let asset = random.pick(LifeCast.assets.indices.filter { LifeCast.assets[$0].earns })
        if random.chance(40), let amount = part(of: earning[asset], percent: 10...80) {
            return .earnMove(asset: asset, amount: -amount, automatic: random.chance(50))
        }
        guard let amount = part(of: held[asset], percent: 5...30) else { return reward(ofStaking: false) }
        return .earnMove(asset: asset, amount: amount, automatic: random.chance(50))
    }

    private mutating func reward(ofStaking: Bool) -> LifeEvent.Kind {
        let assets = LifeCast.assets.indices.filter {
            ofStaking ? LifeCast.assets[$0].stakes : LifeCast.assets[$0].earns
        }
        let asset = random.pick(assets)
        let amount = random.number(500...20_000_000)
        return ofStaking
            ? .stakingReward(asset: asset, amount: amount)
            : .earnReward(asset: asset, amount: amount, commission: amount / 10)
    }

    private mutating func forcedConversion() -> LifeEvent.Kind {
        guard let amount = part(of: held[11], percent: 1...5) else {
            return .airdrop(asset: LifeCast.ether, amount: random.number(1...90_000), named: false)
        }
        let received = market.units(ofEuroCents: max(1, market.euroCents(of: amount, asset: 11)), in: LifeCast.ether)
        return .forcedConversion(from: 11, amount: amount, to: LifeCast.ether, received: max(1, received))
    }

    private mutating func arrive(_ now: Instant) {
        for arrival in arrivals where arrival.at <= now {
            self[keyPath: arrival.wallet][arrival.asset] += arrival.amount
        }
        arrivals.removeAll { $0.at <= now }
    }

    private mutating func settle(_ kind: LifeEvent.Kind) {
        switch kind {
        case .deposit(let asset, let amount, let fee, let credited):
            arrivals.append((credited, \.held, asset, amount - fee))
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            held[asset] -= amount + fee
            if failed { arrivals.append((settled, \.held, asset, amount)) }
        case .order(let index, let buys, _, let fills, let feeCredits):
            let traded = LifeCast.markets[index]
            for fill in fills {
                held[traded.base] += buys ? fill.volume : -fill.volume
                held[traded.quote] += buys ? -fill.cost : fill.cost
                held[feeCredits ? LifeCast.feeCredits : traded.quote] -= fill.fee
            }
        case .convert(let from, let paid, let fee, let into, let received):
            held[from] -= paid + fee
            held[into] += received
        case .stake(let asset, let amount, let arrives):
            if amount > 0 { held[asset] -= amount } else { staked[asset] += amount }
            arrivals.append((arrives, amount > 0 ? \.staked : \.held, asset, abs(amount)))
        case .earnMove(let asset, let amount, _):
            held[asset] -= amount
            earning[asset] += amount
        case .stakingReward(let asset, let amount):
            // Ether's rewards come in a form of their own that cannot be moved back.
            if asset != LifeCast.ether { staked[asset] += amount }
        case .earnReward(let asset, let amount, let commission): earning[asset] += amount - commission
        case .airdrop(let asset, let amount, _), .credit(let asset, let amount), .unheardOf(let asset, let amount):
            held[asset] += amount
        case .forcedConversion(let from, let amount, let into, let received):
            held[from] -= amount
            held[into] += received
        }
    }
}
