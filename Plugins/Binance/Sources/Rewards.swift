import AdapterKit

/// Gifts, and products, where money goes in, comes out, and bears fruit.
extension Binance {
    // {"quoteId":"f3b9…","orderId":940708407462087200,"orderStatus":"SUCCESS","fromAsset":"USDT","fromAmount":"20",
    //  "toAsset":"BNB","toAmount":"0.06154036","ratio":"0.00307702","createTime":1624248872184}
    private static let conversion = RowShape(
        .conversion, at: "createTime", key: ["orderId"],
        [.sent("fromAsset", "fromAmount"), .received("toAsset", "toAmount")], state: "orderStatus", states,
        ids: ["orderId"], extras: ["quoteId", "ratio", "orderStatus"])
    // {"operateTime":…,"transId":45178372831,"userAssetDribbletDetails":[{"transId":4359321,"fromAsset":"USDT",
    //  "amount":"0.0009","serviceChargeAmount":"0.000009","operateTime":…,"transferedAmount":"0.000441",…}]}
    /// One record for each coin. Nothing says whether sweeps or their coins are counted to the hundred: coins are more.
    private static func sweeps(_ unit: String, _ label: String, wallet: StaticString = "") -> ListPart {
        let coin = RowShape(
            .conversion, at: "operateTime", key: ["transId"], [.sent("fromAsset", "amount")], wallet: wallet,
            ids: ["transId"]
        ) { row, record in
            record.label("dust")
            let target = try row.word("targetAsset") ?? "BNB"
            // Net: the charge was taken off before.
            try record.received(target, try row["transferedAmount"].amount)
            let charge = try row["serviceChargeAmount"].amount
            if !charge.isZero { try record.fee(target, charge, inside: true) }
        }
        return ListPart(unit: unit, label, rowsIn: "userAssetDribbletDetails", id: "transId", group: "dust:", coin)
    }
    // {"id":1637366104,"amount":"10.00000000","asset":"BHFT","divTime":1563189166000,"enInfo":"BHFT distribution",
    //  "tranId":2968885920,"direction":1}. What another direction means is not documented: it moves nothing here.
    private static func distribution(_ legs: LegShape...) -> RowShape {
        RowShape(
            .reward, at: "divTime", key: ["id"], legs, label: "enInfo", ids: ["id"],
            extras: ["asset", "amount", "tranId", "direction"])
    }
    @Sendable private static func given(_ row: ListedRow) throws -> Int64 {
        guard try row.word("direction") ?? "1" == "1" else { return try distribution().add(row, as: .other) }
        let isAirdrop = try row.word("enInfo")?.mentions("airdrop") ?? false
        return try distribution(.received("asset", "amount")).add(row, as: isAirdrop ? .airdrop : .reward)
    }
    // {"orderType":"C2C","transactionId":"M_P_7170…","transactionTime":1610090460133,"amount":"23.72469206",
    //  "currency":"BNB","fundsDetail":[{"currency":"USDT","amount":"1.2"},{"currency":"ETH","amount":"0.0001"}]}
    private static let paid = RowShape(
        .deposit, at: "transactionTime", key: ["transactionId"], [.moved("currency", "amount", madeOf: "fundsDetail")],
        wallet: "funding", label: "orderType", ids: ["transactionId"], extras: ["amount", "currency"])
    // {"asset":"USDT","type":1,"amount":"0.0001126","updateTime":1637651320000}: no id.
    private static let rebate = RowShape(
        .reward, at: "updateTime", key: ["type", "asset", "amount"], [.received("asset", "amount")], extras: ["type"])

