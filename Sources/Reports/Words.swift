import HistoryModel

/// Small pieces of language the reports share.
package enum Words {
    package static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// 1234567 as 1,234,567.
    package static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// a, b and c.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `fiat_deposit` and `trade` as "fiat deposits and trades".
    package static func kinds(_ kinds: RecordKinds) -> String { list(kinds.kinds.map(plural)) }

    package static func plural(_ kind: RecordKind) -> String {
        switch kind {
        case .unclassified: "unclassified rows"
        case .fiatDeposit: "fiat deposits"
        case .fiatWithdrawal: "fiat withdrawals"
        case .fiatPurchase: "fiat purchases"
        case .cardSpend: "card spending"
        case .interest: "interest"
        case .margin: "margin results"
        case .derivative: "derivative results"
        case .other: "other rows"
        default: kind.name + "s"
        }
    }

    package static func capitalized(_ text: String) -> String {
        guard let first = text.first else { return text }
        return first.uppercased() + text.dropFirst()
    }

    /// A sentence from somebody else's text: escaped, with a full stop.
    package static func sentence(_ text: String) -> String {
        let safe = TerminalText.escaped(text)
        guard let last = safe.last else { return "" }
        return ".!?…)]".contains(last) ? safe : safe + "."
    }

    /// How long, in one unit that says enough: 45 s, 12 min, 3 h 20 min, 4 days.
    package static func duration(_ span: Span) -> String {
        let seconds = max(0, span.nanoseconds / 1_000_000_000)
        switch seconds {
        case 0..<60: return "\(seconds) s"
        case 60..<3600: return "\(seconds / 60) min"
        case 3600..<172_800:
            let minutes = seconds / 60 % 60
            return minutes == 0 ? "\(seconds / 3600) h" : "\(seconds / 3600) h \(minutes) min"
        default: return "\(seconds / 86_400) days"
        }
    }
}
