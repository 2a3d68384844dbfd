/// Rows of lists and logs.
extension JSON {
    /// Goes through the elements and counts them. Null is some exchanges' word for none; a missing list is an error.
    public func eachRow(_ body: (JSON) throws -> Void) throws -> Int {
        var count = 0
        if isNull { return count }
        for row in try elements {
            try body(row)
            count += 1
        }
        return count
    }
    public var milliseconds: Moment { get throws { try time(.milliseconds) } }
    /// Seconds or milliseconds, told apart by their digits: for exchanges whose pages and answers do not agree.
    public var secondsOrMilliseconds: Moment {
        get throws { try time(try word.count > 11 ? .milliseconds : .seconds) }
    }
}

extension Page {
    /// Members of a row in one text, for rows whose id is not enough. What says nothing is empty.
    public func key(_ row: JSON, _ names: StaticString...) throws -> Text {
        var key = Text.empty
        for (place, name) in names.enumerated() {
            let said = try row[Text(stringLiteral: name)].ifSaid ?? .empty
            key = try text(key, place == 0 ? .empty : ":", said)
        }
        return key
    }
}

extension JSON {
    /// Which of two words a text is: true for the first. Any other is an error, told by the sentence.
    public func says(_ first: Text, or second: Text, _ sentence: String) throws -> Bool {
        let said = try text
        guard said == first || said == second else {
            throw ExchangeError(.malformed, message: sentence, place: path)
        }
        return said == first
    }
}

extension RecordWriter {
    /// What rows of a log have: where it was, how the exchange calls it, its ids by our names and the exchange's, and
    /// members kept as they are.
    public func describe(
        _ row: JSON, wallet: Text, market: Text = .empty, label: Text, ids: KeyValuePairs<StaticString, StaticString>,
        keep names: [StaticString]
    ) throws {
        self.wallet(wallet)
        self.market(market)
        self.label(label)
        for (scheme, name) in ids { try id(Text(stringLiteral: scheme), in: row, Text(stringLiteral: name)) }
        try keep(row, names)
    }
    /// Out of one place of the account and into another, so that nothing is won or lost.
    public func passed(_ asset: Text, _ amount: DecimalText) throws {
        try moved(asset, amount)
        try moved(asset, -amount)
    }
    /// What a row of a log changed, told in parts: amounts whose sign says the direction, and a fee taken from them. Where
    /// none of the parts says anything, the change as a whole counts.
    public func changed(
        _ asset: Text, _ row: JSON, by flows: [StaticString], fee: StaticString, or whole: StaticString
    ) throws {
        let amounts = try flows.compactMap { try row[Text(stringLiteral: $0)].ifMoved }
        let fee = try row[Text(stringLiteral: fee)].ifMoved
        for amount in amounts { try moved(asset, amount) }
        if let fee { try self.fee(asset, fee) }
        guard amounts.isEmpty, fee == nil, let change = try row[Text(stringLiteral: whole)].ifMoved else { return }
        try moved(asset, change)
    }
}

extension Text {
    /// Whether one of the words stands in the text, small and capital letters of ASCII alike. The words are given in
    /// small letters.
    public func mentions(_ words: StaticString...) -> Bool { words.contains { mentions(Text(stringLiteral: $0)) } }

    private func mentions(_ word: Text) -> Bool {
        guard word.count <= count else { return false }
        return (0...(count - word.count)).contains { start in
            (0..<word.count).allSatisfy { offset in
                let byte = self[start + offset] ?? 0
                return (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == word[offset]
            }
        }
    }
}
