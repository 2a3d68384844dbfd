import HistoryModel

/// One row of one of Bitstamp's lists.
struct BitstampRow: ServedRow {
    struct Part: Sendable {
        var code: String
        var units: Int64
        var decimals: Int
        var text: String { decimalText(units: units, decimals: decimals) }
    }
    struct Trade: Sendable {
        /// `btc_eur`.
        var pair: String
        var price: String
    }
    enum Content: Sendable {
        /// Of user_transactions: the parts carry their sign.
        case transaction(type: Int, parts: [Part], trade: Trade?, fee: Part?, order: UInt64?)
        /// Of crypto-transactions.
        case coins(isDeposit: Bool, Part, network: String, txid: String, address: String)
        /// Of withdrawal-requests.
        case request(type: Int, Part, network: String, txid: String, address: String, settles: Int64, fails: Bool)
        /// Of earn/transactions: worth in hundredths of a dollar.
        case earning(type: String, Part, worth: Int64)
    }
    var time: Int64
    var serial: UInt32
    var content: Content
    /// How Bitstamp of that age wrote its rows: 0 without fractions and with texts alone, 2 with numbers among them.
    var style: Int
    /// A withdrawal that some rows write without a minus sign.
    var hidesSign = false
    /// What was done to the row after it was made.
    private var amended: Int64 = 0

    init(time: Instant, serial: UInt32 = 0, style: Int, _ content: Content) {
        self.time = time.nanoseconds
        self.serial = serial
        self.style = style
        self.content = content
    }

    /// The lists count by themselves.
    var number: UInt64 {
        switch content {
        case .transaction: 4_000_000 + UInt64(serial) * 3
        case .request: 900_000 + UInt64(serial)
        default: 70_000 + UInt64(serial)
        }
    }
    var id: String {
        switch content {
        case .transaction, .request: String(number)
        case .coins(let isDeposit, _, _, let txid, _): (isDeposit ? "deposits/" : "withdrawals/") + txid
        case .earning: ""
        }
    }
    var unit: String { "" }
    var isDetail: Bool { if case .transaction = content { false } else { true } }

    func state(at now: Instant) -> RowState {
        guard case .request(_, _, _, _, _, let settles, let fails) = content else { return .final }
        return now.nanoseconds < settles ? .pending : fails ? .void : .final
    }

    var movements: [Movement] {
        func movement(_ part: Part, isFee: Bool = false) -> Movement {
            Movement(part.code, units: part.units, decimals: part.decimals, isFee: isFee)
        }
        switch content {
        case .transaction(_, let parts, _, let fee, _):
            return parts.enumerated().map { place, part in
                var part = part
                if place == 0 { part.units += amended }
                return movement(part)
            } + [fee].compactMap { $0 }.map { movement($0, isFee: true) }
        case .coins(let isDeposit, let part, _, _, _):
            return [movement(isDeposit ? part : Part(code: part.code, units: -part.units, decimals: part.decimals))]
        case .request(_, let part, _, _, _, _, _):
            return [movement(Part(code: part.code, units: -part.units, decimals: part.decimals))]
        case .earning(let type, let part, _):
            // Only of rewards is it certain which way they went.
            return type == "reward" ? [movement(part)] : []
        }
    }

    mutating func amend() { amended += 1 }

    static func sudden(in history: String, serial: UInt32, at time: Instant) -> BitstampRow {
        let part = Part(code: "BTC", units: 12_345, decimals: 8)
        let content: Content =
            switch history {
            case "crypto-transactions":
                .coins(
                    isDeposit: true, part, network: "bitcoin", txid: "sudden\(serial)", address: "3SyntheticSudden")
            case "withdrawal-requests":
                .request(
                    type: 1, part, network: "bitcoin", txid: "sudden\(serial)", address: "3SyntheticSudden", settles: 0,
                    fails: false)
            case "earn": .earning(type: "reward", part, worth: 123)
            default: .transaction(type: 32, parts: [part], trade: nil, fee: nil, order: nil)
            }
        return BitstampRow(time: time, serial: serial, style: 1, content)
    }

    // MARK: On the wire

