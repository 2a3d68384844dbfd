import HistoryModel

/// One row of a wallet's transactions, of its payments from or to a bank, or of the fills of a portfolio.
struct CoinbaseRow: ServedRow {
    enum History: String, Sendable, CaseIterable { case transactions, deposits, withdrawals, fills }
    let history: History
    var time: Int64
    let serial: UInt32
    let unit: String
    /// Served, with its sign. Of fills: the commission.
    var money: CoinbaseMoney
    var movements: [Movement]
    var type = ""
    /// When it is no longer under way, and what it is then.
    var settles: Int64 = .min
    var ending = RowState.final
    /// What this kind of row has beside the rest.
    var members: [(String, JSONValue)] = []
    /// Of payments through a bank: how long they take.
    var payout = Span.days(3)
    /// Of what goes over a chain.
    var network: (hash: String, fee: CoinbaseMoney?, name: String)?

    var id: String {
        switch history {
        case .transactions: CoinbaseID.uuid(.transaction, serial)
        case .deposits: CoinbaseID.uuid(.deposit, serial)
        case .withdrawals: CoinbaseID.uuid(.withdrawal, serial)
        case .fills: CoinbaseID.hex(.fill, serial) + CoinbaseID.hex(.user, serial)
        }
    }
    var isDetail: Bool { history != .transactions }
    func state(at now: Instant) -> RowState { now.nanoseconds < settles ? .pending : ending }

    /// Booked a little after it happened: that is what the range of fills goes by.
    static let bookedAfter = Span(nanoseconds: 2_507_001)

    static func time(_ instant: Instant) -> String { instant.roundedDown(to: .seconds(1)).description }

    // MARK: On the wire

    func body(at now: Instant) -> JSONValue {
        switch history {
        case .transactions: transaction(at: now)
        case .deposits, .withdrawals: payment(at: now)
        case .fills: fill
        }
    }

    private var created: String {
        // Some rows are written with an offset: the same instant.
        guard serial % 11 == 5, history == .transactions else { return Self.time(instant) }
        return String(Self.time(instant + .hours(1)).dropLast()) + "+01:00"
    }

    private func transaction(at now: Instant) -> JSONValue {
        let state = state(at: now)
        var out: [(String, JSONValue)] = [
            ("id", .string(id)), ("type", .string(type)),
            ("status", .string(state == .final ? "completed" : state == .pending ? "pending" : "failed")),
            ("amount", serial % 17 == 3 ? money.bareJSON : money.json),
        ]
        if !members.contains(where: { $0.0 == "native_amount" }) { out.append(("native_amount", money.inEuros.json)) }
        out += [
            ("description", .null), ("created_at", .string(created)), ("updated_at", .string(Self.time(instant))),
            ("resource", .string("transaction")),
            ("resource_path", .string("/v2/accounts/\(unit)/transactions/\(id)")), ("instant_exchange", .bool(false)),
        ]
        if let network {
            var told: [(String, JSONValue)] = [
                ("status", .string(state == .pending ? "pending" : "confirmed")),
                ("network_name", .string(network.name)),
            ]
            if state == .final { told.append(("hash", .string(network.hash))) }
            if let fee = network.fee {
                told.append(("transaction_fee", fee.json))
                let sent = CoinbaseMoney(money.code, -(money.units + fee.units), money.decimals)
                told.append(("transaction_amount", sent.json))
            }
            out.append(("network", .object(told)))
        }
        return .object(out + members)
    }

    private func payment(at now: Instant) -> JSONValue {
        let state = state(at: now)
        return .object(
            [
                ("id", .string(id)),
                ("status", .string(state == .final ? "completed" : state == .pending ? "created" : "canceled")),
                ("user_reference", .string("SYN\(serial)")), ("created_at", .string(Self.time(instant))),
                ("updated_at", .string(Self.time(instant))),
                ("resource", .string(history == .deposits ? "deposit" : "withdrawal")),
                ("resource_path", .string("/v2/accounts/\(unit)/\(history.rawValue)/\(id)")),
                ("committed", .bool(true)), ("payout_at", .string(Self.time(instant + payout))),
                ("amount", money.json),
            ] + members)
    }

