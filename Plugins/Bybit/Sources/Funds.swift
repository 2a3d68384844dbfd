import AdapterKit

/// Deposits over a chain. Whether the amount already lacks `depositFee` is not documented: the fee moves nothing.
///
///     {"coin":"USDT","chain":"TRX","amount":"999.0496","txID":"04bf…","status":3,"toAddress":"TDGY…","depositFee":"",
///      "successAt":"1742728163000","txIndex":"0","fromAddress":"TJ7h…","id":"160237231"}
enum Deposits: Movements {
    static let call = Call(
        "deposits", "Deposits", [.deposit], path: "/v5/asset/deposit/query-record",
        page: "v5/asset/deposit/deposit-record", limit: 50, rate: 100, per: .minutes(1), days: 30, settle: 7,
        step: .seconds(1))
    static var rows: [Text] { ["rows"] }
    static let plain = PlainRow(
        .deposit, id: "id", time: "successAt", state: "status", states: states, group: "deposit:",
        legs: [.received("coin", "amount")], hash: "txID", address: "toAddress",
        keep: ["chain", "fromAddress", "tag", "txIndex", "depositFee", "depositType"])
}

/// Deposits from another user of Bybit, which are on no chain; times in seconds.
///
///     {"id":"1103","amount":"0.1","type":1,"coin":"ETH","address":"xxxx***@gmail.com","status":2,
///      "createdTime":"1705393280","fromMemberId":"118027304","txID":"77c37e5c-d9fa-41e5-bd13-c9b59d95"}
enum InternalDeposits: Movements {
    static let call = Call(
        "internal-deposits", "Deposits from users of Bybit", [.deposit],
        path: "/v5/asset/deposit/query-internal-record",
        page: "v5/asset/deposit/internal-deposit-record", limit: 50, rate: 300, days: 30, settle: 7, step: .seconds(1))
    static var rows: [Text] { ["rows"] }
    static let plain = PlainRow(
        .deposit, id: "id", time: "createdTime", state: "status", states: ["2": [], "3": .void],
        group: "internal-deposit:", legs: [.received("coin", "amount")], address: "address",
        keep: ["txID", "fromMemberId", "type"])
}

/// Withdrawals, over a chain and to other users; the fee is beside the amount. Only a main account is answered.
///
///     {"coin":"USDC","chain":"ETH","amount":"41.43008","txID":"0x3d7b…","status":"success","toAddress":"0xE3De…",
///      "withdrawFee":"5","createTime":"1742738305000","updateTime":"1742738340000","withdrawId":"131629076"}
enum Withdrawals: Movements {
    static let call = Call(
        "withdrawals", "Withdrawals", [.withdrawal], path: "/v5/asset/withdraw/query-record",
        page: "v5/asset/withdraw/withdraw-record", limit: 50, rate: 300, per: .minutes(1), days: 30,
        query: [.fixed("withdrawType", "2", type: .integer)], settle: 7, step: .seconds(1))
    static var rows: [Text] { ["rows"] }
    static let plain = PlainRow(
        .withdrawal, id: "withdrawId", time: "createTime", state: "status", states: states, group: "withdrawal:",
        legs: [.sent("coin", "amount"), .fee("coin", "withdrawFee")], hash: "txID", address: "toAddress",
        keep: ["chain", "tag", "withdrawType", "updateTime", "tax", "taxType"])
}

/// Moves between the account's own wallets: out of one and into the other, so that nothing is won or lost.
///
///     {"transferId":"selfTransfer_a1091cc7","coin":"USDT","amount":"5000","fromAccountType":"FUND",
///      "toAccountType":"UNIFIED","timestamp":"1667283263000","status":"SUCCESS"}
enum Transfers: Movements {
    static let call = Call(
        "transfers", "Transfers between own wallets", [.transfer],
        path: "/v5/asset/transfer/query-inter-transfer-list", page: "v5/asset/transfer/inter-transfer-list", limit: 50,
        rate: 60, per: .minutes(1), days: 7, step: .seconds(1))
    static let plain = PlainRow(
        .transfer, id: "transferId", time: "timestamp", state: "status", states: states, group: "transfer:",
        legs: [.sent("coin", "amount"), .received("coin", "amount")], keep: ["fromAccountType", "toAccountType"])
}

/// What savings and on-chain earning yield. Bybit's table says `list`, its sample `yield`.
///
///     {"productId":"428","coin":"USDT","id":"1002096","amount":"0.0608","yieldType":"Normal","distributionMode":
///      "Manual","orderId":"05a7012d-…","status":"Success","createdAt":"1759993805000"}
enum Yield: Movements {
    static let call = Call(
        "yield", "Earn rewards", [.reward], path: "/v5/earn/yield", page: "v5/earn/easy-onchain/yield-history",
        limit: 100, rate: 5, days: 7,
        bounds: [.rolling(.calendarMonths(3), Bybit.docs("v5/earn/easy-onchain/yield-history"))],
        order: .unknown, settle: 2,
        units: [flexibleSavings, HistoryUnit(kind: .productClass, key: "OnChain", label: "On-chain earn")])
    static var rows: [Text] { ["yield", "list"] }
    static let plain = PlainRow(
        .reward, id: "id", time: "createdAt", state: "status", states: states, group: "yield:",
        legs: [.received("coin", "amount")],
        keep: ["productId", "orderId", "yieldType", "distributionMode", "effectiveStakingAmount"])
}

/// Money put into savings and taken out. From which wallet is not told, so the logs move it.
///
///     {"coin":"USDT","orderValue":"1000","orderType":"Stake","orderId":"ad98d473-…","status":"Success",
///      "createdAt":"1759983689000","productId":"428"}
enum EarnOrders: Movements {
    static let call = Call(
        "earn-orders", "Savings orders", [.transfer], path: "/v5/earn/order",
        page: "v5/earn/easy-onchain/order-history", limit: 100, rate: 5, days: 7, order: .unknown, settle: 2,
        units: [flexibleSavings], note: "Adds detail. On-chain orders are answered only to who knows their number.")
    static let plain = PlainRow(
        .transfer, id: "orderId", time: "createdAt", state: "status", states: states, group: "earn:",
        legs: [],
        keep: ["orderType", "coin", "orderValue", "productId", "updatedAt"])
    static func flags(_ row: JSON, _ ask: StreamAsk<String>) throws -> RecordFlags { .detail }
}

let flexibleSavings = HistoryUnit(kind: .productClass, key: "FlexibleSaving", label: "Flexible savings")
