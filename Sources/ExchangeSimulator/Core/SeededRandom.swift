/// SplitMix64: the same seed gives the same numbers on every machine, for ever.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Scramble.forward(state)
    }

    /// Uniform within the range. The standard library does not promise its own mapping across releases.
    package mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        let width = UInt64(bitPattern: range.upperBound &- range.lowerBound) &+ 1
        return range.lowerBound &+ Int64(bitPattern: next().multipliedFullWidth(by: width).high)
    }
    package mutating func chance(_ percent: Int64) -> Bool { number(0...99) < percent }
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(number(0...Int64(elements.count - 1)))]
    }
}

/// A bijection on 64 bits: ids look random, never collide, and lead back to their serial number without a table.
package enum Scramble {
    private static let first: UInt64 = 0xBF58_476D_1CE4_E5B9
    private static let second: UInt64 = 0x94D0_49BB_1331_11EB
    private static let firstInverse = inverse(first)
    private static let secondInverse = inverse(second)

    package static func forward(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* first
        value = (value ^ value >> 27) &* second
        return value ^ value >> 31
    }

    package static func backward(_ value: UInt64) -> UInt64 {
        var value = unshift(value, 31)
        value = unshift(value &* secondInverse, 27)
        return unshift(value &* firstInverse, 30)
    }

    private static func unshift(_ value: UInt64, _ count: UInt64) -> UInt64 {
        var result = value
        for _ in 0..<(64 / count + 1) { result = value ^ result >> count }
        return result
    }

    /// Newton's iteration for the inverse of an odd number modulo 2^64.
    private static func inverse(_ odd: UInt64) -> UInt64 {
        var inverse = odd
        for _ in 0..<6 { inverse = inverse &* (2 &- odd &* inverse) }
        return inverse
    }
}
