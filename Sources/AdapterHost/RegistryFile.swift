import HistoryModel

/// adapters.json: a list of objects whose members are texts, truth values or null.
enum RegistryFile {
    enum Value: Equatable {
        case text(String)
        case flag(Bool)
        case null
    }
    struct Problem: Error {
        var reason: String
    }

    static func parse(_ bytes: [UInt8]) throws(Problem) -> [[String: Value]] {
        var reader = Reader(bytes: bytes)
        var objects: [[String: Value]] = []
        try reader.expect(0x5B)
        if reader.skips(0x5D) { return try reader.finished(objects) }
        repeat { objects.append(try reader.object()) } while reader.skips(0x2C)
        try reader.expect(0x5D)
        return try reader.finished(objects)
    }

    private struct Reader {
        let bytes: [UInt8]
        var offset = 0

        var line: Int { 1 + bytes[..<min(offset, bytes.count)].count { $0 == 0x0A } }
        func problem(_ what: String) -> Problem { Problem(reason: "line \(line): \(what)") }

        mutating func next() -> UInt8? {
            while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
            return offset < bytes.count ? bytes[offset] : nil
        }
        mutating func skips(_ byte: UInt8) -> Bool {
            guard next() == byte else { return false }
            offset += 1
            return true
        }
        mutating func expect(_ byte: UInt8) throws(Problem) {
            guard skips(byte) else { throw problem("'\(Unicode.Scalar(byte))' expected") }
        }
        mutating func finished<Result>(_ result: Result) throws(Problem) -> Result {
            guard next() == nil else { throw problem("something follows the list") }
            return result
        }

        mutating func object() throws(Problem) -> [String: Value] {
            var members: [String: Value] = [:]
            try expect(0x7B)
            if skips(0x7D) { return members }
            repeat {
                let name = try string()
                try expect(0x3A)
                guard members.updateValue(try value(), forKey: name) == nil else {
                    throw problem("\"\(name)\" is there twice")
                }
            } while skips(0x2C)
            try expect(0x7D)
            return members
        }
        mutating func value() throws(Problem) -> Value {
            if next() == 0x22 { return .text(try string()) }
            for (word, value) in [("true", Value.flag(true)), ("false", .flag(false)), ("null", .null)]
            where bytes[offset...].starts(with: word.utf8) {
                offset += word.utf8.count
                return value
            }
            throw problem("a text, true, false or null expected")
        }
        mutating func string() throws(Problem) -> String {
            try expect(0x22)
            var out: [UInt8] = []
            while offset < bytes.count, bytes[offset] != 0x22 {
                let byte = bytes[offset]
                offset += 1
                guard byte >= 0x20 else { throw problem("a control character in a text") }
                out.append(contentsOf: byte == 0x5C ? try escape() : [byte])
            }
            guard offset < bytes.count else { throw problem("a text does not end") }
            offset += 1
            guard let text = String(validating: out, as: UTF8.self) else { throw problem("a text is not UTF-8") }
            return text
        }
        mutating func escape() throws(Problem) -> [UInt8] {
            guard offset < bytes.count else { throw problem("a text does not end") }
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case 0x22, 0x5C, 0x2F: return [byte]
            case 0x6E: return [0x0A]
            case 0x72: return [0x0D]
            case 0x74: return [0x09]
            case 0x75:
                let digits = bytes[offset...].prefix(4)
                offset += digits.count
                guard digits.count == 4, let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                    let scalar = Unicode.Scalar(number)
                else { throw problem("an escape that is no character") }
                return Array(String(scalar).utf8)
            default: throw problem("an escape that is none")
            }
        }
    }
}
