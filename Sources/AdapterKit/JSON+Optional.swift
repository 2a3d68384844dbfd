/// Members that an exchange leaves out, nulls or empties when it has nothing to say.
extension JSON {
    /// The text of a string, or the written form of any other value; nil when missing, null or empty.
    public var ifSaid: Text? {
        get throws {
            guard let value = ifPresent else { return nil }
            let text = value.kind == .string ? try value.looseText : value.source
            return text.isEmpty ? nil : text
        }
    }
    /// An amount; nil when missing, null, empty or zero. Throws for what is no amount.
    public var ifMoved: DecimalText? {
        get throws {
            guard let value = ifPresent else { return nil }
            if value.kind == .string, try value.text.isEmpty { return nil }
            let amount = try value.amount
            return amount.isZero ? nil : amount
        }
    }
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

extension RecordWriter {
    /// Keeps the members that say something, by the exchange's names.
    public func keep(_ row: JSON, _ names: [StaticString]) throws {
        for name in names {
            let name = Text(stringLiteral: name)
            if let text = try row[name].ifSaid { try extra(name, text) }
        }
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
