import Glibc
import Testing

/// A look at other processes, through /proc.
enum Processes {
    /// Children of a process, over all its threads.
    static func children(of parent: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        guard let tasks = opendir("/proc/\(parent)/task") else { return [] }
        defer { closedir(tasks) }
        while let entry = readdir(tasks) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let text = Files.text("/proc/\(parent)/task/\(name)/children")
            found += text.split(separator: " ").compactMap { pid_t($0) }
        }
        return found
    }

    /// The most bytes a process has held in memory; nil when it is gone.
    static func peakMemory(of pid: pid_t) -> Int? {
        let status = Files.text("/proc/\(pid)/status")
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// The processes end by themselves within moments.
    static func expectGone(_ pids: [pid_t], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<500 where pids.contains(where: isAlive) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!pids.contains(where: isAlive), sourceLocation: sourceLocation)
    }
    /// A zombie that nobody has waited for yet is not alive.
    static func isAlive(_ pid: pid_t) -> Bool {
        let status = Files.text("/proc/\(pid)/stat")
        guard let end = status.lastIndex(of: ")") else { return false }
        return !status[end...].hasPrefix(") Z")
    }
}
