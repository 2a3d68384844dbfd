/// What may not leave Portolan as it came, wherever it is shown: on a terminal, in a table, on a page.
enum UnsafeText {
    /// Characters that control, turn or hide text: a name must not look like another one.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Direction marks, embeddings, overrides and isolates.
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        // Line and paragraph separators, zero-width characters, the byte order mark, soft hyphen, tags.
        case 0x2028, 0x2029, 0x200B...0x200D, 0x2060, 0xFEFF, 0x00AD, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Each of them as U+FFFD, except what the form of output has a use for.
    static func replaced(_ text: String, except kept: Set<Unicode.Scalar>) -> String {
        func isReplaced(_ scalar: Unicode.Scalar) -> Bool { isUnsafe(scalar) && !kept.contains(scalar) }
        guard text.unicodeScalars.contains(where: isReplaced) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(isReplaced(scalar) ? "\u{FFFD}" : scalar) }
        return String(out)
    }
}
