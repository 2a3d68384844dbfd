import HistoryModel

/// Turns a life into the rows Binance would keep of it, list by list.
struct BinanceLife {
    private(set) var rows: [String: [BinanceRow]] = [:]
    private var serials: UInt32 = 0
    private var orders = 100_000
    private let names = BinanceNames.assets

    init(settings: AccountSettings) {
        for event in LifeStory(settings: settings, rows: Self.count).events { record(event) }
        recordProducts(settings)
        // Ids grow with time, market by market.
        for history in ["trades", "delisted"] {
            var next: [String: Int] = [:]
            let sorted = (rows[history] ?? []).sorted { ($0.time, $0.serial) < ($1.time, $1.serial) }
            rows[history] = sorted.map { row in
                var row = row
                let number = next[row.unit] ?? 28_457
                next[row.unit] = number + 1
                row.id = "\(number)"
                row.members[1].1 = .int(number)
                return row
            }
        }
    }

    private static func count(_ event: LifeEvent) -> Int {
        if case .order(_, _, _, let fills, _) = event.kind { fills.count } else { 1 }
    }

    // MARK: What a life brings

    private mutating func add(_ history: String, _ row: BinanceRow) {
        var row = row
        serials += 1
        row.serial = serials
        rows[history, default: []].append(row)
    }
    private mutating func number() -> String {
        serials += 1
        return "\(700_000_000 + Int(serials))"
    }
    private func text(_ units: Int64, _ asset: Int) -> String {
        decimalText(units: units, decimals: LifeCast.assets[asset].decimals)
    }
    private func movement(_ units: Int64, _ asset: Int, isFee: Bool = false) -> Movement {
        Movement(names[asset], units: units, decimals: LifeCast.assets[asset].decimals, isFee: isFee)
    }

    private mutating func record(_ event: LifeEvent) {
        let at = event.at
        switch event.kind {
        case .deposit(let asset, let amount, let fee, let credited):
            if LifeCast.assets[asset].isFiat {
                addFiat(at, "0", asset, amount, fee, settles: credited, fails: false)
            } else {
                var row = BinanceRow.deposit(at: at, id: number(), asset: names[asset], movement(amount, asset))
                row.settles = credited.nanoseconds
                add("deposits", row)
            }
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            if LifeCast.assets[asset].isFiat {
                addFiat(at, "1", asset, amount, fee, settles: settled, fails: failed)
            } else {
                var row = BinanceRow.withdrawal(
                    at: at, id: "w" + number(), asset: names[asset], movement(-amount, asset),
                    fee: movement(fee, asset, isFee: true))
                (row.settles, row.fails) = (settled.nanoseconds, failed)
                add("withdrawals", row)
            }
        case .order(let index, let buys, let maker, let fills, let feeCredits):
            orders += 1
            let market = LifeCast.markets[index]
            for fill in fills {
                let feeAsset = feeCredits ? LifeCast.feeCredits : market.quote
                add(
                    market.isDelisted ? "delisted" : "trades",
                    .fill(
                        at: fill.at, symbol: BinanceNames.symbol(market), id: "0", order: orders,
                        (names[market.base], names[market.quote]),
                        (
                            text(fill.volume, market.base),
                            decimalText(units: fill.price, decimals: market.priceDecimals),
                            text(fill.cost, market.quote)
                        ), fee: (names[feeAsset], text(fill.fee, feeAsset)), isBuyer: buys, isMaker: maker))
            }
        case .convert(let from, let paid, let fee, let into, let received):
            if LifeCast.assets[from].isFiat {
                addPurchase(at, from, paid, fee, into, received)
            } else {
                addConversion(at, (from, paid), (into, received))
            }
        case .stake(let asset, let amount, _): addStake(at, asset, amount)
        case .earnMove(let asset, let amount, _):
            let unit = amount > 0 ? "flexible-subscriptions" : "flexible-redemptions"
            addMove(at, "earn", unit, amount > 0 ? "purchaseId" : "redeemId", names[asset], text(abs(amount), asset))
        case .stakingReward(let asset, let amount):
            if asset == LifeCast.ether {
                add(
                    "distributions",
                    .distribution(
                        at: at, id: number(), asset: "ETH", amount: movement(amount, asset), "synthetic staking"))
            } else {
                addReward(at, "earn", "locked-rewards", ("asset", "amount"), movement(amount, asset), "Locked")
            }
        case .earnReward(let asset, let amount, let commission):
            addReward(
                at, "earn", "flexible-rewards", ("asset", "rewards"), movement(amount - commission, asset), "REALTIME")
        case .airdrop(let asset, let amount, let named):
            add(
                "distributions",
                .distribution(
                    at: at, id: number(), asset: names[asset], amount: movement(amount, asset),
                    named ? "synthetic Airdrop" : "synthetic distribution"))
        case .forcedConversion(let from, let amount, let into, let received):
            addConversion(at, (from, amount), (into, received))
        case .credit(let asset, let amount): addRebate(at, movement(amount, asset))
        case .unheardOf(let asset, let amount):
            add(
                "distributions",
                .distribution(
                    at: at, id: number(), asset: names[asset], amount: movement(amount, asset), "synthetic novelty"))
        }
    }

