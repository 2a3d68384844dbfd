import CWorkerProtocol

/// What has come from the socket and is not yet read; small frames fit as a whole.
struct Inbox: ~Copyable {
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private var start = 0
    private var end = 0

    deinit { space.deallocate() }

    var count: Int { end - start }

    /// Where the next bytes go. Only asked for while less than a frame's head is held.
    mutating func room() -> UnsafeMutableRawBufferPointer {
        if start > 0 {
            space.baseAddress?.copyMemory(from: space.baseAddress! + start, byteCount: count)
            end -= start
            start = 0
        }
        return UnsafeMutableRawBufferPointer(rebasing: space[end...])
    }
    mutating func added(_ count: Int) { end += count }

    mutating func takeHead() -> pw_frame {
        defer { start += MemoryLayout<pw_frame>.size }
        return space.loadUnaligned(fromByteOffset: start, as: pw_frame.self)
    }
    mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
        let taken = min(count, target.count)
        if taken > 0 {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: space[start..<(start + taken)]))
            start += taken
        }
        return taken
    }
}
