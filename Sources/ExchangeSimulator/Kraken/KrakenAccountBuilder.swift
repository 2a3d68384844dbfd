import HistoryModel

/// Turns a life into the rows Kraken would keep of it.
struct KrakenAccountBuilder {
    private(set) var ledger: [KrakenLedgerRow] = []
    private(set) var trades: [KrakenTradeRow] = []
    private(set) var funding: [KrakenFundingRow] = []
    private var references: UInt32 = 0
    private var orders: UInt32 = 0
    private let middle: Instant

    /// Exactly `size` ledger rows up to the start, whatever the seed.
    init(settings: AccountSettings) {
        let size = settings.fullPages ? (max(settings.size, 200) + 49) / 50 * 50 : max(settings.size, 40)
        let times = LifeTimes(end: settings.start - .hours(1), years: settings.years, rows: size)
        middle = times.begin + (times.end - times.begin) / 2
        ledger.reserveCapacity(size + 64)
        var life = LifeGenerator(seed: settings.seed, times: times)
        // The largest event makes a dozen rows; two are kept for what is under way at the start.
        let loose = size - 14 - (settings.fullPages ? 100 : 0)
        while ledger.count < loose { record(life.next(afterRows: ledger.count)) }
        if settings.fullPages {
            while trades.count % 50 != 0 { record(life.plainOrder(afterRows: ledger.count)) }
        }
        while ledger.count < size - 2 { record(life.plainReward(afterRows: ledger.count)) }
        let visible = ledger.count
        recordUnderWay(start: settings.start)
        if settings.futureDays > 0 {
            let days = Int((times.end - times.begin).nanoseconds / Span.nanosecondsPerDay)
            let more = size * settings.futureDays / max(1, days)
            life.go(
                on: LifeTimes(
                    begin: settings.start + .minutes(1), end: settings.start + .days(Int64(settings.futureDays)),
                    rows: more))
            while ledger.count < visible + 5 + more { record(life.next(afterRows: ledger.count - visible - 5)) }
        }
        renumber()
        if settings.tiesAtPageEdges { tieAtPageEdges(start: settings.start) }
    }

    /// Numbers the rows by time, so that rows which come to share an instant keep their order.
    private mutating func renumber() {
        ledger.sort { ($0.time, $0.serial) < ($1.time, $1.serial) }
        var numbers = [UInt32](repeating: 0, count: ledger.count)
        for index in ledger.indices {
            numbers[Int(ledger[index].serial)] = UInt32(index)
            ledger[index].serial = UInt32(index)
        }
        for index in trades.indices { trades[index].firstLedger = numbers[Int(trades[index].firstLedger)] }
    }

    /// Two withdrawals whose rows are there but which are not done yet, two deposits whose rows are still to come.
    private mutating func recordUnderWay(start: Instant) {
        record(
            LifeEvent(
                at: start - .minutes(45),
                kind: .withdrawal(
                    asset: LifeCast.euro, amount: 12_3400, fee: 0, settled: start + .hours(2), failed: true)))
        record(
            LifeEvent(
                at: start - .minutes(30),
                kind: .withdrawal(
                    asset: LifeCast.bitcoin, amount: 1_000_000, fee: 20_000, settled: start + .hours(3), failed: false))
        )
        record(
            LifeEvent(
                at: start - .minutes(20),
                kind: .deposit(asset: LifeCast.ether, amount: 250_000_000, fee: 0, credited: start + .minutes(40))))
        record(
            LifeEvent(
                at: start - .minutes(10),
                kind: .deposit(asset: LifeCast.euro, amount: 500_0000, fee: 0, credited: start + .hours(26))))
        funding[funding.count - 1].onHold = true
    }

    private mutating func tieAtPageEdges(start: Instant) {
        func edges(_ times: [Int64]) -> [(Int64, Int64)] {
            let visible = times.count { $0 <= start.nanoseconds }
            return stride(from: visible - 50, to: 0, by: -50).map { (times[$0 - 1], times[$0]) }
        }
        var moved: [(Int64, Int64)] = edges(trades.map(\.time))
        collapse(&moved)
        moved = edges(ledger.map(\.time))
        collapse(&moved)
    }
    /// Everything after the first up to the second of each pair moves to the first; no row overtakes another.
    private mutating func collapse(_ spans: inout [(Int64, Int64)]) {
        spans.sort { $0.0 < $1.0 }
        func moved(_ time: Int64) -> Int64 {
            var low = 0
            var high = spans.count
            while low < high {
                let middle = (low + high) / 2
                if spans[middle].1 >= time { high = middle } else { low = middle + 1 }
            }
            return low < spans.count && spans[low].0 < time ? spans[low].0 : time
        }
        for index in ledger.indices { ledger[index].time = moved(ledger[index].time) }
        for index in trades.indices { trades[index].time = moved(trades[index].time) }
    }

    // MARK: Events

    private mutating func reference() -> UInt32 {
        references += 1
        return references
    }
    private mutating func add(
        _ type: KrakenRowType, _ subtype: KrakenRowSubtype = .none, asset: UInt8, amount: Int64, fee: Int64 = 0,
        at: Instant, reference: UInt32, kind: KrakenID.Kind = .reference
    ) {
        ledger.append(
            KrakenLedgerRow(
                time: at.nanoseconds, amount: amount, fee: fee, serial: UInt32(ledger.count), reference: reference,
                referenceKind: kind, type: type, subtype: subtype, asset: asset))
    }

