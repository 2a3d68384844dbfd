import HistoryModel

/// Writes a life down as OKX does: what comes in and goes out and is earned in the funding account, what is traded in the
/// trading account, and transfers between the two whenever one lacks something.
struct OKXAccountBuilder {
    enum Wallet { case funding, trading }

    /// The unified account's ledgers hold nothing older.
    static let ledgerStart = Instant(year: 2021, month: 2, day: 1)
    private(set) var rows: [OKXRow.List: [OKXRow]] = [:]
    private var held: [Wallet: [String: Amount]] = [:]
    private var serial: UInt32 = 0
    private var turns: [String: Int] = [:]

    init(settings: AccountSettings) {
        for event in LifeStory(settings: settings, rows: Self.rows(of:)).events { write(event) }
    }

    var histories: [AccountBooks<OKXRow>.History] {
        OKXRow.List.allCases.map { AccountBooks<OKXRow>.History($0.rawValue, page: 100, rows: rows[$0] ?? []) }
    }

    /// Bills, roughly: transfers come on top.
    private static func rows(of event: LifeEvent) -> Int {
        switch event.kind {
        case .order(_, _, _, let fills, _): fills.count * 2
        case .convert, .forcedConversion, .credit: 2
        default: 1
        }
    }

    // MARK: Events

    private mutating func write(_ event: LifeEvent) {
        let at = event.at
        switch event.kind {
        case .deposit(let asset, let amount, let fee, let credited):
            deposit(asset, amount, fee, at: at, credited: credited)
        case .withdrawal(let asset, let amount, let fee, let settled, let failed):
            withdrawal(asset, amount, fee, at: at, settled: settled, fails: failed)
        case .order(let market, let buys, let maker, let fills, let isFree):
            order(LifeCast.markets[market], buys: buys, maker: maker, fills: fills, isFree: isFree)
        case .convert(let from, let paid, let fee, let to, let received):
            convert(from, paid + fee, to, received, at: at)
        case .stake(let asset, let amount, let arrives):
            move(asset, -amount, amount > 0 ? "80" : "82", at: amount > 0 ? at : arrives)
        case .earnMove(let asset, let amount, _): move(asset, -amount, amount > 0 ? "75" : "76", at: at)
        case .stakingReward(let asset, let amount): move(asset, amount, "83", at: at)
        case .earnReward(let asset, let amount, _):
            let earned = Self.amount(asset, amount)
            add(
                .interest, at: at,
                [
                    "ccy": Self.code(asset), "amt": Self.amount(asset, amount * 1000).description,
                    "earnings": earned.description, "rate": "0.01",
                ], moves: [Movement(Self.code(asset), earned)]
            ) { $0.isDetail = true }
            if turn("yield", of: 3) { move(asset, amount, "89", at: at) }
        case .airdrop(let asset, let amount, let isNamed): move(asset, amount, isNamed ? "28" : "229", at: at)
        case .forcedConversion(let from, let amount, let to, let received):
            bill(.trading, Self.code(from), -Self.amount(from, amount), "11", at: at, sub: "119")
            bill(.trading, Self.code(to), Self.amount(to, received), "11", at: at, sub: "118")
        case .credit: leverage(at: at)
        case .unheardOf(let asset, let amount): move(asset, amount, "9999", at: at)
        }
    }

    /// One bill of the funding account.
    private mutating func move(_ asset: Int, _ units: Int64, _ type: String, at: Instant) {
        let change = Self.amount(asset, units)
        if units < 0 { need(.funding, Self.code(asset), -change, at: at) }
        bill(.funding, Self.code(asset), change, type, at: at)
    }

    private mutating func deposit(_ asset: Int, _ amount: Int64, _ fee: Int64, at: Instant, credited: Instant) {
        let code = Self.code(asset)
        let (came, cost) = (Self.amount(asset, amount - fee), Self.amount(asset, fee))
        if LifeCast.assets[asset].isFiat {
            add(
                .fiatDeposits, at: at,
                [
                    "ccy": code, "amt": came.description, "fee": cost.description, "paymentMethod": "SEPA",
                    "paymentAcctId": "20", "clientId": "",
                ], moves: [Movement(code, came), Movement(code, cost, isFee: true)]
            ) { $0.ends = credited }
        } else {
            let number = serial
            add(
                .deposits, at: at,
                [
                    "ccy": code, "amt": came.description, "chain": "\(code)-Network\(asset)", "from": "",
                    "fromWdId": "",
                    "areaCodeFrom": "", "to": "addr\(asset)", "txId": "hash\(number)", "actualDepBlkConfirm": "2",
                ], moves: [Movement(code, came)]
            ) { $0.ends = credited }
        }
        bill(.funding, code, came, "1", at: credited)
    }

