import HistoryModel

/// Writing numbers into a growing buffer, without making strings on the way.
extension [UInt8] {
    package mutating func append(text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
    package mutating func append(quoted text: String) { JSONValue.quote(text.utf8, into: &self) }

    package mutating func append(number: UInt64, minimumDigits: Int = 1) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number
            var first = 20
            repeat {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: rest % 10) + 48
                rest /= 10
            } while rest > 0 || 20 - first < minimumDigits
            append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[first..<20]))
        }
    }

    /// `units` smallest units of something with so many decimals, all of them written.
    package mutating func append(units: Int64, decimals: Int) {
        if units < 0 { append(UInt8(ascii: "-")) }
        let power = powersOfTen[decimals]
        append(number: units.magnitude / power)
        guard decimals > 0 else { return }
        append(UInt8(ascii: "."))
        append(number: units.magnitude % power, minimumDigits: decimals)
    }

    /// Unix seconds with as many decimals as the time has.
    package mutating func append(unixTime nanoseconds: Int64) {
        append(number: UInt64(nanoseconds / 1_000_000_000))
        var fraction = UInt64(nanoseconds % 1_000_000_000)
        guard fraction > 0 else { return }
        var digits = 9
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        append(UInt8(ascii: "."))
        append(number: fraction, minimumDigits: digits)
    }
}

package let powersOfTen: [UInt64] = (0..<19).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}

/// Exact decimal text of so many smallest units.
package func decimalText(units: Int64, decimals: Int) -> String {
    var out: [UInt8] = []
    out.append(units: units, decimals: decimals)
    return String(decoding: out, as: UTF8.self)
}

/// Unix seconds as text, exactly, to nanoseconds. Nil for anything but digits with an optional fraction.
package func unixTime(_ text: some StringProtocol) -> Instant? {
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = Int64(halves[0]), (0...9_000_000_000).contains(whole) else { return nil }
    var fraction: Int64 = 0
    if halves.count > 1 {
        guard !halves[1].isEmpty, halves[1].utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let digits = halves[1].prefix(9)
        fraction = Int64(digits)! * Int64(powersOfTen[9 - digits.count])
    }
    return Instant(nanoseconds: whole * 1_000_000_000 + fraction)
}
