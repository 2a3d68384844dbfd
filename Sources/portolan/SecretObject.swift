import HistoryModel

/// A strict reader of one flat JSON object of texts, for credentials. It leaves no copy of a value behind but the
/// `Secret` itself, and its errors name places, never content.
struct SecretObject {
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }
    private let bytes: [UInt8]
    private var index = 0

    static func parse(_ bytes: [UInt8]) throws -> [String: Secret] {
        var reader = SecretObject(bytes: bytes)
        return try reader.object()
    }
    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func object() throws -> [String: Secret] {
        var fields: [String: Secret] = [:]
        try expect(0x7B, "\"{\"")
        skipBlanks()
        if take(0x7D) { return try finished(fields) }
        repeat {
            skipBlanks()
            var name = try text()
            skipBlanks()
            try expect(0x3A, "\":\"")
            skipBlanks()
            var value = try text()
            let key = String(decoding: name, as: UTF8.self)
            guard fields.updateValue(Secret(bytes: value), forKey: key) == nil else {
                throw Malformed(description: "the field \"\(key)\" stands there twice")
            }
            name.wipe()
            value.wipe()
            skipBlanks()
        } while take(0x2C)
        try expect(0x7D, "\",\" or \"}\"")
        return try finished(fields)
    }

    private mutating func finished(_ fields: [String: Secret]) throws -> [String: Secret] {
        skipBlanks()
        guard index == bytes.count else { throw unexpected("the end") }
        return fields
    }

    private mutating func text() throws -> [UInt8] {
        try expect(0x22, "a text in quotes")
        var result: [UInt8] = []
        result.reserveCapacity(16384)
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case 0x22:
                guard String(validating: result, as: UTF8.self) != nil else {
                    throw Malformed(description: "a text is not UTF-8")
                }
                return result
            case 0x5C: try escape(into: &result)
            case 0..<0x20: throw unexpected("no control character inside a text")
            default: result.append(byte)
            }
        }
        throw unexpected("a closing quote")
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        guard index < bytes.count else { throw unexpected("an escape") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: result.append(byte)
        case 0x62: result.append(0x08)
        case 0x66: result.append(0x0C)
        case 0x6E: result.append(0x0A)
        case 0x72: result.append(0x0D)
        case 0x74: result.append(0x09)
        case 0x75:
            var value = try hexadecimal()
            if (0xD800..<0xDC00).contains(value), index + 1 < bytes.count, bytes[index] == 0x5C,
                bytes[index + 1] == 0x75
            {
                index += 2
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw unexpected("a whole surrogate pair") }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw unexpected("a whole surrogate pair") }
            result.append(contentsOf: UTF8.encode(scalar)!)
        default: throw unexpected("an escape")
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard index + 4 <= bytes.count else { throw unexpected("four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[index..<(index + 4)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: throw unexpected("four hexadecimal digits")
            }
        }
        index += 4
        return value
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }
    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
    private mutating func expect(_ byte: UInt8, _ what: String) throws {
        skipBlanks()
        guard take(byte) else { throw unexpected(what) }
    }
    private func unexpected(_ what: String) -> Malformed {
        Malformed(description: "expected \(what) at byte \(index)")
    }
}
