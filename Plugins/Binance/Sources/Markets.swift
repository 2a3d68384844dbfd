import AdapterKit

extension Binance {
    private static let exchangeInfo = endpoint(
        "markets", "/api/v3/exchangeInfo", "Reads which markets there are.",
        query: [.fixed("showPermissionSets", "false")], .shared(20), spot, signed: false, keepsRaw: false)
    private static let isolated = endpoint(
        "isolated-account", "/sapi/v1/margin/isolated/account", "Reads which isolated pairs the account has.",
        .address(10), docs("margin_trading/account/Query-Isolated-Margin-Account-Info"))

    // {"symbols":[{"symbol":"BNBBTC","status":"TRADING","baseAsset":"BNB","quoteAsset":"BTC"}],
    //  "sors":[{"baseAsset":"BTC","symbols":["BTCUSDT","BTCUSDC"]}]}. What was delisted has left the list.
    // {"assets":[{"symbol":"BTCUSDT","enabled":true,"baseAsset":{"asset":"BTC"},"quoteAsset":{"asset":"USDT"}}]}
    static let markets = [
        listed("markets", "Markets", exchangeInfo, at: "symbols") { json, page in
            try page.add(unit: unit(json["symbol"], json["baseAsset"], json["quoteAsset"]))
        },
        // The markets that smart order routing may fill orders for: only they can have allocations.
        listed("routed-markets", "Markets with order routing", exchangeInfo, at: "sors") { json, page in
            for symbol in try json["symbols"].elements {
                // All symbols of an entry are its base and what follows.
                let base = try json["baseAsset"].text
                let rest = try symbol.text.hasPrefix(base) ? symbol.text.dropFirst(base.count) : .empty
                try page.add(unit: market(try symbol.text, base, rest))
            }
        },
        listed("isolated-markets", "Isolated margin markets", isolated, at: "assets") { json, page in
            try page.add(unit: unit(json["symbol"], json["baseAsset"]["asset"], json["quoteAsset"]["asset"]))
        },
    ]
    private static func listed(
        _ name: String, _ label: String, _ endpoint: Endpoint, at place: StaticString,
        _ add: @escaping @Sendable (JSON, Page) throws -> Void
    ) -> ListStream {
        let part = ListPart { row in
            try add(row.json, row.page)
            return 1
        }
        return ListStream(
            .units(name, label: label, evidence: endpoint.row.evidence), [Listing(endpoint, .all, at: [place], [part])],
            open: { try open($0) })
    }
    static func unit(_ symbol: JSON, _ base: JSON, _ quote: JSON) throws -> HistoryUnit {
        market(try symbol.text, try base.text, try quote.text)
    }
    private static func market(_ symbol: Text, _ base: Text, _ quote: Text) -> HistoryUnit {
        let (base, quote) = (String(base), String(quote))
        return HistoryUnit(kind: .market, key: String(symbol), label: base + "/" + quote, base: base, quote: quote)
    }
}

/// The pairs of cross margin; none for an account that has no cross margin.
enum CrossMarkets: AdapterStream {
    static let pairs = Binance.endpoint(
        "margin-pairs", "/sapi/v1/margin/allPairs", "Reads which pairs cross margin has.", .address(1),
        Binance.docs("margin_trading/market-data/Get-All-Cross-Margin-Pairs"))
    static let declaration = StreamDeclaration.units(
        "margin-markets", label: "Margin markets", paging: .token, evidence: pairs.row.evidence)

    // Cursor: the first answer says whether there is such an account, the second which pairs there are.
    static func request(_ ask: StreamAsk<Int64>) -> Request { Request(ask.cursor == nil ? Balances.margin : pairs) }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        if ask.cursor == nil { return try Balances.marginAccount(answer) == nil ? .end() : .next(2) }
        for row in try Binance.open(answer).elements {
            try page.add(unit: Binance.unit(row["symbol"], row["base"], row["quote"]))
        }
        return .end()
    }
}

/// What is held now, in the spot wallet and in cross margin.
///
///     {"balances":[{"asset":"BTC","free":"0.5","locked":"0.1"},{"asset":"LDUSDT","free":"100","locked":"0"}],…}
///     {"created":true,"userAssets":[{"asset":"BNB","borrowed":"201.6","free":"2346.5","netAsset":"2144.8",…}],…}
enum Balances: AdapterStream {
    static let spot = Binance.endpoint(
        "account", "/api/v3/account", "Reads what the spot wallet holds.", query: [.fixed("omitZeroBalances", "true")],
        .shared(20), Binance.spot)
    static let margin = Binance.endpoint(
        "margin-account", "/sapi/v1/margin/account", "Reads what the cross margin account holds and owes.",
        .address(10), Binance.docs("margin_trading/account/Query-Cross-Margin-Account-Details"))
    static let declaration = StreamDeclaration.balance(
        label: "Balances", paging: .token, evidence: spot.row.evidence + margin.row.evidence)

    // Cursor: the second answer is cross margin's.
    static func request(_ ask: StreamAsk<Int64>) -> Request { Request(ask.cursor == nil ? spot : margin) }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        if ask.cursor != nil {
            guard let account = try marginAccount(answer) else { return .end() }
            for row in try account["userAssets"].elements where try !row["netAsset"].amount.isZero {
                try page.add(balance: try row["netAsset"].amount, of: try row["asset"].text, wallet: "margin")
            }
            return .end()
        }
        for row in try Binance.open(answer)["balances"].elements {
            let raw = try row["asset"].text
            // LDBTC is BTC in flexible earn; LDO is a coin of its own.
            let isEarn = raw.hasPrefix("LD") && raw.count > 2 && raw != "LDO"
            let asset = isEarn ? raw.dropFirst(2) : raw
            let locked = try row["locked"].amount
            try page.add(balance: try row["free"].amount, of: asset, wallet: isEarn ? "earn" : .empty)
            if !locked.isZero { try page.add(balance: locked, of: asset, wallet: "in orders") }
        }
        return .next(2)
    }

    /// Nil for an account without cross margin.
    static func marginAccount(_ answer: Answer) throws -> JSON? {
        do {
            let account = try Binance.open(answer)
            return try account["created"].ifPresent?.bool == false ? nil : account
        } catch let error as AdapterError where error.kind == .notOffered { return nil }
    }
}
