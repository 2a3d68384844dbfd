import HistoryModel

/// One row of one of Bybit's histories.
package struct BybitRow: ServedRow {
    package enum Wallet: String, Sendable { case unified = "UNIFIED", funding = "FUND" }

    package var time: Int64
    package let serial: UInt32
    package let id: String
    package let unit: String
    package let isDetail: Bool
    package var movements: [Movement]
    /// As written once it is final, the time apart.
    package var fields: [(name: String, value: JSONValue)]
    /// Name of the member that tells the time, and its unit in nanoseconds.
    package var timed: (name: String, unit: Int64)
    /// A member that changes when the row is amended and moves nothing.
    package var restless: String
    /// Until then it is under way, and this member says so.
    package var underWay: (until: Instant, name: String, value: JSONValue)?
    package var ends = RowState.final
    /// What it does to one wallet's balance, whichever history moves the account.
    package var flow: (wallet: Wallet, asset: String, amount: Amount)?
    private var amended = 0

    package init(
        time: Instant, serial: UInt32, id: String, unit: String = "", isDetail: Bool, movements: [Movement],
        fields: [(name: String, value: JSONValue)], timed: (name: String, unit: Int64), restless: String
    ) {
        self.time = time.nanoseconds / timed.unit * timed.unit
        self.serial = serial
        self.id = id
        self.unit = unit
        self.isDetail = isDetail
        self.movements = movements
        self.fields = fields
        self.timed = timed
        self.restless = restless
    }

    package func state(at now: Instant) -> RowState {
        if let underWay, now < underWay.until { return .pending }
        return ends
    }

    package func body(at now: Instant) -> JSONValue {
        var members = fields.map { ($0.name, $0.value) }
        if let underWay, now < underWay.until {
            for index in members.indices where members[index].0 == underWay.name { members[index].1 = underWay.value }
        }
        if amended > 0 {
            for index in members.indices where members[index].0 == restless { members[index].1 = .string("\(amended)") }
        }
        members.append((timed.name, .string(String(time / timed.unit))))
        return .object(members)
    }

    package mutating func amend() { amended += 1 }

    package static func sudden(in history: String, serial: UInt32, at time: Instant) -> BybitRow {
        var scribe = BybitScribe(seed: 99, serial: serial)
        return scribe.sudden(in: history, at: time)
    }
}

