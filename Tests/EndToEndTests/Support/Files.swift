import Glibc

/// Files and folders, without Foundation's surprises about modes.
enum Files {
    struct Unreadable: Error, CustomStringConvertible { var description: String }

    /// The folder of the running test program: the programs under test lie there, too.
    static let buildFolder: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
        return folder(of: String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
    }()
    /// The root of the sources.
    static let root = folder(of: folder(of: folder(of: folder(of: #filePath))))

    static let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"

    static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/portolan-end-to-end-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unreadable(description: "no temporary folder") }
        return String(cString: made)
    }
    static func make(_ folder: String) { mkdir(folder, 0o700) }

    static func bytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Unreadable(description: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return all }
            all.append(contentsOf: chunk[..<count])
        }
    }
    static func text(_ path: String) -> String { String(decoding: (try? bytes(path)) ?? [], as: UTF8.self) }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Unreadable(description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        close(descriptor)
    }

    /// Every file below a folder.
    static func all(below folder: String) -> [String] {
        entries(of: folder).flatMap { isFolder($0) ? all(below: $0) : [$0] }.sorted()
    }
    private static func entries(of folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var found: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { found.append("\(folder)/\(name)") }
        }
        return found
    }
    static func copy(_ folder: String, to other: String) throws {
        make(other)
        for path in entries(of: folder) {
            let target = other + path.dropFirst(folder.count)
            if isFolder(path) { try copy(path, to: target) } else { try write(bytes(path), to: target) }
        }
    }

    /// The permission bits.
    static func mode(_ path: String) -> UInt32 {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & 0o7777 : 0
    }
    static func remove(_ folder: String) {
        for path in entries(of: folder) {
            if isFolder(path) { remove(path) } else { unlink(path) }
        }
        rmdir(folder)
    }
    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    static func contains(_ needle: String, _ bytes: [UInt8]) -> Bool {
        let needle = Array(needle.utf8)
        return bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while let first = rest.firstIndex(of: needle[0]), first + needle.count <= bytes.count {
                if memcmp(bytes.baseAddress! + first, needle, needle.count) == 0 { return true }
                rest = bytes[(first + 1)...]
            }
            return false
        }
    }

    static func monotonicSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
