/// JSON for output: members keep their order, numbers keep their text.
public indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    public static func int(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }
    /// Null for nil.
    public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    public static func strings(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }

    public static func == (left: JSONValue, right: JSONValue) -> Bool { left.text() == right.text() }
    public func hash(into hasher: inout Hasher) { hasher.combine(text()) }

    /// The JSON text; with `pretty`, indented by two spaces.
    public func text(pretty: Bool = false) -> String {
        var out: [UInt8] = []
        write(into: &out, indent: pretty ? 0 : nil)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(into out: inout [UInt8], indent: Int?) {
        func newline(_ depth: Int?) {
            guard let depth else { return }
            out.append(0x0A)
            out.append(contentsOf: repeatElement(0x20, count: depth * 2))
        }
        let inner = indent.map { $0 + 1 }
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let text): out.append(contentsOf: text.utf8)
        case .string(let text): Self.quoteForPeople(text, into: &out)
        case .array(let elements):
            out.append(0x5B)
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(0x2C) }
                newline(inner)
                element.write(into: &out, indent: inner)
            }
            if !elements.isEmpty { newline(indent) }
            out.append(0x5D)
        case .object(let members):
            out.append(0x7B)
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(0x2C) }
                newline(inner)
                Self.quoteForPeople(member.0, into: &out)
                out.append(0x3A)
                if indent != nil { out.append(0x20) }
                member.1.write(into: &out, indent: inner)
            }
            if !members.isEmpty { newline(indent) }
            out.append(0x7D)
        }
    }

    /// As `quote`; what would steer a terminal or turn text around is escaped too, which JSON allows everywhere.
    private static func quoteForPeople(_ text: String, into out: inout [UInt8]) {
        // All of those begin with one of three bytes.
        guard text.utf8.contains(where: { $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 }) else {
            return quote(text.utf8, into: &out)
        }
        out.append(0x22)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
                let digits = String(scalar.value, radix: 16)
                out.append(contentsOf: "\\u".utf8)
                out.append(contentsOf: repeatElement(0x30, count: 4 - digits.utf8.count))
                out.append(contentsOf: digits.utf8)
            default: escape(UTF8.encode(scalar).map { Array($0) } ?? [], into: &out)
            }
        }
        out.append(0x22)
    }

    /// Appends a quoted JSON string; control characters escaped, everything else as it is.
    public static func quote(_ text: some Sequence<UInt8>, into out: inout [UInt8]) {
        out.append(0x22)
        escape(text, into: &out)
        out.append(0x22)
    }
    /// The inside of a JSON string.
    public static func escape(_ text: some Sequence<UInt8>, into out: inout [UInt8]) {
        for byte in text {
            switch byte {
            case 0x22: out.append(contentsOf: [0x5C, 0x22])
            case 0x5C: out.append(contentsOf: [0x5C, 0x5C])
            case 0x0A: out.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: out.append(contentsOf: [0x5C, 0x72])
            case 0x09: out.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                out.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: out.append(byte)
            }
        }
    }
}