    private mutating func addFiat(
        _ at: Instant, _ unit: String, _ asset: Int, _ amount: Int64, _ fee: Int64, settles: Instant, fails: Bool
    ) {
        let id = "f" + number()
        var row = BinanceRow(
            at: at, unit: unit, id: id,
            [
                ("orderNo", .string(id)), ("fiatCurrency", .string(names[asset])),
                ("indicatedAmount", .string(text(amount, asset))), ("amount", .string(text(amount, asset))),
                ("totalFee", .string(text(fee, asset))), ("method", .string("BankAccount")),
            ], clock: "createTime")
        row.clocks.append(("updateTime", .milliseconds))
        row.movements = [movement(unit == "0" ? amount : -amount, asset), movement(fee, asset, isFee: true)]
        (row.settles, row.fails) = (settles.nanoseconds, fails)
        row.status = .init("status", .string("Processing"), .string("Successful"), .string("Failed"))
        add("fiat-orders", row)
    }

    /// What was paid contains the fee.
    private mutating func addPurchase(
        _ at: Instant, _ from: Int, _ paid: Int64, _ fee: Int64, _ into: Int, _ received: Int64
    ) {
        let id = "p" + number()
        var row = BinanceRow(
            at: at, unit: "0", id: id,
            [
                ("orderNo", .string(id)), ("sourceAmount", .string(text(paid + fee, from))),
                ("fiatCurrency", .string(names[from])), ("obtainAmount", .string(text(received, into))),
                ("cryptoCurrency", .string(names[into])), ("totalFee", .string(text(fee, from))),
                ("price", .string("1")), ("paymentMethod", .string("Credit Card")),
            ], clock: "createTime")
        row.movements = [movement(received, into), movement(-paid, from), movement(fee, from, isFee: true)]
        row.status = .init("status", .string("Processing"), .string("Completed"), .string("Failed"))
        add("fiat-payments", row)
    }

    private mutating func addConversion(_ at: Instant, _ from: (Int, Int64), _ into: (Int, Int64)) {
        let id = number()
        var row = BinanceRow(
            at: at, id: id,
            [
                ("quoteId", .string("q" + id)), ("orderId", .number(id)), ("fromAsset", .string(names[from.0])),
                ("fromAmount", .string(text(from.1, from.0))), ("toAsset", .string(names[into.0])),
                ("toAmount", .string(text(into.1, into.0))), ("ratio", .string("1")), ("inverseRatio", .string("1")),
            ], clock: "createTime")
        row.movements = [movement(-from.1, from.0), movement(into.1, into.0)]
        row.status = .init("orderStatus", .string("PROCESS"), .string("SUCCESS"), .string("FAIL"))
        add("conversions", row)
    }

    private mutating func addStake(_ at: Instant, _ asset: Int, _ amount: Int64) {
        let size = text(abs(amount), asset)
        guard asset == LifeCast.ether else {
            let unit = amount > 0 ? "locked-subscriptions" : "locked-redemptions"
            addMove(at, "earn", unit, amount > 0 ? "purchaseId" : "redeemId", names[asset], size)
            return
        }
        addSwap(
            at, "staking", amount > 0 ? "eth-stake" : "eth-redeem", ("asset", "amount"),
            ("distributeAsset", "distributeAmount"), amount > 0 ? ("ETH", size) : ("WBETH", size),
            amount > 0 ? ("WBETH", size) : ("ETH", size))
    }

