/// One HTTP request as it came in.
package struct WireRequest: Sendable {
    package var method: String
    package var path: String
    package var query: String
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(
        method: String, path: String, query: String = "", headers: [String: String] = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// One HTTP answer as it goes out.
package struct WireAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces until nil; sent chunked, so nothing needs to know the length.
        case pieces(@Sendable () -> [UInt8]?)
    }
    package var status: Int
    package var contentType: String
    package var headers: [(String, String)] = []
    package var body: Body

    package init(status: Int = 200, contentType: String = "application/json; charset=utf-8", body: Body) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
    package static func json(_ bytes: [UInt8], status: Int = 200) -> WireAnswer {
        WireAnswer(status: status, body: .bytes(bytes))
    }
    package static func html(_ text: String, status: Int) -> WireAnswer {
        WireAnswer(status: status, contentType: "text/html; charset=utf-8", body: .bytes(Array(text.utf8)))
    }

    /// The whole body, for tests and for faults that damage it.
    package var wholeBody: [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .pieces(let next):
            var all: [UInt8] = []
            while let piece = next() { all.append(contentsOf: piece) }
            return all
        }
    }
}

/// Form fields of a query or an urlencoded body, in their order.
package struct FormFields: Sendable {
    package private(set) var pairs: [(name: String, value: String)] = []

    package init(_ text: some Sequence<UInt8>) {
        for pair in Array(text).split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : ""))
        }
    }

    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
    /// Absent and empty are the same to an exchange.
    package func filled(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
    package func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" || self[name] == "1" }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
