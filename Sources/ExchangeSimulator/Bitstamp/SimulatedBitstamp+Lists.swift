import HistoryModel

extension SimulatedBitstamp {
    /// Where a page begins and how long it is.
    private struct Cut {
        var offset: Int
        var limit: Int

        init(_ fields: FormFields, usual: Int) throws {
            guard let offset = Int(fields.filled("offset") ?? "0"), (0...200_000).contains(offset) else {
                throw Refusal("Invalid offset.")
            }
            guard let limit = Int(fields.filled("limit") ?? String(usual)), (1...1000).contains(limit) else {
                throw Refusal("Invalid limit.")
            }
            self.offset = offset
            self.limit = limit
        }
        func page<Row>(of rows: some Sequence<Row>) -> [Row] { Array(rows.dropFirst(offset).prefix(limit)) }
    }

    /// Filters by time look back 30 days.
    private func time(_ name: String, _ fields: FormFields, at now: Instant) throws -> Instant? {
        guard let text = fields.filled(name) else { return nil }
        guard let seconds = Int64(text), (0..<10_000_000_000).contains(seconds) else {
            throw Refusal("Invalid \(name) parameter")
        }
        let floor = now - .days(30)
        guard Instant(seconds: seconds) >= floor.roundedDown(to: .seconds(1)) else {
            throw Refusal("\(name) parameter must be higher than \(floor.nanoseconds / 1_000_000_000)")
        }
        return Instant(seconds: seconds)
    }

    mutating func transactions(
        _ pair: String, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        var cut = try Cut(fields, usual: 100)
        let order = fields.filled("sort") ?? "desc"
        guard ["asc", "desc"].contains(order) else { throw Refusal("400.012") }
        let from = try time("since_timestamp", fields, at: now)
        let until = try time("until_timestamp", fields, at: now)
        var rows = books.rows(
            "transactions", from: from ?? .distantPast, until: until.map { $0 + .seconds(1) } ?? .distantFuture, at: now
        )
        if let text = fields.filled("since_id") {
            guard let id = UInt64(text) else { throw Refusal("400.081") }
            rows.removeAll { $0.number < id }
            cut.limit = 1000
        }
        if !pair.isEmpty {
            let market = BitstampNames.markets.first {
                pair == ($0.base.code + $0.quote.code).lowercased() + "/"
            }
            guard let market else { throw Refusal("404.003") }
            let key = (market.base.code + "_" + market.quote.code).lowercased()
            rows.removeAll { row in
                if case .transaction(_, _, let trade?, _, _) = row.content { trade.pair != key } else { true }
            }
        }
        let page = cut.page(of: order == "asc" ? rows : rows.reversed())
        return served("transactions", page, oldest: order == "asc" ? page.first : page.last, at: now, noting: &entry)
    }

    mutating func coins(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        let cut = try Cut(fields, usual: 100)
        let from = try time("since_timestamp", fields, at: now)
        let until = try time("until_timestamp", fields, at: now)
        let rows = books.rows(
            "crypto-transactions", from: from ?? .distantPast,
            until: until.map { $0 + .seconds(1) } ?? .distantFuture, at: now
        ).reversed()
        func isDeposit(_ row: BitstampRow) -> Bool {
            if case .coins(let isDeposit, _, _, _, _) = row.content { isDeposit } else { false }
        }
        let all = cut.page(of: rows)
        let deposits = limitsEachList ? cut.page(of: rows.filter(isDeposit)) : all.filter(isDeposit)
        let withdrawals =
            limitsEachList ? cut.page(of: rows.filter { !isDeposit($0) }) : all.filter { !isDeposit($0) }
        entry.rows = deposits.count + withdrawals.count
        books.pageServed("crypto-transactions", oldest: all.last, at: now)
        var members: [(String, JSONValue)] = [
            ("deposits", .array(deposits.map { $0.body(at: now) })),
            ("withdrawals", .array(withdrawals.map { $0.body(at: now) })),
        ]
        // The account never held an IOU.
        if fields.isTrue("include_ious") { members.append(("ripple_iou_transactions", .array([]))) }
        return .object(members)
    }

    mutating func requests(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        let cut = try Cut(fields, usual: 1000)
        guard let back = Int64(fields.filled("timedelta") ?? "86400"), (0...50_000_000).contains(back) else {
            throw Refusal("Ensure this value is less than or equal to 50000000.")
        }
        var rows = books.rows("withdrawal-requests", from: now - .seconds(back), at: now)
        if let id = fields.filled("id") { rows.removeAll { $0.id != id } }
        let page = cut.page(of: rows.reversed())
        return served("withdrawal-requests", page, oldest: page.last, at: now, noting: &entry)
    }

    mutating func earnings(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        let cut = try Cut(fields, usual: 100)
        var rows = books.rows("earn", at: now)
        if let currency = fields.filled("currency") {
            rows.removeAll { row in
                if case .earning(_, let part, _) = row.content { part.code != currency.uppercased() } else { true }
            }
        }
        let page = cut.page(of: rows.reversed())
        return served("earn", page, oldest: page.last, at: now, noting: &entry)
    }

    private mutating func served(
        _ name: String, _ page: [BitstampRow], oldest: BitstampRow?, at now: Instant,
        noting entry: inout RequestLog.Entry
    ) -> JSONValue {
        entry.rows = page.count
        let value = JSONValue.array(page.map { $0.body(at: now) })
        books.pageServed(name, oldest: oldest, at: now)
        return value
    }

    func balances(at now: Instant) -> JSONValue {
        let held = books.balances(at: now)
        return .array(
            BitstampNames.assets.map { asset in
                let total = held.first { $0.asset == asset.code }?.amount ?? .zero
                let text = total.isZero ? "0.00000000" : total.description
                return .object([
                    ("currency", .string(asset.code.lowercased())), ("total", .string(text)),
                    ("available", .string(text)), ("reserved", .string("0.00000000")),
                ])
            })
    }

    // MARK: For everybody

    /// Nil when it is not one of the lists that need no key.
    static func publicAnswer(_ name: Substring) -> WireAnswer? {
        switch name {
        case "markets/": return .json(Array(JSONValue.array(BitstampNames.markets.map(market)).text().utf8))
        case "currencies/":
            let currencies = BitstampNames.assets.map { asset in
                JSONValue.object([
                    ("name", .string("Synthetic \(asset.code)")), ("currency", .string(asset.code)),
                    ("type", .string(BitstampNames.isFiat(asset) ? "fiat" : "crypto")),
                    ("decimals", .int(asset.decimals)), ("deposit", .string("Enabled")),
                    ("withdrawal", .string("Enabled")), ("networks", .array([])),
                ])
            }
            return .json(Array(JSONValue.array(currencies).text().utf8))
        default: return nil
        }
    }

    private static func market(
        _ market: (base: BitstampNames.Asset, quote: BitstampNames.Asset, life: LifeMarket)
    ) -> JSONValue {
        let (base, quote) = (market.base, market.quote)
        return .object([
            ("name", .string("\(base.code)/\(quote.code)")),
            ("market_symbol", .string((base.code + quote.code).lowercased())), ("base_currency", .string(base.code)),
            ("base_decimals", .int(base.decimals)), ("counter_currency", .string(quote.code)),
            ("counter_decimals", .int(market.life.priceDecimals)), ("minimum_order_value", .string("10")),
            ("trading", .string("Enabled")), ("instant_order_counter_decimals", .int(quote.decimals)),
            ("instant_and_market_orders", .string("Enabled")),
            ("description", .string("\(base.code) / \(quote.code)")), ("market_type", .string("SPOT")),
        ])
    }
}
