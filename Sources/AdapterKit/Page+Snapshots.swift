extension Page {
    /// What is held, from rows that name an asset and an amount; what is nothing, or not said, is left out.
    public func add(
        holdings rows: JSON, of asset: StaticString, _ amount: StaticString, wallet: Text = .empty
    ) throws {
        _ = try rows.eachRow { row in
            guard let held = try row[Text(stringLiteral: amount)].ifMoved else { return }
            try add(balance: held, of: try row[Text(stringLiteral: asset)].text, wallet: wallet)
        }
    }
    /// Markets, from rows that name them and their two sides.
    public func add(
        markets rows: JSON, key: StaticString, base: StaticString, quote: StaticString
    ) throws {
        for row in try rows.elements {
            func word(_ name: StaticString) throws -> String { String(try row[Text(stringLiteral: name)].text) }
            let name = try word(key)
            try add(
                unit: HistoryUnit(kind: .market, key: name, label: name, base: try word(base), quote: try word(quote)))
        }
    }
}
