import HistoryModel

/// How far a file's clock is ahead of UTC.
package struct FileZone: Sendable, Hashable, CustomStringConvertible {
    package var seconds: Int
    package init(seconds: Int) { self.seconds = seconds }
    package static let utc = FileZone(seconds: 0)

    /// Reads `UTC`, `GMT`, `Z`, `+2`, `UTC-6`, `+05:30`, `UTC+0530`; nil for names of places, whose clock changes.
    package init?(_ text: String) {
        var rest = Substring(text.filter { $0 != " " }.uppercased())
        for name in ["UTC", "GMT", "Z"] where rest.hasPrefix(name) {
            rest = rest.dropFirst(name.count)
            break
        }
        if rest.isEmpty {
            self = .utc
            return
        }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        rest = rest.dropFirst()
        let digits = rest.filter { $0 != ":" }
        guard (1...4).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let hours = Int(digits.count > 2 ? digits.dropLast(2) : digits[...]) ?? 99
        let minutes = digits.count > 2 ? Int(digits.suffix(2)) ?? 99 : 0
        guard hours <= 14, minutes < 60 else { return nil }
        seconds = (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    package var description: String {
        guard seconds != 0 else { return "UTC" }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = abs(seconds) / 60
        return "UTC\(seconds < 0 ? "-" : "+")\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
}

/// The present, as far as rows of a file are concerned.
package struct FileClock: Sendable, Hashable {
    package var now: Instant
    /// Files of another zone and clocks that go wrong are ahead by less than this.
    package static let leeway = Span.days(1)

    /// Without an instant there is no future.
    package init(now: Instant = .distantFuture) { self.now = now }

    func isPossible(_ time: Instant) -> Bool { now == .distantFuture || time <= now + Self.leeway }
}

/// A time as a file wrote it, with the precision it was written in.
package struct FileTime: Sendable, Hashable {
    package var instant: Instant
    package var unit: Span

    /// The order of the date's parts.
    package enum Order: Sendable {
        /// `2024-03-19` or `24-03-19`
        case yearFirst
        /// `19/03/2024`
        case dayFirst
    }

    /// Reads date, hour and minute, with or without seconds, fraction, and a zone of its own (`Z`, ` UTC`, `+02:00`).
    package init?(_ text: String, _ order: Order = .yearFirst, zone: FileZone = .utc) {
        var reader = NumberReader(bytes: Array(text.utf8))
        let date: (Int, Int, Int)?
        switch order {
        case .yearFirst:
            guard let year = reader.number(2...4), year.digits != 3, reader.take(0x2D) else { return nil }
            guard let month = reader.number(1...2), reader.take(0x2D), let day = reader.number(1...2) else {
                return nil
            }
            date = (year.digits == 2 ? 2000 + year.value : year.value, month.value, day.value)
        case .dayFirst:
            guard let day = reader.number(1...2), reader.take(0x2F), let month = reader.number(1...2),
                reader.take(0x2F), let year = reader.number(4...4)
            else { return nil }
            date = (year.value, month.value, day.value)
        }
        guard let (year, month, day) = date, (1970...2261).contains(year), (1...12).contains(month),
            (1...CivilDate.daysInMonth(year: year, month: month)).contains(day),
            reader.take(0x54) || reader.take(0x20), let hour = reader.number(1...2), reader.take(0x3A),
            let minute = reader.number(2...2), hour.value < 24, minute.value < 60
        else { return nil }
        var nanoseconds = Instant(year: year, month: month, day: day, hour: hour.value, minute: minute.value)
            .nanoseconds
        unit = .minutes(1)
        if reader.take(0x3A) {
            guard let second = reader.number(2...2), second.value < 61 else { return nil }
            nanoseconds += Int64(second.value) * 1_000_000_000
            unit = .seconds(1)
            if reader.take(0x2E) {
                guard let fraction = reader.fraction() else { return nil }
                nanoseconds += fraction.nanoseconds
                unit = fraction.unit
            }
        }
        let rest = reader.rest
        guard let written = rest.isEmpty ? zone : FileZone(rest) else { return nil }
        instant = Instant(nanoseconds: nanoseconds - Int64(written.seconds) * 1_000_000_000)
    }
}

private struct NumberReader {
    let bytes: [UInt8]
    private var position = 0
    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }
    mutating func number(_ width: ClosedRange<Int>) -> (value: Int, digits: Int)? {
        var value = 0
        var digits = 0
        while digits < width.upperBound, position < bytes.count, bytes[position] &- 48 < 10 {
            value = value * 10 + Int(bytes[position] - 48)
            position += 1
            digits += 1
        }
        return width.contains(digits) ? (value, digits) : nil
    }
    mutating func fraction() -> (nanoseconds: Int64, unit: Span)? {
        var value: Int64 = 0
        var unit: Int64 = 1_000_000_000
        var digits = 0
        while position < bytes.count, bytes[position] &- 48 < 10 {
            if digits < 9 {
                value = value * 10 + Int64(bytes[position] - 48)
                unit /= 10
            }
            position += 1
            digits += 1
        }
        return digits == 0 ? nil : (value * unit, Span(nanoseconds: unit))
    }
    var rest: String { String(decoding: bytes[position...], as: UTF8.self) }
}