    private var fill: JSONValue {
        .object(
            [
                ("entry_id", .string(id)), ("trade_id", .string(CoinbaseID.uuid(.fill, serial))),
                ("trade_time", .string(instant.description)), ("trade_type", .string("FILL")),
                ("commission", .string(money.text)),
                ("sequence_timestamp", .string((instant + Self.bookedAfter).description)),
                ("user_id", .string(CoinbaseID.uuid(.user, 0))),
                ("retail_portfolio_id", .string(CoinbaseID.uuid(.portfolio, 0))),
                ("fillSource", .string("FILL_SOURCE_CLOB")),
            ] + members)
    }

    // MARK: Rows that move while they are read

    static func sudden(in history: String, serial: UInt32, at time: Instant) -> CoinbaseRow {
        let history = History(rawValue: history) ?? .transactions
        switch history {
        case .transactions:
            let money = CoinbaseMoney("BTC", 12_345, 10)
            return CoinbaseRow(
                history: history, time: time.nanoseconds, serial: serial, unit: CoinbaseID.uuid(.wallet, 2),
                money: money,
                movements: [money.movement], type: "interest")
        case .deposits, .withdrawals:
            let money = CoinbaseMoney("EUR", 1_0000, 4)
            let moved = CoinbaseMoney("EUR", history == .deposits ? 1_0000 : -1_0000, 4)
            return CoinbaseRow(
                history: history, time: time.nanoseconds, serial: serial, unit: "EUR", money: money,
                movements: [moved.movement], members: [("subtotal", money.json)])
        case .fills:
            let fill = LifeEvent.Fill(at: time, volume: 1_000_000, price: 2_000_000_000, cost: 20_000, fee: 30)
            return CoinbaseLife.fill(fill, market: 0, buys: true, maker: false, order: serial, serial: serial)
        }
    }

    mutating func amend() {
        switch history {
        case .transactions: break
        case .deposits, .withdrawals:
            payout = payout + .days(1)
            return
        case .fills:
            if let place = members.firstIndex(where: { $0.0 == "liquidity_indicator" }) {
                members[place].1 = .string("UNKNOWN_LIQUIDITY_INDICATOR")
            }
            return
        }
        money.units += money.units < 0 ? -1 : 1
        guard let first = movements.first else { return }
        let one = CoinbaseMoney(money.code, first.amount < .zero ? -1 : 1, money.decimals).movement.amount
        movements[0].amount = (try? first.amount.adding(one)) ?? first.amount
    }
}

/// An amount of an asset in smallest units.
struct CoinbaseMoney: Sendable {
    var code: String
    var units: Int64
    var decimals: Int
    init(_ code: String, _ units: Int64, _ decimals: Int) {
        self.code = code
        self.units = units
        self.decimals = decimals
    }
    init(asset: Int, _ units: Int64) {
        self.init(LifeCast.assets[asset].code, units, LifeCast.assets[asset].decimals)
    }

    var text: String { decimalText(units: units, decimals: decimals) }
    var json: JSONValue { .object([("amount", .string(text)), ("currency", .string(code))]) }
    /// The amount as a number.
    var bareJSON: JSONValue { .object([("amount", .number(text)), ("currency", .string(code))]) }
    var movement: Movement { Movement(code, units: units, decimals: decimals) }
    var fee: Movement { Movement(code, units: units, decimals: decimals, isFee: true) }
    static prefix func - (money: CoinbaseMoney) -> CoinbaseMoney {
        CoinbaseMoney(money.code, -money.units, money.decimals)
    }

    /// What the app shows beside it: roughly, in euros and cents.
    var inEuros: CoinbaseMoney {
        let cents = LifeCast.assets.first { $0.code == code }?.euroCents ?? 100
        let value = Int128(units) * Int128(cents) / Int128(powersOfTen[decimals])
        return CoinbaseMoney("EUR", Int64(clamping: value), 2)
    }
}
