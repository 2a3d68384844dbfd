import AdapterKit

/// Earn, staking, yields: money goes in, comes out, and bears fruit.
extension Binance {
    /// In or out. The holding stays, as `LD…` or locked: both legs stand in one record.
    private static func moved(_ id: StaticString) -> RowShape {
        RowShape(
            .transfer, at: "time", key: [id], [.sent("asset", "amount"), .received("asset", "amount")],
            state: "status", states, label: "type", ids: [id],
            extras: ["projectId", "positionId", "lockPeriod", "lossAmount", "status", "destAccount"])
    }
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
        list(
            unit, "/sapi/v1/" + path, label, .address(cost), asking: type.map { [.fixed("type", $0)] } ?? [],
            evidence: evidence,
            [ListPart(unit: unit, label, shape)])
    }
    private static func earn(_ unit: String, _ path: String, type: String? = nil, _ shape: RowShape) -> Listing {
        item(unit, "simple-earn/\(path)Record", "\(unit) of Simple Earn", type: type, evidence: reference, shape)
    }
    private static func dollar(_ token: String, _ word: String, _ shape: RowShape) -> Listing {
        let name = token.lowercased()
        return item(
            name + "-" + word, "\(name)/history/\(word)History", "\(token) \(word)",
            evidence: docs("simple_earn/bfusd/history"),
            shape)
    }
    private static func product(
        _ name: String, _ label: String, _ kinds: [RecordKind], maxSpan: Span,
        over: StreamDeclaration.OverRange = .unknown, note: String = "", _ lists: [Listing]
    ) -> ListStream {
        .history(
            name, label, kinds, [free], maxSpan: maxSpan, defaultSpan: .days(30), order: .down, overRange: over,
            settle: day, resolution: .milliseconds(1), note: note, lists, open: { try open($0) })
    }

    static let products = [
        product(
            "earn", "Simple Earn", [.transfer, .reward], maxSpan: .days(30), over: .error,
            note: "Older savings show among the distributions.",
            [
                earn("flexible-subscriptions", "flexible/history/subscription", moved("purchaseId")),
                earn("flexible-redemptions", "flexible/history/redemption", moved("redeemId")),
                earn("flexible-rewards", "flexible/history/rewards", type: "ALL", reward("asset", "rewards")),
                earn("locked-subscriptions", "locked/history/subscription", moved("purchaseId")),
                earn("locked-redemptions", "locked/history/redemption", moved("redeemId")),
                earn("locked-rewards", "locked/history/rewards", reward("asset", "amount")),
            ]),
        // Three months: the shortest three there are.
        product(
            "staking", "Staking and on-chain yields", [.conversion, .transfer, .reward], maxSpan: .days(89),
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
                item(
                    "yields-subscriptions", "onchain-yields/locked/history/subscriptionRecord",
                    "what went into on-chain yields", cost: 50, moved("purchaseId")),
                item(
                    "yields-redemptions", "onchain-yields/locked/history/redemptionRecord",
                    "what came out of on-chain yields", cost: 50, moved("redeemId")),
                item(
                    "yields-rewards", "onchain-yields/locked/history/rewardsRecord", "rewards of on-chain yields",
                    reward("asset", "amount")),
                item(
                    "soft-rewards", "soft-staking/history/rewardsRecord", "rewards of soft staking", cost: 50,
                    reward("rewardAsset", "rewards")),
            ]),
        // Six months: the shortest six there are.
        product(
            "yields", "BFUSD and RWUSD", [.conversion, .reward], maxSpan: .days(181),
            ["BFUSD", "RWUSD"].flatMap { token in
                [
                    dollar(token, "subscription", received), dollar(token, "redemption", received),
                    dollar(token, "rewards", reward("rewardAsset", "rewardsAmount")),
                ]
            }),
    ]
}
