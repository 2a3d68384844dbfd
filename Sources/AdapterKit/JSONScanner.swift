import Glibc

/// The places of all values of a JSON text, in the order they stand.
///
/// A container is followed by its content; an object's content is name, value, name, value.
struct Tape {
    struct Entry {
        var start: UInt32
        /// Behind the value's last byte.
        var end: UInt32
        /// Index of the entry behind this value and its content. While a container is open: its parent.
        var next: UInt32
        var kind: UInt32

        static let null: UInt32 = 0, bool: UInt32 = 1, number: UInt32 = 2, string: UInt32 = 3
        static let array: UInt32 = 4, object: UInt32 = 5
        static let kindMask: UInt32 = 0xFF
        /// The string holds a backslash.
        static let escaped: UInt32 = 0x100
        /// The string holds bytes above 0x7F, not yet checked to be UTF-8.
        static let wide: UInt32 = 0x200
    }
    var entries: UnsafeMutablePointer<Entry>?
    var count = 0
    var capacity = 0
    /// Names and values; 64 MiB of entries.
    static let mostEntries = 4 << 20

    mutating func grow(to wanted: Int) -> Bool {
        let wanted = min(wanted, Self.mostEntries)
        guard wanted > capacity, let memory = realloc(entries, wanted * MemoryLayout<Entry>.stride) else {
            return false
        }
        entries = memory.bindMemory(to: Entry.self, capacity: wanted)
        capacity = wanted
        return true
    }
    mutating func free() { Glibc.free(entries) }
}

/// What is wrong with a JSON text, and where.
struct JSONSyntaxError: Error {
    var problem: StaticString
    var offset: Int
}

/// Checks a whole text against RFC 8259 and notes where its values stand. One pass, no allocation per value.
struct JSONScanner {
    static let deepest = 512
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0
    var tape: Tape

    init(_ base: UnsafePointer<UInt8>, count: Int, into tape: Tape) {
        self.base = base
        self.count = count
        self.tape = tape
    }

