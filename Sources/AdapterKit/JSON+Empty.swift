// Some exchanges write "" where they have nothing to say, and some leave the member out. Here both are the same.
extension JSON {
    /// A member's text or number as it stands; empty where it is missing, null or "".
    public func wordOrEmpty(_ name: Text) throws -> Text { try self[name].ifPresent?.word ?? .empty }

    /// A member's amount; nil where it is missing, null or "".
    public func amountIfAny(_ name: Text) throws -> DecimalText? {
        try wordOrEmpty(name).isEmpty ? nil : try self[name].amount
    }
}

extension RecordWriter {
    /// Members of the row kept beside the record under their own names, where they say something.
    public func extras(_ row: JSON, _ names: Text...) throws {
        for name in names where try !row.wordOrEmpty(name).isEmpty { try extra(name, try row.wordOrEmpty(name)) }
    }
    /// The same for ids.
    public func ids(_ row: JSON, _ names: Text...) throws {
        for name in names where try !row.wordOrEmpty(name).isEmpty { try id(name, try row.wordOrEmpty(name)) }
    }
}
