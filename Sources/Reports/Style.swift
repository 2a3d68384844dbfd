/// Colours for a terminal; without them the text comes back as it went in.
package struct Style: Sendable, Hashable {
    /// Whether escape sequences may be written at all.
    package let usesColor: Bool
    /// Whether the terminal shows more than ASCII.
    package let usesUnicode: Bool

    package init(usesColor: Bool, usesUnicode: Bool = true) {
        self.usesColor = usesColor
        self.usesUnicode = usesUnicode
    }
    /// For files, pipes and tests.
    package static let plain = Style(usesColor: false)

    package func bold(_ text: String) -> String { wrap(text, "1") }
    package func dim(_ text: String) -> String { wrap(text, "2") }
    package func red(_ text: String) -> String { wrap(text, "31") }
    package func green(_ text: String) -> String { wrap(text, "32") }
    package func yellow(_ text: String) -> String { wrap(text, "33") }
    package func blue(_ text: String) -> String { wrap(text, "34") }

    private func wrap(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
