/// Text that goes between tags or into a quoted attribute.
package enum HTMLText {
    /// Characters that control, turn or hide text become U+FFFD; what a browser would read as markup is written out.
    package static func escaped(_ text: String) -> String {
        guard
            text.utf8.contains(where: { $0 < 0x20 || [0x22, 0x26, 0x27, 0x3C, 0x3E, 0x7F].contains($0) || $0 >= 0xC2 })
        else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t", "\n": out.unicodeScalars.append(scalar)
            case _ where UnsafeText.isUnsafe(scalar): out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// At most so many characters.
    package static func cut(_ text: String, to most: Int) -> String {
        text.count <= most ? text : text.prefix(most - 1) + "…"
    }
}
