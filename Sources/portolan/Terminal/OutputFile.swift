#if canImport(Glibc)
    import Glibc
#endif

/// A file written whole or not at all: beside its place first, moved there at the end. Readable by the owner only.
final class OutputFile {
    private let path: String
    private let draft: String
    private var descriptor: Int32

    init(replacing path: String) throws {
        self.path = path
        draft = "\(path).\(getpid()).part"
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.usage, "Cannot write \(path): \(String(cString: strerror(errno))).")
        }
    }
    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(draft)
        }
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try Output.write(bytes, to: descriptor)
        } catch {
            throw CommandFailure(.fault, "Cannot write \(path): \(String(cString: strerror(errno))).")
        }
    }

    /// Puts the file in its place.
    func commit() throws {
        let isWritten = fsync(descriptor) == 0 && close(descriptor) == 0
        descriptor = -1
        guard isWritten, rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw CommandFailure(.fault, "Cannot write \(path): \(reason).")
        }
    }
}
