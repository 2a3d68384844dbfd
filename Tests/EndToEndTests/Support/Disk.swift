import Glibc

/// A small file system in memory, for tests as root.
struct Disk {
    let path: String

    /// Nil where one may not mount.
    init?(at path: String, size: String) {
        Files.make(path)
        guard mount("none", path, "tmpfs", 0, "size=\(size),mode=0700") == 0 else { return nil }
        self.path = path
    }
    func remount(_ how: String) {
        let isReadOnly = how == "ro"
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        if mount("none", path, "tmpfs", flags, how.hasPrefix("size=") ? how : "") != 0 {
            print("\(path) could not be mounted anew with \(how)")
        }
    }
    func unmount() { umount2(path, 2) }
}
