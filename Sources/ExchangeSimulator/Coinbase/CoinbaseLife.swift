import HistoryModel

/// A life in Coinbase's rows.
struct CoinbaseLife: Sendable {
    private(set) var rows: [CoinbaseRow.History: [CoinbaseRow]] = [:]
    /// Events so far: what varies from one to the next goes by it.
    private var number = 0

    init(settings: AccountSettings) {
        let story = LifeStory(settings: settings) { Self.count(of: $0) }
        for event in story.events {
            add(event)
            number += 1
        }
    }

    private static func count(of event: LifeEvent) -> Int {
        switch event.kind {
        case .order(_, _, _, let fills, _): 2 * fills.count
        case .convert, .stake, .forcedConversion: 2
        case .credit: 0
        default: 1
        }
    }

    private mutating func add(_ event: LifeEvent) {
        let at = event.at
        switch event.kind {
        case .deposit(let asset, let amount, let fee, let credited):
            move(asset, amount - fee, fee: fee, at: at, settles: credited, ending: .final)
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            move(asset, -amount, fee: fee, at: at, settles: settled, ending: failed ? .void : .final)
        case .order(let market, let buys, let maker, let fills, let feeCredits):
            let traded = LifeCast.markets[market]
            if fills.count == 1, LifeCast.assets[traded.quote].isFiat, !feeCredits, number % 3 == 1 {
                purchase(fills[0], traded, buys: buys, at: at)
            } else {
                order(fills, market, buys: buys, maker: maker, chargesFee: !feeCredits)
            }
        case .convert(let from, let paid, let fee, let to, let received):
            convert(from, paid + fee, fee: fee > 0 ? fee : paid / 200, to, received, at: at)
        case .forcedConversion(let from, let amount, let to, let received):
            convert(from, amount, fee: nil, to, received, at: at)
        case .stake(let asset, let amount, _):
            let type = amount > 0 ? "staking_transfer" : "unstaking_transfer"
            single(asset, -amount, type, at: at)
            single(asset, amount, type, at: at, isStaked: true)
        case .earnMove(let asset, let amount, _):
            single(asset, -amount, amount > 0 ? "pro_deposit" : "pro_withdrawal", at: at)
        case .stakingReward(let asset, let amount):
            single(asset, amount, number % 2 == 0 ? "staking_reward" : "inflation_reward", at: at, isStaked: true)
        case .earnReward(let asset, let amount, let commission):
            single(asset, amount - commission, "interest", at: at)
        case .airdrop(let asset, let amount, let named):
            let gift: [(String, JSONValue)] = [
                ("from", .object([("resource", .string("user")), ("id", .string(CoinbaseID.uuid(.user, 1)))])),
                ("details", .object([("title", .string("Received")), ("subtitle", .string("From Coinbase Earn"))])),
            ]
            single(asset, amount, named ? "send" : "incentives_rewards_payout", at: at, members: named ? gift : [])
        case .credit: break
        case .unheardOf(let asset, let amount): single(asset, amount, "quantum_payout", at: at)
        }
    }

    // MARK: One row

    private func next(_ history: CoinbaseRow.History) -> UInt32 { UInt32(rows[history]?.count ?? 0) }
    private mutating func put(_ row: CoinbaseRow) { rows[row.history, default: []].append(row) }

    private func row(
        _ asset: Int, _ units: Int64, _ type: String, at: Instant, isStaked: Bool = false, fee: Int64 = 0,
        members: [(String, JSONValue)] = []
    ) -> CoinbaseRow? {
        guard let wallet = isStaked ? .staked(asset) : CoinbaseWallet.main(asset) else { return nil }
        let money = CoinbaseMoney(asset: asset, units)
        var movements = [CoinbaseMoney(asset: asset, units + fee).movement]
        if fee != 0 { movements.append(CoinbaseMoney(asset: asset, fee).fee) }
        return CoinbaseRow(
            history: .transactions, time: at.roundedDown(to: .seconds(1)).nanoseconds, serial: next(.transactions),
            unit: wallet.id, money: money, movements: movements, type: type, members: members)
    }
    private mutating func single(
        _ asset: Int, _ units: Int64, _ type: String, at: Instant, isStaked: Bool = false, fee: Int64 = 0,
        members: [(String, JSONValue)] = []
    ) {
        if let row = row(asset, units, type, at: at, isStaked: isStaked, fee: fee, members: members) { put(row) }
    }