    /// Into or out of a product of the account's own: nothing moves on the whole.
    private mutating func addMove(
        _ at: Instant, _ history: String, _ unit: String, _ idName: String, _ asset: String, _ amount: String
    ) {
        let id = number()
        var row = BinanceRow(
            at: at, unit: unit, id: id,
            [
                (idName, .number(id)), ("asset", .string(asset)), ("amount", .string(amount)),
                ("type", .string("NORMAL")), ("positionId", .int(123_123)),
            ])
        row.status = .init(
            "status", .string("CREATED"), .string(idName == "redeemId" ? "PAID" : "SUCCESS"), .string("FAILED"))
        add(history, row)
    }
    private mutating func addReward(
        _ at: Instant, _ history: String, _ unit: String, _ names: (asset: String, amount: String),
        _ movement: Movement, _ type: String
    ) {
        var row = BinanceRow(
            at: at, unit: unit,
            [
                (names.asset, .string(movement.asset)), (names.amount, .string(movement.amount.description)),
                ("projectId", .string(movement.asset + "001")), ("type", .string(type)),
            ])
        row.movements = [movement]
        add(history, row)
    }
    private mutating func addSwap(
        _ at: Instant, _ history: String, _ unit: String, _ from: (String, String), _ into: (String, String),
        _ out: (asset: String, amount: String), _ back: (asset: String, amount: String)
    ) {
        var row = BinanceRow(
            at: at, unit: unit,
            [
                (from.0, .string(out.asset)), (from.1, .string(out.amount)), (into.0, .string(back.asset)),
                (into.1, .string(back.amount)), ("conversionRatio", .string("1")),
            ])
        row.movements = [
            Movement(out.asset, -(Amount(out.amount) ?? .zero)), Movement(back.asset, Amount(back.amount) ?? .zero),
        ]
        row.status = .words
        add(history, row)
    }
    private mutating func addRebate(_ at: Instant, _ movement: Movement) {
        var row = BinanceRow(
            at: at,
            [("asset", .string(movement.asset)), ("type", .int(1)), ("amount", .string(movement.amount.description))],
            clock: "updateTime")
        row.movements = [movement]
        add("rebates", row)
    }

    // MARK: What a life does not know of: small lists, evenly over the years

    private func each(_ count: Int, _ settings: AccountSettings, _ body: (Int, Instant) -> Void) {
        let begin = settings.start.addingCalendarMonths(-12 * settings.years)
        for number in 0..<count {
            let share = (settings.start - begin).nanoseconds / Int64(count + 1) * Int64(number + 1)
            body(number, (begin + Span(nanoseconds: share)).roundedDown(to: .milliseconds(1)))
        }
    }

    private mutating func recordProducts(_ settings: AccountSettings) {
        var made: [(Int, Int, Instant)] = []
        let counts = [120, 36, 48, 60, 40, 10, 120, 60, 12, 30, 8, 24, 18, 6]
        for (list, count) in counts.enumerated() { each(count, settings) { made.append((list, $0, $1)) } }
        for (list, number, at) in made { recordProduct(list, number, at) }
    }

