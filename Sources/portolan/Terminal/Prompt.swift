import HistoryModel
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// Questions to a person at the terminal. Asked on `/dev/tty`, so that pipes stay free for data.
struct Prompt: ~Copyable {
    private let descriptor: Int32

    /// Nil where nobody can be asked.
    init?() {
        let opened = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard opened >= 0 else { return nil }
        descriptor = opened
    }
    deinit { close(descriptor) }

    /// Reads one line without showing it; a private key in PEM may have many lines.
    ///
    /// Keys are taken one by one: Ctrl-C must end the reading, not the process, which would leave the terminal mute.
    borrowing func secret(_ label: String) throws -> Secret {
        try Output.write(Array("\(TerminalText.escaped(label)): ".utf8), to: descriptor)
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else {
            throw CommandFailure(.usage, "The terminal cannot hide what is typed. Use --credentials-stdin.")
        }
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
        tcsetattr(descriptor, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(descriptor, TCSAFLUSH, &before)
            try? Output.write([0x0A], to: descriptor)
        }
        var line = HiddenLine()
        defer { line.wipe() }
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, try line.take(byte) else { break }
        }
        return line.secret
    }

    borrowing func text(_ label: String) throws -> String {
        try Output.write(Array("\(TerminalText.escaped(label)): ".utf8), to: descriptor)
        return String(decoding: try readLine(), as: UTF8.self)
    }

    /// Yes only for a clear yes.
    borrowing func confirms(_ question: String) throws -> Bool {
        let answer = try text(question + " [y/N]").lowercased()
        return answer == "y" || answer == "yes"
    }

    private borrowing func readLine() throws -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(16384)
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != 0x0A else { break }
            if line.count >= 16384 { throw CommandFailure(.usage, "The line is longer than 16 KiB.") }
            line.append(byte)
        }
        while let last = line.last, last == 0x0D || last == 0x20 { line.removeLast() }
        return line
    }
}
