import CPortolan
import Glibc

/// Everything one call of `parse` works with. Lives on that call's stack frame, freed when it returns.
struct Scratch {
    /// The exchange's answer, borrowed from the host.
    var body: UnsafePointer<UInt8>
    var bodyCount: Int
    var tape = Tape()
    var isScanned = false
    var arena = Arena()
    var record = ptl_record()
    var legs = Row<ptl_leg>()
    var ids = Row<ptl_pair>()
    var extra = Row<ptl_pair>()
    var sink: UnsafePointer<ptl_page_sink>?
    /// What a sink answered when it wanted no more; 0 while all is well.
    var status: ptl_status = 0

    init(body: UnsafePointer<UInt8>?, count: UInt64, sink: UnsafePointer<ptl_page_sink>? = nil) {
        self.body = body ?? Self.nothing
        bodyCount = body == nil ? 0 : Int(clamping: count)
        self.sink = sink
    }
    private static let nothingText: StaticString = ""
    private static var nothing: UnsafePointer<UInt8> { nothingText.utf8Start }

    mutating func free() {
        tape.free()
        arena.free()
        legs.free()
        ids.free()
        extra.free()
    }
}

/// Texts made during a parse. Chunks never move, so what points into them stays true.
struct Arena {
    private var chunks: UnsafeMutablePointer<Chunk>?
    private var next: UnsafeMutablePointer<UInt8>?
    private var room = 0
    private struct Chunk { var before: UnsafeMutablePointer<Chunk>? }

    /// Memory for so many bytes; nil when there is none.
    mutating func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        if count <= room, let next {
            self.next = next + count
            room -= count
            return next
        }
        let header = MemoryLayout<Chunk>.stride
        let size = max(16_384, count)
        guard size < 1 << 32, let memory = malloc(size + header) else { return nil }
        let chunk = memory.bindMemory(to: Chunk.self, capacity: 1)
        chunk.pointee = Chunk(before: chunks)
        chunks = chunk
        let bytes = (memory + header).bindMemory(to: UInt8.self, capacity: size)
        next = bytes + count
        room = size - count
        return bytes
    }
    /// Gives back what the last `reserve` did not use.
    mutating func giveBack(_ count: Int) {
        guard let next else { return }
        self.next = next - count
        room += count
    }
    mutating func free() {
        while let chunk = chunks {
            chunks = chunk.pointee.before
            Glibc.free(chunk)
        }
    }
}

/// A growing row of C structs, kept between records.
struct Row<Element> {
    private(set) var items: UnsafeMutablePointer<Element>?
    private(set) var count = 0
    private var capacity = 0

    /// False when memory or the header's limit is exhausted.
    mutating func append(_ element: Element) -> Bool {
        if count == capacity, !grow() { return false }
        guard let items else { return false }
        (items + count).initialize(to: element)
        count += 1
        return true
    }
    private mutating func grow() -> Bool {
        guard capacity < Int(PTL_MAX_ITEMS) else { return false }
        let wanted = max(8, capacity * 2)
        guard let memory = realloc(items, wanted * MemoryLayout<Element>.stride) else { return false }
        items = memory.bindMemory(to: Element.self, capacity: wanted)
        capacity = wanted
        return true
    }
    mutating func removeAll() { count = 0 }
    var array: ptl_array {
        ptl_array(
            items: UnsafeRawPointer(items), count: UInt32(truncatingIfNeeded: count),
            stride: UInt32(truncatingIfNeeded: MemoryLayout<Element>.stride))
    }
    mutating func free() { Glibc.free(items) }
}

extension ptl_text {
    init(_ text: Text) {
        self.init(
            data: UnsafeRawPointer(text.start)?.assumingMemoryBound(to: CChar.self), count: UInt64(text.count))
    }
    var text: Text {
        Text(
            start: UnsafeRawPointer(data)?.assumingMemoryBound(to: UInt8.self),
            count: data == nil ? 0 : Int(clamping: count))
    }
}
