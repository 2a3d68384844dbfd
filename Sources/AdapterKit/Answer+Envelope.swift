extension Answer {
    /// What an envelope holds: `{"retCode":0,"retMsg":"OK","result":{}}`. Throws what `error` makes of another code, a
    /// whole number that may be written as text, and of the words beside it.
    public func content(
        _ content: Text, code: Text, said: Text, error: (Text, Text) -> ExchangeError
    ) throws -> JSON {
        let json = try json()
        if try json[code].int == 0, try json[code].word == "0" { return json[content] }
        throw error(try json[code].word, try json[said].ifPresent?.looseText ?? .empty)
    }
}