    static let rewards = [
        table.stream(
            "conversions", "Conversions", "convert/tradeFlow", .account(3000), .whole(1000, more: "moreData"),
            size: "limit", at: ["list"], [.conversion], [free], maxSpan: .days(30),
            note: "Windows of 30 days. One tax service speaks of 90 days of history; the reference does not.",
            [ListPart(conversion)]),
        table.stream(
            "dust", "Dust", "asset/dribblet", .address(1), .newest(100, time: "operateTime"), size: "",
            per: "accountType", at: ["userAssetDribblets"], [.conversion],
            [.since(Instant(year: 2020, month: 12, day: 1), reference), .lastRows(100, reference)],
            [sweeps("SPOT", "Spot"), sweeps("MARGIN", "Margin", wallet: "margin")]),
        table.stream(
            "distributions", "Distributions", "asset/assetDividend", .address(10), .whole(500), size: "limit",
            [.airdrop, .reward, .other], [free], maxSpan: .days(180),
            note: "Whether rewards of Simple Earn show here a second time is not documented.", [ListPart(read: given)]),
        table.stream(
            "rebates", "Rebates and referrals", "rebate/taxQuery", .account(12_000), .pages("page", 200), size: "",
            at: ["data", "data"], [.reward], [.since(Instant(year: 2020, month: 6, day: 10), reference)],
            maxSpan: .days(30), defaultSpan: .days(7), note: "Windows of 30 days; an older text says 90.",
            [ListPart(rebate)]),
        table.stream(
            "pay", "Binance Pay", "pay/transactions", .account(3000), .whole(100), size: "limit", at: ["data"],
            [.deposit, .withdrawal], [.rolling(.calendarMonths(18), reference)], maxSpan: .days(90),
            defaultSpan: .days(90),
            note: "That a negative amount is money paid is read from examples; the reference does not say it.",
            [ListPart { row in try paid.add(row, as: row["amount"].amount.isNegative ? .withdrawal : .deposit) }]),
    ]
    private static let (bought, redeemed) = (kept("purchaseId"), kept("redeemId"))
    // {"asset":"BUSD","rewards":"0.00006408","projectId":"USDT001","type":"BONUS","time":1577233578000}: no id.
    private static func reward(_ asset: StaticString, _ amount: StaticString) -> RowShape {
        RowShape(
            .reward, at: "time", key: ["type", asset, "projectId", "positionId", amount], [.received(asset, amount)],
            state: "status", states, label: "type", extras: ["projectId", "positionId", "lockPeriod"])
    }
    // {"time":1575018510000,"asset":"ETH","amount":"21312.2","distributeAsset":"WBETH","distributeAmount":"21286.4",
    //  "conversionRatio":"1.00121234","status":"SUCCESS"}: no id.
    private static func swap(
        _ asset: StaticString, _ amount: StaticString, into other: StaticString, _ result: StaticString
    ) -> RowShape {
        RowShape(
            .conversion, at: "time", key: [asset, amount, other, result],
            [.sent(asset, amount), .received(other, result, ifThere: true)], state: "status", states,
            extras: ["conversionRatio", "exchangeRate", "fee", "arrivalTime", "status"])
    }
    private static let distributed = swap("asset", "amount", into: "distributeAsset", "distributeAmount")
    private static let wrapped = swap("fromAsset", "fromAmount", into: "toAsset", "toAmount")
    private static let received = swap("asset", "amount", into: "receiveAsset", "receiveAmount")
    /// One list and unit of a product: its path, and what it tells.
    private static func item(
        _ unit: String, _ path: String, _ label: String, cost: UInt32 = 150, type: String? = nil,
        evidence: Evidence = docs("staking/Introduction"), _ shape: RowShape
    ) -> Listing {
        table.list(
            unit, label, path, .address(cost), .pages("current", 100), asking: type.map { [.fixed("type", $0)] } ?? [],
            evidence: evidence, [ListPart(unit: unit, label, shape)])
    }
    private static func earn(_ unit: String, _ path: String, type: String? = nil, _ shape: RowShape) -> Listing {
        item(unit, "simple-earn/\(path)Record", "\(unit) of Simple Earn", type: type, evidence: reference, shape)
    }
    private static func yields(_ word: String, _ path: String, _ label: String, cost: UInt32 = 50, _ shape: RowShape)
        -> Listing
    { item("yields-" + word, "onchain-yields/locked/history/\(path)Record", label, cost: cost, shape) }
    private static func dollar(_ token: String, _ word: String, _ shape: RowShape) -> Listing {
        let name = token.lowercased()
        return item(
            name + "-" + word, "\(name)/history/\(word)History", "\(token) \(word)",
            evidence: docs("simple_earn/bfusd/history"), shape)
    }

    static let products = [
        table.history(
            "earn", "Simple Earn", [.transfer, .reward], [free], maxSpan: .days(30), defaultSpan: .days(30),
            order: .down, overRange: .error, note: "Older savings show among the distributions.",
            [
                earn("flexible-subscriptions", "flexible/history/subscription", bought),
                earn("flexible-redemptions", "flexible/history/redemption", redeemed),
                earn("flexible-rewards", "flexible/history/rewards", type: "ALL", reward("asset", "rewards")),
                earn("locked-subscriptions", "locked/history/subscription", bought),
                earn("locked-redemptions", "locked/history/redemption", redeemed),
                earn("locked-rewards", "locked/history/rewards", reward("asset", "amount")),
            ]),
        // Three months: the shortest three there are.
        table.history(
            "staking", "Staking and on-chain yields", [.conversion, .transfer, .reward], [free], maxSpan: .days(89),
            defaultSpan: .days(30), order: .down,
            [
                item("eth-stake", "eth-staking/eth/history/stakingHistory", "ETH staked", distributed),
                item("eth-redeem", "eth-staking/eth/history/redemptionHistory", "ETH redeemed", distributed),
                item("wbeth-wrap", "eth-staking/wbeth/history/wrapHistory", "BETH wrapped", wrapped),
                item("wbeth-unwrap", "eth-staking/wbeth/history/unwrapHistory", "WBETH unwrapped", wrapped),
                item("sol-stake", "sol-staking/sol/history/stakingHistory", "SOL staked", distributed),
                item("sol-redeem", "sol-staking/sol/history/redemptionHistory", "SOL redeemed", distributed),
                item(
                    "sol-boost", "sol-staking/sol/history/boostRewardsHistory", "boost rewards claimed", type: "CLAIM",
                    reward("token", "amount")),
                yields("subscriptions", "subscription", "what went into on-chain yields", bought),
                yields("redemptions", "redemption", "what came out of on-chain yields", redeemed),
                yields("rewards", "rewards", "rewards of on-chain yields", cost: 150, reward("asset", "amount")),
                item(
                    "soft-rewards", "soft-staking/history/rewardsRecord", "rewards of soft staking", cost: 50,
                    reward("rewardAsset", "rewards")),
            ]),
        // Six months: the shortest six there are.
        table.history(
            "yields", "BFUSD and RWUSD", [.conversion, .reward], [free], maxSpan: .days(181), defaultSpan: .days(30),
            order: .down,
            ["BFUSD", "RWUSD"].flatMap { token in
                [
                    dollar(token, "subscription", received), dollar(token, "redemption", received),
                    dollar(token, "rewards", reward("rewardAsset", "rewardsAmount")),
                ]
            }),
    ]
}
