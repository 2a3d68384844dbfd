import HistoryModel

extension SimulatedKraken {
    /// Nil for a method that does not exist.
    func publicAnswer(_ name: String, _ fields: FormFields, at now: Instant) -> WireAnswer? {
        let result: JSONValue
        switch name {
        case "Time":
            result = .object([
                ("unixtime", .int(now.nanoseconds / 1_000_000_000)), ("rfc1123", .string(HTTPDate.text(now))),
            ])
        case "SystemStatus":
            result = .object([("status", .string("online")), ("timestamp", .string(now.description))])
        case "Assets": result = Self.assetTable
        case "AssetPairs": result = Self.pairTable
        default: return nil
        }
        return .json(Array(JSONValue.object([("error", .array([])), ("result", result)]).text().utf8))
    }

    private static let assetTable = JSONValue.object(
        KrakenNames.assets.map { asset in
            (
                asset.raw,
                .object([
                    ("aclass", .string("currency")), ("altname", .string(asset.altname)),
                    ("decimals", .int(asset.decimals)),
                    ("display_decimals", .int(min(asset.decimals, 5))), ("status", .string("enabled")),
                ])
            )
        })

    /// Delisted pairs are missing here, though their trades are in the history.
    private static let pairTable = JSONValue.object(
        zip(LifeCast.markets, KrakenNames.pairs).filter { !$0.0.isDelisted }.map { market, names in
            let base = KrakenNames.assets[market.base]
            let quote = KrakenNames.assets[market.quote]
            return (
                names.0,
                .object([
                    ("altname", .string(names.1)), ("wsname", .string("\(base.altname)/\(quote.altname)")),
                    ("aclass_base", .string("currency")), ("base", .string(base.raw)),
                    ("aclass_quote", .string("currency")), ("quote", .string(quote.raw)),
                    ("pair_decimals", .int(market.priceDecimals)), ("lot_decimals", .int(8)),
                    ("lot_multiplier", .int(1)),
                    ("leverage_buy", .array([])), ("leverage_sell", .array([])), ("status", .string("online")),
                ])
            )
        })
}
