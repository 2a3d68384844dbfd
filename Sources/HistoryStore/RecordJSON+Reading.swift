import HistoryModel

/// Reads back what `RecordJSON` writes: a list of lists of texts and small numbers.
///
/// It accepts any JSON of that shape, with any escapes; anything else reads as an empty list.
struct RecordListReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func legs(_ text: UnsafeRawBufferPointer) -> [Leg] {
        rows(text).compactMap { row in
            guard row.count >= 3, let role = LegRole(storedName: row[0]) else { return nil }
            let flags = row.count > 4 ? UInt8(row[4]) ?? 0 : 0
            return Leg(
                role, row[1], row[2], times: row.count > 3 ? row[3] : "", flags: LegFlags(rawValue: flags))
        }
    }
    static func pairs(_ text: UnsafeRawBufferPointer) -> [TextPair] {
        rows(text).compactMap { $0.count == 2 ? TextPair($0[0], $0[1]) : nil }
    }

    private static func rows(_ text: UnsafeRawBufferPointer) -> [[String]] {
        var reader = RecordListReader(text)
        var rows: [[String]] = []
        guard reader.take(0x5B) else { return [] }
        while reader.take(0x5B) {
            var row: [String] = []
            repeat {
                guard let value = reader.value() else { return [] }
                row.append(value)
            } while reader.take(0x2C)
            guard reader.take(0x5D) else { return [] }
            rows.append(row)
            guard reader.take(0x2C) else { break }
        }
        return reader.take(0x5D) ? rows : []
    }

    /// The members of an object whose values are texts, whole numbers, null, or lists.
    static func members(_ text: UnsafeRawBufferPointer) -> [String: Value] {
        var reader = RecordListReader(text)
        var members: [String: Value] = [:]
        guard reader.take(0x7B) else { return [:] }
        repeat {
            guard let name = reader.value(), reader.take(0x3A), let value = reader.memberValue() else { break }
            members[name] = value
        } while reader.take(0x2C)
        return members
    }
    enum Value {
        case null
        case text(String)
        case number(Int64)
        case list(UnsafeRawBufferPointer)
    }

    private mutating func memberValue() -> Value? {
        let start = index
        switch index < bytes.count ? bytes[index] : 0 {
        case 0x22: return value().map { .text($0) }
        case 0x6E:
            index = min(index + 4, bytes.count)
            return .null
        case 0x5B:
            skipList()
            return .list(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
        default:
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) || bytes[index] == 0x2D { index += 1 }
            return Int64(String(decoding: bytes[start..<index], as: UTF8.self)).map { .number($0) }
        }
    }
    private mutating func skipList() {
        var depth = 0
        var inText = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x5C where inText: index += 1
            case 0x22: inText.toggle()
            case 0x5B where !inText: depth += 1
            case 0x5D where !inText: depth -= 1
            default: break
            }
            index = min(index + 1, bytes.count)
            if depth == 0 { return }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() -> String? {
        guard take(0x22) else {
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
        }
        let start = index
        while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
        guard index < bytes.count else { return nil }
        if bytes[index] == 0x22 {
            index += 1
            return String(decoding: bytes[start..<(index - 1)], as: UTF8.self)
        }
        return escaped(from: start)
    }

    private mutating func escaped(from start: Int) -> String? {
        var units = Array(String(decoding: bytes[start..<index], as: UTF8.self).utf16)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 {
                index += 1
                return String(decoding: units, as: UTF16.self)
            }
            if byte == 0x5C {
                guard let unit = escape() else { return nil }
                units.append(unit)
                continue
            }
            let plain = index
            while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
            units.append(contentsOf: String(decoding: bytes[plain..<index], as: UTF8.self).utf16)
        }
        return nil
    }

    private mutating func escape() -> UInt16? {
        guard index + 1 < bytes.count else { return nil }
        let letter = bytes[index + 1]
        index += 2
        switch letter {
        case 0x6E: return 0x0A
        case 0x72: return 0x0D
        case 0x74: return 0x09
        case 0x62: return 0x08
        case 0x66: return 0x0C
        case 0x75:
            guard index + 4 <= bytes.count else { return nil }
            let digits = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
            index += 4
            return UInt16(digits, radix: 16)
        default: return UInt16(letter)
        }
    }
}

extension LegRole {
    /// The role by the name it is stored under.
    init?(storedName: String) {
        switch storedName {
        case "in": self = .in
        case "out": self = .out
        case "fee": self = .fee
        case "rebate": self = .rebate
        default: return nil
        }
    }
}
