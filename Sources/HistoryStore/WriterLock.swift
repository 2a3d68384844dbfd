import Glibc
import HistoryModel

/// Held by the one process that may write a store; the system lets go of it when that process ends.
final class WriterLock: Sendable {
    private let descriptor: Int32

    /// Throws `locked`, naming the process that has it, or `readOnly`.
    init(path: String) throws {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            let why = String(cString: strerror(errno))
            throw StoreError(
                errno == ENOSPC ? .diskFull : .readOnly,
                "\(path) cannot be written (\(why)). Check the folder's owner and permissions, or choose another with PORTOLAN_HOME."
            )
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            var buffer = [UInt8](repeating: 0, count: 32)
            let count = pread(opened, &buffer, buffer.count, 0)
            close(opened)
            let holder = String(decoding: buffer.prefix(max(0, count)).prefix { $0 > 32 }, as: UTF8.self)
            throw StoreError(
                .locked,
                "Another portolan\(holder.isEmpty ? "" : " (process \(holder))") is working on this history. Wait until it has finished, or stop it."
            )
        }
        let text = "\(getpid())\n"
        _ = ftruncate(opened, 0)
        _ = text.withCString { pwrite(opened, $0, strlen($0), 0) }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
