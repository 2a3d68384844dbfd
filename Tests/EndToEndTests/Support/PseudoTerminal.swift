import Glibc
import Testing

/// A terminal of which the test is the person: what a program writes to it can be read, and answers typed.
final class PseudoTerminal {
    /// Where a program finds it.
    let path: String
    private let master: Int32
    /// Held open, so that the terminal is there before the program has opened it and after.
    private let other: Int32
    private(set) var shown = ""

    init() throws {
        var ends: (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&ends.0, &ends.1, nil, nil, nil) == 0, ttyname_r(ends.1, &name, name.count) == 0 else {
            throw Files.Unreadable(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        (master, other) = ends
        for end in [master, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK)
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    deinit {
        close(master)
        close(other)
    }

    /// Waits until something was shown since the last answer.
    func waitFor(_ text: String, within seconds: Double = 30) async throws {
        let deadline = Files.monotonicSeconds() + seconds
        while !shown.contains(text) {
            take()
            try #require(Files.monotonicSeconds() < deadline, "the terminal never showed \"\(text)\", only: \(shown)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Nothing was shown since the last answer but the answer itself, which terminals repeat.
    func isQuiet() -> Bool {
        take()
        return !shown.contains(": ")
    }

    func type(_ line: String) {
        shown = ""
        let bytes = Array((line + "\n").utf8)
        #expect(write(master, bytes, bytes.count) == bytes.count)
    }

    private func take() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &bytes, bytes.count)
        if count > 0 { shown += String(decoding: bytes.prefix(count), as: UTF8.self) }
    }
}