    private mutating func record(_ event: LifeEvent) {
        let at = event.at
        let moment = Span.milliseconds(10)
        switch event.kind {
        case .deposit(let asset, let amount, let fee, let credited):
            let serial = fund(asset, amount, fee, at: at, settled: credited, isWithdrawal: false, fails: false)
            add(
                .deposit, asset: UInt8(asset), amount: amount, fee: fee, at: credited, reference: serial, kind: .funding
            )
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            let serial = fund(asset, amount, fee, at: at, settled: settled, isWithdrawal: true, fails: failed)
            add(.withdrawal, asset: UInt8(asset), amount: -amount, fee: fee, at: at, reference: serial, kind: .funding)
            if failed {
                add(.withdrawal, asset: UInt8(asset), amount: amount, at: settled, reference: serial, kind: .funding)
            }
        case .order(let market, let buys, let maker, let fills, let feeCredits):
            orders += 1
            for fill in fills { record(fill, market: market, buys: buys, maker: maker, feeCredits: feeCredits) }
        case .convert(let from, let paid, let fee, let into, let received):
            let shared = reference()
            add(.receive, asset: UInt8(into), amount: received, at: at, reference: shared)
            add(.spend, asset: UInt8(from), amount: -paid, fee: fee, at: at + moment, reference: shared)
        case .stake(let asset, let amount, let arrives):
            let (spot, staked) = (UInt8(asset), KrakenNames.staked(asset))
            if amount > 0 {
                add(.transfer, .spottostaking, asset: spot, amount: -amount, at: at, reference: reference())
                add(.transfer, .stakingfromspot, asset: staked, amount: amount, at: arrives, reference: reference())
            } else {
                add(.transfer, .stakingtospot, asset: staked, amount: amount, at: at, reference: reference())
                add(.transfer, .spotfromstaking, asset: spot, amount: -amount, at: arrives, reference: reference())
            }
        case .earnMove(let asset, let amount, let automatic):
            let shared = reference()
            let subtype: KrakenRowSubtype = amount < 0 ? .deallocation : automatic ? .autoallocation : .allocation
            add(.earn, subtype, asset: UInt8(asset), amount: -amount, at: at, reference: shared)
            add(.earn, subtype, asset: KrakenNames.earning(asset), amount: amount, at: at, reference: shared)
        case .stakingReward(let asset, let amount):
            add(.staking, asset: KrakenNames.rewarded(asset), amount: amount, at: at, reference: reference())
        case .earnReward(let asset, let amount, let commission):
            add(
                .earn, .reward, asset: KrakenNames.earning(asset), amount: amount, fee: commission, at: at,
                reference: reference())
        case .airdrop(let asset, let amount, let named):
            add(
                .transfer, named ? .airdrop : .none, asset: UInt8(asset), amount: amount, at: at, reference: reference()
            )
        case .forcedConversion(let from, let amount, let into, let received):
            add(.adjustment, asset: UInt8(from), amount: -amount, at: at, reference: reference())
            add(.adjustment, asset: UInt8(into), amount: received, at: at + moment, reference: reference())
        case .credit(let asset, let amount):
            add(.credit, asset: UInt8(asset), amount: amount, at: at, reference: reference())
        case .unheardOf(let asset, let amount):
            add(.syntheticnovelty, asset: UInt8(asset), amount: amount, at: at, reference: reference())
        }
    }

    private mutating func record(
        _ fill: LifeEvent.Fill, market index: Int, buys: Bool, maker: Bool, feeCredits: Bool
    ) {
        let market = LifeCast.markets[index]
        let serial = UInt32(trades.count)
        trades.append(
            KrakenTradeRow(
                time: fill.at.nanoseconds, price: fill.price, cost: fill.cost, fee: feeCredits ? 0 : fill.fee,
                volume: fill.volume, serial: serial, order: orders, firstLedger: UInt32(ledger.count),
                ledgerCount: feeCredits ? 3 : 2, market: UInt8(index), buys: buys, maker: maker))
        let subtype: KrakenRowSubtype = fill.at < middle ? .none : .tradespot
        add(
            .trade, subtype, asset: UInt8(market.quote), amount: buys ? -fill.cost : fill.cost,
            fee: feeCredits ? 0 : fill.fee, at: fill.at, reference: serial, kind: .trade)
        add(
            .trade, subtype, asset: UInt8(market.base), amount: buys ? fill.volume : -fill.volume, at: fill.at,
            reference: serial, kind: .trade)
        guard feeCredits else { return }
        add(
            .trade, subtype, asset: UInt8(LifeCast.feeCredits), amount: 0, fee: fill.fee, at: fill.at,
            reference: serial, kind: .trade)
    }

    private mutating func fund(
        _ asset: Int, _ amount: Int64, _ fee: Int64, at: Instant, settled: Instant, isWithdrawal: Bool, fails: Bool
    ) -> UInt32 {
        let serial = UInt32(funding.count)
        funding.append(
            KrakenFundingRow(
                time: at.nanoseconds / 1_000_000_000 * 1_000_000_000, amount: amount, fee: fee,
                settled: settled.nanoseconds, serial: serial, asset: UInt8(asset), isWithdrawal: isWithdrawal,
                fails: fails, onHold: false))
        return serial
    }
}
