/// Text from adapters, exchanges and users, made safe for a terminal, and measured in its columns.
package enum TerminalText {
    /// Control characters and those that turn or hide text become visible escapes; the rest stays.
    ///
    /// Whatever an exchange or an adapter wrote passes through here before it is printed: an escape sequence in a
    /// memo must not move the cursor, and a direction override must not make an address look like another one.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: UnsafeText.isUnsafe) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if !UnsafeText.isUnsafe(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar == "\n" {
                result += "\\n"
            } else if scalar == "\t" {
                result += "\\t"
            } else {
                result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            }
        }
        return result
    }

    /// Columns a terminal gives to the text; escape sequences of `Style` take none.
    package static func width(_ text: String) -> Int {
        var width = 0
        var inEscape = false
        for character in text {
            if inEscape {
                inEscape = character != "m"
            } else if character == "\u{1B}" {
                inEscape = true
            } else {
                width += columns(character)
            }
        }
        return width
    }

    private static func columns(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }

    /// The text, cut with an ellipsis when it needs more columns than that. For text without escape sequences.
    package static func truncated(_ text: String, to limit: Int, style: Style = .plain) -> String {
        guard width(text) > limit else { return text }
        let ellipsis = style.usesUnicode ? "…" : "."
        var result = ""
        var used = 0
        for character in text {
            let next = columns(character)
            if used + next > limit - 1 { break }
            result.append(character)
            used += next
        }
        return limit > 0 ? result + ellipsis : ""
    }

    package static func padded(_ text: String, to columns: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, columns - width(text)))
        return right ? blanks + text : text + blanks
    }

    /// One line as several of at most `limit` columns, broken at blanks; later ones are indented by two columns more
    /// than the first. What has no blank, an address for instance, stays whole.
    package static func fitted(_ line: String, to limit: Int) -> [String] {
        guard width(line) > limit else { return [line] }
        let hang = String(line.prefix { $0 == " " }) + "  "
        var lines: [String] = []
        var rest = line[...]
        while width(String(rest)) > limit, let cut = blank(in: rest, within: limit, hang: hang.count) {
            lines.append(String(rest[..<cut]))
            rest = (hang + rest[cut...].drop { $0 == " " })[...]
        }
        return lines + [String(rest)]
    }

    /// The last blank that leaves no more than `limit` columns before it, else the first one, after the indentation.
    /// None before a word that would not fit a line of its own either: it stays where it is.
    private static func blank(in line: Substring, within limit: Int, hang: Int) -> Substring.Index? {
        let start = line.firstIndex { $0 != " " } ?? line.endIndex
        var best: Substring.Index?
        for index in line.indices where index > start && line[index] == " " {
            if best != nil, width(String(line[..<index])) > limit { break }
            let word = line[index...].drop { $0 == " " }.prefix { $0 != " " }
            if hang + width(String(word)) <= limit { best = index }
        }
        return best
    }
}
