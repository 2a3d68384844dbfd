extension Page {
    /// The text with a-z as A-Z, valid as long as the page; other characters stay. For currencies in lower case.
    public func uppercased(_ text: Text) throws -> Text {
        guard let start = text.start, text.count > 0 else { return .empty }
        guard let out = scratch.pointee.arena.reserve(text.count) else {
            throw ExchangeError(.malformed, message: "The answer needs more memory than there is.")
        }
        for offset in 0..<text.count {
            let byte = start[offset]
            out[offset] = byte &- 0x61 < 26 ? byte & 0xDF : byte
        }
        return Text(start: UnsafePointer(out), count: text.count)
    }
}
