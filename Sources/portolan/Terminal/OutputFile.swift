#if canImport(Glibc)
    import Glibc
#endif

/// A file written whole or not at all: beside its place first, moved there at the end. Readable by the owner only.
///
/// A link is followed; what is no file, such as a pipe or a device, is written to as it is and never replaced.
final class OutputFile {
    /// As the person wrote it, for messages.
    private let name: String
    private let path: String
    /// Nil where there is nothing to put in a place.
    private let draft: String?
    private var descriptor: Int32

    init(replacing name: String) throws {
        self.name = name
        var known = stat()
        let isThere = stat(name, &known) == 0
        let kind = known.st_mode & S_IFMT
        if isThere, kind != S_IFREG, kind != S_IFDIR {
            path = name
            draft = nil
            descriptor = open(name, O_WRONLY | O_CLOEXEC)
        } else {
            path = isThere ? Self.resolved(name) : name
            try Self.refuseHome(path, name)
            draft = "\(path).\(getpid()).part"
            descriptor = kind == S_IFDIR ? -1 : open(draft ?? path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if kind == S_IFDIR { errno = EISDIR }
        }
        guard descriptor >= 0 else {
            throw CommandFailure(.usage, "Cannot write \(name): \(String(cString: strerror(errno))).")
        }
    }
    deinit {
        if descriptor >= 0 {
            close(descriptor)
            if let draft { unlink(draft) }
        }
    }

    /// What lies in the home folder is Portolan's: a mistyped name must not replace the history.
    private static func refuseHome(_ path: String, _ name: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard let home = try? HomeFolder.fromEnvironment().path else { return }
        let (inside, own) = (resolved(folder.isEmpty ? "/" : folder), resolved(home))
        guard inside == own || inside.hasPrefix(own + "/") else { return }
        throw CommandFailure(
            .usage, "\(name) lies in the folder of the history itself, \(home). Write it to another folder.")
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try Output.write(bytes, to: descriptor)
        } catch let closed as Output.Closed where closed.isUnread {
            throw closed
        } catch {
            throw CommandFailure(.fault, "Cannot write \(name): \(String(cString: strerror(errno))).")
        }
    }

    /// Puts the file in its place.
    func commit() throws {
        // A pipe cannot be synchronised, and need not be.
        let isWritten = (draft == nil || fsync(descriptor) == 0) && close(descriptor) == 0
        descriptor = -1
        guard isWritten, draft.map({ rename($0, path) == 0 }) ?? true else {
            let reason = String(cString: strerror(errno))
            if let draft { unlink(draft) }
            throw CommandFailure(.fault, "Cannot write \(name): \(reason).")
        }
    }
}