    mutating func run() throws(JSONSyntaxError) {
        guard count < Int(UInt32.max) else { throw error("The text is longer than 4 GiB") }
        if count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
            throw error("The text begins with a byte order mark")
        }
        tape.count = 0
        if tape.capacity == 0, !tape.grow(to: count / 8 + 16) { throw error("No memory to read the text") }
        var parent = UInt32.max
        var isObject = false
        var depth = 0
        skipSpace()
        value: while true {
            guard position < count else { throw error("The text ends where a value should stand") }
            let byte = base[position]
            if byte == 0x22 {
                try scanString()
            } else if byte == 0x7B || byte == 0x5B {
                guard depth < Self.deepest else { throw error("Values are nested deeper than 512") }
                depth += 1
                let index = UInt32(truncatingIfNeeded: tape.count)
                let opensObject = byte == 0x7B
                try append(
                    Tape.Entry(
                        start: UInt32(truncatingIfNeeded: position), end: 0, next: parent,
                        kind: opensObject ? Tape.Entry.object : Tape.Entry.array))
                parent = index
                isObject = opensObject
                position &+= 1
                skipSpace()
                if position < count, base[position] == (opensObject ? 0x7D : 0x5D) {
                    // Empty: closed below, like any other.
                } else {
                    if opensObject { try scanName() }
                    continue value
                }
            } else if byte == 0x2D || byte &- 0x30 < 10 {
                try scanNumber()
            } else {
                try scanWord()
            }
            while true {
                skipSpace()
                if depth == 0 {
                    guard position == count else { throw error("Something follows the value") }
                    return
                }
                guard position < count, let entries = tape.entries else { throw error("The text ends too early") }
                let byte = base[position]
                if byte == 0x2C {
                    position &+= 1
                    skipSpace()
                    if isObject { try scanName() }
                    continue value
                }
                guard byte == (isObject ? 0x7D : 0x5D) else {
                    throw error(isObject ? "Expected ',' or '}'" : "Expected ',' or ']'")
                }
                position &+= 1
                let outer = entries[Int(parent)].next
                entries[Int(parent)].end = UInt32(truncatingIfNeeded: position)
                entries[Int(parent)].next = UInt32(truncatingIfNeeded: tape.count)
                parent = outer
                depth -= 1
                if depth > 0 { isObject = entries[Int(parent)].kind == Tape.Entry.object }
            }
        }
    }

    @inline(never) private func error(_ problem: StaticString) -> JSONSyntaxError {
        JSONSyntaxError(problem: problem, offset: position)
    }

    @inline(__always) private mutating func append(_ entry: Tape.Entry) throws(JSONSyntaxError) {
        if tape.count == tape.capacity {
            guard tape.grow(to: tape.capacity &* 2) else { throw error("The text holds more values than can be read") }
        }
        // Not nil: capacity was just seen to be larger than count.
        tape.entries.unsafelyUnwrapped[tape.count] = entry
        tape.count &+= 1
    }
    @inline(__always) private mutating func append(from start: Int, _ kind: UInt32) throws(JSONSyntaxError) {
        try append(
            Tape.Entry(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position),
                next: UInt32(truncatingIfNeeded: tape.count &+ 1), kind: kind))
    }

    @inline(__always) private mutating func skipSpace() {
        while position < count {
            let byte = base[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    @inline(__always) private mutating func scanName() throws(JSONSyntaxError) {
        guard position < count, base[position] == 0x22 else { throw error("Expected a name in quotes") }
        try scanString()
        skipSpace()
        guard position < count, base[position] == 0x3A else { throw error("Expected ':'") }
        position &+= 1
        skipSpace()
    }

    @inline(__always) private mutating func scanString() throws(JSONSyntaxError) {
        let start = position
        var kind = Tape.Entry.string
        position &+= 1
        while true {
            // Eight bytes at a time: is there a quote, a backslash or a control character among them?
            while position &+ 8 <= count {
                let word = UInt64(
                    littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
                let ones: UInt64 = 0x0101_0101_0101_0101
                let tops: UInt64 = 0x8080_8080_8080_8080
                let quote = word ^ (ones &* 0x22)
                let slash = word ^ (ones &* 0x5C)
                let hits =
                    (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | ((word &- ones &* 0x20) & ~word)) & tops
                if hits == 0 {
                    if word & tops != 0 { kind |= Tape.Entry.wide }
                    position &+= 8
                    continue
                }
                if word & tops & ((hits & (0 &- hits)) &- 1) != 0 { kind |= Tape.Entry.wide }
                position &+= hits.trailingZeroBitCount >> 3
                break
            }
            guard position < count else { throw error("The text ends inside a string") }
            let byte = base[position]
            if byte == 0x22 {
                position &+= 1
                try append(from: start, kind)
                return
            }
            if byte == 0x5C {
                kind |= Tape.Entry.escaped
                try skipEscape()
            } else if byte < 0x20 {
                throw error("A control character stands in a string")
            } else {
                if byte >= 0x80 { kind |= Tape.Entry.wide }
                position &+= 1
            }
        }
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        guard position &+ 1 < count else { throw error("The text ends inside a string") }
        switch base[position &+ 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position &+= 2
        case 0x75:
            guard position &+ 6 <= count else { throw error("The text ends inside a string") }
            for offset in 2..<6 where hexadecimal(base[position &+ offset]) == nil {
                throw error("A \\u escape needs four hexadecimal digits")
            }
            position &+= 6
        default: throw error("Unknown escape in a string")
        }
    }

    @inline(__always) private mutating func skipDigits() -> Bool {
        let start = position
        while position < count, base[position] &- 0x30 < 10 { position &+= 1 }
        return position > start
    }
    @inline(__always) private mutating func scanNumber() throws(JSONSyntaxError) {
        let start = position
        if base[position] == 0x2D { position &+= 1 }
        if position < count, base[position] == 0x30 {
            position &+= 1
        } else if !skipDigits() {
            throw error("A number needs digits")
        }
        if position < count, base[position] == 0x2E {
            position &+= 1
            guard skipDigits() else { throw error("A number needs digits behind the point") }
        }
        if position < count, base[position] | 0x20 == 0x65 {
            position &+= 1
            if position < count, base[position] == 0x2B || base[position] == 0x2D { position &+= 1 }
            guard skipDigits() else { throw error("A number needs digits in its exponent") }
        }
        try append(from: start, Tape.Entry.number)
    }

    private mutating func scanWord() throws(JSONSyntaxError) {
        let start = position
        let rest = Text(start: base + position, count: count - position)
        if rest.hasPrefix("true") || rest.hasPrefix("null") {
            position &+= 4
        } else if rest.hasPrefix("false") {
            position &+= 5
        } else {
            throw error("Expected a value")
        }
        try append(from: start, base[start] == 0x6E ? Tape.Entry.null : Tape.Entry.bool)
    }
}

func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x37
    case 0x61...0x66: UInt32(byte) - 0x57
    default: nil
    }
}
