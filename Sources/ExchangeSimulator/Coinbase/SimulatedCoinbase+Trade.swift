import HistoryModel

/// Advanced Trade, and what needs no key.
extension SimulatedCoinbase {
    mutating func brokerage(
        _ path: String, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws(Refusal) -> JSONValue {
        switch path.dropFirst("/api/v3/brokerage/".count) {
        case "orders/historical/fills": return try fills(fields, at: now, noting: &entry)
        case "accounts":
            let limit = try limit(fields, 49, atMost: 250)
            let from = min(max(0, Int(fields.filled("cursor") ?? "0") ?? 0), wallets.count)
            let held = balances(at: now)
            let rows = wallets[from...].prefix(limit)
            let end = from + rows.count
            return .object([
                ("accounts", .array(rows.map { $0.brokerageAccount(balance: held[$0.id] ?? .zero) })),
                ("has_next", .bool(end < wallets.count)), ("cursor", .string(end < wallets.count ? "\(end)" : "")),
                ("size", .int(rows.count)),
            ])
        case "transaction_summary":
            return .object([
                (
                    "fee_tier",
                    .object([
                        ("pricing_tier", .string("Advanced 1")), ("taker_fee_rate", .string("0.012")),
                        ("maker_fee_rate", .string("0.006")),
                    ])
                )
            ])
        default: throw Refusal("not_found", "no such address")
        }
    }

    /// Newest first. Both ends of the range belong to it, and a page holds a thousand at most: the simulator's choice.
    private mutating func fills(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws(Refusal) -> JSONValue {
        func instant(_ name: String) throws(Refusal) -> Instant? {
            guard let text = fields.filled(name) else { return nil }
            guard let instant = Instant(iso8601: text) else { throw Refusal("invalid_argument", name) }
            return instant
        }
        let from = try instant("start_sequence_timestamp") ?? .distantPast
        let until = try instant("end_sequence_timestamp") ?? .distantFuture
        let limit = try limit(fields, 100, atMost: 1000)
        let products = fields.pairs.filter { $0.name == "product_ids" || $0.name == "product_id" }.map(\.value)
        let rows = books.rows("fills", at: now).reversed().filter { row in
            let booked = row.instant + CoinbaseRow.bookedAfter
            let product = row.members.first { $0.0 == "product_id" }?.1.plainText ?? ""
            return booked >= from && booked <= until && booked <= now
                && (products.isEmpty || products.contains(product))
        }
        // The cursor names the last row given out: what comes in between moves nothing.
        var rest = rows[...]
        if let cursor = fields.filled("cursor") {
            guard let place = rows.firstIndex(where: { "\($0.serial)" == cursor }) else {
                throw Refusal("invalid_argument", "cursor")
            }
            rest = rows[(place + 1)...]
        }
        let page = rest.prefix(limit)
        entry.rows = page.count
        let cursor = rest.count > page.count ? page.last.map { "\($0.serial)" } ?? "" : ""
        let answer = JSONValue.object([
            ("fills", .array(page.map { $0.body(at: now) })), ("cursor", .string(cursor)),
        ])
        books.pageServed("fills", oldest: page.last, at: now)
        return answer
    }

    // MARK: Without a key

    func publicAnswer(_ path: String, _ fields: FormFields, at now: Instant) -> WireAnswer? {
        let seconds = now.nanoseconds / 1_000_000_000
        let iso = JSONValue.string(CoinbaseRow.time(now))
        let used = LifeCast.assets.indices.filter { CoinbaseWallet.main($0) != nil }.map { LifeCast.assets[$0] }
        func data(_ value: JSONValue) -> WireAnswer { Self.answer(.object([("data", value)])) }
        switch path {
        case "/v2/time": return data(.object([("iso", iso), ("epoch", .int(seconds))]))
        case "/api/v3/brokerage/time":
            return Self.answer(
                .object([
                    ("iso", iso), ("epochSeconds", .string("\(seconds)")),
                    ("epochMillis", .string("\(now.nanoseconds / 1_000_000)")),
                ]))
        case "/v2/currencies":
            return data(
                .array(
                    used.filter(\.isFiat).map { asset in
                        .object([
                            ("id", .string(asset.code)), ("name", .string(asset.code)), ("min_size", .string("0.01")),
                        ])
                    }))
        case "/v2/currencies/crypto":
            return data(
                .array(
                    used.filter { !$0.isFiat }.map { asset in
                        .object([
                            ("asset_id", .string(CoinbaseID.uuid(.user, UInt32(asset.code.utf8.count)))),
                            ("code", .string(asset.code)), ("name", .string(asset.code)),
                            ("exponent", .string("\(asset.decimals)")), ("type", .string("crypto")),
                        ])
                    }))
        case "/v2/exchange-rates":
            return data(
                .object([
                    ("currency", .string("EUR")), ("rates", .object(used.map { ($0.code, .string("1")) })),
                ]))
        case "/api/v3/brokerage/market/products":
            let markets = fields["product_type"] == "FUTURE" ? [] : LifeCast.markets.filter { !$0.isDelisted }
            return Self.answer(
                .object([
                    ("products", .array(markets.map(product))), ("num_products", .string("\(markets.count)")),
                ]))
        default: return nil
        }
    }

    private func product(_ market: LifeMarket) -> JSONValue {
        let (base, quote) = (LifeCast.assets[market.base], LifeCast.assets[market.quote])
        let step = decimalText(units: 1, decimals: market.priceDecimals)
        return .object([
            ("product_id", .string("\(base.code)-\(quote.code)")), ("price", .string("1")),
            ("base_increment", .string(decimalText(units: 1, decimals: base.decimals))),
            ("quote_increment", .string(step)), ("price_increment", .string(step)), ("quote_min_size", .string("1")),
            ("quote_max_size", .string("10000000")), ("base_min_size", .string("0.00000001")),
            ("base_max_size", .string("10000000")), ("base_name", .string(base.code)),
            ("quote_name", .string(quote.code)),
            ("is_disabled", .bool(false)), ("new", .bool(false)), ("status", .string("online")),
            ("cancel_only", .bool(false)), ("limit_only", .bool(false)), ("post_only", .bool(false)),
            ("trading_disabled", .bool(false)), ("auction_mode", .bool(false)), ("product_type", .string("SPOT")),
            ("quote_currency_id", .string(quote.code)), ("base_currency_id", .string(base.code)),
            ("alias", .string("")),
            ("alias_to", .array([])), ("view_only", .bool(false)),
        ])
    }
}
