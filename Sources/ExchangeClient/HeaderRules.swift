/// Which header fields a row or a recipe may set.
enum HeaderRules {
    /// Fields that belong to the connection, the transport or a proxy, or that make a server read another method,
    /// path or origin than the approved row names.
    private static let denied: Set<String> = [
        "host", "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive", "te", "trailer",
        "upgrade", "expect", "accept-encoding", "user-agent", "cookie", "cookie2", "set-cookie", "http2-settings",
        "x-http-method-override", "x-http-method", "x-method-override", "x-original-method", "x-original-url",
        "x-rewrite-url", "x-original-uri", "x-original-host", "x-host", "forwarded", "origin", "range", "via",
    ]
    private static let deniedPrefixes = ["proxy-", "x-forwarded-", "sec-", "access-control-"]

    /// Names that some servers read as another method when they stand in a query or body.
    private static let methodOverrides: Set<String> = [
        "_method", "x-http-method-override", "x-http-method", "x-method-override", "_httpmethod",
    ]

    static func allows(name: String) -> Bool {
        let lowered = name.lowercased()
        guard !name.isEmpty, name.utf8.count <= 128, name.utf8.allSatisfy(isTokenByte) else { return false }
        return !denied.contains(lowered) && !deniedPrefixes.contains { lowered.hasPrefix($0) }
    }

    /// Visible ASCII and inner blanks: no line end can be smuggled in.
    static func allows(value: String) -> Bool {
        value.utf8.count <= 16_384 && value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }

    static func isMethodOverride(_ name: String) -> Bool { methodOverrides.contains(name.lowercased()) }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }
}
