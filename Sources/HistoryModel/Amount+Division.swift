/// What becomes of the digits a result has no room for. Nothing rounds unless one of these is named.
public enum Rounding: Sendable, Hashable {
    /// To the nearest; of two equally near, the one with an even last digit. Errors of many results cancel out.
    case halfEven
    /// To the nearest; of two equally near, the one further from zero, as on paper.
    case halfUp
    /// Toward zero.
    case down
}

extension Amount {
    public struct DivisionByZero: Error, CustomStringConvertible {
        public var description: String { "An amount cannot be divided by zero." }
    }

    /// The quotient, exact where it has at most `scale` digits behind the point, else rounded there once.
    ///
    /// Throws `DivisionByZero`, or `Overflow` when the result needs more than 38 digits; the way there may need more.
    public func divided(by divisor: Amount, scale target: Int, _ rounding: Rounding) throws -> Amount {
        if divisor.isZero { throw DivisionByZero() }
        let (numerator, denominator) = (mantissa.magnitude, divisor.mantissa.magnitude)
        // value = numerator/denominator × 10^(divisor.scale - scale); wanted in units of 10^-target.
        let shift = target + divisor.scale - scale
        let result =
            shift >= 0
            ? try Self.quotient(numerator, denominator, tens: shift, rounding)
            : try Self.quotient(numerator, denominator, dividingByTens: -shift, rounding)
        return try Self.make(result, isNegative: isNegative != divisor.isNegative, scale: target)
    }

    /// The product, rounded once where it has more than `scale` digits behind the point.
    ///
    /// Unlike the exact product it may need up to 76 digits on the way.
    public func multiplied(by factor: Amount, scale target: Int, _ rounding: Rounding) throws -> Amount {
        let product = mantissa.magnitude.multipliedFullWidth(by: factor.mantissa.magnitude)
        let surplus = scale + factor.scale - target
        guard surplus > 0 else {
            guard product.high == 0 else { throw Overflow() }
            return try Self.make(
                product.low, isNegative: isNegative != factor.isNegative, scale: scale + factor.scale)
        }
        var (high, low) = product
        var lost = Lost.nothing
        var rest = surplus
        while rest > 0 {
            let step = min(rest, Self.mostTens)
            let power = Self.tens(step)
            let upper = high.quotientAndRemainder(dividingBy: power)
            let lower = power.dividingFullWidth((upper.remainder, low))
            lost = Lost(lower.remainder, of: power, before: lost)
            (high, low) = (upper.quotient, lower.quotient)
            rest -= step
        }
        guard high == 0 else { throw Overflow() }
        return try Self.make(
            Self.rounded(low, lost, rounding), isNegative: isNegative != factor.isNegative, scale: target)
    }

    /// The same number with at most so many digits behind the point.
    public func rounded(toScale target: Int, _ rounding: Rounding) throws -> Amount {
        target >= scale ? self : try multiplied(by: Amount(mantissa: 1, scale: 0), scale: target, rounding)
    }

    /// Plain decimal text with exactly so many digits behind the point, zeros included: `1000.00`.
    public func text(fractionDigits: Int, _ rounding: Rounding = .halfUp) throws -> String {
        let amount = try rounded(toScale: fractionDigits, rounding)
        guard fractionDigits > 0 else { return amount.description }
        let missing = fractionDigits - amount.scale
        return amount.description + (amount.scale == 0 ? "." : "") + String(repeating: "0", count: missing)
    }

    // MARK: - Whole numbers

    /// What division left behind, compared with half a unit of the last digit kept.
    private enum Lost {
        case nothing, lessThanHalf, half, moreThanHalf

        /// - Parameter before: what was lost of digits further right.
        init(_ remainder: UInt128, of divisor: UInt128, before: Lost = .nothing) {
            let isExact = before == .nothing
            let other = divisor - remainder
            if remainder == 0 {
                self = isExact ? .nothing : .lessThanHalf
            } else if remainder == other {
                self = isExact ? .half : .moreThanHalf
            } else {
                self = remainder < other ? .lessThanHalf : .moreThanHalf
            }
        }
    }

    /// 10^19 is the largest power whose product with a remainder always fits two words.
    private static let mostTens = 19
    private static func tens(_ count: Int) -> UInt128 {
        var power: UInt128 = 1
        for _ in 0..<count { power *= 10 }
        return power
    }

    private static func quotient(
        _ numerator: UInt128, _ denominator: UInt128, tens shift: Int, _ rounding: Rounding
    ) throws -> UInt128 {
        var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        var rest = shift
        while rest > 0 {
            let step = min(rest, mostTens)
            let power = tens(step)
            let (shifted, overflow) = quotient.multipliedReportingOverflow(by: power)
            let digits = denominator.dividingFullWidth(remainder.multipliedFullWidth(by: power))
            let (sum, overflow2) = shifted.addingReportingOverflow(digits.quotient)
            if overflow || overflow2 { throw Overflow() }
            (quotient, remainder) = (sum, digits.remainder)
            rest -= step
        }
        return rounded(quotient, Lost(remainder, of: denominator), rounding)
    }

    private static func quotient(
        _ numerator: UInt128, _ denominator: UInt128, dividingByTens count: Int, _ rounding: Rounding
    ) throws -> UInt128 {
        // A divisor of more than 38 digits: what is left of 38-digit numerators is less than half a unit.
        var divisor = denominator
        for _ in 0..<count {
            let (next, overflow) = divisor.multipliedReportingOverflow(by: 10)
            if overflow { return rounded(0, numerator == 0 ? .nothing : .lessThanHalf, rounding) }
            divisor = next
        }
        let result = numerator.quotientAndRemainder(dividingBy: divisor)
        return rounded(result.quotient, Lost(result.remainder, of: divisor), rounding)
    }

    private static func rounded(_ number: UInt128, _ lost: Lost, _ rounding: Rounding) -> UInt128 {
        switch (rounding, lost) {
        case (_, .nothing), (_, .lessThanHalf), (.down, _): number
        case (_, .moreThanHalf), (.halfUp, .half): number + 1
        case (.halfEven, .half): number + number % 2
        }
    }

    private static func make(_ magnitude: UInt128, isNegative: Bool, scale: Int) throws -> Amount {
        // Trailing zeros first: they must not count against the digits there is room for.
        var (magnitude, scale) = (magnitude, scale)
        while scale > 0, magnitude % 10 == 0, magnitude != 0 {
            magnitude /= 10
            scale -= 1
        }
        guard magnitude <= UInt128(Int128.max), scale <= largestScale else { throw Overflow() }
        return Amount(mantissa: isNegative ? -Int128(magnitude) : Int128(magnitude), scale: magnitude == 0 ? 0 : scale)
    }
}
