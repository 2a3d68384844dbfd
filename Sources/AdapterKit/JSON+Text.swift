extension JSON {
    /// A string's text, escapes resolved. Throws for any other value, for lone surrogates and for bytes that are
    /// not UTF-8. Points into the answer unless an escape had to be resolved.
    public var text: Text { get throws { try text(lenient: false) } }

    /// The same for words of people, where a broken character must not stop a history: it becomes U+FFFD.
    public var looseText: Text { get throws { try text(lenient: true) } }

    /// A string's text, or the exact text of a number: for ids that some exchanges quote and others do not.
    public var word: Text {
        get throws {
            if let entry, entry.kind == Tape.Entry.number { return source }
            return try text
        }
    }

    private func text(lenient: Bool) throws -> Text {
        guard let entry, entry.kind & Tape.Entry.kindMask == Tape.Entry.string else { throw mismatch("a string") }
        let plain = Text(
            start: scratch.pointee.body + Int(entry.start) + 1, count: Int(entry.end &- entry.start) &- 2)
        if entry.kind == Tape.Entry.string { return plain }
        if entry.kind & Tape.Entry.escaped == 0, isUTF8(plain) { return plain }
        return try decoded(plain, lenient: lenient)
    }

    private func decoded(_ plain: Text, lenient: Bool) throws -> Text {
        // Every input byte gives at most three output bytes: a broken one becomes U+FFFD.
        guard let source = plain.start, let out = scratch.pointee.arena.reserve(plain.count * 3) else {
            throw ExchangeError(.malformed, message: "No memory to read a string.", place: path)
        }
        var written = 0
        func put(_ byte: UInt32) {
            out[written] = UInt8(truncatingIfNeeded: byte)
            written += 1
        }
        func put(scalar: UInt32) {
            switch scalar {
            case 0..<0x80: put(scalar)
            case 0x80..<0x800:
                put(0xC0 | scalar >> 6)
                put(0x80 | scalar & 0x3F)
            case 0x800..<0x1_0000:
                put(0xE0 | scalar >> 12)
                put(0x80 | scalar >> 6 & 0x3F)
                put(0x80 | scalar & 0x3F)
            default:
                put(0xF0 | scalar >> 18)
                put(0x80 | scalar >> 12 & 0x3F)
                put(0x80 | scalar >> 6 & 0x3F)
                put(0x80 | scalar & 0x3F)
            }
        }
        func unit(at offset: Int) -> UInt32? {
            guard offset + 6 <= plain.count, source[offset] == 0x5C, source[offset + 1] == 0x75 else { return nil }
            return (2..<6).reduce(0) { $0 << 4 | (hexadecimal(source[offset + $1]) ?? 0) }
        }
        var offset = 0
        while offset < plain.count {
            let byte = source[offset]
            if byte >= 0x80 {
                let length = sequenceLength(plain, at: offset)
                if length == 0 {
                    if !lenient { throw broken("holds bytes that are not UTF-8") }
                    put(scalar: 0xFFFD)
                    offset += 1
                } else {
                    for place in offset..<(offset + length) { put(UInt32(source[place])) }
                    offset += length
                }
            } else if byte != 0x5C {
                put(UInt32(byte))
                offset += 1
            } else if let first = unit(at: offset) {
                offset += 6
                if first & 0xFC00 == 0xD800, let second = unit(at: offset), second & 0xFC00 == 0xDC00 {
                    offset += 6
                    put(scalar: 0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF)
                } else if first & 0xF800 == 0xD800 {
                    if !lenient { throw broken("holds half a surrogate pair") }
                    put(scalar: 0xFFFD)
                } else {
                    put(scalar: first)
                }
            } else {
                // The scanner saw to it that a known letter follows.
                put(Self.escapes(source[offset + 1]))
                offset += 2
            }
        }
        scratch.pointee.arena.giveBack(plain.count * 3 - written)
        return Text(start: UnsafePointer(out), count: written)
    }

    private static func escapes(_ letter: UInt8) -> UInt32 {
        switch letter {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: UInt32(letter)
        }
    }
    private func broken(_ what: String) -> ExchangeError {
        ExchangeError(.malformed, message: "A text in the answer \(what).", place: path)
    }
}

/// Whether the text is well formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
func isUTF8(_ text: Text) -> Bool {
    var offset = 0
    while offset < text.count {
        let length = sequenceLength(text, at: offset)
        if length == 0 { return false }
        offset += length
    }
    return true
}

/// Bytes of the well-formed UTF-8 sequence at a place; 0 when there is none.
private func sequenceLength(_ text: Text, at offset: Int) -> Int {
    func byte(_ distance: Int) -> UInt8 { text[offset + distance] ?? 0 }
    func continues(_ distance: Int) -> Bool { byte(distance) & 0xC0 == 0x80 }
    let first = byte(0)
    switch first {
    case 0..<0x80: return 1
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0...0xEF:
        let second = byte(1)
        let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
        let high: UInt8 = first == 0xED ? 0x9F : 0xBF
        return second >= low && second <= high && continues(2) ? 3 : 0
    case 0xF0...0xF4:
        let second = byte(1)
        let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
        let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
        return second >= low && second <= high && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
}
