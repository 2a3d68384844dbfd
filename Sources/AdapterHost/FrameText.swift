import HistoryModel

/// Texts that come out of a worker: nothing about them is believed.
enum FrameText {
    /// Whether every byte is below 128; eight at a time.
    static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        var seen: UInt64 = 0
        while index + 32 <= bytes.count {
            seen |= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            seen |= bytes.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
            seen |= bytes.loadUnaligned(fromByteOffset: index + 16, as: UInt64.self)
            seen |= bytes.loadUnaligned(fromByteOffset: index + 24, as: UInt64.self)
            index += 32
        }
        var rest: UInt8 = 0
        while index < bytes.count {
            rest |= bytes[index]
            index += 1
        }
        return (seen & 0x8080_8080_8080_8080) == 0 && rest < 0x80
    }

    static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isASCII(bytes) || String(validating: bytes, as: UTF8.self) != nil
    }
    static func strict(_ bytes: UnsafeRawBufferPointer) -> String? { String(validating: bytes, as: UTF8.self) }

    /// The amount grammar of the ABI: like `Amount`'s, but without a leading '+'.
    ///
    /// Digits with at most one point are decided here; an exponent goes the long way.
    @inline(__always)
    static func isAmount(_ bytes: UnsafeRawBufferPointer, negativeAllowed: Bool) -> Bool {
        let count = bytes.count
        guard count > 0 else { return false }
        var index = 0
        if bytes[0] == 0x2D {
            guard negativeAllowed, count > 1 else { return false }
            index = 1
        }
        let first = index
        while index < count, bytes[index] &- 48 < 10 { index += 1 }
        guard index > first else { return false }
        if index == count { return true }
        if bytes[index] == 0x2E {
            let fraction = index + 1
            index = fraction
            while index < count, bytes[index] &- 48 < 10 { index += 1 }
            if index == count { return index > fraction }
        }
        return Amount.isWellFormed(utf8: bytes)
    }

    /// For texts that are only shown: U+FFFD in place of U+0000.
    static func withoutNUL(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(scalar.value == 0 ? "\u{FFFD}" : scalar) }
        return String(out)
    }

    /// One line for a sentence: control characters and what is not UTF-8 are gone, and it is not endless.
    static func oneLine(_ text: String, longest: Int = 500) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longest) {
            out.append(ManifestGrammar.isInvisible(scalar) ? " " : scalar)
        }
        return String(out)
    }
}
