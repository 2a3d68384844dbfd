import AdapterKit

extension Binance {
    // {"id":"769800519366885376","amount":"0.001","coin":"BNB","network":"BNB","status":1,"address":"bnb136…",
    //  "addressTag":"101764890","txId":"98A3EA…","insertTime":1661493146000,"transferType":0,"walletType":0}
    // {"id":"b6ae22b3aa84…","amount":"8.91000000","transactionFee":"0.004","coin":"USDT","status":6,"address":"0x94…",
    //  "txId":"0xb5ef…","applyTime":"2019-10-12 11:12:02","network":"ETH","transferType":0,"walletType":1}
    static let funding = [
        coins(
            "deposits", "Deposits", "deposit/hisrec", .address(1), .deposit, at: "insertTime",
            // 6 is credited, though not yet to be withdrawn. 7, a wrong deposit, may still come right.
            [.received("coin", "amount")], ["1": [], "6": [], "2": .void], resolution: .milliseconds(1)),
        coins(
            "withdrawals", "Withdrawals", "withdraw/history", .accountSecond(18_000), .withdrawal, at: "applyTime",
            // The fee stands beside the amount: the balance falls by both.
            [.sent("coin", "amount"), .fee("coin", "transactionFee")], ["6": [], "1": .void, "3": .void, "5": .void],
            resolution: .seconds(1)),
    ]
    private static func coins(
        _ name: String, _ label: String, _ path: String, _ cost: Cost, _ kind: RecordKind, at time: StaticString,
        _ legs: [LegShape], _ states: Words<RecordFlags>, resolution: Span
    ) -> ListStream {
        func shape(_ key: [StaticString]) -> RowShape {
            RowShape(
                kind, at: time, key: key, legs, state: "status", states, hash: "txId", address: "address",
                ids: ["id", "txId"], extras: ["network", "addressTag", "transferType", "status", "completeTime"]
            ) { row, record in if try row.word("walletType") == "1" { record.wallet("funding") } }
        }
        // Old rows may lack the id.
        let (usual, old) = (shape(["id"]), shape(["txId", "coin", "address", "amount"]))
        let part = ListPart { row in try (row.word("id") == nil ? old : usual).add(row) }
        return stream(
            name, label, "/sapi/v1/capital/" + path, cost, .offset("offset", 1000), size: "limit", at: [], [kind],
            [free], maxSpan: .days(89), defaultSpan: .days(90), order: .down, resolution: resolution,
            [part])
    }

    // {"asset":"USDT","amount":"1","type":"MAIN_UMFUTURE","status":"CONFIRMED","tranId":11415955596,
    //  "timestamp":1544433328000}. What touches cross margin is in the list of margin transfers.
    private static let transferPage = docs("wallet/asset/query-user-universal-transfer")
    static let transfers = [
        stream(
            "transfers", "Transfers between wallets", "/sapi/v1/asset/transfer", .address(1), .pages("current", 100),
            per: "type", [.transfer],
            [.rolling(.calendarMonths(6), transferPage)], planSpan: .days(90), defaultSpan: .days(7), order: .down,
            evidence: transferPage,
            [
                "MAIN_FUNDING", "FUNDING_MAIN", "MAIN_UMFUTURE", "UMFUTURE_MAIN", "MAIN_CMFUTURE", "CMFUTURE_MAIN",
                "FUNDING_UMFUTURE", "UMFUTURE_FUNDING", "FUNDING_CMFUTURE", "CMFUTURE_FUNDING", "MAIN_OPTION",
                "OPTION_MAIN", "FUNDING_OPTION", "OPTION_FUNDING", "UMFUTURE_OPTION", "OPTION_UMFUTURE",
            ].map { ListPart(unit: $0, $0, move(key: "tranId")) })
    ]
    /// The holding stays: both legs stand in one record.
    static func move(key: StaticString) -> RowShape {
        RowShape(
            .transfer, at: "timestamp", key: [key], [.sent("asset", "amount"), .received("asset", "amount")],
            state: "status", states, group: ("transfer:", key), label: "type", ids: [key],
            extras: ["transFrom", "transTo", "status"])
    }
}
