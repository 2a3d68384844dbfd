extension Answer {
    /// When the exchange says that it answered: the Date header, in whole seconds. Nil when there is none to read.
    ///
    /// `Tue, 15 Nov 1994 08:12:31 GMT`. Where a wrong clock is refused like a wrong key, it tells which of the two it is.
    public var date: Instant? {
        guard let text = header("date") else { return nil }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
            let month = Self.months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            (1970...2261).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return Instant(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