    private mutating func withdrawal(
        _ asset: Int, _ amount: Int64, _ fee: Int64, at: Instant, settled: Instant, fails: Bool
    ) {
        let code = Self.code(asset)
        let (gone, cost) = (Self.amount(asset, amount), Self.amount(asset, fee))
        let all = Self.sum(gone, cost)
        need(.funding, code, all, at: at)
        let moves = [Movement(code, -gone), Movement(code, cost, isFee: true)]
        if LifeCast.assets[asset].isFiat {
            add(
                .fiatWithdrawals, at: at,
                [
                    "ccy": code, "amt": gone.description, "fee": cost.description, "paymentMethod": "SEPA",
                    "paymentAcctId": "20", "clientId": "c\(serial)",
                ], moves: moves
            ) {
                $0.ends = settled
                $0.fails = fails
            }
        } else {
            let number = serial
            add(
                .withdrawals, at: at,
                [
                    "ccy": code, "amt": gone.description, "fee": cost.description, "feeCcy": code,
                    "chain": "\(code)-Network\(asset)", "from": "", "areaCodeFrom": "", "to": "away\(asset)",
                    "areaCodeTo": "", "toAddrType": "1", "txId": number % 5 == 0 ? "" : "hash\(number)", "clientId": "",
                    "note": "",
                ], moves: moves
            ) {
                $0.ends = settled
                $0.fails = fails
            }
        }
        bill(.funding, code, -all, "2", at: at)
        if fails { bill(.funding, code, all, "13", at: settled) }
    }

    private mutating func order(
        _ market: LifeMarket, buys: Bool, maker: Bool, fills: [LifeEvent.Fill], isFree: Bool
    ) {
        serial += 1
        let order = String(660_000_000_000_000_000 + Int64(serial))
        for fill in fills {
            let size = Self.amount(market.base, fill.volume)
            let price = Amount(decimalText(units: fill.price, decimals: market.priceDecimals)) ?? .zero
            trade(
                "SPOT", Self.code(market.base), Self.code(market.quote), size, price, buys: buys, maker: maker,
                rate: isFree ? "0" : maker ? "0.0008" : "0.001", order: order, at: fill.at)
        }
        // Some people also try what is not spot.
        if turn("leverage", of: 8), let last = fills.last { leverage(at: last.at + .minutes(3)) }
    }
    private mutating func leverage(at: Instant) { turn("contracts", of: 2) ? swap(at: at) : margin(at: at) }

