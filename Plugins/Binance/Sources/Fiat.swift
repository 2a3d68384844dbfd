import AdapterKit

extension Binance {
    // {"orderNo":"353fca44…","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","totalFee":"0.2",
    //  "cryptoCurrency":"LUNA","price":"4.437472","status":"Completed","createTime":1624529919000}
    private static func payment(_ legs: LegShape...) -> RowShape {
        RowShape(
            .fiatPurchase, at: "createTime", key: ["orderNo"], legs, state: "status", states, ids: ["orderNo"],
            extras: ["status", "paymentMethod", "price", "sourceAmount", "updateTime"])
    }
    // {"orderNo":"7d76d611-…","fiatCurrency":"EUR","indicatedAmount":"10.00","amount":"10.00","totalFee":"0.00",
    //  "method":"BankAccount","status":"Successful","createTime":1626144956000,"updateTime":1626400907000}
    private static func order(_ kind: RecordKind, _ leg: LegShape) -> RowShape {
        RowShape(
            kind, at: "createTime", key: ["orderNo"], [leg, .fee("fiatCurrency", "totalFee")], state: "status", states,
            ids: ["orderNo"], extras: ["method", "status", "indicatedAmount", "updateTime"])
    }
    // {"orderNumber":"2021964…","tradeType":"SELL","asset":"BUSD","fiat":"CNY","amount":"5000.00000000",
    //  "totalPrice":"33400.00000000","unitPrice":"6.68","orderStatus":"COMPLETED","createTime":1619361369000,
    //  "commission":"0","takerCommission":"0","advertisementRole":"TAKER"}
    private static func person(_ legs: LegShape...) -> RowShape {
        RowShape(
            .fiatPurchase, at: "createTime", key: ["orderNumber"], legs, state: "orderStatus", states,
            wallet: "funding", ids: ["orderNumber"], extras: ["orderStatus", "advNo", "unitPrice", "advertisementRole"]
        ) { row, record in
            let isTaker = try row.word("advertisementRole") == "TAKER"
            try LegShape.fee("asset", isTaker ? "takerCommission" : "commission").add(row, record)
        }
    }
    private static func orders(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ kinds: [RecordKind], partial: String,
        _ parts: [ListPart]
    ) -> ListStream {
        stream(
            name, label, path, cost, .pages("page", 500), size: "rows", per: "transactionType",
            span: ("beginTime", "endTime"), at: ["data"], kinds,
            [
                .unknown(
                    reported("Reads it in windows of 89 days."),
                    reason: "Neither the depth nor the widest window is documented.")
            ], planSpan: .days(89), defaultSpan: .days(30), partial: partial, parts)
    }

    static let fiat = [
        orders(
            "fiat-payments", "Card and bank purchases", "/sapi/v1/fiat/payments", .address(1), [.fiatPurchase],
            partial: "Users report missing rows. Which amount of a sale is coins is not documented: rotki's reading.",
            [
                // Price × obtainAmount + totalFee: what was paid contains the fee.
                ListPart(
                    unit: "0", "Purchases",
                    payment(
                        .received("cryptoCurrency", "obtainAmount"), .sent("fiatCurrency", "sourceAmount"),
                        .fee("fiatCurrency", "totalFee", inside: true))),
                ListPart(
                    unit: "1", "Sales",
                    payment(
                        .sent("cryptoCurrency", "obtainAmount"),
                        .received("fiatCurrency", "obtainAmount", times: "price"), .fee("fiatCurrency", "totalFee"))),
            ]),
        stream(
            "p2p", "P2P orders", "/sapi/v1/c2c/orderMatch/listUserOrderHistory", .address(1), .pages("page", 100),
            size: "rows", per: "tradeType", span: ("startTimestamp", "endTimestamp"), at: ["data"], [.fiatPurchase],
            [.rolling(.calendarMonths(6), reference)], maxSpan: .days(30), defaultSpan: .days(30), order: .down,
            [
                ListPart(unit: "BUY", "Bought", person(.received("asset", "amount"), .sent("fiat", "totalPrice"))),
                ListPart(unit: "SELL", "Sold", person(.sent("asset", "amount"), .received("fiat", "totalPrice"))),
            ]),
        orders(
            "fiat-orders", "Fiat deposits and withdrawals", "/sapi/v1/fiat/orders", .account(45_000),
            [.fiatDeposit, .fiatWithdrawal],
            partial: "Only four requests a minute are allowed. Whether fees stand beside the amount is not documented.",
            [
                ListPart(unit: "0", "Deposits", order(.fiatDeposit, .received("fiatCurrency", "amount"))),
                ListPart(unit: "1", "Withdrawals", order(.fiatWithdrawal, .sent("fiatCurrency", "amount"))),
            ]),
    ]
}
