extension JSON {
    /// The exact text of a number.
    public var number: Text {
        get throws {
            guard let entry, entry.kind == Tape.Entry.number else { throw mismatch("a number") }
            return source
        }
    }
    public var bool: Bool {
        get throws {
            guard let entry, entry.kind == Tape.Entry.bool else { throw mismatch("true or false") }
            return scratch.pointee.body[Int(entry.start)] == 0x74
        }
    }
    /// A whole number, quoted or not: exchanges do both. Throws outside 64 bits, for fractions and exponents.
    public var int: Int64 {
        get throws {
            guard let text = numberText, let value = wholeNumber(text) else { throw mismatch("a whole number") }
            return value
        }
    }
    /// An amount, quoted or not, as the exchange wrote it; sign apart. Never goes through a binary float.
    public var amount: DecimalText {
        get throws {
            guard let text = numberText, let amount = DecimalText(text) else { throw mismatch("an amount") }
            return amount
        }
    }
    /// An instant, quoted or not, read exactly.
    ///
    /// - Parameter precision: what the exchange is known to give, where its text may drop trailing zeros.
    public func time(_ scale: TimeScale, precision: Span? = nil) throws -> Moment {
        let read = scale == .iso8601 ? try? text : numberText
        guard let read, let moment = Moment(read, scale, precision: precision) else { throw mismatch("a time") }
        return moment
    }

    /// The text of a number, with or without quotes.
    @inline(__always) private var numberText: Text? {
        guard let entry else { return nil }
        let body = scratch.pointee.body
        switch entry.kind {
        case Tape.Entry.number:
            return Text(start: body + Int(entry.start), count: Int(entry.end &- entry.start))
        case Tape.Entry.string:
            return Text(start: body + Int(entry.start) + 1, count: Int(entry.end &- entry.start) &- 2)
        default: return entry.kind & Tape.Entry.kindMask == Tape.Entry.string ? try? text : nil
        }
    }
}

/// Digits with an optional minus sign; nil for anything else or beyond 64 bits.
func wholeNumber(_ text: Text) -> Int64? {
    guard let start = text.start, text.count > 0, text.count <= 20 else { return nil }
    let negative = start[0] == 0x2D
    var offset = negative ? 1 : 0
    guard offset < text.count else { return nil }
    var value: Int64 = 0
    while offset < text.count {
        let digit = start[offset] &- 0x30
        guard digit < 10 else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = product.subtractingReportingOverflow(Int64(digit))
        if overflow || overflow2 { return nil }
        value = sum
        offset += 1
    }
    // Collected below zero, where one more value fits.
    if negative { return value }
    return value == .min ? nil : -value
}
