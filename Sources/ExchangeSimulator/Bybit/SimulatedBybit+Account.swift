import HistoryModel

extension SimulatedBybit {
    /// The kinds of rights, and the names under each.
    private static let domains: [(name: String, rights: [String])] = [
        ("ContractTrade", ["Order", "Position"]), ("Spot", ["SpotTrade"]),
        ("Wallet", ["AccountTransfer", "SubMemberTransfer", "SubMemberTransferList", "Withdraw"]),
        ("Options", ["OptionsTrade"]), ("Derivatives", ["DerivativesTrade"]), ("CopyTrading", []), ("BlockTrade", []),
        ("Exchange", ["ExchangeHistory"]), ("NFT", []), ("Affiliate", []), ("Earn", ["Earn"]),
    ]
    /// Only a key that writes has these.
    private static let writing: Set<String> = ["Order", "Position", "Withdraw", "OptionsTrade", "DerivativesTrade"]

    func keyInfo(at now: Instant) -> WireAnswer {
        let writes = key.rights.contains(where: Self.writing.contains)
        let permissions = Self.domains.map { ($0.name, JSONValue.strings($0.rights.filter(key.has))) }
        return envelope(
            "",
            .object([
                ("id", .string("2208369")), ("note", .string("synthetic-key")),
                ("apiKey", .string(key.credentials.key)),
                ("readOnly", .int(writes ? 0 : 1)), ("secret", .string("")), ("permissions", .object(permissions)),
                ("ips", .strings(["*"])), ("type", .int(1)), ("deadlineDay", .int(60)),
                ("expiredAt", .string(Self.day(key.validUntil ?? key.created + .days(90)))),
                ("createdAt", .string(Self.day(key.created))), ("unified", .int(0)), ("uta", .int(1)),
                ("userID", .int(1_448_939)), ("inviterID", .int(0)), ("vipLevel", .string("No VIP")),
                ("isMaster", .bool(true)), ("parentUid", .string("0")), ("kycLevel", .string("LEVEL_1")),
                ("kycRegion", .string("FRA")),
            ]), at: now)
    }
    private static func day(_ instant: Instant) -> String { instant.roundedDown(to: .seconds(1)).description }

    func accountInfo(at now: Instant) -> WireAnswer {
        envelope(
            .object([
                ("marginMode", .string("REGULAR_MARGIN")), ("updatedTime", .string("1697078946000")),
                ("unifiedMarginStatus", .int(5)), ("dcpStatus", .string("OFF")),
            ]), at: now)
    }

    /// The day before the first row.
    func registered(at now: Instant) -> WireAnswer {
        let begin = settings.start.addingCalendarMonths(-12 * max(1, settings.years)) - .days(2)
        return envelope(
            .object([("registerTime", .string(String(begin.nanoseconds / 1_000_000_000)))]), at: now)
    }

    // MARK: Balances

