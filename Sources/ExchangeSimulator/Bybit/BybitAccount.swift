import HistoryModel

/// A life at Bybit: a unified account of the second kind, with what was traded before it became one.
struct BybitAccount {
    private(set) var rows: [String: [BybitRow]] = [:]
    private var scribe: BybitScribe
    /// What was converted on the web shows in the list of conversions only from here on.
    static let webConversions = Instant(year: 2025, month: 9, day: 10)
    private let begin: Instant

    static let histories: [(name: String, page: Int)] = [
        ("deposits", 50), ("internal-deposits", 50), ("withdrawals", 50), ("conversions", 100),
        ("old-conversions", 50), ("dust", 100), ("yield", 100), ("earn-orders", 100), ("transfers", 50),
        ("unified-log", 50), ("funding-log", 100), ("executions", 100), ("earlier-executions", 100),
    ]

    static func books(_ settings: AccountSettings) -> AccountBooks<BybitRow> {
        var account = BybitAccount(settings)
        account.keepBalances()
        return AccountBooks(
            histories.map { .init($0.name, page: $0.page, rows: account.rows[$0.name] ?? []) }, settings: settings)
    }

    private init(_ settings: AccountSettings) {
        scribe = BybitScribe(seed: Scramble.forward(settings.seed), serial: 0)
        begin = (settings.start - .hours(1)).addingCalendarMonths(-12 * max(1, settings.years))
        let story = LifeStory(settings: settings) { event in
            if case .order(_, _, _, let fills, _) = event.kind { return fills.count * 2 }
            return 2
        }
        before(begin)
        for (number, event) in story.events.enumerated() { live(event, number) }
    }

    private mutating func add(_ history: String, _ row: BybitRow) { rows[history, default: []].append(row) }

    private static func code(_ asset: Int) -> String {
        // Bybit's own coin, with which fees can be paid.
        asset == LifeCast.feeCredits ? "MNT" : LifeCast.assets[asset].code
    }
    private static func moved(_ asset: Int, _ units: Int64) -> Movement {
        Movement(code(asset), units: units, decimals: LifeCast.assets[asset].decimals)
    }

    /// Contracts traded and coins exchanged before the account was a unified one.
    private mutating func before(_ begin: Instant) {
        for number in 0..<12 {
            let time = begin + .hours(Int64(number) * 30 + 1)
            let kind = number % 3 == 2 ? "Funding" : "Trade"
            add(
                "earlier-executions",
                scribe.contract(
                    "BTCUSDT", "Sell", quantity: "0.011", price: "28399.9", fee: "0.64", kind: kind, at: time))
        }
        for number in 0..<60 where begin + .hours(Int64(number) * 5 + 2) < Instant(year: 2024, month: 7, day: 1) {
            let time = begin + .hours(Int64(number) * 5 + 2)
            let paid = Movement("USDT", units: -1_000_000 - Int64(number), decimals: 6)
            let got = Movement("ETH", units: 500_000, decimals: 9)
            add("old-conversions", scribe.conversion(paid, got, .funding, at: time, isOld: true))
            for coin in [paid, got] {
                add("funding-log", scribe.fund("Convert", "Convert", coin, isDetail: true, at: time))
            }
        }
    }

    private mutating func live(_ event: LifeEvent, _ number: Int) {
        let at = event.at
        switch event.kind {
        case .deposit(let asset, let amount, let fee, let credited):
            deposit(asset, amount - fee, at: at, credited: credited, number)
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            withdraw(asset, amount, fee, at: at, settled: settled, failed: failed)
        case .order(let market, let buys, let maker, let fills, let credits):
            order(LifeCast.markets[market], buys, maker, fills, paysCredits: credits, number)
        case .convert(let from, let paid, let fee, let into, let received):
            convert(Self.moved(from, -paid - fee), Self.moved(into, received), at: at, number)
        case .forcedConversion(let from, let amount, let into, let received):
            sweep(Self.moved(from, -amount), into, received, at: at, number)
        case .stake(let asset, let amount, _): putBy(Self.moved(asset, abs(amount)), stakes: amount > 0, at: at)
        case .earnMove(let asset, let amount, _):
            let moved = Self.moved(asset, -amount)
            let said = amount > 0 ? "On-Chain Earn Subscription" : "On-Chain Earn Redemption"
            add("funding-log", scribe.fund("Earn", said, moved, counted: [], at: at))
        case .stakingReward(let asset, let amount):
            let moved = Self.moved(asset, amount)
            add("yield", scribe.yield(moved, onChain: false, at: at))
            // Given out every day: it also shows where it arrives.
            add(
                "funding-log",
                scribe.fund("Earn", "Easy Earn | Flexible Interest Distribution", moved, counted: [], at: at))
        case .earnReward(let asset, let amount, let commission):
            add("yield", scribe.yield(Self.moved(asset, amount - commission), onChain: true, at: at))
        case .airdrop(let asset, let amount, let named):
            let moved = Self.moved(asset, amount)
            if named {
                add("unified-log", scribe.log("AIRDROP", moved, at: at))
            } else {
                add("funding-log", scribe.fund("Airdrop", "Airdrop Bonus", moved, at: at))
            }
            contract(at: at, number)
        case .credit(let asset, let amount): add("unified-log", scribe.log("BONUS", Self.moved(asset, amount), at: at))
        case .unheardOf(let asset, let amount):
            add("unified-log", scribe.log("SYNTHETIC_NOVELTY", Self.moved(asset, amount), at: at))
        }
    }