    func body(at now: Instant) -> JSONValue {
        switch content {
        case .transaction(let type, let parts, let trade, let fee, let order):
            .object(transaction(type, parts, trade, fee, order))
        case .coins(let isDeposit, let part, let network, let txid, let address):
            .object(
                (style > 0 && isDeposit ? [("id", .int(number)), ("status", .string(status))] : [])
                    + [
                        ("currency", .string(part.code)), ("network", .string(network)), ("txid", .string(txid)),
                        ("destinationAddress", .string(address)),
                        ("amount", .number(Self.float(part.units, part.decimals))),
                        ("datetime", .int(time / 1_000_000_000)),
                    ])
        case .request(let type, let part, let network, let txid, let address, _, let fails):
            .object(request(type, part, network, txid, address, fails, at: now))
        case .earning(let type, let part, let worth):
            .object([
                ("datetime", .string(datetime)), ("type", .string(type)),
                ("amount", .number(Self.float(part.units, part.decimals))), ("currency", .string(part.code)),
                ("value", .number(Self.float(worth, 2))), ("quote_currency", .string("USD")),
                ("status", .string(status)),
            ])
        }
    }
    private var status: String { amended == 0 ? "completed" : "completed again" }

    private func transaction(
        _ type: Int, _ parts: [Part], _ trade: Trade?, _ fee: Part?, _ order: UInt64?
    ) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("id", .int(number)), ("type", style == 1 ? .int(type) : .string(String(type))),
            ("datetime", .string(datetime)), ("fee", .string(fee?.text ?? "0.00")),
            ("order_id", order.map { .int($0) } ?? .null),
        ]
        for (place, part) in parts.enumerated() {
            var part = part
            if place == 0 { part.units += amended }
            if hidesSign { part.units = abs(part.units) }
            members.append((part.code.lowercased(), .string(part.text)))
        }
        // Currencies that took no part stand there all the same.
        let nothing: JSONValue = [.string("0.00"), .number("0"), .number("0.0")][style]
        for name in ["usd", "btc", "eur"] where !members.contains(where: { $0.0 == name }) {
            members.append((name, nothing))
        }
        if style == 2, type == 2 { members += [("self_trade", .bool(false)), ("self_trade_order_id", .null)] }
        // The price comes last: ccxt takes the last name with an underscore for the market.
        if trade?.pair != "btc_usd" { members.append(("btc_usd", .string("0.00"))) }
        if let trade { members.append((trade.pair, style == 2 ? .number(trade.price) : .string(trade.price))) }
        return members
    }

    private func request(
        _ type: Int, _ part: Part, _ network: String, _ txid: String, _ address: String, _ fails: Bool, at now: Instant
    ) -> [(String, JSONValue)] {
        let state = state(at: now)
        let isOpen = now < instant + .minutes(10)
        let status = state == .pending ? (isOpen ? 0 : 1) : fails ? 4 : 2
        var members: [(String, JSONValue)] = [
            ("id", .int(number)), ("datetime", .string(datetime)), ("type", .int(type)),
            ("currency", .string(part.code)), ("network", .string(network)), ("amount", .string(part.text)),
            ("status", style == 0 ? .string(String(status)) : .int(status)), ("address", .string(address)),
        ]
        // Bitstamp's own number, and what the chain calls it.
        members.append(("txid", state == .final ? .int(number * 7) : .null))
        if state == .final, !txid.isEmpty { members.append(("transaction_id", .string(txid))) }
        if amended > 0 { members.append(("note", .string("amended"))) }
        return members
    }

    /// `2019-04-16 08:09:05.149343`; in early days without a fraction.
    private var datetime: String {
        let micros = time / 1000
        let whole = Instant(seconds: micros / 1_000_000).description.prefix(19)
        let fraction = micros % 1_000_000
        let text = String(whole).split(separator: "T").joined(separator: " ")
        if style == 0, fraction == 0 { return text }
        return text + "." + String(String(1_000_000 + fraction).dropFirst())
    }

    /// As Python writes a binary float: no trailing zeros, and powers below a ten-thousandth.
    static func float(_ units: Int64, _ decimals: Int) -> String {
        var digits = units.magnitude
        var scale = decimals
        while scale > 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        let sign = units < 0 ? "-" : ""
        if digits == 0 { return "0.0" }
        let text = String(digits)
        let exponent = text.count - 1 - scale
        guard exponent < -4 else {
            return sign + decimalText(units: Int64(digits), decimals: scale) + (scale == 0 ? ".0" : "")
        }
        let rest = text.dropFirst()
        return sign + text.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e-" + (exponent > -10 ? "0" : "")
            + "\(-exponent)"
    }
}