    private func held(_ wallet: BybitRow.Wallet, at now: Instant) -> [(asset: String, amount: Amount)] {
        var held: [String: Amount] = [:]
        let history = wallet == .unified ? "unified-log" : "funding-log"
        for row in books.rows(history, at: now) {
            guard let flow = row.flow else { continue }
            held[flow.asset] = (try? (held[flow.asset] ?? .zero).adding(flow.amount)) ?? .zero
        }
        return held.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func unifiedBalance(_ fields: FormFields, at now: Instant) throws(Refusal) -> WireAnswer {
        guard fields["accountType"] == "UNIFIED" else { throw Refusal(10001, "accountType only support UNIFIED.") }
        let coins = held(.unified, at: now).map { coin in
            JSONValue.object([
                ("coin", .string(coin.asset)), ("walletBalance", .string(coin.amount.description)),
                ("equity", .string(coin.amount.description)), ("locked", .string("0")), ("borrowAmount", .string("0")),
                ("totalOrderIM", .string("0")), ("totalPositionIM", .string("0")), ("bonus", .string("0")),
                ("unrealisedPnl", .string("0")), ("usdValue", .string("")),
            ])
        }
        let account = JSONValue.object([("accountType", .string("UNIFIED")), ("coin", .array(coins))])
        return envelope(.object([("list", .array([account]))]), at: now)
    }

    func walletBalance(_ fields: FormFields, at now: Instant) throws(Refusal) -> WireAnswer {
        guard fields["accountType"] == "FUND" else { throw Refusal(10001, "accountType") }
        let coins = held(.funding, at: now).map { coin in
            JSONValue.object([
                ("coin", .string(coin.asset)), ("transferBalance", .string(coin.amount.description)),
                ("walletBalance", .string(coin.amount.description)), ("bonus", .string("")),
            ])
        }
        return envelope(
            .object([
                ("memberId", .string("1448939")), ("accountType", .string("FUND")), ("balance", .array(coins)),
            ]), at: now)
    }

    /// What went into products and has not come back; on a chain the yield stays there.
    func earnPositions(_ fields: FormFields, at now: Instant) throws(Refusal) -> WireAnswer {
        let isOnChain = fields["category"] == "OnChain"
        guard isOnChain || fields["category"] == "FlexibleSaving" else { throw Refusal(10001, "category") }
        var held: [String: Amount] = [:]
        func add(_ amount: Amount, of asset: String) { held[asset] = try? (held[asset] ?? .zero).adding(amount) }
        let marks = isOnChain ? ("descriptionEn", "On-Chain Earn") : ("type", "FLEXIBLE_STAKING")
        for row in books.rows(isOnChain ? "funding-log" : "unified-log", at: now) {
            let word = row.fields.first { $0.name == marks.0 }?.value.plainText ?? ""
            if let flow = row.flow, word.hasPrefix(marks.1) { add(-flow.amount, of: flow.asset) }
        }
        if isOnChain {
            for movement in books.rows("yield", unit: "OnChain", at: now).flatMap(\.movements) {
                add(movement.amount, of: movement.asset)
            }
        }
        let list = held.sorted { $0.key < $1.key }.map { asset, amount in
            JSONValue.object([
                ("coin", .string(asset)), ("productId", .string("428")), ("amount", .string(amount.description)),
                ("totalPnl", .string("0")), ("claimableYield", .string("0")),
            ])
        }
        return envelope(.object([("list", .array(list))]), at: now)
    }

    // MARK: Coins and markets

    private static var codes: [String] { LifeCast.assets.map { $0.code == "KFEE" ? "MNT" : $0.code } + ["USDC"] }

    func coins(at now: Instant) -> WireAnswer {
        let rows = Self.codes.map { code in
            JSONValue.object([
                ("name", .string(code)), ("coin", .string(code)), ("remainAmount", .string("1000000")),
                ("chains", .array([])),
            ])
        }
        return envelope(.object([("rows", .array(rows))]), at: now)
    }

    /// Nil for a call that is not public.
    func publicAnswer(_ path: String, _ fields: FormFields, at now: Instant) -> WireAnswer? {
        switch path {
        case "/v5/market/time":
            return envelope(
                .object([
                    ("timeSecond", .string(String(now.nanoseconds / 1_000_000_000))),
                    ("timeNano", .string(String(now.nanoseconds))),
                ]), at: now)
        case "/v5/market/instruments-info":
            let category = fields.filled("category") ?? ""
            let list = category == "spot" ? Self.pairs : category == "linear" ? [Self.perpetual] : []
            return envelope(
                .object([("category", .string(category)), ("list", .array(list)), ("nextPageCursor", .string(""))]),
                at: now)
        default: return nil
        }
    }

    /// Delisted pairs are missing here, though their trades are in the history.
    private static let pairs = LifeCast.markets.filter { !$0.isDelisted }.map { market in
        let base = LifeCast.assets[market.base].code
        let quote = LifeCast.assets[market.quote].code
        return JSONValue.object([
            ("symbol", .string(base + quote)), ("baseCoin", .string(base)), ("quoteCoin", .string(quote)),
            ("innovation", .string("0")), ("status", .string("Trading")), ("marginTrading", .string("none")),
            (
                "lotSizeFilter",
                .object([
                    ("basePrecision", .string("0.00000001")), ("quotePrecision", .string("0.00000001")),
                    ("minOrderQty", .string("0.00001")), ("maxOrderQty", .string("1000000")),
                    ("minOrderAmt", .string("1")), ("maxOrderAmt", .string("8000000")),
                ])
            ), ("priceFilter", .object([("tickSize", .string("0.00001"))])),
        ])
    }
    private static let perpetual = JSONValue.object([
        ("symbol", .string("ETHPERP")), ("contractType", .string("LinearPerpetual")), ("status", .string("Trading")),
        ("baseCoin", .string("ETH")), ("quoteCoin", .string("USDC")), ("settleCoin", .string("USDC")),
        ("launchTime", .string("1648711800000")), ("deliveryTime", .string("0")), ("priceScale", .string("2")),
        ("leverageFilter", .object([("minLeverage", .string("1")), ("maxLeverage", .string("50"))])),
        ("priceFilter", .object([("tickSize", .string("0.05"))])),
        (
            "lotSizeFilter",
            .object([
                ("maxOrderQty", .string("100")), ("minOrderQty", .string("0.01")), ("qtyStep", .string("0.01")),
            ])
        ),
    ])
}
