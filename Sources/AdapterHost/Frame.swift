import HistoryModel

/// A frame that does not hold what it should: the other side is broken or hostile.
struct BrokenFrame: Error {
    var reason: String
    /// The frame is sound, but a text in it is not UTF-8.
    var isText: Bool
    init(_ reason: String, isText: Bool = false) {
        self.reason = reason
        self.isText = isText
    }
}

/// Reads numbers and texts one behind the other; throws instead of leaving the bytes.
struct FrameReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) throws(BrokenFrame) -> Number {
        let size = MemoryLayout<Number>.size
        guard remaining >= size else { throw BrokenFrame("it ends too early") }
        defer { offset += size }
        return bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }
    mutating func u32() throws(BrokenFrame) -> UInt32 { try number(UInt32.self) }
    mutating func u64() throws(BrokenFrame) -> UInt64 { try number(UInt64.self) }
    mutating func i64() throws(BrokenFrame) -> Int64 { try number(Int64.self) }

    mutating func slice(_ count: Int) throws(BrokenFrame) -> UnsafeRawBufferPointer {
        guard count >= 0, remaining >= count else { throw BrokenFrame("it ends too early") }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }
    mutating func counted() throws(BrokenFrame) -> UnsafeRawBufferPointer { try slice(Int(try u32())) }

    /// Text that must be UTF-8.
    mutating func text(_ name: String) throws(BrokenFrame) -> String {
        let bytes = try counted()
        guard let text = FrameText.strict(bytes) else { throw BrokenFrame("\(name) is not UTF-8", isText: true) }
        return text
    }
    /// Text that names something: UTF-8 without U+0000, behind which databases and programs in C see nothing.
    mutating func name(_ name: String) throws(BrokenFrame) -> String {
        let text = try text(name)
        guard !text.utf8.contains(0) else { throw BrokenFrame("\(name) holds U+0000", isText: true) }
        return text
    }
    /// Text for people: what is not UTF-8 becomes U+FFFD.
    mutating func lenientText() throws(BrokenFrame) -> String { String(decoding: try counted(), as: UTF8.self) }

    mutating func list<Element>(
        limit: Int, _ element: (inout FrameReader) throws(BrokenFrame) -> Element
    ) throws(BrokenFrame) -> [Element] {
        let count = Int(try u32())
        guard count <= limit else { throw BrokenFrame("a list has \(count) elements") }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }
    mutating func pairs(limit: Int, _ name: String) throws(BrokenFrame) -> [TextPair] {
        try list(limit: limit) { (reader) throws(BrokenFrame) in
            TextPair(try reader.text(name), try reader.text(name))
        }
    }
    func finish() throws(BrokenFrame) {
        guard remaining == 0 else { throw BrokenFrame("\(remaining) bytes are left over") }
    }
}

/// Writes numbers and texts one behind the other.
struct FrameWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }
    mutating func u32(_ value: UInt32) { number(value) }
    mutating func i64(_ value: Int64) { number(value) }
    mutating func bytes(_ value: [UInt8]) {
        u32(UInt32(value.count))
        bytes.append(contentsOf: value)
    }
    mutating func text(_ value: String) {
        u32(UInt32(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }
    mutating func pairs(_ pairs: [TextPair]) {
        u32(UInt32(pairs.count))
        for pair in pairs {
            text(pair.name)
            text(pair.value)
        }
    }
}