    // MARK: In and out

    private mutating func deposit(_ asset: Int, _ amount: Int64, at: Instant, credited: Instant, _ number: Int) {
        let moved = Self.moved(asset, amount)
        if LifeCast.assets[asset].isFiat {
            add("funding-log", scribe.fund("Fiat", "Fiat Deposit", moved, at: credited))
        } else if number % 4 == 0 {
            add("internal-deposits", scribe.internalDeposit(moved, at: at))
            add("funding-log", scribe.fund("Deposit", "Deposit (Internal Transfer)", moved, isDetail: true, at: at))
        } else {
            add("deposits", scribe.deposit(moved, at: at, credited: credited))
            add("funding-log", scribe.fund("Deposit", "Deposit", moved, isDetail: true, at: credited))
        }
        transfer(moved, into: true, at: credited + .seconds(20))
    }

    private mutating func withdraw(
        _ asset: Int, _ amount: Int64, _ fee: Int64, at: Instant, settled: Instant, failed: Bool
    ) {
        let whole = Self.moved(asset, amount + fee)
        transfer(whole, into: false, at: at - .seconds(2))
        if LifeCast.assets[asset].isFiat {
            if failed { return }
            add("funding-log", scribe.fund("Fiat", "Fiat Withdrawal", Movement(whole.asset, -whole.amount), at: at))
            return
        }
        let moved = Self.moved(asset, amount)
        add(
            "withdrawals",
            scribe.withdrawal(
                moved.asset, moved.amount, fee: Self.moved(asset, fee).amount, at: at, settled: settled, fails: failed))
        let out = Movement(whole.asset, -whole.amount)
        add("funding-log", scribe.fund("Withdraw", "Withdraw", out, isDetail: true, at: at))
        if failed { add("funding-log", scribe.fund("Withdraw", "Withdraw refund", whole, isDetail: true, at: settled)) }
    }

    /// It shows in three lists; one of them counts.
    private mutating func transfer(_ moved: Movement, into unified: Bool, at: Instant) {
        add("transfers", scribe.transfer(moved, into: unified, at: at))
        let out = Movement(moved.asset, -moved.amount)
        let type = unified ? "TRANSFER_IN" : "TRANSFER_OUT"
        add("unified-log", scribe.log(type, unified ? moved : out, isDetail: true, at: at))
        let said = unified ? "Transfer to Unified Trading" : "Transfer from Unified Trading"
        add("funding-log", scribe.fund("Transfer", said, unified ? out : moved, isDetail: true, at: at))
    }

    // MARK: Trades

    private mutating func order(
        _ market: LifeMarket, _ buys: Bool, _ maker: Bool, _ fills: [LifeEvent.Fill], paysCredits: Bool, _ number: Int
    ) {
        let symbol = Self.code(market.base) + Self.code(market.quote)
        let order = scribe.digits(20)
        let side = buys ? "Buy" : "Sell"
        for fill in fills {
            let base = Self.moved(market.base, buys ? fill.volume : -fill.volume)
            let quote = Self.moved(market.quote, buys ? -fill.cost : fill.cost)
            let fee = self.fee(market, fill, buys: buys, maker: maker, paysCredits: paysCredits, number)
            // Bybit names the coin of the fee since some time only.
            let names = paysCredits || fill.at > begin + .days(400)
            let price = Amount(decimalText(units: fill.price, decimals: market.priceDecimals)) ?? .zero
            let row = scribe.fill(
                base, quote, fee: fee, names: names, maker: maker, symbol: symbol, price: price.description,
                order: order, at: fill.at)
            add("executions", row)
            // Both coins, and the fee's where it is a third, share an id.
            let id = "592324_\(symbol)_\(scribe.digits(21))"
            for coin in [base, quote] + (paysCredits ? [Movement(fee.asset, .zero)] : []) {
                add(
                    "unified-log",
                    scribe.log(
                        "TRADE", coin, fee: coin.asset == fee.asset ? fee.amount : .zero, category: "spot",
                        symbol: symbol, side: side, trade: row.id, order: order, id: id, at: fill.at))
            }
        }
    }

