import HistoryModel

/// The encodings recipes and echoes are written in. All work on bytes; none can fail.
package enum ByteEncoding {
    private static let lowerDigits = Array("0123456789abcdef".utf8)
    private static let upperDigits = Array("0123456789ABCDEF".utf8)
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    package static func hex(_ bytes: some Sequence<UInt8>, upperCase: Bool = false) -> [UInt8] {
        let digits = upperCase ? upperDigits : lowerDigits
        var out: [UInt8] = []
        out.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return out
    }

    package static func base64(_ bytes: [UInt8], urlSafe isURLSafe: Bool = false, padded: Bool = true) -> [UInt8] {
        let alphabet = isURLSafe ? urlSafe : standard
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            out.append(alphabet[Int(first >> 2)])
            out.append(alphabet[Int((first & 3) << 4 | second >> 4)])
            if index + 1 < bytes.count {
                out.append(alphabet[Int((second & 15) << 2 | third >> 6)])
            } else if padded {
                out.append(0x3D)
            }
            if index + 2 < bytes.count {
                out.append(alphabet[Int(third & 63)])
            } else if padded {
                out.append(0x3D)
            }
            index += 3
        }
        return out
    }

    /// RFC 3986: everything but unreserved characters as `%XX`, upper case.
    package static func percent(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.underestimatedCount)
        for byte in bytes {
            if isUnreserved(byte) {
                out.append(byte)
            } else {
                out.append(0x25)
                out.append(upperDigits[Int(byte >> 4)])
                out.append(upperDigits[Int(byte & 15)])
            }
        }
        return out
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    /// Nil unless every character is base64 of the standard or the URL alphabet; padding may be missing.
    package static func decodeBase64(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte) - 0x41
            case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
            case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
            case 0x2B, 0x2D: value = 62
            case 0x2F, 0x5F: value = 63
            case 0x3D:
                padding += 1
                continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            bits = bits << 6 | value
            count += 1
            if count % 4 == 0 {
                out.append(UInt8(truncatingIfNeeded: bits >> 16))
                out.append(UInt8(truncatingIfNeeded: bits >> 8))
                out.append(UInt8(truncatingIfNeeded: bits))
                bits = 0
            }
        }
        let rest = count % 4
        guard rest != 1, padding == 0 || padding == (4 - rest) % 4 else { return nil }
        if rest == 2 { out.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if rest == 3 {
            out.append(UInt8(truncatingIfNeeded: bits >> 10))
            out.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        return out
    }

    package static func decodeHex(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var out: [UInt8] = []
        var high: UInt8?
        for byte in text {
            let value: UInt8
            switch byte {
            case 0x30...0x39: value = byte - 0x30
            case 0x61...0x66: value = byte - 0x61 + 10
            case 0x41...0x46: value = byte - 0x41 + 10
            default: return nil
            }
            if let first = high {
                out.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return out
    }
}

extension SigningPart.Encoding {
    func apply(to bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .raw: return bytes
        case .hex: return ByteEncoding.hex(bytes)
        case .hexUpper: return ByteEncoding.hex(bytes, upperCase: true)
        case .base64: return ByteEncoding.base64(bytes)
        case .base64URL: return ByteEncoding.base64(bytes, urlSafe: true, padded: false)
        case .percent: return ByteEncoding.percent(bytes)
        case .json:
            var out: [UInt8] = []
            JSONValue.escape(bytes, into: &out)
            return out
        }
    }
}
