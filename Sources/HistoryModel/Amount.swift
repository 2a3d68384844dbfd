/// An exact decimal number: mantissa × 10^-scale.
///
/// Up to 38 digits and a scale of 0 to 60. Text that needs more is refused, never rounded; results that
/// would need more throw. There is no way in or out through a binary float.
public struct Amount: Sendable {
    public let mantissa: Int128
    /// Digits behind the point.
    public let scale: Int

    public init(mantissa: Int128, scale: Int) {
        var mantissa = mantissa
        var scale = scale
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        self.mantissa = mantissa
        self.scale = scale
    }

    public static let zero = Amount(mantissa: 0, scale: 0)
    static let largestScale = 60
    public struct Overflow: Error, CustomStringConvertible {
        public var description: String { "The amount needs more than 38 digits." }
    }

    public var isZero: Bool { mantissa == 0 }
    public var isNegative: Bool { mantissa < 0 }
    public static prefix func - (amount: Amount) -> Amount { Amount(mantissa: -amount.mantissa, scale: amount.scale) }
    public var magnitude: Amount { isNegative ? -self : self }

    public func adding(_ other: Amount) throws -> Amount {
        let (left, right, scale) = try Self.aligned(self, other)
        let (sum, overflow) = left.addingReportingOverflow(right)
        // The least number has no opposite.
        if overflow || sum == .min { throw Overflow() }
        return Amount(mantissa: sum, scale: scale)
    }
    public func subtracting(_ other: Amount) throws -> Amount { try adding(-other) }
    public func multiplied(by other: Amount) throws -> Amount {
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
        if overflow || product == .min || scale + other.scale > Self.largestScale { throw Overflow() }
        return Amount(mantissa: product, scale: scale + other.scale)
    }

    private static func aligned(_ left: Amount, _ right: Amount) throws -> (Int128, Int128, Int) {
        let scale = max(left.scale, right.scale)
        return (try left.rescaled(to: scale), try right.rescaled(to: scale), scale)
    }
    private func rescaled(to target: Int) throws -> Int128 {
        var value = mantissa
        for _ in scale..<max(scale, target) {
            let (next, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { throw Overflow() }
            value = next
        }
        return value
    }
}

extension Amount: Hashable, Comparable {
    // Both sides are normalised by `init`, so equal numbers have equal parts.
    public static func < (left: Amount, right: Amount) -> Bool {
        if let (leftValue, rightValue, _) = try? aligned(left, right) { return leftValue < rightValue }
        if left.isNegative != right.isNegative { return left.isNegative }
        // One of them overflowed when brought to the other's scale: it is the one further from zero.
        let leftIsLarger = left.scale < right.scale
        return left.isNegative ? leftIsLarger : !leftIsLarger
    }
}

extension Amount: CustomStringConvertible {
    /// Plain decimal text without exponent, without trailing zeros.
    public var description: String {
        var digits = String(mantissa.magnitude)
        if scale > 0 {
            if digits.count <= scale { digits = String(repeating: "0", count: scale - digits.count + 1) + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return isNegative ? "-" + digits : digits
    }

    /// Reads optional sign, digits, optional fraction, optional exponent; nil for anything else or too many digits.
    public init?(_ text: some StringProtocol) {
        var copy = String(text)
        let parsed = copy.withUTF8 { Amount(utf8: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same from bytes, without making a String.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard let scanned = Self.scan(bytes) else { return nil }
        var mantissa = scanned.mantissa
        var scale = scanned.scale - scanned.exponent
        while scale < 0 {
            let (next, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            mantissa = next
            scale += 1
            if mantissa == 0 { scale = 0 }
        }
        let result = Amount(mantissa: scanned.negative ? -mantissa : mantissa, scale: scale)
        guard result.scale <= Self.largestScale else { return nil }
        self = result
    }

    /// Whether the bytes are amount text, of any length: what the store accepts even beyond 38 digits.
    public static func isWellFormed(utf8 bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        func digits() -> Bool {
            let start = index
            while index < bytes.count, bytes[index] &- 48 < 10 { index += 1 }
            return index > start
        }
        if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B { index += 1 }
        guard digits() else { return false }
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            guard digits() else { return false }
        }
        if index < bytes.count, bytes[index] == 0x65 || bytes[index] == 0x45 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B { index += 1 }
            guard digits() else { return false }
        }
        return index == bytes.count
    }

    private static func scan(
        _ bytes: UnsafeRawBufferPointer
    ) -> (mantissa: Int128, negative: Bool, scale: Int, exponent: Int)? {
        guard isWellFormed(utf8: bytes) else { return nil }
        var index = 0
        let negative = bytes[0] == 0x2D
        if negative || bytes[0] == 0x2B { index = 1 }
        var mantissa: Int128 = 0
        var small: UInt64 = 0
        var scale = 0
        var inFraction = false
        var digits = 0
        while index < bytes.count, bytes[index] != 0x65, bytes[index] != 0x45 {
            let byte = bytes[index]
            index += 1
            if byte == 0x2E {
                inFraction = true
                continue
            }
            if inFraction { scale += 1 }
            if digits < 18 {
                small = small &* 10 &+ UInt64(byte &- 48)
                if small != 0 { digits += 1 }
                mantissa = Int128(small)
            } else {
                let (next, overflow) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, overflow2) = next.addingReportingOverflow(Int128(byte &- 48))
                if overflow || overflow2 { return nil }
                mantissa = sum
            }
        }
        var exponent = 0
        if index < bytes.count {
            index += 1
            let negativeExponent = bytes[index] == 0x2D
            if negativeExponent || bytes[index] == 0x2B { index += 1 }
            while index < bytes.count {
                exponent = exponent * 10 + Int(bytes[index] &- 48)
                if exponent > 1000 { return nil }
                index += 1
            }
            if negativeExponent { exponent = -exponent }
        }
        return (mantissa, negative, scale, exponent)
    }
}
