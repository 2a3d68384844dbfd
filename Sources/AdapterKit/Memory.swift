import CPortolan
import Glibc

/// Builds C values from Swift ones. Static tables leave it unfreed on purpose; calls free it when they end.
struct Memory {
    private var blocks: [UnsafeMutableRawPointer] = []

    private mutating func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
        guard let block = malloc(max(1, bytes)) else { return nil }
        blocks.append(block)
        return block
    }
    mutating func text(_ string: String) -> ptl_text {
        var string = string
        return string.withUTF8 { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty, let copy = allocate(bytes.count) else {
                return ptl_text(data: nil, count: 0)
            }
            memcpy(copy, start, bytes.count)
            return ptl_text(data: copy.assumingMemoryBound(to: CChar.self), count: UInt64(bytes.count))
        }
    }
    mutating func bytes(_ source: [UInt8]) -> ptl_bytes {
        guard !source.isEmpty, let copy = allocate(source.count) else { return ptl_bytes(data: nil, count: 0) }
        source.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memcpy(copy, start, bytes.count) }
        }
        return ptl_bytes(data: copy.assumingMemoryBound(to: UInt8.self), count: UInt64(source.count))
    }
    mutating func array<Source, Element>(
        _ sources: [Source], _ make: (Source, inout Memory) -> Element
    ) -> ptl_array {
        let stride = MemoryLayout<Element>.stride
        guard !sources.isEmpty, let block = allocate(sources.count * stride) else {
            return ptl_array(items: nil, count: 0, stride: UInt32(truncatingIfNeeded: stride))
        }
        let items = block.bindMemory(to: Element.self, capacity: sources.count)
        for (index, source) in sources.enumerated() { (items + index).initialize(to: make(source, &self)) }
        return ptl_array(
            items: UnsafeRawPointer(block), count: UInt32(truncatingIfNeeded: sources.count),
            stride: UInt32(truncatingIfNeeded: stride))
    }
    mutating func pairs(_ pairs: [TextPair]) -> ptl_array {
        array(pairs) { ptl_pair(name: $1.text($0.name), value: $1.text($0.value)) }
    }
    mutating func free() {
        for block in blocks { Glibc.free(block) }
        blocks = []
    }
}

extension ptl_array {
    /// Calls with each element; an element shorter than this header knows is passed over.
    func forEach<Element>(_ type: Element.Type, _ body: (Element) -> Void) {
        guard let items, stride >= MemoryLayout<Element>.size, stride % 8 == 0, count <= PTL_MAX_ITEMS else { return }
        for index in 0..<Int(count) { body(items.load(fromByteOffset: index * Int(stride), as: Element.self)) }
    }
    var pairs: [TextPair] {
        var result: [TextPair] = []
        forEach(ptl_pair.self) { result.append(TextPair(String($0.name.text), String($0.value.text))) }
        return result
    }
}

extension ptl_bytes {
    var array: [UInt8] {
        guard let data, count > 0 else { return [] }
        return Array(UnsafeBufferPointer(start: data, count: Int(clamping: count)))
    }
}
