extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC with as many fraction digits as are needed: 2022-12-27T10:15:09.836Z.
    public var description: String {
        let (seconds, fraction) = secondsAndFraction
        guard fraction != 0 else { return "\(date)T\(Self.clock(seconds))Z" }
        var digits = String(fraction)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(date)T\(Self.clock(seconds)).\(digits)Z"
    }

    /// The UTC day: 2022-12-27.
    public var date: String {
        let civil = CivilDate(daysSinceEpoch: Int(nanoseconds.flooredDivision(by: Span.nanosecondsPerDay)))
        return "\(Self.padded(civil.year, 4))-\(Self.padded(civil.month, 2))-\(Self.padded(civil.day, 2))"
    }

    /// The UTC day and minute for people: 2022-12-27 10:15.
    public var minuteText: String {
        let (seconds, _) = secondsAndFraction
        return "\(date) \(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2))"
    }

    private var secondsAndFraction: (Int, Int64) {
        let seconds = nanoseconds.flooredDivision(by: 1_000_000_000)
        let days = nanoseconds.flooredDivision(by: Span.nanosecondsPerDay)
        return (Int(seconds - days * 86_400), nanoseconds &- seconds &* 1_000_000_000)
    }
    private static func clock(_ seconds: Int) -> String {
        "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    }
    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
    }

    /// Reads `2022-12-27`, `2022-12-27T10:15:09Z`, fractions to nanoseconds, and `±hh:mm` offsets.
    /// A text without zone is UTC. Nil for anything else; more than nine fraction digits are cut.
    public init?(iso8601 text: some StringProtocol) {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), (1...12).contains(month),
            (1...CivilDate.daysInMonth(year: year, month: month)).contains(day), (1678...2261).contains(year)
        else { return nil }
        let midnight = Instant(year: year, month: month, day: day)
        if reader.atEnd {
            self = midnight
            return
        }
        guard reader.take("T") || reader.take(" "), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var total = midnight.nanoseconds + Int64(hour * 3600 + minute * 60 + second) * 1_000_000_000
        if reader.take(".") || reader.take(",") {
            guard let fraction = reader.fraction() else { return nil }
            total += fraction
        }
        if !reader.take("Z"), !reader.atEnd {
            let east = reader.take("+")
            guard east || reader.take("-"), let hours = reader.number(2) else { return nil }
            _ = reader.take(":")
            guard let minutes = reader.number(2) else { return nil }
            total += Int64(hours * 3600 + minutes * 60) * (east ? -1_000_000_000 : 1_000_000_000)
        }
        guard reader.atEnd else { return nil }
        self.init(nanoseconds: total)
    }
}

private struct DigitReader {
    let bytes: [UInt8]
    var position = 0
    init(bytes: [UInt8]) { self.bytes = bytes }
    var atEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(character.value) else { return false }
        position += 1
        return true
    }
    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + width)] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        position += width
        return value
    }
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while position < bytes.count, (48...57).contains(bytes[position]) {
            if digits < 9 { value = value * 10 + Int64(bytes[position] - 48) }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        while digits < 9 {
            value *= 10
            digits += 1
        }
        return value
    }
}

extension Span: CustomStringConvertible {
    /// In the largest unit that divides it: `90 days`, `1 hour`, `250 ms`.
    public var description: String {
        let units: [(Int64, String)] = [
            (Self.nanosecondsPerDay, "day"), (3_600_000_000_000, "hour"), (60_000_000_000, "minute"),
            (1_000_000_000, "second"),
        ]
        for (size, name) in units where nanoseconds != 0 && nanoseconds % size == 0 {
            let count = nanoseconds / size
            return "\(count) \(name)\(count == 1 ? "" : "s")"
        }
        if nanoseconds == 0 { return "0 seconds" }
        return nanoseconds % 1_000_000 == 0 ? "\(nanoseconds / 1_000_000) ms" : "\(nanoseconds) ns"
    }
}
