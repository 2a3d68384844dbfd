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
    ///
    /// - Parameter currency: the code the row names for this amount. It may stand at the number, as may one of
    ///   `signs`; nothing else may, for `5k` is not five.
    package static func read(_ text: String, _ decimals: Decimals = .point, currency: String = "") -> Amount? {
        if let plain = Amount(text) {
            // "1.234" in a file of decimal commas would be a thousand.
            if decimals == .comma, text.utf8.contains(0x2E) { return nil }
            return plain
        }
        var rest = Substring(text)
        var sign = takeSign(&rest)
        if let unit = units(currency).first(where: { rest.hasPrefix($0) }) {
            rest = rest.dropFirst(unit.count).drop(while: isBlank)
            if sign.isEmpty { sign = takeSign(&rest) }
        } else if let unit = units(currency).first(where: { rest.hasSuffix($0) }) {
            rest = rest.dropLast(unit.count)
            while let last = rest.last, isBlank(last) { rest.removeLast() }
        }
        guard rest.first?.isNumber == true || rest.first == "." || rest.first == ",",
            let joined = withoutBlanks(String(rest)), let plain = normalised(joined, decimals)
        else { return nil }
        return Amount(sign + plain)
    }

    /// Signs and abbreviations of currencies that stand at an amount, the longer ones first.
    private static let signs: [String] = [
        "CA$", "HK$", "MX$", "NZ$", "US$", "A$", "R$", "S$", "Kč", "kr", "zł", "€", "$", "£", "¥", "₹", "₩", "₽", "₺",
        "₴",
        "₪", "₫", "₱", "฿",
    ]

    /// A code that begins like a number or an exponent could be a part of it.
    private static func units(_ currency: String) -> [String] {
        guard let first = currency.first, first.isLetter, currency != "e", currency != "E" else { return signs }
        return [currency] + signs
    }

    private static func takeSign(_ text: inout Substring) -> String {
        guard text.first == "-" || text.first == "+" else { return "" }
        return text.removeFirst() == "-" ? "-" : ""
    }

    private static func isBlank(_ character: Character) -> Bool { [" ", "\u{A0}", "\u{202F}"].contains(character) }

    /// Blanks stand between groups of three digits, or nowhere.
    private static func withoutBlanks(_ text: String) -> String? {
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: isBlank)
        if parts.count == 1 { return text }
        func isDigits(_ part: Substring, _ count: ClosedRange<Int>) -> Bool {
            count.contains(part.count) && part.utf8.allSatisfy { $0 &- 48 < 10 }
        }
        let last = parts[parts.count - 1].prefix { $0 != "." && $0 != "," }
        guard isDigits(parts[0], 1...3), isDigits(last, 3...3),
            parts[1..<(parts.count - 1)].allSatisfy({ isDigits($0, 3...3) })
        else { return nil }
        return parts.joined()
    }

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

extension String {
    fileprivate func replacing(_ old: Character, with new: Character) -> String {
        String(map { $0 == old ? new : $0 })
    }
}
