#if canImport(Glibc)
    import Glibc
#endif

/// A file read from front to back, a piece at a time: memory does not grow with its size.
final class FileBytes {
    private let path: String
    private let descriptor: Int32
    private let piece: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var taken = 0

    /// Throws `unreadable` when the file cannot be opened, or is none.
    init(path: String, from offset: Int = 0) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileImportError.unreadable(path, errno) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw FileImportError.unreadable(path, EISDIR)
        }
        guard offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            let why = errno
            close(descriptor)
            throw FileImportError.unreadable(path, why)
        }
        piece = .allocate(byteCount: 256 << 10, alignment: 16)
    }
    deinit {
        close(descriptor)
        piece.deallocate()
    }

    /// What is read and not taken yet; empty at the end of the file.
    func waiting() throws -> UnsafeRawBufferPointer {
        if taken == filled {
            taken = 0
            filled = 0
            while true {
                let count = read(descriptor, piece.baseAddress, piece.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw FileImportError.unreadable(path, errno) }
                filled = count
                break
            }
        }
        return UnsafeRawBufferPointer(rebasing: piece[taken..<filled])
    }
    func take(_ count: Int) { taken += count }

    /// The first bytes, at most so many.
    static func beginning(of path: String, count: Int) throws -> [UInt8] {
        let file = try FileBytes(path: path)
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try file.waiting()
            if part.isEmpty { break }
            bytes.append(contentsOf: part.prefix(count - bytes.count))
            file.take(part.count)
        }
        return bytes
    }
}
