import HistoryModel

/// Reads the small JSON bodies of the control endpoints; numbers keep their text.
package struct JSONReading {
    private let bytes: [UInt8]
    private var position = 0
    private init(bytes: [UInt8]) { self.bytes = bytes }

    package struct Malformed: Error, CustomStringConvertible {
        package let position: Int
        package var description: String { "The text is not JSON: something is wrong at byte \(position)." }
    }

    package static func parse(_ bytes: [UInt8]) throws(Malformed) -> JSONValue {
        var reader = JSONReading(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw Malformed(position: reader.position) }
        return value
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSONValue {
        skipBlanks()
        guard depth < 64, position < bytes.count else { throw Malformed(position: position) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try list(closing: UInt8(ascii: "]")) { (reader) throws(Malformed) in
                elements.append(try reader.value(depth: depth + 1))
            }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        default: return try word()
        }
    }

    private mutating func members(depth: Int) throws(Malformed) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        try list(closing: UInt8(ascii: "}")) { (reader) throws(Malformed) in
            reader.skipBlanks()
            let name = try reader.string()
            reader.skipBlanks()
            guard reader.take(UInt8(ascii: ":")) else { throw Malformed(position: reader.position) }
            members.append((name, try reader.value(depth: depth + 1)))
        }
        return members
    }

    private mutating func list(
        closing: UInt8, _ element: (inout JSONReading) throws(Malformed) -> Void
    ) throws(Malformed) {
        position += 1
        skipBlanks()
        if take(closing) { return }
        while true {
            try element(&self)
            skipBlanks()
            if take(closing) { return }
            guard take(UInt8(ascii: ",")) else { throw Malformed(position: position) }
        }
    }

    private mutating func word() throws(Malformed) -> JSONValue {
        let start = position
        while position < bytes.count, !",]} \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        switch text {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            guard Amount(text) != nil else { throw Malformed(position: start) }
            return .number(text)
        }
    }

    private mutating func string() throws(Malformed) -> String {
        guard take(UInt8(ascii: "\"")) else { throw Malformed(position: position) }
        var out: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: out, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\"), position < bytes.count else {
                out.append(byte)
                continue
            }
            let escaped = bytes[position]
            position += 1
            switch escaped {
            case UInt8(ascii: "n"): out.append(10)
            case UInt8(ascii: "t"): out.append(9)
            case UInt8(ascii: "r"): out.append(13)
            case UInt8(ascii: "u"):
                guard position + 4 <= bytes.count,
                    let code = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16),
                    let scalar = Unicode.Scalar(code)
                else { throw Malformed(position: position) }
                position += 4
                out.append(contentsOf: Array(String(Character(scalar)).utf8))
            default: out.append(escaped)
            }
        }
        throw Malformed(position: position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    }
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }
}

extension JSONValue {
    /// The member of that name, of an object.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }
    /// The text of a string or number, `true` or `false`.
    package var plainText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        default: nil
        }
    }
}