    /// One fill of spot or margin, and its two bills: of spot the fill moves the balances, else the bills.
    private mutating func trade(
        _ type: String, _ base: String, _ quote: String, _ size: Amount, _ price: Amount, buys: Bool, maker: Bool,
        rate: String, order: String, at: Instant
    ) {
        let cost = Self.product(size, price)
        let (got, gotSize) = buys ? (base, size) : (quote, cost)
        let (gave, gaveSize) = buys ? (quote, cost) : (base, size)
        let fee = Self.product(gotSize, Amount(rate) ?? .zero)
        need(.trading, gave, gaveSize, at: at)
        let trade = String(580_000_000 + Int64(serial))
        let names = ["instId": "\(base)-\(quote)", "instType": type, "ordId": order, "tradeId": trade]
        let moves = [Movement(got, gotSize), Movement(gave, -gaveSize), Movement(got, fee, isFee: true)]
        add(
            .fills, at: at,
            [
                "side": buys ? "buy" : "sell", "fillSz": size.description, "fillPx": price.description,
                "fee": (-fee).description, "feeCcy": got, "feeRate": "-" + rate, "execType": maker ? "M" : "T",
                "subType": buys ? "1" : "2", "fillPnl": "0", "posSide": "net", "clOrdId": "", "tag": "",
                "tradeQuoteCcy": quote,
            ], moves: moves
        ) {
            $0.unit = type
            $0.isDetail = type != "SPOT"
            $0.fields += names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        let isDetail = type == "SPOT"
        bill(
            .trading, got, Self.sum(gotSize, -fee), "2", at: at, sub: "1", fee: fee, price: price, names: names,
            isDetail: isDetail)
        bill(.trading, gave, -gaveSize, "2", at: at, sub: "2", price: price, names: names, isDetail: isDetail)
    }

    private mutating func margin(at: Instant) {
        serial += 1
        trade(
            "MARGIN", "BTC", "USDT", Amount("0.0012") ?? .zero, Amount("48123.4") ?? .zero, buys: turn("side", of: 2),
            maker: false, rate: "0.001", order: String(670_000_000_000_000_000 + Int64(serial)), at: at)
    }

    /// A swap position closed with a loss: three contracts, and a funding fee.
    private mutating func swap(at: Instant) {
        serial += 1
        let names = [
            "instId": "BTC-USDT-SWAP", "instType": "SWAP", "ordId": String(680_000_000_000_000_000 + Int64(serial)),
            "tradeId": String(590_000_000 + Int64(serial)),
        ]
        let (fee, loss) = (Amount("0.25") ?? .zero, Amount("-5.5") ?? .zero)
        need(.trading, "USDT", Amount("10") ?? .zero, at: at)
        add(
            .fills, at: at,
            [
                "side": "sell", "fillSz": "3", "fillPx": "50123.4", "fee": "-0.25", "feeCcy": "USDT", "execType": "T",
                "subType": "5", "fillPnl": "-5.5", "posSide": "long", "clOrdId": "", "tag": "",
            ], moves: [Movement("USDT", fee, isFee: true)]
        ) {
            $0.unit = "SWAP"
            $0.isDetail = true
            $0.fields += names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        bill(.trading, "USDT", Self.sum(loss, -fee), "2", at: at, sub: "5", fee: fee, names: names)
        bill(
            .trading, "USDT", Amount("-0.05") ?? .zero, "8", at: at + .hours(1), sub: "173",
            names: [
                "instId": "BTC-USDT-SWAP", "instType": "SWAP",
            ])
    }

    /// Against fiat in the funding account; between coins in the trading account, one in three as a small conversion.
    private mutating func convert(_ from: Int, _ paid: Int64, _ to: Int, _ received: Int64, at: Instant) {
        let (gone, come) = (Self.code(from), Self.code(to))
        let (paid, received) = (Self.amount(from, paid), Self.amount(to, received))
        if LifeCast.assets[from].isFiat {
            need(.funding, gone, paid, at: at)
            bill(.funding, gone, -paid, "272", at: at)
            bill(.funding, come, received, "272", at: at)
            return
        }
        need(.trading, gone, paid, at: at)
        let moves = [Movement(gone, -paid), Movement(come, received)]
        if turn("dust", of: 3) {
            add(
                .dust, at: at,
                [
                    "fromCcy": gone, "toCcy": come, "fillFromSz": paid.description, "fillToSz": received.description,
                    "acct": "18",
                ], moves: moves
            ) { $0.isDetail = true }
            bill(.trading, gone, -paid, "28", at: at, sub: "237")
            bill(.trading, come, received, "28", at: at, sub: "236")
            return
        }
        let buys = turn("side", of: 2)
        conversion(
            buys ? come : gone, buys ? received : paid, buys ? gone : come, buys ? paid : received, buys: buys, moves,
            at: at)
        bill(.trading, gone, -paid, "27", at: at, sub: "319", isDetail: true)
        bill(.trading, come, received, "27", at: at, sub: "318", isDetail: true)
        // One that OKX did not make.
        if turn("rejected", of: 4) {
            conversion("BTC", .zero, "USDT", .zero, buys: true, [], at: at + .seconds(5), fails: true)
        }
    }

    private mutating func conversion(
        _ base: String, _ size: Amount, _ quote: String, _ cost: Amount, buys: Bool, _ moves: [Movement], at: Instant,
        fails: Bool = false
    ) {
        add(
            .conversions, at: at,
            [
                "instId": "\(base)-\(quote)", "baseCcy": base, "quoteCcy": quote, "side": buys ? "buy" : "sell",
                "fillPx": "1", "fillBaseSz": size.description, "fillQuoteSz": cost.description, "clTReqId": "",
            ], moves: moves
        ) { $0.fails = fails }
    }

    // MARK: Rows

    /// Makes sure that a wallet has so much, out of the other.
    private mutating func need(_ wallet: Wallet, _ asset: String, _ amount: Amount, at: Instant) {
        let other: Wallet = wallet == .funding ? .trading : .funding
        let missing = Self.sum(amount, -(held[wallet]?[asset] ?? .zero))
        let there = held[other]?[asset] ?? .zero
        let moved = missing < there ? missing : there
        guard .zero < moved else { return }
        let isIn = wallet == .trading
        bill(.funding, asset, isIn ? -moved : moved, isIn ? "131" : "130", at: at)
        bill(
            .trading, asset, isIn ? moved : -moved, "1", at: at, sub: isIn ? "11" : "12",
            names: ["from": isIn ? "6" : "18", "to": isIn ? "18" : "6"])
    }

    /// One bill. `fee`, when charged, is contained in the change.
    private mutating func bill(
        _ wallet: Wallet, _ asset: String, _ change: Amount, _ type: String, at: Instant, sub: String = "",
        fee: Amount = .zero, price: Amount? = nil, names: [String: String] = [:], isDetail: Bool = false
    ) {
        let balance = Self.sum(held[wallet]?[asset] ?? .zero, change)
        held[wallet, default: [:]][asset] = balance
        guard at >= Self.ledgerStart else { return }
        var moves = [Movement(asset, Self.sum(change, fee))]
        if !fee.isZero { moves.append(Movement(asset, fee, isFee: true)) }
        if wallet == .funding {
            add(
                .funding, at: at,
                [
                    "ccy": asset, "balChg": change.description, "bal": balance.description, "type": type,
                    "clientId": "",
                    "notes": "",
                ], moves: moves)
            return
        }
        var members = [
            "instId": "", "instType": "", "ordId": "", "tradeId": "", "from": "", "to": "", "mgnMode": "",
        ]
        members.merge(names) { $1 }
        add(
            .trading, at: at,
            [
                "ccy": asset, "balChg": change.description, "bal": balance.description, "type": type, "subType": sub,
                "fee": (-fee).description, "px": price?.description ?? "", "sz": "", "pnl": "0", "interest": "0",
                "execType": "", "notes": "", "clOrdId": "", "tag": "", "posBal": "0", "posBalChg": "0",
            ], moves: moves
        ) {
            $0.isDetail = isDetail
            $0.fields += members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    private mutating func add(
        _ list: OKXRow.List, at: Instant, _ fields: KeyValuePairs<String, String>, moves: [Movement],
        _ adjust: (inout OKXRow) -> Void = { _ in }
    ) {
        serial += 1
        var row = OKXRow(list, at: at, serial: serial, fields, moves: moves.filter { !$0.amount.isZero })
        switch list {
        // The ledger moves the balance as soon as there is one.
        case .deposits, .withdrawals, .fiatDeposits, .fiatWithdrawals: row.isDetail = row.instant >= Self.ledgerStart
        default: break
        }
        adjust(&row)
        rows[list, default: []].append(row)
    }

    // MARK: Numbers

    /// True every so many times for each name.
    private mutating func turn(_ name: String, of count: Int) -> Bool {
        turns[name, default: 0] += 1
        return turns[name, default: 0] % count == 0
    }
    private static func code(_ asset: Int) -> String { LifeCast.assets[asset].code }
    private static func amount(_ asset: Int, _ units: Int64) -> Amount {
        Movement("", units: units, decimals: LifeCast.assets[asset].decimals).amount
    }
    /// The amounts of a life never come near the 38 digits that fit.
    private static func sum(_ left: Amount, _ right: Amount) -> Amount { (try? left.adding(right)) ?? left }
    private static func product(_ left: Amount, _ right: Amount) -> Amount {
        (try? left.multiplied(by: right)) ?? .zero
    }
}
