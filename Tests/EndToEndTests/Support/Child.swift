import Glibc

/// A program that runs beside the test, with its output in files: no pipe can fill up and stall it.
final class Child: Sendable {
    struct NotStarted: Error, CustomStringConvertible { var description: String }
    struct TooSlow: Error, CustomStringConvertible { var description: String }

    /// How a program ended.
    enum End: Sendable, Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let name: String

    /// - Parameters:
    ///   - input: a descriptor to read from; the child gets no other descriptor but its outputs.
    ///   - terminal: the path of a terminal to sit at instead: the child reads from it, and finds it as `/dev/tty`.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: Int32, output: String,
        errors: String, terminal: String? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let terminal {
            // The first terminal that the leader of a new session opens is its own.
            posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        } else {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        // What other tests of this process have open is none of the child's business.
        for descriptor in Int32(3)..<128 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        // Signals as a shell would start it, whatever the test runner has blocked.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let newSession: Int32 = terminal == nil ? 0 : 0x80  // POSIX_SPAWN_SETSID, which Swift does not import
        posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | newSession))
        let words = Self.pointers([program] + arguments)
        let variables = Self.pointers(environment.map { "\($0)=\($1)" })
        defer { for pointer in words + variables { free(pointer) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, program, &actions, &attributes, words, variables)
        guard failure == 0 else {
            throw NotStarted(description: "\(program) cannot be started: \(String(cString: strerror(failure)))")
        }
        pid = child
        name = program
    }
    private static func pointers(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Waits for the end. After `seconds` it is killed, and that is an error. To be called once.
    func end(within seconds: Double) async throws -> End {
        let deadline = Files.monotonicSeconds() + seconds
        while true {
            if let end = ended() { return end }
            if Files.monotonicSeconds() > deadline {
                send(SIGKILL)
                var status: Int32 = 0
                waitpid(pid, &status, 0)
                throw TooSlow(description: "\(name) had not ended after \(seconds) seconds")
            }
            // Also when the test is cancelled: a child is never left behind.
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// The end, when it has come; reaps the process.
    private func ended() -> End? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    }
}
