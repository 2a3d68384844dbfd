import HistoryModel

/// One row of one of Binance's lists.
struct BinanceRow: ServedRow {
    /// How a member tells a time.
    enum Clock: Sendable {
        case milliseconds, seconds
        /// `2019-10-12 11:12:02`, in UTC.
        case text
    }
    /// The member that tells the state, and its values: under way, done, failed.
    struct Status: Sendable {
        var member: String
        var pending: JSONValue
        var done: JSONValue
        var failed: JSONValue
        init(_ member: String, _ pending: JSONValue, _ done: JSONValue, _ failed: JSONValue) {
            (self.member, self.pending, self.done, self.failed) = (member, pending, done, failed)
        }
        static let words = Status("status", .string("PENDING"), .string("SUCCESS"), .string("FAILED"))
    }

    var time: Int64
    var serial: UInt32 = 0
    var unit = ""
    var id = ""
    var isDetail = false
    var movements: [Movement] = []
    /// Under way until then.
    var settles: Int64 = 0
    var fails = false
    var status: Status?
    var members: [(String, JSONValue)]
    var clocks: [(String, Clock)]
    /// The sweep that a coin belongs to.
    var sweep: Int?

    init(at time: Instant, unit: String = "", id: String = "", _ members: [(String, JSONValue)], clock: String = "time")
    {
        self.time = time.roundedDown(to: .milliseconds(1)).nanoseconds
        (self.unit, self.id, self.members, clocks) = (unit, id, members, [(clock, .milliseconds)])
    }

    func state(at now: Instant) -> RowState { now.nanoseconds < settles ? .pending : fails ? .void : .final }

    func body(at now: Instant) -> JSONValue {
        var body = members
        for (name, clock) in clocks { body.append((name, Self.text(time, clock))) }
        if let status {
            let value =
                switch state(at: now) {
                case .pending: status.pending
                case .final: status.done
                case .void: status.failed
                }
            body.append((status.member, value))
        }
        return .object(body)
    }
    static func text(_ time: Int64, _ clock: Clock) -> JSONValue {
        switch clock {
        case .milliseconds: .int(time / 1_000_000)
        case .seconds: .int(time / 1_000_000_000)
        case .text:
            .string(
                String(
                    Instant(nanoseconds: time).roundedDown(to: .seconds(1)).description.map { $0 == "T" ? " " : $0 }
                        .dropLast()))
        }
    }

    /// The network's name changes where there is one: nothing else of a row ever does.
    mutating func amend() {
        guard let place = members.firstIndex(where: { $0.0 == "network" }) else { return }
        members[place].1 = .string((members[place].1.plainText ?? "") + "2")
    }

    static func sudden(in history: String, serial: UInt32, at time: Instant) -> BinanceRow {
        let id = "\(50_000_000 + Int(serial))"
        var row: BinanceRow
        switch history {
        case "trades":
            row = .fill(
                at: time, symbol: "BTCEUR", id: id, order: 1, ("BTC", "EUR"), ("0.001", "20000", "20"),
                fee: ("EUR", "0.02"), isBuyer: true, isMaker: false)
        case "distributions":
            row = .distribution(
                at: time, id: id, asset: "ETH", amount: Movement("ETH", units: 7, decimals: 8), "synthetic insertion")
        case "withdrawals":
            row = .withdrawal(
                at: time, id: "w" + id, asset: "BTC", Movement("BTC", units: -7, decimals: 8),
                fee: Movement("BTC", units: 1, decimals: 8, isFee: true))
        default: row = .deposit(at: time, id: id, asset: "ETH", Movement("ETH", units: 7, decimals: 8))
        }
        row.serial = serial
        return row
    }
}

// MARK: - Shapes that several events share

extension BinanceRow {
    static func deposit(at time: Instant, id: String, asset: String, _ movement: Movement) -> BinanceRow {
        var row = BinanceRow(
            at: time, id: id,
            [
                ("id", .string(id)), ("amount", .string(movement.amount.description)), ("coin", .string(asset)),
                ("network", .string(asset)), ("address", .string("synthetic-address")), ("addressTag", .string("")),
                ("txId", .string("synthetic-\(id)")), ("transferType", .int(0)), ("confirmTimes", .string("1/1")),
                ("unlockConfirm", .int(0)), ("walletType", .int(0)), ("travelRuleStatus", .int(0)),
            ], clock: "insertTime")
        row.movements = [movement]
        row.status = Status("status", .int(0), .int(1), .int(2))
        return row
    }

    static func withdrawal(
        at time: Instant, id: String, asset: String, _ movement: Movement, fee: Movement
    ) -> BinanceRow {
        var row = BinanceRow(
            at: time.roundedDown(to: .seconds(1)), id: id,
            [
                ("id", .string(id)), ("amount", .string((-movement.amount).description)),
                ("transactionFee", .string(fee.amount.description)), ("coin", .string(asset)),
                ("network", .string(asset)), ("address", .string("synthetic-address")),
                ("txId", .string("synthetic-\(id)")), ("transferType", .int(0)), ("walletType", .int(0)),
                ("confirmNo", .int(3)), ("info", .string("")),
            ])
        row.clocks = [("applyTime", .text)]
        row.movements = [movement, fee]
        row.status = Status("status", .int(4), .int(6), .int(5))
        return row
    }

    static func distribution(
        at time: Instant, id: String, asset: String, amount: Movement, _ label: String
    ) -> BinanceRow {
        var row = BinanceRow(
            at: time, id: id,
            [
                ("id", .number(id)), ("amount", .string(amount.amount.description)), ("asset", .string(asset)),
                ("enInfo", .string(label)), ("tranId", .number(id + "7")), ("direction", .int(1)),
            ], clock: "divTime")
        row.movements = [amount]
        return row
    }

    /// Amounts as texts: quantity, price, cost.
    static func fill(
        at time: Instant, symbol: String, id: String, order: Int, _ pair: (base: String, quote: String),
        _ amounts: (quantity: String, price: String, cost: String), fee: (asset: String, amount: String), isBuyer: Bool,
        isMaker: Bool, idName: String = "id"
    ) -> BinanceRow {
        var row = BinanceRow(
            at: time, unit: symbol, id: id,
            [
                ("symbol", .string(symbol)), (idName, .number(id)), ("orderId", .int(order)), ("orderListId", .int(-1)),
                ("price", .string(amounts.price)), ("qty", .string(amounts.quantity)),
                ("quoteQty", .string(amounts.cost)), ("commission", .string(fee.amount)),
                ("commissionAsset", .string(fee.asset)), ("isBuyer", .bool(isBuyer)), ("isMaker", .bool(isMaker)),
            ])
        let base = Amount(amounts.quantity) ?? .zero
        let quote = Amount(amounts.cost) ?? .zero
        row.movements = [
            Movement(pair.base, isBuyer ? base : -base), Movement(pair.quote, isBuyer ? -quote : quote),
            Movement(fee.asset, Amount(fee.amount) ?? .zero, isFee: true),
        ]
        return row
    }
}
