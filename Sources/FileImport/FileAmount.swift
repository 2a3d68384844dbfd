import HistoryModel

/// Numbers as files write them. Never through binary floating point.
package enum FileAmount {
    /// What a comma and a point mean.
    package enum Decimals: Sendable, Hashable {
        /// `1234.5`: a comma is a mistake.
        case point
        /// `1,234.50`: commas only between groups of three digits.
        case pointWithGroups
        /// `1234,5`.
        case comma
        /// A spreadsheet's own: whichever of the two stands last is the decimal sign.
        case spreadsheet
    }

    /// Nil for what is no number, has more than 38 digits, or could mean two things.
    package static func read(_ text: String, _ decimals: Decimals = .point) -> Amount? {
        if let plain = Amount(text) {
            // "1.234" in a file of decimal commas would be a thousand.
            if decimals == .comma, text.utf8.contains(0x2E) { return nil }
            return plain
        }
        var digits = Array(text.unicodeScalars).filter { !blanks.contains($0) && !$0.properties.isCurrency }
        // A currency written in letters, such as Kč, on either side.
        while let last = digits.last, last.properties.isAlphabetic { digits.removeLast() }
        if decimals != .point, let sign = digits.first {
            let start = sign == "-" ? 1 : 0
            let letters = digits[start...].prefix { $0.properties.isAlphabetic }.count
            if letters <= 3 { digits.removeSubrange(start..<(start + letters)) }
        }
        guard let plain = normalised(String(String.UnicodeScalarView(digits)), decimals) else { return nil }
        return Amount(plain)
    }

    private static let blanks: Set<Unicode.Scalar> = [" ", "\u{A0}", "\u{202F}"]

    private static func normalised(_ text: String, _ decimals: Decimals) -> String? {
        switch decimals {
        case .point: text.utf8.contains(0x2C) ? nil : text
        case .pointWithGroups: withoutGroups(text, of: ",", decimal: ".")
        case .comma: text.utf8.contains(0x2E) ? nil : text.replacing(",", with: ".")
        case .spreadsheet:
            switch (text.lastIndex(of: ","), text.lastIndex(of: ".")) {
            case (nil, _): text
            case (.some, nil): text.replacing(",", with: ".")
            case (let comma?, let point?) where comma > point:
                withoutGroups(text, of: ".", decimal: ",")?.replacing(",", with: ".")
            default: withoutGroups(text, of: ",", decimal: ".")
            }
        }
    }

    /// Takes separators out that stand between groups of three digits; nil when one stands elsewhere.
    private static func withoutGroups(_ text: String, of group: Character, decimal: Character) -> String? {
        let halves = text.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: group, omittingEmptySubsequences: false)
        guard parts.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        if parts.count > 1, !(1...3).contains(parts[0].drop { $0 == "-" || $0 == "+" }.count) { return nil }
        if halves.count > 1, halves[1].contains(group) { return nil }
        return parts.joined() + (halves.count > 1 ? "\(decimal)\(halves[1])" : "")
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isCurrency: Bool { generalCategory == .currencySymbol }
}

extension String {
    fileprivate func replacing(_ old: Character, with new: Character) -> String {
        String(map { $0 == old ? new : $0 })
    }
}
