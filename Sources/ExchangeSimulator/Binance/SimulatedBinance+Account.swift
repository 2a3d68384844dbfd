import HistoryModel

extension SimulatedBinance {
    /// What the key may do, what the account holds, which pairs margin has.
    func accountAnswer(_ path: String, at now: Instant) -> JSONValue {
        switch path {
        case "/sapi/v1/account/apiRestrictions": restrictions
        case "/api/v3/account": account(at: now)
        case "/sapi/v1/margin/account":
            .object([
                ("created", .bool(hasMargin)), ("borrowEnabled", .bool(hasMargin)),
                (
                    "userAssets",
                    .array(
                        hasMargin
                            ? [
                                .object([
                                    ("asset", .string("USDT")), ("borrowed", .string("100.00000000")),
                                    ("free", .string("120.00000000")), ("interest", .string("0.50000000")),
                                    ("locked", .string("0.00000000")),
                                    ("netAsset", .string(Self.inMargin.description)),
                                ])
                            ] : [])
                ),
            ])
        case "/sapi/v1/margin/isolated/account":
            .object([
                (
                    "assets",
                    .array(
                        hasMargin
                            ? [
                                .object([
                                    ("symbol", .string(BinanceNames.isolated.symbol)), ("enabled", .bool(true)),
                                    ("baseAsset", .object([("asset", .string(BinanceNames.isolated.base))])),
                                    ("quoteAsset", .object([("asset", .string(BinanceNames.isolated.quote))])),
                                ])
                            ] : [])
                )
            ])
        case "/sapi/v1/margin/allPairs", "/sapi/v1/margin/isolated/allPairs":
            .array(markets.filter { $0.quote == "USDT" }.prefix(600).map(pair))
        case "/sapi/v1/capital/config/getall": .array(coins(at: now))
        default: .object([])
        }
    }

    /// USDT, less what is owed.
    private static let inMargin = Movement("USDT", units: 195, decimals: 1).amount

    private var restrictions: JSONValue {
        let known = [
            "enableReading", "enableWithdrawals", "enableInternalTransfer", "enableMargin", "enableFutures",
            "permitsUniversalTransfer", "enableVanillaOptions", "enableFixApiTrade", "enableFixReadOnly",
            "enableSpotAndMarginTrading", "enablePortfolioMarginTrading",
        ]
        let names = known + key.rights.filter { !known.contains($0) }
        return .object(
            [("ipRestrict", .bool(false)), ("createTime", .int(key.created.nanoseconds / 1_000_000))]
                + names.map { ($0, .bool(key.has($0))) })
    }

    private func account(at now: Instant) -> JSONValue {
        let balances = books.balances(at: now).map { held in
            // Some of it is in the margin account.
            guard hasMargin, held.asset == "USDT" else { return held }
            return (held.asset, (try? held.amount.subtracting(Self.inMargin)) ?? held.amount)
        }.filter { !$0.amount.isZero && !$0.amount.isNegative }
        return .object([
            ("makerCommission", .int(10)), ("takerCommission", .int(10)), ("canTrade", .bool(true)),
            ("canWithdraw", .bool(true)), ("canDeposit", .bool(true)), ("accountType", .string("SPOT")),
            ("updateTime", .int(now.nanoseconds / 1_000_000)), ("permissions", .strings(["SPOT"])),
            ("uid", .int(354_937_868)),
            (
                "balances",
                .array(
                    balances.map {
                        .object([
                            ("asset", .string($0.asset)), ("free", .string($0.amount.description)),
                            ("locked", .string("0.00000000")),
                        ])
                    })
            ),
        ])
    }

    private func pair(_ market: BinanceNames.Market) -> JSONValue {
        .object([
            ("base", .string(market.base)), ("id", .int(351_637_150_141_315_861)), ("isBuyAllowed", .bool(true)),
            ("isMarginTrade", .bool(true)), ("isSellAllowed", .bool(true)), ("quote", .string(market.quote)),
            ("symbol", .string(market.symbol)),
        ])
    }

    private func coins(at now: Instant) -> [JSONValue] {
        BinanceNames.assets.map { asset in
            .object([
                ("coin", .string(asset)), ("name", .string("synthetic")), ("depositAllEnable", .bool(true)),
                ("withdrawAllEnable", .bool(true)), ("trading", .bool(true)), ("isLegalMoney", .bool(asset == "EUR")),
                ("networkList", .array([])),
            ])
        }
    }
}
