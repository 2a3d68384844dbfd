import Glibc

/// The few things of the file system that the host needs.
package enum HostFiles {
    /// The whole file; nil when it cannot be read.
    package static func read(_ path: String, longest: Int = 1 << 30) -> [UInt8]? {
        // A named pipe would otherwise hold the program until somebody writes.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= longest else {
            return nil
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) + 1))
        while bytes.count <= longest {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
        return nil
    }

    /// Writes a file as a whole or not at all; readers see the old one or the new one.
    package static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            written += count
        }
        let synced = fsync(descriptor) == 0
        guard close(descriptor) == 0, synced, written == bytes.count, rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return true
    }

    /// Makes a folder and those above it, for the user alone.
    package static func makeFolder(_ path: String) {
        if path.isEmpty || path == "/" || path == "." || exists(path) { return }
        makeFolder(folder(of: path))
        mkdir(path, 0o700)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
    package static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// The path of the running program.
    package static func executable() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            readlink("/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