    private mutating func recordProduct(_ list: Int, _ number: Int, _ at: Instant) {
        let size = "\(number + 1).5"
        let amount = Amount(size) ?? .zero
        switch list {
        case 0: addDust(at, number)
        case 1: addPerson(at, number)
        case 2: addPayment(at, number)
        case 3: addTransfer(at, number % 2 == 0 ? "MAIN_FUNDING" : "FUNDING_MAIN", size)
        case 4:
            addRebate(at, Movement("USDT", units: 1126, decimals: 7))
            // Two that are alike in everything.
            if number % 4 == 0 { addRebate(at, Movement("USDT", units: 1126, decimals: 7)) }
        case 5: addMarginTransfer(at, number, size)
        case 6: addInterest(at, number)
        case 7: addFlow(at, number)
        case 8: addFill(at, "allocations", BinanceNames.routed, number, idName: "allocationId")
        case 9: addFill(at, "margin-trades", BinanceNames.routed, number)
        case 10: addFill(at, "isolated-trades", BinanceNames.isolated, number)
        case 11:
            addReward(
                at, "staking", "soft-rewards", ("rewardAsset", "rewards"), Movement("BNB", units: 557, decimals: 8), "")
        case 12:
            if number % 3 == 2 {
                addReward(
                    at, "yields", "bfusd-rewards", ("rewardAsset", "rewardsAmount"), Movement("BFUSD", amount), "")
            } else if number == 1 {
                // All that is redeemed later.
                addSwap(
                    at, "yields", "rwusd-subscription", ("asset", "amount"), ("receiveAsset", "receiveAmount"),
                    ("USDT", "80.5"), ("RWUSD", "80.5"))
            } else {
                addSwap(
                    at, "yields", number % 3 == 0 ? "bfusd-subscription" : "rwusd-redemption", ("asset", "amount"),
                    ("receiveAsset", "receiveAmount"), (number % 3 == 0 ? "USDT" : "RWUSD", size),
                    (number % 3 == 0 ? "BFUSD" : "USDT", size))
            }
        default:
            addMove(at, "staking", "yields-subscriptions", "purchaseId", "DOT", size)
            if number == 0 {
                // All that is wrapped later.
                let staked = Movement("BETH", units: 40, decimals: 0)
                add(
                    "distributions",
                    .distribution(
                        at: at - .hours(1), id: self.number(), asset: "BETH", amount: staked, "synthetic staking"))
            }
            addReward(at, "staking", "sol-boost", ("token", "amount"), Movement("SOL", amount), "")
            addSwap(
                at, "staking", "wbeth-wrap", ("fromAsset", "fromAmount"), ("toAsset", "toAmount"), ("BETH", size),
                ("WBETH", size))
            addSale(at, number)
        }
    }

    private mutating func addDust(_ at: Instant, _ number: Int) {
        for coin in 0...(number % 2) {
            let id = "\(4_359_321 + number * 2 + coin)"
            var row = BinanceRow(
                at: at, unit: "SPOT", id: "\(45_178_372_831 + number):\(id)",
                [
                    ("transId", .number(id)), ("serviceChargeAmount", .string("0.000009")),
                    ("amount", .string("0.0009")),
                    ("transferedAmount", .string("0.000441")), ("fromAsset", .string(coin == 0 ? "USDT" : "XRP")),
                    ("targetAsset", .string("BNB")),
                ], clock: "operateTime")
            row.sweep = 45_178_372_831 + number
            // Net: the charge was taken off before, so as movement it is given back.
            row.movements = [
                Movement(coin == 0 ? "USDT" : "XRP", units: -9, decimals: 4), Movement("BNB", units: 441, decimals: 6),
                Movement("BNB", units: 9, decimals: 6), Movement("BNB", units: 9, decimals: 6, isFee: true),
            ]
            add("dust", row)
        }
    }

    private mutating func addPerson(_ at: Instant, _ number: Int) {
        let isBuy = number % 2 == 0
        let id = "2021\(number)00"
        var row = BinanceRow(
            at: at, unit: isBuy ? "BUY" : "SELL", id: id,
            [
                ("orderNumber", .string(id)), ("advNo", .string("112")), ("tradeType", .string(isBuy ? "BUY" : "SELL")),
                ("asset", .string("USDT")), ("fiat", .string("EUR")), ("fiatSymbol", .string("€")),
                ("amount", .string("50.00000000")), ("totalPrice", .string("46.00")), ("unitPrice", .string("0.92")),
                ("commission", .string("0.1")), ("takerCommission", .string("0")),
                ("counterPartNickName", .string("ab***")), ("advertisementRole", .string("MAKER")),
            ], clock: "createTime")
        row.movements = [
            Movement("USDT", units: isBuy ? 50 : -50, decimals: 0),
            Movement("EUR", units: isBuy ? -46 : 46, decimals: 0),
            Movement("USDT", units: 1, decimals: 1, isFee: true),
        ]
        row.fails = number % 9 == 8
        row.status = .init("orderStatus", .string("TRADING"), .string("COMPLETED"), .string("CANCELLED"))
        add("p2p", row)
    }

    private mutating func addPayment(_ at: Instant, _ number: Int) {
        let id = "M_P_\(number)"
        let isOut = number % 3 == 0
        var members: [(String, JSONValue)] = [
            ("orderType", .string("C2C")), ("transactionId", .string(id)), ("amount", .string(isOut ? "-3" : "3")),
            ("currency", .string("USDT")),
        ]
        let parts = number % 2 == 0 ? [("USDT", "2"), ("ETH", "0.0005")] : []
        members.append(
            (
                "fundsDetail",
                .array(parts.map { .object([("currency", .string($0.0)), ("amount", .string($0.1))]) })
            ))
        var row = BinanceRow(at: at, id: id, members, clock: "transactionTime")
        row.movements = (parts.isEmpty ? [("USDT", "3")] : parts).map { asset, text in
            let amount = Amount(text) ?? .zero
            return Movement(asset, isOut ? -amount : amount)
        }
        add("pay", row)
    }

