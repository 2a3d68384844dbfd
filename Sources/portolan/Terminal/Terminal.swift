import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// What is known of the terminal behind a descriptor.
enum Terminal {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal; 80 where there is none and $COLUMNS says nothing.
    static func width(of descriptor: Int32 = STDOUT_FILENO) -> Int {
        // As the kernel fills it in: rows, columns, and two sizes in pixels.
        var size: [UInt16] = [0, 0, 0, 0]
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size[1] > 0 { return Int(size[1]) }
        return Environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 40), 1000) } ?? 80
    }

    /// Colour only on a terminal that knows it, and not where NO_COLOR is set.
    static func style(for descriptor: Int32) -> Style {
        let colors =
            isTerminal(descriptor) && (Environment["NO_COLOR"] ?? "").isEmpty && Environment["TERM"] != "dumb"
        return Style(
            usesColor: colors, usesUnicode: usesUnicode, columns: isTerminal(descriptor) ? width(of: descriptor) : nil)
    }
    static var output: Style { style(for: STDOUT_FILENO) }
    static var talk: Style { style(for: STDERR_FILENO) }

    /// Whether the locale's characters are UTF-8; where no locale is set, as in a bare container, they are taken as such.
    static var usesUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Environment[$0] }.first { !$0.isEmpty }
        guard let locale else { return true }
        let lower = locale.lowercased()
        return lower.contains("utf-8") || lower.contains("utf8")
    }
}

/// The environment, read without a copy of all of it.
enum Environment {
    static subscript(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
