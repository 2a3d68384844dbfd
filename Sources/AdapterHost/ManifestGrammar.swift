/// What the texts of a manifest may look like.
enum ManifestGrammar {
    /// Control characters, line and paragraph separators, and marks that reorder what is shown.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
    static func isVisible(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } || !text.unicodeScalars.contains(where: isInvisible)
    }

    static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

    private static func consists(_ text: String, upTo longest: Int, of allowed: (UInt8) -> Bool) -> Bool {
        !text.isEmpty && text.utf8.count <= longest && text.utf8.allSatisfy(allowed)
    }
    /// [a-z0-9-]+
    static func isID(_ text: String) -> Bool { consists(text, upTo: 64) { isLower($0) || isDigit($0) || $0 == 0x2D } }
    /// [a-z0-9_]+
    static func isFieldName(_ text: String) -> Bool {
        consists(text, upTo: 64) { isLower($0) || isDigit($0) || $0 == 0x5F }
    }
    /// Letters, digits, '_', '-', '.'.
    static func isIdentifier(_ text: String) -> Bool {
        consists(text, upTo: 100) { isLetter($0) || isDigit($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E }
    }
    /// Printable ASCII without space or what a query or header would trip over.
    static func isParameterName(_ text: String) -> Bool {
        consists(text, upTo: 200) { $0 > 0x20 && $0 < 0x7F && !"&=?#%{}\"\\,:;".utf8.contains($0) }
    }
    /// A token of HTTP.
    static func isHeaderName(_ text: String) -> Bool {
        consists(text, upTo: 100) { isLetter($0) || isDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }
    /// Headers that steer the connection or the method: never an adapter's to set.
    static func isReservedHeader(_ name: String) -> Bool {
        let reserved = [
            "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect",
            "keep-alive", "proxy-authorization", "proxy-connection", "cookie", "accept-encoding", "range",
            "x-http-method", "x-http-method-override", "x-method-override", "x-forwarded-host", "x-original-url",
            "x-rewrite-url", "forwarded",
        ]
        return reserved.contains(name.lowercased())
    }

    /// A host name of at least two labels, in lower case; no address, port, path or credentials.
    static func isHost(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard labels.count > 1, text.utf8.count <= 253 else { return false }
        let sound = labels.allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x2D }
        }
        return sound && !(labels.last?.allSatisfy(isDigit) ?? true)
    }
    /// https, a host, and printable ASCII.
    static func isURL(_ text: String) -> Bool {
        guard text.hasPrefix("https://"), text.utf8.count <= 2000 else { return false }
        let rest = text.dropFirst(8)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return isHost(String(host).lowercased())
            && rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != 0x3C && $0 != 0x3E }
    }
    /// YYYY-MM-DD.
    static func isDay(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return false }
        let digits = bytes.indices.filter { $0 != 4 && $0 != 7 }
        guard digits.allSatisfy({ isDigit(bytes[$0]) }) else { return false }
        guard let month = Int(text.dropFirst(5).prefix(2)), let day = Int(text.suffix(2)) else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
    /// major.minor.patch with an optional suffix.
    static func isVersion(_ text: String) -> Bool {
        let core = text.prefix { $0 != "-" && $0 != "+" }
        let numbers = core.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers.allSatisfy { !$0.isEmpty && $0.count <= 9 && $0.allSatisfy(isDigit) }
            && text.utf8.count <= 64 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// The names in braces of a path; nil when the path is not one that a row may have.
    static func placeholders(inPath path: String) -> [String]? {
        guard path.utf8.first == 0x2F, path.utf8.count <= 1000 else { return nil }
        var names: [String] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            // Only the very end may be empty: "/a/", never "//".
            if segment.isEmpty, index + 1 < segments.count { return nil }
            if segment == "." || segment == ".." { return nil }
            guard let found = placeholders(inSegment: segment) else { return nil }
            names += found
        }
        return names
    }
    private static func placeholders(inSegment segment: Substring) -> [String]? {
        var names: [String] = []
        var open: [UInt8]?
        for byte in segment.utf8 {
            switch byte {
            case 0x7B where open == nil: open = []
            case 0x7D:
                guard let name = open, !name.isEmpty else { return nil }
                names.append(String(decoding: name, as: UTF8.self))
                open = nil
            case _ where isLetter(byte) || isDigit(byte) || "-._~!$&'()*+,;=:@".utf8.contains(byte): open?.append(byte)
            default: return nil
            }
        }
        return open == nil ? names : nil
    }
}
