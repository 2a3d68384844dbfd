import AdapterKit

extension Binance {
    // {"id":"769800519366885376","amount":"0.001","coin":"BNB","network":"BNB","status":1,"address":"bnb136…",
    //  "addressTag":"101764890","txId":"98A3EA…","insertTime":1661493146000,"transferType":0,"walletType":0}
    // Withdrawals: the same with "transactionFee":"0.004","applyTime":"2019-10-12 11:12:02" instead of insertTime.
    static let funding = [
        coins(
            "deposits", "Deposits", "deposit/hisrec", .address(1), .deposit, at: "insertTime",
            // 6 is credited, though not yet to be withdrawn. 7, a wrong deposit, may still come right.
            [.received("coin", "amount")], ["1": [], "6": [], "2": .void]),
        coins(
            "withdrawals", "Withdrawals", "withdraw/history", .accountSecond(18_000), .withdrawal, at: "applyTime",
            // The fee stands beside the amount: the balance falls by both.
            [.sent("coin", "amount"), .fee("coin", "transactionFee")], ["6": [], "1": .void, "3": .void, "5": .void],
            resolution: .seconds(1)),
    ]
    private static func coins(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ kind: RecordKind, at time: StaticString,
        _ legs: [LegShape], _ states: Words<RecordFlags>, resolution: Span? = nil
    ) -> ListStream {
        // Old rows may lack the id.
        let shape = RowShape(
            kind, at: time, key: ["id"], or: ["txId", "coin", "address", "amount"], legs, state: "status", states,
            hash: "txId", address: "address", ids: ["id", "txId"],
            extras: ["network", "addressTag", "transferType", "status", "completeTime"]
        ) { row, record in if try row.word("walletType") == "1" { record.wallet("funding") } }
        return table.stream(
            name, label, "capital/" + path, cost, .offset("offset", 1000), size: "limit", at: [], [kind], [free],
            maxSpan: .days(89), defaultSpan: .days(90), order: .down, resolution: resolution, [ListPart(shape)])
    }
    // {"asset":"USDT","amount":"1","type":"MAIN_UMFUTURE","status":"CONFIRMED","tranId":11415955596,
    //  "timestamp":1544433328000}. What touches cross margin is in the list of margin transfers.
    private static let transferPage = docs("wallet/asset/query-user-universal-transfer")
    static let transfers = [
        table.stream(
            "transfers", "Transfers between wallets", "asset/transfer", .address(1), .pages("current", 100),
            per: "type", [.transfer], [.rolling(.calendarMonths(6), transferPage)], planSpan: .days(90),
            defaultSpan: .days(7), order: .down, evidence: transferPage,
            [
                "MAIN_FUNDING", "FUNDING_MAIN", "MAIN_UMFUTURE", "UMFUTURE_MAIN", "MAIN_CMFUTURE", "CMFUTURE_MAIN",
                "FUNDING_UMFUTURE", "UMFUTURE_FUNDING", "FUNDING_CMFUTURE", "CMFUTURE_FUNDING", "MAIN_OPTION",
                "OPTION_MAIN", "FUNDING_OPTION", "OPTION_FUNDING", "UMFUTURE_OPTION", "OPTION_UMFUTURE",
            ].map { ListPart(unit: $0, $0, kept("tranId", at: "timestamp", isGrouped: true)) })
    ]
    /// To another wallet, or into a product, as `LD…` or locked. The holding stays: both legs stand in one record.
    static func kept(_ id: StaticString, at time: StaticString = "time", isGrouped: Bool = false) -> RowShape {
        RowShape(
            .transfer, at: time, key: [id], [.sent("asset", "amount"), .received("asset", "amount")], state: "status",
            states, group: isGrouped ? ("transfer:", id) : nil, label: "type", ids: [id],
            extras: [
                "transFrom", "transTo", "projectId", "positionId", "lockPeriod", "lossAmount", "status", "destAccount",
            ])
    }
    // {"orderNo":"353fca44…","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","totalFee":"0.2",
    //  "cryptoCurrency":"LUNA","price":"4.437472","status":"Completed","createTime":1624529919000}
    // {"orderNo":"7d76d611-…","fiatCurrency":"EUR","amount":"10.00","totalFee":"0.00","method":"BankAccount",…}
    private static func order(_ kind: RecordKind, _ legs: LegShape..., feeInside: Bool = false) -> RowShape {
        RowShape(
            kind, at: "createTime", key: ["orderNo"], legs + [.fee("fiatCurrency", "totalFee", inside: feeInside)],
            state: "status", states, ids: ["orderNo"],
            extras: ["method", "status", "indicatedAmount", "paymentMethod", "price", "sourceAmount", "updateTime"])
    }
    // {"orderNumber":"2021964…","tradeType":"SELL","asset":"BUSD","fiat":"CNY","amount":"5000.0",
    //  "totalPrice":"33400.0","orderStatus":"COMPLETED","createTime":1619361369000,"takerCommission":"0",…}
    private static func person(_ legs: LegShape...) -> RowShape {
        RowShape(
            .fiatPurchase, at: "createTime", key: ["orderNumber"], legs, state: "orderStatus", states,
            wallet: "funding", ids: ["orderNumber"], extras: ["orderStatus", "advNo", "unitPrice", "advertisementRole"]
        ) { row, record in
            let isTaker = try row.word("advertisementRole") == "TAKER"
            try LegShape.fee("asset", isTaker ? "takerCommission" : "commission").add(row, record)
        }
    }
    private static let undocumented = HistoryBound.unknown(
        reported("Reads it in windows of 89 days."), reason: "Neither the depth nor the widest window is documented.")

