// What snapshots are made of. One with several lists reads them in their order; its cursor is the number of the list.
extension Listing {
    /// Rows of one answer that holds all of them.
    public static func rows(
        _ endpoint: Endpoint, at place: StaticString..., each: @escaping @Sendable (JSON, Page) throws -> Void
    ) -> Listing {
        let part = ListPart { row in
            try each(row.json, row.page)
            return 1
        }
        return Listing(endpoint, .all, at: place, [part])
    }
    /// An answer that is one thing. Without `read` it only has to be no error: what comes behind it is asked then.
    public static func answer(
        _ endpoint: Endpoint, read: @escaping @Sendable (JSON, Page) throws -> Void = { _, _ in }
    ) -> Listing {
        let part = ListPart { row in
            try read(row.json, row.page)
            return 1
        }
        return Listing(endpoint, .answer, [part])
    }
    /// Rows that are markets, by the members of their symbol and of the names of the two sides.
    public static func markets(
        _ endpoint: Endpoint, at place: StaticString..., symbol: StaticString = "symbol", base: [StaticString],
        quote: [StaticString]
    ) -> Listing {
        let part = ListPart { row in
            func text(_ path: [StaticString]) throws -> Text {
                try path.reduce(row.json) { json, name in json[Text(stringLiteral: name)] }.text
            }
            try row.page.add(market: try text([symbol]), base: try text(base), quote: try text(quote))
            return 1
        }
        return Listing(endpoint, .all, at: place, [part])
    }
    /// Rows that are balances; zero is none.
    public static func balances(
        _ endpoint: Endpoint, at place: StaticString..., asset: StaticString, amount: StaticString,
        wallet: StaticString = ""
    ) -> Listing {
        let part = ListPart { row in
            let held = try row[amount].amount
            if held.isZero { return 1 }
            try row.page.add(balance: held, of: try row[asset].text, wallet: Text(stringLiteral: wallet))
            return 1
        }
        return Listing(endpoint, .all, at: place, [part])
    }
    /// A key whose rights are switches, `{"enableReading":true,"enableWithdrawals":false,"createTime":1,…}`: what those
    /// that are on allow. A switch that is not in the table may write: rather say so than trust it.
    ///
    /// - Parameters:
    ///   - certain: a switch without which the answer is not what it should be.
    ///   - created: the member that says when the key was made, in milliseconds.
    public static func key(
        _ endpoint: Endpoint, switches rights: WordGroups<KeyFacts.Rights>, certain: StaticString, created: StaticString
    ) -> Listing {
        answer(endpoint) { info, page in
            var facts = KeyFacts(rights: [])
            for (name, value) in try info.members where value.kind == .bool {
                if try value.bool { facts.rights?.formUnion(rights[try name.text] ?? .otherWrite) }
            }
            _ = try info[Text(stringLiteral: certain)].bool
            facts.created = try info[Text(stringLiteral: created)].ifPresent?.time(.milliseconds).instant
            try page.add(key: facts)
        }
    }
}

extension Page {
    /// A market by the names of its two sides.
    public func add(market symbol: Text, base: Text, quote: Text) throws {
        let (base, quote) = (String(base), String(quote))
        try add(
            unit: HistoryUnit(
                kind: .market, key: String(symbol), label: base + "/" + quote, base: base, quote: quote))
    }
}
