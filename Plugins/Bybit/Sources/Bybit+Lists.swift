import AdapterKit

extension Bybit {
    /// What came and went, conversions, earn, and moves between own wallets; rows stand in Fixtures. Of thirty days
    /// one page says "at most", another "less than".
    static let lists = [
        // Whether the amount already lacks `depositFee` is not documented: the fee moves nothing.
        list(
            "deposits", "Deposits", [.deposit], "asset/deposit/query-record", page: "asset/deposit/deposit-record",
            limit: 50, rate: 100, per: .minutes(1), days: 30, planned: 29, settle: 7, step: .seconds(1), at: ["rows"],
            PlainRow(
                .deposit, id: "id", time: "successAt", states, group: "deposit:", legs: [.received("coin", "amount")],
                hash: "txID", address: "toAddress",
                keep: ["chain", "fromAddress", "tag", "txIndex", "depositFee", "depositType"])),
        // On no chain; times in seconds.
        list(
            "internal-deposits", "Deposits from users of Bybit", [.deposit], "asset/deposit/query-internal-record",
            page: "asset/deposit/internal-deposit-record", limit: 50, rate: 300, days: 30, planned: 29, settle: 7,
            step: .seconds(1), at: ["rows"],
            PlainRow(
                .deposit, id: "id", time: "createdTime", ["2": [], "3": .void],
                group: "internal-deposit:", legs: [.received("coin", "amount")], address: "address",
                keep: ["txID", "fromMemberId", "type"])),
        // Over a chain and to other users; the fee is beside the amount. Only a main account is answered.
        list(
            "withdrawals", "Withdrawals", [.withdrawal], "asset/withdraw/query-record",
            page: "asset/withdraw/withdraw-record", limit: 50, rate: 300, per: .minutes(1), days: 30, planned: 29,
            query: [.fixed("withdrawType", "2", type: .integer)], settle: 7, step: .seconds(1), at: ["rows"],
            PlainRow(
                .withdrawal, id: "withdrawId", time: "createTime", states,
                group: "withdrawal:", legs: [.sent("coin", "amount"), .fee("coin", "withdrawFee")], hash: "txID",
                address: "toAddress", keep: ["chain", "tag", "withdrawType", "updateTime", "tax", "taxType"])),
        list(
            "conversions", "Conversions", [.conversion], "asset/exchange/query-convert-history",
            page: "asset/convert/get-convert-history", limit: 100, rate: 50, paged: "index", numbered: true,
            order: .unknown,
            note:
                "Conversions on the web or in the app begin on 2025-09-10. The unified wallet's own are moved by its log."
        ) { row, ask, page in
            let (wallet, flags) = try side(row, ask)
            try conversion(time: "createdAt").add(row, wallet: wallet, flags: flags, to: page)
        },
        // The product before; times in seconds. Wallet and state are not told. The list that came after it, and the reach
        // of the unified log, begin later than July 2024: no row is moved by two.
        list(
            "old-conversions", "Older conversions", [.conversion], "asset/exchange/order-record",
            page: "asset/exchange", limit: 50, rate: 600, per: .minutes(1),
            note:
                "From July 2024 on these rows add detail: the conversions and the unified wallet's log have them too.",
            at: ["orderBody"]
        ) { row, _, page in
            let isOlder = try row["createdTime"].secondsOrMilliseconds.instant < Instant(year: 2024, month: 7, day: 1)
            try conversion(time: "createdTime").add(row, flags: isOlder ? [] : .detail, to: page)
        },
        // One record for each coin given. What arrived already lacks the fee. "covert" is Bybit's spelling.
        list(
            "dust", "Small balances converted", [.conversion], "asset/covert/small-balance-history",
            page: "asset/convert-small-balance/exchange-history", limit: 100, rate: 5, size: "size", numbered: true,
            order: .unknown, at: ["records"]
        ) { row, ask, page in
            let (wallet, flags) = try side(row, ask)
            try conversion(time: "createdAt", state: "status", fee: [.fee("feeCoin", "feeAmount", inside: true)])
                .add(parts: "subRecords", of: row, wallet: wallet, flags: flags, to: page)
        },
        // Bybit's table says `list`, its sample `yield`.
        list(
            "yield", "Earn rewards", [.reward], "earn/yield", page: "earn/easy-onchain/yield-history", limit: 100,
            rate: 5, days: 7, bounds: [.rolling(.calendarMonths(3), docs("v5/earn/easy-onchain/yield-history"))],
            order: .unknown, settle: 2, units: [savings, .products("OnChain", "On-chain earn")], at: ["yield", "list"],
            PlainRow(
                .reward, id: "id", time: "createdAt", states, group: "yield:", legs: [.received("coin", "amount")],
                keep: ["productId", "orderId", "yieldType", "distributionMode", "effectiveStakingAmount"])),
        // From which wallet is not told, so the logs move it.
        list(
            "earn-orders", "Savings orders", [.transfer], "earn/order", page: "earn/easy-onchain/order-history",
            limit: 100, rate: 5, days: 7, order: .unknown, settle: 2, units: [savings],
            note: "Adds detail. On-chain orders are answered only to who knows their number.",
            PlainRow(
                .transfer, id: "orderId", time: "createdAt", states, group: "earn:",
                flags: .detail, keep: ["orderType", "coin", "orderValue", "productId", "updatedAt"])),
        // Out of one wallet and into the other, so that nothing is won or lost.
        list(
            "transfers", "Transfers between own wallets", [.transfer], "asset/transfer/query-inter-transfer-list",
            page: "asset/transfer/inter-transfer-list", limit: 50, rate: 60, per: .minutes(1), days: 7,
            step: .seconds(1),
            PlainRow(
                .transfer, id: "transferId", time: "timestamp", states, group: "transfer:",
                legs: [.sent("coin", "amount"), .received("coin", "amount")],
                keep: ["fromAccountType", "toAccountType"])),
    ]
    private static let savings = HistoryUnit.products("FlexibleSaving", "Flexible savings")

    /// Bybit's words for how it went; what is not here is not final. Numbers are those of deposits.
    static let states: WordGroups<RecordFlags> = [
        // success; credited to the funding pool; still valid after, and not undone by, a rollback
        "success Success SUCCESS BlockchainConfirmed partial_fulfillment 3 10012 70012 70013": [],
        // failed; rolled back
        "failure Fail FAILED Reject CancelByUser 4 70011": .void,
    ]

    private static func conversion(
        time: StaticString, state: StaticString = "exchangeStatus", fee: [PlainRow.Movement] = []
    ) -> PlainRow {
        PlainRow(
            .conversion, id: "exchangeTxId", time: time, state: state, states, group: "convert:",
            legs: [.sent("fromCoin", "fromAmount"), .received("toCoin", "toAmount")] + fee,
            keep: ["accountType", "convertRate", "exchangeRate", "fromCoinType", "toCoinType"])
    }
    /// What happened in the unified wallet is moved by its log, which has also what was converted on the web.
    private static func side(_ row: JSON, _ ask: PagedList.Ask) throws -> (wallet: Text, flags: RecordFlags) {
        guard try row["accountType"].ifSaid == "eb_convert_uta" else { return ("FUND", []) }
        return ("UNIFIED", isClassic(ask) ? [] : .detail)
    }
}
