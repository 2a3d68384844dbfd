/// What the reader's terminal can show. Without colours the text comes back as it went in.
package struct Style: Sendable, Hashable {
    /// Whether escape sequences may be written at all.
    package let usesColor: Bool
    /// Whether the terminal shows more than ASCII.
    package let usesUnicode: Bool
    /// Columns of the terminal; nil where lines may be of any length, as in files and pipes.
    package let columns: Int?

    package init(usesColor: Bool, usesUnicode: Bool = true, columns: Int? = nil) {
        self.usesColor = usesColor
        self.usesUnicode = usesUnicode
        self.columns = columns
    }
    /// For files, pipes and tests.
    package static let plain = Style(usesColor: false)

    package func bold(_ text: String) -> String { wrap(text, "1") }
    package func dim(_ text: String) -> String { wrap(text, "2") }
    package func red(_ text: String) -> String { wrap(text, "31") }
    package func green(_ text: String) -> String { wrap(text, "32") }
    package func yellow(_ text: String) -> String { wrap(text, "33") }
    package func blue(_ text: String) -> String { wrap(text, "34") }

    /// The text with lines that are too long for the terminal broken at blanks, later parts indented.
    package func fitted(_ text: String) -> String {
        guard let columns else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { TerminalText.fitted(String($0), to: columns) }
            .joined(separator: "\n")
    }

    private func wrap(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