/// Writes rows as Bybit's documentation shows them.
package struct BybitScribe: Sendable {
    static let milliseconds: Int64 = 1_000_000
    static let seconds: Int64 = 1_000_000_000
    let seed: UInt64
    var serial: UInt32

    private mutating func next() -> UInt32 {
        serial += 1
        return serial
    }
    func number(_ salt: UInt64 = 0) -> UInt64 { Scramble.forward(seed << 40 ^ salt << 32 ^ UInt64(serial)) }
    func digits(_ salt: UInt64 = 0) -> String { String(number(salt) % 900_000_000_000 + 100_000_000_000) }
    func uuid(_ salt: UInt64 = 0) -> String {
        let first = String(number(salt), radix: 16)
        let second = String(number(salt + 7), radix: 16)
        let text = Array((String(repeating: "0", count: 32) + first + second).suffix(32))
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(text[$0]) }.joined(separator: "-")
    }
    static func texts(_ pairs: KeyValuePairs<String, String>) -> [(name: String, value: JSONValue)] {
        pairs.map { ($0.key, .string($0.value)) }
    }

    mutating func sudden(in history: String, at time: Instant) -> BybitRow {
        // The row keeps the serial it was given.
        serial -= 1
        let tether = Movement("USDT", units: 12_345, decimals: 4)
        switch history {
        case "internal-deposits": return internalDeposit(tether, at: time)
        case "withdrawals":
            return withdrawal(tether.asset, tether.amount, fee: .zero, at: time, settled: time, fails: false)
        case "transfers": return transfer(tether, into: true, at: time)
        case "conversions", "old-conversions", "dust":
            let from = Movement("USDT", -tether.amount)
            return history == "dust"
                ? dust(from, Movement("BTC", units: 3, decimals: 6), fee: Movement("BTC", .zero), .funding, at: time)
                : conversion(
                    from, Movement("BTC", units: 3, decimals: 6), .funding, at: time, isOld: history != "conversions")
        case "yield": return yield(tether, onChain: false, at: time)
        case "earn-orders": return earnOrder(tether, stakes: true, at: time)
        case "unified-log": return log("AIRDROP", tether, at: time)
        case "funding-log": return fund("Airdrop", "Airdrop Bonus", tether, at: time)
        case "executions", "earlier-executions":
            return contract("BTCUSDT", "Buy", quantity: "0.01", price: "20000", fee: "0.1", kind: "Trade", at: time)
        default: return deposit(tether, at: time, credited: time)
        }
    }

    // MARK: Funds

    mutating func deposit(_ moved: Movement, at time: Instant, credited: Instant) -> BybitRow {
        let serial = next()
        let id = digits()
        var row = BybitRow(
            time: time, serial: serial, id: id, isDetail: false, movements: [moved],
            fields: Self.texts([
                "coin": moved.asset, "chain": moved.asset, "amount": moved.amount.description,
                "txID": "synthetic-\(uuid(1))", "toAddress": "synthetic-address-\(serial % 7)", "tag": "",
                "depositFee": "", "confirmations": "12", "txIndex": "0", "blockHash": "synthetic-block",
                "batchReleaseLimit": "-1", "depositType": "0", "fromAddress": "synthetic-sender", "id": id,
            ]) + [("status", .int(3))], timed: ("successAt", Self.milliseconds), restless: "tag")
        row.time = row.time / Self.seconds * Self.seconds
        if credited > time { row.underWay = (credited, "status", .int(2)) }
        return row
    }

    mutating func internalDeposit(_ moved: Movement, at time: Instant) -> BybitRow {
        let serial = next()
        let id = digits()
        return BybitRow(
            time: time, serial: serial, id: id, isDetail: false, movements: [moved],
            fields: Self.texts([
                "id": id, "amount": moved.amount.description, "coin": moved.asset, "address": "syn***@example.com",
                "fromMemberId": "118027304", "txID": uuid(2), "taxDepositRecordsId": "0",
            ]) + [("type", .int(1)), ("status", .int(2)), ("taxStatus", .int(0))],
            timed: ("createdTime", Self.seconds), restless: "address")
    }

    mutating func withdrawal(
        _ asset: String, _ amount: Amount, fee: Amount, at time: Instant, settled: Instant, fails: Bool
    ) -> BybitRow {
        let serial = next()
        let id = digits()
        var movements = [Movement(asset, -amount)]
        if !fee.isZero { movements.append(Movement(asset, fee, isFee: true)) }
        var row = BybitRow(
            time: time, serial: serial, id: id, isDetail: false, movements: movements,
            fields: Self.texts([
                "coin": asset, "chain": asset, "amount": amount.description,
                "txID": fails ? "" : "synthetic-\(uuid(3))", "status": fails ? "Fail" : "success",
                "toAddress": "synthetic-address", "tag": "", "withdrawFee": fee.description, "withdrawId": id,
                "updateTime": String(settled.nanoseconds / Self.milliseconds), "fee": "", "tax": "", "taxRate": "",
                "taxType": "",
            ]) + [("withdrawType", .int(serial % 9 == 0 ? 1 : 0))], timed: ("createTime", Self.milliseconds),
            restless: "tag")
        row.time = row.time / Self.seconds * Self.seconds
        if settled > time { row.underWay = (settled, "status", .string("Pending")) }
        row.ends = fails ? .void : .final
        return row
    }

    /// Between the funding and the unified wallet: what goes out of one comes into the other.
    mutating func transfer(_ moved: Movement, into unified: Bool, at time: Instant) -> BybitRow {
        let serial = next()
        let id = "selfTransfer_\(uuid(4))"
        var row = BybitRow(
            time: time, serial: serial, id: id, isDetail: false,
            movements: [moved, Movement(moved.asset, -moved.amount)],
            fields: Self.texts([
                "transferId": id, "coin": moved.asset, "amount": moved.amount.description,
                "fromAccountType": unified ? "FUND" : "UNIFIED", "toAccountType": unified ? "UNIFIED" : "FUND",
                "status": "SUCCESS",
            ]), timed: ("timestamp", Self.milliseconds), restless: "toAccountType")
        row.time = row.time / Self.seconds * Self.seconds
        return row
    }

    // MARK: Conversions

    mutating func conversion(
        _ from: Movement, _ into: Movement, _ wallet: BybitRow.Wallet, at time: Instant, isOld: Bool = false
    ) -> BybitRow {
        let serial = next()
        let id = "1010\(digits(5))\(digits(6))"
        let account = wallet == .unified ? "eb_convert_uta" : "eb_convert_funding"
        let plain = Self.texts([
            "exchangeTxId": id, "fromCoin": from.asset, "fromAmount": (-from.amount).description,
            "toCoin": into.asset, "toAmount": into.amount.description,
        ])
        let more =
            isOld
            ? Self.texts(["exchangeRate": "1.5"])
            : Self.texts([
                "accountType": account, "userId": "1448939", "fromCoinType": "crypto", "toCoinType": "crypto",
                "exchangeStatus": "success", "convertRate": "1.5",
            ]) + [("extInfo", .object([]))]
        return BybitRow(
            time: time, serial: serial, id: id, isDetail: !isOld && wallet == .unified, movements: [from, into],
            fields: plain + more,
            timed: isOld ? ("createdTime", Self.seconds) : ("createdAt", Self.milliseconds),
            restless: isOld ? "exchangeRate" : "convertRate")
    }

    /// What arrives lacks the fee.
    mutating func dust(
        _ from: Movement, _ into: Movement, fee: Movement, _ wallet: BybitRow.Wallet, at time: Instant
    ) -> BybitRow {
        let serial = next()
        let id = "1010\(digits(7))\(digits(8))"
        let gross = (try? into.amount.adding(fee.amount)) ?? into.amount
        var movements = [from, Movement(into.asset, gross)]
        if !fee.amount.isZero { movements.append(Movement(fee.asset, fee.amount, isFee: true)) }
        let noTax = JSONValue.object([
            ("totalAmount", .string("0")), ("feeCoin", .string("")), ("taxFeeItems", .array([])),
        ])
        let part =
            Self.texts([
                "fromCoin": from.asset, "fromAmount": (-from.amount).description, "toCoin": into.asset,
                "toAmount": into.amount.description, "feeCoin": fee.asset, "feeAmount": fee.amount.description,
                "status": "success",
            ]) + [("taxFeeInfo", noTax)]
        return BybitRow(
            time: time, serial: serial, id: id, isDetail: wallet == .unified, movements: movements,
            fields: Self.texts([
                "accountType": wallet == .unified ? "eb_convert_uta" : "eb_convert_funding", "exchangeTxId": id,
                "toCoin": into.asset, "toAmount": into.amount.description, "status": "success",
                "exchangeSource": wallet == .unified ? "small_asset_uta" : "small_asset_funding",
                "feeCoin": fee.asset, "totalFeeAmount": fee.amount.description,
            ]) + [("subRecords", .array([.object(part.map { ($0.name, $0.value) })])), ("totalTaxFeeInfo", noTax)],
            timed: ("createdAt", Self.milliseconds), restless: "exchangeSource")
    }

    // MARK: Earn

    mutating func yield(_ moved: Movement, onChain: Bool, at time: Instant) -> BybitRow {
        let serial = next()
        let id = digits(9)
        return BybitRow(
            time: time, serial: serial, id: id, unit: onChain ? "OnChain" : "FlexibleSaving", isDetail: false,
            movements: [moved],
            fields: Self.texts([
                "productId": "428", "coin": moved.asset, "id": id, "amount": moved.amount.description,
                "yieldType": "Normal", "distributionMode": onChain ? "Manual" : "Auto",
                "effectiveStakingAmount": "1000", "orderId": onChain ? uuid(10) : "", "status": "Success",
            ]), timed: ("createdAt", Self.milliseconds), restless: "effectiveStakingAmount")
    }

    mutating func earnOrder(_ moved: Movement, stakes: Bool, at time: Instant) -> BybitRow {
        let serial = next()
        let id = uuid(11)
        return BybitRow(
            time: time, serial: serial, id: id, unit: "FlexibleSaving", isDetail: true, movements: [],
            fields: Self.texts([
                "coin": moved.asset, "orderValue": moved.amount.description, "orderType": stakes ? "Stake" : "Redeem",
                "orderId": id, "orderLinkId": "", "status": "Success", "productId": "428",
                "updatedAt": String(time.nanoseconds / Self.milliseconds), "swapOrderValue": "",
                "estimateRedeemTime": "", "estimateStakeTime": "",
            ]), timed: ("createdAt", Self.milliseconds), restless: "productId")
    }

    // MARK: Logs

    /// `cash` is what moves but fee and funding; `counted` what the account as a whole gets, where that differs.
    mutating func log(
        _ type: String, _ cash: Movement, fee: Amount = .zero, funding: Amount = .zero, category: String = "",
        symbol: String = "", side: String = "None", trade: String = "", order: String = "", id: String? = nil,
        counted: [Movement]? = nil, isDetail: Bool = false, at time: Instant
    ) -> BybitRow {
        let serial = next()
        let flow = (try? cash.amount.adding(funding)) ?? cash.amount
        let change = (try? flow.subtracting(fee)) ?? flow
        var movements = [Movement(cash.asset, flow)]
        if !fee.isZero { movements.append(Movement(cash.asset, fee, isFee: true)) }
        var row = BybitRow(
            time: time, serial: serial, id: "", isDetail: isDetail, movements: counted ?? movements,
            fields: Self.texts([
                "id": id ?? "592324_\(symbol)_\(digits(12))", "symbol": symbol, "category": category, "side": side,
                "type": type, "transSubType": "", "qty": cash.amount.description, "size": "0",
                "currency": cash.asset, "tradePrice": "", "funding": funding.isZero ? "" : funding.description,
                "fee": fee.description, "cashFlow": cash.amount.description, "change": change.description,
                "cashBalance": "", "feeRate": "0.001", "bonusChange": "", "tradeId": trade, "orderId": order,
                "orderLinkId": "", "extraFees": "",
            ]), timed: ("transactionTime", Self.milliseconds), restless: "feeRate")
        row.flow = (.unified, cash.asset, change)
        return row
    }

    mutating func fund(
        _ type: String, _ said: String, _ moved: Movement, counted: [Movement]? = nil, isDetail: Bool = false,
        at time: Instant
    ) -> BybitRow {
        let serial = next()
        let amount = moved.amount.isNegative ? -moved.amount : moved.amount
        var row = BybitRow(
            time: time, serial: serial, id: "", isDetail: isDetail, movements: counted ?? [moved],
            fields: Self.texts([
                "memberId": "1448939", "currency": moved.asset, "ioDirection": moved.amount.isNegative ? "O" : "I",
                "txnAmt": amount.description, "afterAmt": "", "showBusiType": "fundingAccountRecord\(type)",
                "showBusiTypeEn": type, "description": "synthetic", "descriptionEn": said,
                "currcCursor": Digests.base64(Array(digits(13).utf8)),
            ]), timed: ("createTime", Self.seconds), restless: "description")
        row.flow = (.funding, moved.asset, moved.amount)
        return row
    }

    // MARK: Fills

    mutating func fill(
        _ base: Movement, _ quote: Movement, fee: Movement, names: Bool, maker: Bool, symbol: String, price: String,
        order: String, at time: Instant
    ) -> BybitRow {
        let serial = next()
        let id = digits(14)
        let buys = !base.amount.isNegative
        func plain(_ amount: Amount) -> String { (amount.isNegative ? -amount : amount).description }
        var movements = [base, quote]
        if !fee.amount.isZero { movements.append(fee) }
        let row = BybitRow(
            time: time, serial: serial, id: id, unit: "spot", isDetail: true, movements: movements,
            fields: Self.texts([
                "symbol": symbol, "orderType": maker ? "Limit" : "Market", "underlyingPrice": "", "orderLinkId": "",
                "side": buys ? "Buy" : "Sell", "indexPrice": "", "orderId": order, "stopOrderType": "",
                "leavesQty": "0", "feeCurrency": names ? fee.asset : "", "execFee": fee.amount.description,
                "feeRate": fee.amount.isNegative ? "-0.0001" : "0.001", "execId": id, "tradeIv": "",
                "blockTradeId": "", "markPrice": "", "execPrice": price, "markIv": "",
                "orderQty": plain(base.amount), "orderPrice": price, "execValue": plain(quote.amount),
                "execType": "Trade", "execQty": plain(base.amount), "closedSize": "", "extraFees": "",
            ]) + [("isMaker", .bool(maker)), ("seq", .int(serial))], timed: ("execTime", Self.milliseconds),
            restless: "orderLinkId")
        return row
    }

    /// A fill of a contract: quantities of it are no coins.
    mutating func contract(
        _ symbol: String, _ side: String, quantity: String, price: String, fee: String, kind: String, at time: Instant
    ) -> BybitRow {
        let serial = next()
        let id = uuid(15)
        return BybitRow(
            time: time, serial: serial, id: id, unit: "linear", isDetail: true, movements: [],
            fields: Self.texts([
                "symbol": symbol, "orderType": "Market", "orderLinkId": "", "side": side, "orderId": uuid(16),
                "stopOrderType": "UNKNOWN", "leavesQty": "0", "feeCurrency": "", "execFee": fee, "feeRate": "0.0006",
                "execId": id, "execPrice": price, "orderQty": quantity, "orderPrice": price, "execValue": "119.015",
                "execType": kind, "execQty": quantity, "closedSize": "", "extraFees": "",
            ]) + [("isMaker", .bool(false)), ("seq", .int(serial))], timed: ("execTime", Self.milliseconds),
            restless: "orderLinkId")
    }
}