    /// What is bought pays, but a maker who is paid gets of the other coin.
    private func fee(
        _ market: LifeMarket, _ fill: LifeEvent.Fill, buys: Bool, maker: Bool, paysCredits: Bool, _ number: Int
    ) -> Movement {
        if paysCredits {
            var fee = Self.moved(LifeCast.feeCredits, fill.fee)
            fee.isFee = true
            return fee
        }
        let isPaid = maker && number % 5 == 0
        let isBase = buys != isPaid
        let units = (isBase ? fill.volume : fill.cost) / (isPaid ? 10_000 : 1_000)
        var fee = Self.moved(isBase ? market.base : market.quote, isPaid ? -units : units)
        fee.isFee = true
        return fee
    }

    private mutating func contract(at: Instant, _ number: Int) {
        let row = scribe.contract(
            "ETHPERP", number % 2 == 0 ? "Buy" : "Sell", quantity: "0.1", price: "1190.15", fee: "0.071409",
            kind: "Trade", at: at)
        add("executions", row)
        func usdc(_ units: Int64) -> Amount { Movement("USDC", units: units, decimals: 6).amount }
        add(
            "unified-log",
            scribe.log(
                "TRADE", Movement("USDC", usdc(Int64(number) * 10)), fee: usdc(71_409), category: "linear",
                symbol: "ETHPERP", side: "Buy", trade: row.id, at: at))
        add(
            "unified-log",
            scribe.log(
                "SETTLEMENT", Movement("USDC", .zero), funding: usdc(-3_676), category: "linear", symbol: "ETHPERP",
                side: "Buy", trade: scribe.uuid(22), at: at + .hours(1)))
    }

    // MARK: Conversions and earning

    private mutating func convert(_ from: Movement, _ into: Movement, at: Instant, _ number: Int) {
        if number % 2 == 0 {
            add("unified-log", scribe.log("CURRENCY_SELL", from, at: at))
            add("unified-log", scribe.log("CURRENCY_BUY", into, at: at))
            if at >= Self.webConversions { add("conversions", scribe.conversion(from, into, .unified, at: at)) }
        } else {
            add("conversions", scribe.conversion(from, into, .funding, at: at))
            add("funding-log", scribe.fund("Convert", "Convert", from, isDetail: true, at: at))
            add("funding-log", scribe.fund("Convert", "Convert", into, isDetail: true, at: at))
        }
    }

    private mutating func sweep(_ from: Movement, _ asset: Int, _ received: Int64, at: Instant, _ number: Int) {
        let fee = Self.moved(asset, received / 50)
        let net = Self.moved(asset, received - received / 50)
        let isUnified = number % 2 == 0
        add("dust", scribe.dust(from, net, fee: fee, isUnified ? .unified : .funding, at: at))
        for coin in [from, net] {
            if isUnified {
                let type = coin.amount.isNegative ? "CURRENCY_SELL" : "CURRENCY_BUY"
                add("unified-log", scribe.log(type, coin, at: at))
            } else {
                add("funding-log", scribe.fund("Convert", "Convert small balances", coin, isDetail: true, at: at))
            }
        }
    }

    private mutating func putBy(_ moved: Movement, stakes: Bool, at: Instant) {
        let type = stakes ? "FLEXIBLE_STAKING_SUBSCRIPTION" : "FLEXIBLE_STAKING_REDEMPTION"
        let flow = stakes ? Movement(moved.asset, -moved.amount) : moved
        add("unified-log", scribe.log(type, flow, counted: [], at: at))
        add("earn-orders", scribe.earnOrder(moved, stakes: stakes, at: at))
    }

    // MARK: Balances

    /// Writes into each row of the logs what the wallet held after it.
    private mutating func keepBalances() {
        for (history, name) in [("unified-log", "cashBalance"), ("funding-log", "afterAmt")] {
            var held: [String: Amount] = [:]
            guard var log = rows[history] else { continue }
            log.sort { ($0.time, $0.serial) < ($1.time, $1.serial) }
            for index in log.indices {
                guard let flow = log[index].flow else { continue }
                let after = (try? (held[flow.asset] ?? .zero).adding(flow.amount)) ?? .zero
                held[flow.asset] = after
                for place in log[index].fields.indices where log[index].fields[place].name == name {
                    log[index].fields[place].value = .string(after.description)
                }
            }
            rows[history] = log
        }
    }
}
