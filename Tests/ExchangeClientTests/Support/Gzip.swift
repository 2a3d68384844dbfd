/// Compressed bodies for the tests, without a compressor.
enum Gzip {
    /// `hello, hello, hello\n`, stored.
    static let hello = stored(Array("hello, hello, hello\n".utf8))

    /// One stored block.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        var out: [UInt8] = header + [1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
        out += bytes
        return out + trailer(checksum(bytes), bytes.count)
    }

    /// That many zero bytes, as one block of repetitions with the fixed code: a thousandth of its size.
    static func zeros(count: Int) -> [UInt8] {
        var writer = BitWriter()
        writer.put(1, 1)
        writer.put(1, 2)
        // The byte 0, then copies of length 258 from distance 1, then single zeros.
        writer.putCode(0x30, 8)
        var left = count - 1
        while left >= 258 {
            writer.putCode(0b1100_0101, 8)
            writer.putCode(0, 5)
            left -= 258
        }
        for _ in 0..<left { writer.putCode(0x30, 8) }
        writer.putCode(0, 7)
        return header + writer.finish() + trailer(checksum([UInt8](repeating: 0, count: count)), count)
    }

    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    private static func trailer(_ checksum: UInt32, _ count: Int) -> [UInt8] {
        [checksum, UInt32(truncatingIfNeeded: count)].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        var current: UInt32 = 0
        var used = 0
        mutating func put(_ value: UInt32, _ count: Int) {
            current |= value << UInt32(used)
            used += count
            while used >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: current))
                current >>= 8
                used -= 8
            }
        }
        /// Huffman codes go in with their first bit lowest.
        mutating func putCode(_ code: UInt32, _ count: Int) {
            for bit in stride(from: count - 1, through: 0, by: -1) { put(code >> UInt32(bit) & 1, 1) }
        }
        mutating func finish() -> [UInt8] {
            if used > 0 { put(0, 8 - used) }
            return bytes
        }
    }
}
