import AdapterHost
import HistoryModel

#if canImport(Glibc)
    import Glibc
#endif

/// When somebody last used Portolan: one line in a file of its own, so that commands that only read can write it.
struct LoginMark {
    private let home: String
    private var path: String { home + "/last-login" }

    init(home: String) { self.home = home }

    var last: Instant? {
        HostFiles.read(path, longest: 256).flatMap { bytes in
            Instant(iso8601: String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline })
        }
    }

    /// Nothing is made for a home that does not exist, and nothing is said where it cannot be written.
    func note(_ now: Instant) {
        guard HostFiles.exists(home) else { return }
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let isWritten: Void? = try? Output.write(Array("\(now)\n".utf8), to: descriptor)
        close(descriptor)
        if isWritten == nil || rename(draft, path) != 0 { unlink(draft) }
    }
}
