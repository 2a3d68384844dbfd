import HistoryModel

/// The rows Bitstamp writes of a synthetic life.
struct BitstampLife {
    private var transactions: [BitstampRow] = []
    private var coins: [BitstampRow] = []
    private var requests: [BitstampRow] = []
    private var earnings: [BitstampRow] = []
    private var orders: UInt64 = 1_429_000_000_000_000
    private var rare = 0
    private let begin: Instant
    private let end: Instant

    static func books(_ settings: AccountSettings) -> AccountBooks<BitstampRow> {
        var life = BitstampLife(settings)
        let story = LifeStory(settings: settings, rows: { life.rows(of: $0) })
        for event in story.events { life.add(event) }
        return AccountBooks(
            [
                .init("transactions", page: 1000, newestFirst: false, rows: numbered(life.transactions, mixed: true)),
                .init("crypto-transactions", page: 1000, rows: numbered(life.coins)),
                .init("withdrawal-requests", page: 1000, rows: numbered(life.requests)),
                .init("earn", page: 1000, rows: numbered(life.earnings)),
            ], settings: settings)
    }

    private init(_ settings: AccountSettings) {
        end = settings.start
        begin = settings.start.addingCalendarMonths(-12 * max(1, settings.years))
    }

    /// Numbers go up with time. Mixed: of two rows written within a minute, the later sometimes has the lower one, and so
    /// it is on both sides of each page edge.
    private static func numbered(_ rows: [BitstampRow], mixed: Bool = false) -> [BitstampRow] {
        var rows = rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
            \.element)
        for place in rows.indices { rows[place].serial = UInt32(place) }
        guard mixed else { return rows }
        func swap(_ one: Int, _ other: Int) {
            (rows[one].serial, rows[other].serial) = (rows[other].serial, rows[one].serial)
        }
        for place in stride(from: 0, to: rows.count - 1, by: 3)
        where rows[place + 1].time - rows[place].time < 60_000_000_000 { swap(place, place + 1) }
        for edge in stride(from: 1000, to: rows.count, by: 1000) {
            // Rows of one instant stand in the order of their numbers: the row before must be earlier.
            if let before = rows[..<edge].lastIndex(where: { $0.time < rows[edge].time }) { swap(before, edge) }
        }
        return rows
    }

    // MARK: Events

    private func rows(of event: LifeEvent) -> Int {
        var life = self
        (life.transactions, life.coins, life.requests, life.earnings) = ([], [], [], [])
        life.add(event)
        return life.transactions.count
    }

    private func style(_ at: Instant) -> Int {
        let third = (end - begin) / 3
        return at < begin + third ? 0 : at < begin + third * 2 ? 1 : 2
    }
    private func part(_ index: Int, _ amount: Int64, sign: Int64 = 1) -> BitstampRow.Part? {
        guard let asset = BitstampNames.asset(index) else { return nil }
        return BitstampRow.Part(code: asset.code, units: sign * asset.units(amount), decimals: asset.decimals)
    }

    private mutating func transaction(
        _ type: Int, at: Instant, _ parts: [BitstampRow.Part?], trade: BitstampRow.Trade? = nil,
        fee: BitstampRow.Part? = nil, order: UInt64? = nil
    ) {
        let parts = parts.compactMap { $0 }
        guard !parts.isEmpty else { return }
        let style = style(at)
        // Early rows have whole seconds, later ones microseconds.
        let time = at.roundedDown(to: style == 0 ? .seconds(1) : Span(nanoseconds: 1000))
        var row = BitstampRow(
            time: time, style: style, .transaction(type: type, parts: parts, trade: trade, fee: fee, order: order))
        row.hidesSign = type == 1 && transactions.count % 4 == 0
        transactions.append(row)
    }

    private mutating func add(_ event: LifeEvent) {
        switch event.kind {
        case .deposit(let index, let amount, let fee, let credited):
            deposit(index, amount, fee, at: credited)
        case .withdrawal(let index, let amount, let fee, let settled, let failed):
            withdrawal(index, amount, fee, at: event.at, settled, failed)
        case .order(let number, let buys, _, let fills, let feeCredits):
            order(LifeCast.markets[number], buys, fills, isFree: feeCredits)
        case .convert(let from, let paid, let fee, let into, let received):
            convert(from, paid, fee, into, received, at: event.at)
        case .stake(let index, let amount, let arrives):
            move(index, amount, at: amount > 0 ? event.at : arrives)
        case .earnMove(let index, let amount, _):
            move(index, amount, at: event.at)
        case .stakingReward(let index, let amount): reward(index, amount, at: event.at)
        case .earnReward(let index, let amount, let commission): reward(index, amount - commission, at: event.at)
        case .airdrop(let index, let amount, _): transaction(32, at: event.at, [part(index, amount)])
        case .unheardOf(let index, let amount):
            // The types that are seldom seen, and two that no documentation names.
            let types = [91, 14, 33, 35, 58, 59, 60, 61, 92]
            let type = types[rare % types.count]
            rare += 1
            transaction(type, at: event.at, [part(index, amount, sign: type == 14 || type == 60 ? -1 : 1)])
        case .forcedConversion, .credit: break
        }
    }

    private mutating func deposit(_ index: Int, _ amount: Int64, _ fee: Int64, at credited: Instant) {
        guard let asset = BitstampNames.asset(index), let amount = part(index, amount) else { return }
        transaction(0, at: credited, [amount], fee: fee > 0 ? part(index, fee) : nil)
        guard !BitstampNames.isFiat(asset) else { return }
        coin(asset, amount, isDeposit: true, at: credited)
    }

    private mutating func coin(
        _ asset: BitstampNames.Asset, _ amount: BitstampRow.Part, isDeposit: Bool, at: Instant
    ) {
        // Now and then one transaction pays two addresses.
        var txid = hash("coin", coins.count)
        if coins.count % 3 == 2, case .coins(isDeposit, let last, _, let same, _)? = coins.last?.content,
            last.code == asset.code
        {
            txid = same
        }
        coins.append(
            BitstampRow(
                time: at.roundedDown(to: .seconds(1)), style: style(at),
                .coins(
                    isDeposit: isDeposit, amount, network: asset.network, txid: txid,
                    address: "synthetic-\(asset.network)-\(coins.count % 5)")))
    }
    private func hash(_ what: String, _ number: Int) -> String {
        Digests.hex(Digests.sha256(Array("\(what)\(number)".utf8)))
    }

    private mutating func withdrawal(
        _ index: Int, _ amount: Int64, _ fee: Int64, at: Instant, _ settled: Instant, _ failed: Bool
    ) {
        guard let asset = BitstampNames.asset(index), let out = part(index, amount) else { return }
        let isFiat = BitstampNames.isFiat(asset)
        let fee = part(index, fee)
        requests.append(
            BitstampRow(
                time: at.roundedDown(to: .seconds(1)), style: style(at),
                .request(
                    type: asset.withdrawal, out, network: asset.network,
                    txid: isFiat ? "" : hash("request", requests.count),
                    address: isFiat ? "synthetic bank" : "synthetic-\(asset.network)-out", settles: settled.nanoseconds,
                    fails: failed)))
        // What failed never became a transaction.
        if failed { return }
        transaction(
            1, at: settled, [BitstampRow.Part(code: out.code, units: -out.units, decimals: out.decimals)],
            fee: fee.flatMap { $0.units > 0 ? $0 : nil })
        if !isFiat {
            var gross = out
            gross.units += fee?.units ?? 0
            coin(asset, gross, isDeposit: false, at: settled)
        }
    }

    private mutating func order(_ market: LifeMarket, _ buys: Bool, _ fills: [LifeEvent.Fill], isFree: Bool) {
        guard let base = BitstampNames.asset(market.base), let quote = BitstampNames.asset(market.quote) else { return }
        orders += 1_001
        for fill in fills {
            let price = decimalText(units: fill.price, decimals: market.priceDecimals)
            let trade = BitstampRow.Trade(
                pair: base.code.lowercased() + "_" + quote.code.lowercased(), price: price)
            // Five decimals or two, as captured answers show; coins have eight.
            let life = LifeCast.assets[market.quote].decimals
            let decimals = quote.decimals == 8 ? 8 : transactions.count % 2 == 0 ? 5 : 2
            let units =
                life > decimals
                ? (fill.fee + Int64(powersOfTen[life - decimals]) - 1) / Int64(powersOfTen[life - decimals])
                : fill.fee * Int64(powersOfTen[decimals - life])
            let fee = BitstampRow.Part(code: quote.code, units: units, decimals: decimals)
            transaction(
                2, at: fill.at,
                [
                    part(market.base, fill.volume, sign: buys ? 1 : -1),
                    part(market.quote, fill.cost, sign: buys ? -1 : 1),
                ],
                trade: trade, fee: isFree ? nil : fee, order: orders)
        }
    }

    private mutating func convert(
        _ from: Int, _ paid: Int64, _ fee: Int64, _ into: Int, _ received: Int64, at: Instant
    ) {
        guard let source = BitstampNames.asset(from), let target = BitstampNames.asset(into),
            let out = part(from, paid, sign: -1), let got = part(into, received)
        else { return }
        guard BitstampNames.isFiat(source) else {
            transaction(53, at: at, [out])
            transaction(55, at: at, [got])
            return
        }
        // Euros for one coin, to the cent.
        let price = Int128(-out.units) * Int128(powersOfTen[got.decimals]) / Int128(max(1, got.units))
        transaction(
            36, at: at, [got, out],
            trade: BitstampRow.Trade(
                pair: target.code.lowercased() + "_" + source.code.lowercased(),
                price: decimalText(units: Int64(clamping: price), decimals: 2)),
            fee: part(from, fee), order: orders)
    }

    /// Into staking or lending, or out of it.
    private mutating func move(_ index: Int, _ amount: Int64, at: Instant) {
        guard let moved = part(index, amount, sign: -1) else { return }
        transaction(amount > 0 ? 26 : 25, at: at, [moved])
        var size = moved
        size.units = abs(size.units)
        earning(amount > 0 ? "subscribe" : "unsubscribe", size, at: at)
    }

    private mutating func reward(_ index: Int, _ amount: Int64, at: Instant) {
        guard let got = part(index, amount), got.units > 0 else { return }
        transaction(27, at: at, [got])
        earning("reward", got, at: at)
    }

    private mutating func earning(_ type: String, _ part: BitstampRow.Part, at: Instant) {
        let style = style(at)
        earnings.append(
            BitstampRow(
                time: at.roundedDown(to: style == 0 ? .seconds(1) : Span(nanoseconds: 1000)), style: style,
                .earning(type: type, part, worth: part.units % 100_000)))
    }
}
