/// An amount as the exchange wrote it, its sign apart. Lives as long as the `parse` it was read in.
public struct DecimalText {
    /// Digits, optional fraction, optional exponent; no sign.
    public let digits: Text
    public let isNegative: Bool
    /// Every digit before the exponent is 0.
    public let isZero: Bool

    /// Optional minus, digits, optional point and digits, optional exponent; nil for anything else.
    public init?(_ text: Text) {
        guard let start = text.start, text.count > 0 else { return nil }
        let count = text.count
        let negative = start[0] == 0x2D
        var offset = negative ? 1 : 0
        let first = offset
        var seen: UInt8 = 0
        while offset < count, start[offset] &- 0x30 < 10 {
            seen |= start[offset] &- 0x30
            offset &+= 1
        }
        guard offset > first else { return nil }
        if offset < count, start[offset] == 0x2E {
            offset &+= 1
            let fraction = offset
            while offset < count, start[offset] &- 0x30 < 10 {
                seen |= start[offset] &- 0x30
                offset &+= 1
            }
            guard offset > fraction else { return nil }
        }
        if offset < count, start[offset] | 0x20 == 0x65 {
            offset &+= 1
            if offset < count, start[offset] == 0x2B || start[offset] == 0x2D { offset &+= 1 }
            let exponent = offset
            while offset < count, start[offset] &- 0x30 < 10 { offset &+= 1 }
            guard offset > exponent else { return nil }
        }
        guard offset == count else { return nil }
        digits = Text(start: start + first, count: count - first)
        isNegative = negative
        isZero = seen == 0
    }
    private init(digits: Text, isNegative: Bool, isZero: Bool) {
        self.digits = digits
        self.isNegative = isNegative
        self.isZero = isZero
    }
    public static prefix func - (amount: DecimalText) -> DecimalText {
        DecimalText(digits: amount.digits, isNegative: !amount.isNegative, isZero: amount.isZero)
    }
    public var magnitude: DecimalText { DecimalText(digits: digits, isNegative: false, isZero: isZero) }
}

@available(*, unavailable) extension DecimalText: Sendable {}
