import HistoryModel

/// One row of one of OKX's lists, as its API reference writes it (www.okx.com/docs-v5): numbers and times are texts.
package struct OKXRow: ServedRow {
    package enum List: String, Sendable, CaseIterable {
        case funding = "funding-ledger"
        case trading = "trading-ledger"
        case fills, deposits, withdrawals, conversions
        case fiatDeposits = "fiat-deposits"
        case fiatWithdrawals = "fiat-withdrawals"
        case dust = "easy-conversions"
        case interest = "earn-interest"

        /// Member that holds the id; nil where OKX gives none.
        var idName: String? {
            switch self {
            case .funding, .trading, .fills: "billId"
            case .deposits: "depId"
            case .withdrawals: "wdId"
            case .fiatDeposits, .fiatWithdrawals: "ordId"
            case .conversions: "tradeId"
            case .dust, .interest: nil
            }
        }
    }

    let list: List
    package var time: Int64
    package let serial: UInt32
    package let id: String
    package var unit = ""
    package var isDetail = false
    package var movements: [Movement]
    /// In the words of the reference, in no order that means anything.
    var fields: [(name: String, value: String)]
    /// Until then the row is under way.
    var ends: Instant?
    /// It comes to nothing.
    var fails = false

    init(_ list: List, at: Instant, serial: UInt32, _ fields: KeyValuePairs<String, String>, moves: [Movement] = []) {
        self.list = list
        time = at.roundedDown(to: .milliseconds(1)).nanoseconds
        self.serial = serial
        self.fields = fields.map { ($0.key, $0.value) }
        movements = moves
        // Nineteen digits that rise with time, as bill ids do; other lists number more shortly.
        let number = time / 1_000_000 * 1_000_000 + Int64(serial)
        switch list {
        case .dust, .interest: id = ""
        case .deposits, .withdrawals: id = String(10_000_000 + Int64(serial))
        case .conversions: id = "trader\(number)"
        default: id = String(number)
        }
    }

    subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    package func state(at now: Instant) -> RowState {
        if let ends, now < ends { return .pending }
        return fails ? .void : .final
    }

    var milliseconds: Int64 { time / 1_000_000 }
    /// The time that filters and pages go by: of a fill, when its row was made.
    var filterTime: Int64 { list == .fills ? milliseconds + 1 : milliseconds }

    package func body(at now: Instant) -> JSONValue {
        var members = fields.map { ($0.name, JSONValue.string($0.value)) }
        if let name = list.idName { members.append((name, .string(id))) }
        let state = state(at: now)
        func add(_ name: String, _ value: some CustomStringConvertible) {
            members.append((name, .string(value.description)))
        }
        switch list {
        case .fills:
            add("fillTime", milliseconds)
            add("ts", filterTime)
        case .fiatDeposits, .fiatWithdrawals:
            add("cTime", milliseconds)
            add("uTime", state == .pending ? milliseconds : (ends?.nanoseconds ?? time) / 1_000_000)
            add("state", state == .pending ? "processing" : state == .void ? "failed" : "completed")
        case .deposits, .withdrawals:
            add("ts", milliseconds)
            add("state", state == .pending ? "0" : state == .void ? "-1" : "2")
            if list == .withdrawals { members.append(("nonTradableAsset", .bool(false))) }
        case .conversions:
            add("ts", milliseconds)
            add("state", state == .void ? "rejected" : "fullyFilled")
        case .dust:
            add("uTime", milliseconds)
            add("status", "filled")
        case .funding, .trading, .interest: add("ts", milliseconds)
        }
        return .object(members)
    }

    package static func sudden(in history: String, serial: UInt32, at time: Instant) -> OKXRow {
        let list = List(rawValue: history) ?? .funding
        let coin = Amount("0.0001") ?? .zero
        let (came, went) = (Movement("BTC", coin), Movement("BTC", -coin))
        switch list {
        case .funding:
            return OKXRow(
                list, at: time, serial: serial,
                ["ccy": "BTC", "balChg": "0.0001", "bal": "1", "type": "48", "clientId": "", "notes": ""], moves: [came]
            )
        case .trading:
            return OKXRow(
                list, at: time, serial: serial,
                [
                    "ccy": "BTC", "balChg": "0.0001", "bal": "1", "type": "384", "subType": "384", "fee": "0",
                    "instType": "", "instId": "", "ordId": "", "tradeId": "", "notes": "",
                ], moves: [came])
        case .fills:
            var row = OKXRow(
                list, at: time, serial: serial,
                [
                    "instType": "SPOT", "instId": "BTC-USDT", "side": "buy", "fillSz": "0.0001", "fillPx": "50000",
                    "fee": "0", "feeCcy": "BTC", "feeRate": "0", "execType": "T", "subType": "1",
                    "tradeId": "\(serial)", "ordId": "\(serial)",
                ], moves: [came, Movement("USDT", -(Amount("5") ?? .zero))])
            row.unit = "SPOT"
            return row
        case .deposits, .withdrawals:
            var row = OKXRow(
                list, at: time, serial: serial,
                [
                    "ccy": "BTC", "amt": "0.0001", "chain": "BTC-Bitcoin", "from": "", "to": "bc1sudden",
                    "txId": "sudden-\(serial)", "fee": "0", "feeCcy": "BTC",
                ], moves: [list == .deposits ? came : went])
            row.isDetail = true
            return row
        case .fiatDeposits, .fiatWithdrawals:
            let euro = Amount("1") ?? .zero
            var row = OKXRow(
                list, at: time, serial: serial,
                ["ccy": "EUR", "amt": "1", "fee": "0", "paymentMethod": "SEPA", "paymentAcctId": "20", "clientId": ""],
                moves: [Movement("EUR", list == .fiatDeposits ? euro : -euro)])
            row.isDetail = true
            return row
        case .conversions:
            return OKXRow(
                list, at: time, serial: serial,
                [
                    "instId": "BTC-USDT", "baseCcy": "BTC", "quoteCcy": "USDT", "side": "buy", "fillPx": "50000",
                    "fillBaseSz": "0.0001", "fillQuoteSz": "5", "clTReqId": "",
                ], moves: [came, Movement("USDT", -(Amount("5") ?? .zero))])
        case .dust:
            var row = OKXRow(
                list, at: time, serial: serial,
                ["fromCcy": "BTC", "toCcy": "OKB", "fillFromSz": "0.0001", "fillToSz": "0.0001", "acct": "18"],
                moves: [went, Movement("OKB", coin)])
            row.isDetail = true
            return row
        case .interest:
            var row = OKXRow(
                list, at: time, serial: serial, ["ccy": "BTC", "amt": "1", "earnings": "0.0001", "rate": "0.01"],
                moves: [came])
            row.isDetail = true
            return row
        }
    }

    /// Something beside its amounts is corrected.
    package mutating func amend() {
        let name =
            switch list {
            case .funding: "notes"
            case .trading: "mgnMode"
            case .fills: "feeRate"
            case .deposits, .withdrawals: "txId"
            case .fiatDeposits, .fiatWithdrawals: "clientId"
            case .conversions: "clTReqId"
            case .dust: "acct"
            case .interest: "rate"
            }
        let value = list == .dust ? "6" : self[name] + "1"
        if let place = fields.firstIndex(where: { $0.name == name }) {
            fields[place].value = value
        } else {
            fields.append((name, value))
        }
    }
}