    static let fiat = [
        table.stream(
            "fiat-payments", "Card and bank purchases", "fiat/payments", .address(1), .pages("page", 500), size: "rows",
            per: "transactionType", span: ("beginTime", "endTime"), at: ["data"], [.fiatPurchase], [undocumented],
            planSpan: .days(89), defaultSpan: .days(30),
            partial: "Users report missing rows. Which amount of a sale is coins is not documented: rotki's reading.",
            [
                // Price × obtainAmount + totalFee: what was paid contains the fee.
                ListPart(
                    unit: "0", "Purchases",
                    order(
                        .fiatPurchase, .received("cryptoCurrency", "obtainAmount"),
                        .sent("fiatCurrency", "sourceAmount"), feeInside: true)),
                ListPart(
                    unit: "1", "Sales",
                    order(
                        .fiatPurchase, .sent("cryptoCurrency", "obtainAmount"),
                        .received("fiatCurrency", "obtainAmount", times: "price"))),
            ]),
        table.stream(
            "p2p", "P2P orders", "c2c/orderMatch/listUserOrderHistory", .address(1), .pages("page", 100), size: "rows",
            per: "tradeType", span: ("startTimestamp", "endTimestamp"), at: ["data"], [.fiatPurchase],
            [.rolling(.calendarMonths(6), reference)], maxSpan: .days(30), defaultSpan: .days(30), order: .down,
            [
                ListPart(unit: "BUY", "Bought", person(.received("asset", "amount"), .sent("fiat", "totalPrice"))),
                ListPart(unit: "SELL", "Sold", person(.sent("asset", "amount"), .received("fiat", "totalPrice"))),
            ]),
        table.stream(
            "fiat-orders", "Fiat deposits and withdrawals", "fiat/orders", .account(45_000), .pages("page", 500),
            size: "rows", per: "transactionType", span: ("beginTime", "endTime"), at: ["data"],
            [.fiatDeposit, .fiatWithdrawal], [undocumented], planSpan: .days(89), defaultSpan: .days(30),
            partial: "Only four requests a minute are allowed. Whether fees stand beside the amount is not documented.",
            [
                ListPart(unit: "0", "Deposits", order(.fiatDeposit, .received("fiatCurrency", "amount"))),
                ListPart(unit: "1", "Withdrawals", order(.fiatWithdrawal, .sent("fiatCurrency", "amount"))),
            ]),
    ]
}
