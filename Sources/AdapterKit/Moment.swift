/// How an exchange writes time.
public enum TimeScale: Sendable {
    case seconds, milliseconds, microseconds, nanoseconds
    case iso8601

    var nanoseconds: Int64 {
        switch self {
        case .seconds: 1_000_000_000
        case .milliseconds: 1_000_000
        case .microseconds: 1000
        case .nanoseconds, .iso8601: 1
        }
    }
}

/// An instant and how finely the exchange gave it.
public struct Moment: Sendable, Hashable {
    public var instant: Instant
    public var precision: Span
    public init(_ instant: Instant, precision: Span) {
        self.instant = instant
        self.precision = precision
    }

    /// Reads digits with an optional fraction, exactly; nil outside the years 1677 to 2262 and for other text.
    /// Digits below a nanosecond are cut.
    public init?(_ text: Text, _ scale: TimeScale, precision: Span? = nil) {
        if scale == .iso8601 {
            guard let instant = Instant(iso8601: String(text)) else { return nil }
            let fraction = text.split(at: ".").map { Self.leadingDigits($0.after) } ?? 0
            self.init(instant, precision: Self.precision(1_000_000_000, fraction, precision))
            return
        }
        let whole: Text
        var fraction = Text.empty
        if let split = text.split(at: ".") {
            whole = split.before
            fraction = split.after
            guard !fraction.isEmpty, Self.leadingDigits(fraction) == fraction.count else { return nil }
        } else {
            whole = text
        }
        guard let units = wholeNumber(whole) else { return nil }
        let (base, overflow) = units.multipliedReportingOverflow(by: scale.nanoseconds)
        var rest: Int64 = 0
        var weight = scale.nanoseconds
        for offset in 0..<fraction.count where weight >= 10 {
            weight /= 10
            rest += Int64((fraction[offset] ?? 0x30) &- 0x30) * weight
        }
        let (sum, overflow2) = base.addingReportingOverflow(whole[0] == 0x2D ? -rest : rest)
        if overflow || overflow2 { return nil }
        self.init(
            Instant(nanoseconds: sum), precision: Self.precision(scale.nanoseconds, fraction.count, precision))
    }

    private static func leadingDigits(_ text: Text) -> Int {
        var count = 0
        while let byte = text[count], byte &- 0x30 < 10 { count += 1 }
        return count
    }
    private static func precision(_ unit: Int64, _ digits: Int, _ known: Span?) -> Span {
        var unit = unit
        for _ in 0..<min(digits, 9) where unit >= 10 { unit /= 10 }
        return min(Span(nanoseconds: unit), known ?? Span(nanoseconds: .max))
    }
}
