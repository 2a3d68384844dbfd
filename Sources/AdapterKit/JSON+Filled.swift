/// Some exchanges leave a member out when they have nothing to say, some write null, some "". Here all three are the same.
extension JSON {
    /// Nil when the value is missing, null or an empty string.
    public var ifFilled: JSON? {
        guard let value = ifPresent else { return nil }
        return value.kind == .string && value.source.count <= 2 ? nil : value
    }
    /// The text of a string, or the written form of any other value; nil when nothing is said.
    public var ifSaid: Text? {
        get throws {
            guard let value = ifFilled else { return nil }
            return value.kind == .string ? try value.looseText : value.source
        }
    }
    /// An amount; nil when nothing is said, or zero. Throws for what is no amount.
    public var ifMoved: DecimalText? {
        get throws {
            guard let amount = try ifFilled?.amount, !amount.isZero else { return nil }
            return amount
        }
    }
    /// A member's text or number as it stands; empty where nothing is said.
    public func wordOrEmpty(_ name: Text) throws -> Text { try self[name].ifFilled?.word ?? .empty }
    /// A member's amount, zero too; nil where nothing is said.
    public func amountIfAny(_ name: Text) throws -> DecimalText? { try self[name].ifFilled?.amount }
}

extension RecordWriter {
    /// Keeps members of a row beside the record, under their own names and as they are written: texts, numbers, true and
    /// false. What says nothing is left out, and so are lists and objects: the row itself is kept whole.
    public func keep(_ row: JSON, _ names: [StaticString]) throws {
        for name in names.map({ Text(stringLiteral: $0) }) {
            guard let value = row[name].ifFilled, value.kind != .object, value.kind != .array else { continue }
            try extra(name, try value.ifSaid ?? .empty)
        }
    }
    /// An id that a row need not have: our name for it, and the exchange's. Throws for what is neither text nor number.
    public func id(_ scheme: Text, in row: JSON, _ name: Text) throws {
        let word = try row.wordOrEmpty(name)
        if !word.isEmpty { try id(scheme, word) }
    }
    /// Ids that go by the exchange's own names.
    public func ids(_ row: JSON, _ names: Text...) throws {
        for name in names { try id(name, in: row, name) }
    }
    /// Groups the record with all that name the same id, and keeps that id; nothing where none is named.
    public func group(_ prefix: Text, by value: JSON, id scheme: Text, _ page: Page) throws {
        guard let text = try value.ifFilled?.text else { return }
        group(try page.text(prefix, text))
        try id(scheme, text)
    }
}