    private mutating func addTransfer(_ at: Instant, _ type: String, _ size: String) {
        let id = number()
        var row = BinanceRow(
            at: at, unit: type, id: id,
            [("asset", .string("USDT")), ("amount", .string(size)), ("type", .string(type)), ("tranId", .number(id))],
            clock: "timestamp")
        row.status = .init("status", .string("PENDING"), .string("CONFIRMED"), .string("FAILED"))
        add("transfers", row)
    }
    private mutating func addMarginTransfer(_ at: Instant, _ index: Int, _ size: String) {
        let id = "\(5_240_372_201 + index)"
        var row = BinanceRow(
            at: at, id: id,
            [
                ("amount", .string(size)), ("asset", .string("USDT")), ("txId", .number(id)),
                ("type", .string(index % 2 == 0 ? "ROLL_IN" : "ROLL_OUT")), ("transFrom", .string("SPOT")),
                ("transTo", .string("CROSS_MARGIN")),
            ], clock: "timestamp")
        row.status = .init("status", .string("PENDING"), .string("CONFIRMED"), .string("FAILED"))
        add("margin-transfers", row)
    }
    private mutating func addInterest(_ at: Instant, _ index: Int) {
        let id = "\(1_352_286_576_452_864_727 + index)"
        var row = BinanceRow(
            at: at, id: id,
            [
                ("txId", .number(id)), ("asset", .string("USDT")), ("rawAsset", .string("USDT")),
                ("principal", .string("45.3313")), ("interest", .string("0.00024995")),
                ("interestRate", .string("0.00013233")), ("type", .string("PERIODIC")),
            ], clock: "interestAccuredTime")
        row.movements = [Movement("USDT", units: -24_995, decimals: 8)]
        add("margin-interest", row)
    }
    private mutating func addFlow(_ at: Instant, _ index: Int) {
        let type = ["TRANSFER", "BORROW", "REPAY", "LIQUIDATION_FEE"][index % 4]
        let id = "\(123_456 + index)"
        var row = BinanceRow(
            at: at, id: id,
            [
                ("id", .number(id)), ("tranId", .int(5_240_372_201 + index)), ("asset", .string("USDT")),
                ("symbol", .string(BinanceNames.routed.symbol)), ("type", .string(type)),
                ("amount", .string(index % 4 == 3 ? "-0.5" : "101")),
            ], clock: "timestamp")
        row.movements = [Movement("USDT", units: index % 4 == 3 ? -5 : 1010, decimals: 1)]
        row.isDetail = index % 4 != 3
        add("margin-flow", row)
    }
    private mutating func addFill(
        _ at: Instant, _ history: String, _ market: BinanceNames.Market, _ index: Int, idName: String = "id"
    ) {
        add(
            history,
            .fill(
                at: at, symbol: market.symbol, id: "\(index + 5)", order: 7 + index, (market.base, market.quote),
                ("0.00100000", "20000.00000000", "20.00000000"), fee: ("BNB", "0.0002"), isBuyer: index % 2 == 0,
                isMaker: false, idName: idName))
    }
    /// 0.5 ETH at 1800: the fiat is price times coins, and the fee stands beside it.
    private mutating func addSale(_ at: Instant, _ index: Int) {
        let id = "s\(index)"
        var row = BinanceRow(
            at: at, unit: "1", id: id,
            [
                ("orderNo", .string(id)), ("sourceAmount", .string("899.00")), ("fiatCurrency", .string("EUR")),
                ("obtainAmount", .string("0.5")), ("cryptoCurrency", .string("ETH")), ("totalFee", .string("1.00")),
                ("price", .string("1800")),
            ], clock: "createTime")
        row.movements = [
            Movement("ETH", units: -5, decimals: 1), Movement("EUR", units: 900, decimals: 0),
            Movement("EUR", units: 1, decimals: 0, isFee: true),
        ]
        row.status = .init("status", .string("Processing"), .string("Completed"), .string("Failed"))
        add("fiat-payments", row)
    }
}