    // MARK: Money that comes and goes

    /// `units` is what arrives here, negative for what arrives elsewhere; the fee is beside it.
    private mutating func move(
        _ asset: Int, _ units: Int64, fee: Int64, at: Instant, settles: Instant, ending: RowState
    ) {
        let isFiat = LifeCast.assets[asset].isFiat
        let served = units < 0 ? units - fee : units
        let type = isFiat ? units < 0 ? "fiat_withdrawal" : "fiat_deposit" : "send"
        guard var row = row(asset, served, type, at: at, fee: isFiat || units > 0 ? 0 : fee) else { return }
        row.settles = settles.nanoseconds
        row.ending = ending
        if isFiat {
            let history: CoinbaseRow.History = units < 0 ? .withdrawals : .deposits
            let (gross, charge) = (
                CoinbaseMoney(asset: asset, units > 0 ? units + fee : units), CoinbaseMoney(asset: asset, fee)
            )
            let amount = CoinbaseMoney(asset: asset, gross.units.magnitudeAsInt)
            let subtotal = CoinbaseMoney(asset: asset, served.magnitudeAsInt)
            put(
                CoinbaseRow(
                    history: history, time: row.time, serial: next(history), unit: row.unit, money: amount,
                    movements: [gross.movement, charge.fee], settles: row.settles, ending: ending,
                    members: [
                        ("subtotal", subtotal.json), ("fee", charge.json),
                        (
                            "transaction",
                            .object([("id", .string(row.id)), ("resource", .string("transaction"))])
                        ),
                    ]))
        } else {
            let code = LifeCast.assets[asset].code
            row.network = (
                hash: "0x" + CoinbaseID.hex(.hash, row.serial),
                fee: units < 0 && fee > 0 ? CoinbaseMoney(asset: asset, fee) : nil,
                name: "networks/\(code.lowercased())-mainnet"
            )
            if units < 0 {
                row.members = [
                    (
                        "to",
                        .object([
                            ("resource", .string("address")), ("currency", .string(code)),
                            ("address", .string("syn1\(CoinbaseID.hex(.hash, row.serial + 1_000_000))")),
                        ])
                    ), ("idem", .string(CoinbaseID.uuid(.hash, row.serial))),
                ]
            }
        }
        put(row)
    }

    // MARK: Trades

    private mutating func order(
        _ fills: [LifeEvent.Fill], _ market: Int, buys: Bool, maker: Bool, chargesFee: Bool
    ) {
        let traded = LifeCast.markets[market]
        let order = UInt32(number)
        for fill in fills {
            var fill = fill
            if !chargesFee { fill.fee = 0 }
            let commission = CoinbaseMoney(asset: traded.quote, fill.fee)
            let side = buys ? "buy" : "sell"
            func told(_ more: [(String, JSONValue)]) -> [(String, JSONValue)] {
                let price = decimalText(units: fill.price, decimals: traded.priceDecimals)
                return [
                    (
                        "advanced_trade_fill",
                        .object(
                            [
                                ("fill_price", .string(price)), ("product_id", .string(Self.product(traded))),
                                ("order_id", .string(CoinbaseID.uuid(.order, order))),
                            ] + more)
                    )
                ]
            }
            // The base wallet's row tells commission and side; that of the quote wallet does not always.
            let whole: [(String, JSONValue)] = [
                ("commission", .string(commission.text)), ("order_side", .string(side)),
            ]
            if var row = row(
                traded.base, buys ? fill.volume : -fill.volume, "advanced_trade_fill", at: fill.at, members: told(whole)
            ) {
                row.movements.append(commission.fee)
                put(row)
            }
            single(
                traded.quote, buys ? -fill.cost : fill.cost, "advanced_trade_fill", at: fill.at,
                members: told(number % 2 == 0 ? whole : []))
            // A key sees the fills of its own portfolio: every tenth order was placed in another.
            if number % 10 != 9 {
                put(Self.fill(fill, market: market, buys: buys, maker: maker, order: order, serial: next(.fills)))
            }
        }
    }

