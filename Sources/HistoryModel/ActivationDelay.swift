extension AdapterManifest {
    /// How long a new key may be refused before it works: the longest time that an `activation` line of the guide
    /// names as a number and a unit (`48 hours`, `10 minutes`, `2 days`). Nil when none does.
    public var activationDelay: Span? {
        guide.filter { $0.kind == .activation }.flatMap { Self.spans(in: $0.text) }.filter { $0 > .zero }.max()
    }

    private static func spans(in text: String) -> [Span] {
        let words = text.split { !($0.isLetter || $0.isNumber) }
        return zip(words, words.dropFirst()).compactMap { number, unit in
            // A word of the guide, not a date or a key: nothing waits for longer than a quarter of a year.
            guard let count = Int64(number), count > 0, count <= 2160 else { return nil }
            let span: Span
            switch unit.lowercased() {
            case "minute", "minutes", "min": span = .minutes(count)
            case "hour", "hours", "h": span = .hours(count)
            case "day", "days": span = .days(count)
            default: return nil
            }
            return span <= .days(90) ? span : nil
        }
    }
}
