import Reports
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Where things go: data to standard output, talk and progress to standard error.
enum Output {
    /// The reader of standard output went away, or the disk is full.
    struct Closed: Error, CustomStringConvertible {
        var reason: Int32
        /// Nobody reads any more (`| head`): no reason to complain.
        var isUnread: Bool { reason == EPIPE }
        var description: String { "The output cannot be written: \(String(cString: strerror(reason)))." }
    }
    private static let pending = Mutex<[UInt8]>([])

    /// Data, for standard output. Buffered; `flush` writes the rest.
    static func data(_ text: String) throws { try data(Array(text.utf8)) }
    static func data(_ bytes: [UInt8]) throws {
        let full: [UInt8]? = pending.withLock { held in
            held.append(contentsOf: bytes)
            guard held.count >= 1 << 16 else { return nil }
            defer { held.removeAll(keepingCapacity: true) }
            return held
        }
        if let full { try write(full, to: STDOUT_FILENO) }
    }
    static func flush() throws {
        let rest: [UInt8] = pending.withLock { held in
            defer { held.removeAll(keepingCapacity: true) }
            return held
        }
        try write(rest, to: STDOUT_FILENO)
    }

    /// One line for people, on standard error.
    static func talk(_ line: String) { try? write(Array((line + "\n").utf8), to: STDERR_FILENO) }
    static func talkRaw(_ text: String) { try? write(Array(text.utf8), to: STDERR_FILENO) }

    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Closed(reason: errno)
            }
        }
    }
}