    private static func product(_ market: LifeMarket) -> String {
        "\(LifeCast.assets[market.base].code)-\(LifeCast.assets[market.quote].code)"
    }

    static func fill(
        _ fill: LifeEvent.Fill, market: Int, buys: Bool, maker: Bool, order: UInt32, serial: UInt32
    ) -> CoinbaseRow {
        let traded = LifeCast.markets[market]
        let commission = CoinbaseMoney(asset: traded.quote, fill.fee)
        let price = decimalText(units: fill.price, decimals: traded.priceDecimals)
        // Market orders for so much money count in the quote.
        let inQuote = serial % 6 == 2
        let base = CoinbaseMoney(asset: traded.base, buys ? fill.volume : -fill.volume)
        let quote = CoinbaseMoney(asset: traded.quote, buys ? -fill.cost : fill.cost)
        let size =
            inQuote ? CoinbaseMoney(asset: traded.quote, fill.cost) : CoinbaseMoney(asset: traded.base, fill.volume)
        var movements = [quote.movement]
        if !inQuote, let factor = Amount(price), let product = try? base.movement.amount.multiplied(by: factor) {
            movements = [base.movement, Movement(quote.code, -product)]
        }
        return CoinbaseRow(
            history: .fills, time: fill.at.nanoseconds, serial: serial, unit: "", money: commission,
            movements: movements + [commission.fee],
            members: [
                ("order_id", .string(CoinbaseID.uuid(.order, order))), ("price", .string(price)),
                ("size", .string(size.text)), ("product_id", .string(product(traded))),
                ("liquidity_indicator", .string(maker ? "MAKER" : "TAKER")), ("size_in_quote", .bool(inQuote)),
                ("side", .string(buys ? "BUY" : "SELL")),
            ])
    }

    /// Bought or sold in the app, with a fiat wallet or a card.
    private mutating func purchase(_ fill: LifeEvent.Fill, _ traded: LifeMarket, buys: Bool, at: Instant) {
        let type = buys ? "buy" : "sell"
        let byCard = buys && number % 2 == 0
        let total = CoinbaseMoney(asset: traded.quote, buys ? fill.cost + fill.fee : fill.cost - fill.fee)
        var about: [(String, JSONValue)] = [
            ("id", .string(CoinbaseID.uuid(.purchase, UInt32(number)))), ("resource", .string(type)),
        ]
        // Rows of the early years say no more.
        let tellsFee = number % 4 > 1
        if tellsFee {
            about += [
                ("fee", CoinbaseMoney(asset: traded.quote, fill.fee).json),
                ("subtotal", CoinbaseMoney(asset: traded.quote, fill.cost).json), ("total", total.json),
            ]
        }
        // A sale was seen with its own under `buy`.
        let members: [(String, JSONValue)] = [
            (number % 8 == 1 ? "buy" : type, .object(about)), ("native_amount", (buys ? total : -total).json),
            ("details", .object([("payment_method_name", .string(byCard ? "1234********7890" : "Cash"))])),
        ]
        let volume = buys ? fill.volume : -fill.volume
        if var row = row(traded.base, volume, type, at: at, members: members) {
            // And with a positive amount.
            if !buys, number % 2 == 1 { row.money = -row.money }
            put(row)
        }
        guard !byCard else { return }
        single(
            traded.quote, buys ? -total.units : total.units, type, at: at, fee: tellsFee ? fill.fee : 0,
            members: members)
    }

    /// Two wallets, a second apart; the fee is told by both.
    private mutating func convert(
        _ from: Int, _ paid: Int64, fee: Int64?, _ to: Int, _ received: Int64, at: Instant
    ) {
        var about: [(String, JSONValue)] = [("id", .string(CoinbaseID.uuid(.trade, UInt32(number))))]
        if let fee { about.append(("fee", CoinbaseMoney(asset: from, fee).json)) }
        about.append(("payment_method_name", .string("\(LifeCast.assets[from].code) Wallet")))
        let members: [(String, JSONValue)] = [("trade", .object(about))]
        single(from, -paid, "trade", at: at, fee: fee ?? 0, members: members)
        single(to, received, "trade", at: at + .seconds(1), members: members)
    }
}

extension Int64 {
    fileprivate var magnitudeAsInt: Int64 { self < 0 ? -self : self }
}
