import CWorkerProtocol
import Glibc

/// Why no answer came.
enum WorkerLoss: Error {
    /// The socket is closed: the process is gone, or as good as gone.
    case closed
    case timedOut
    /// What came is no frame, or not the one that was due.
    case garbage(String)
}

/// One frame of a worker.
struct WorkerFrame {
    var op: UInt32
    var sequence: UInt64
    var payload: [UInt8]
}

/// One running worker and the socket to it. Used by one thread; killed and reaped when it goes.
final class WorkerProcess {
    /// How a worker ended.
    enum Death: Equatable {
        case signal(Int32)
        case exit(Int32)
        /// It closed its socket and went on running.
        case stillRunning
    }

    let id: pid_t
    private let socket: Int32
    private var inbox = Inbox()
    private var death: Death?

    /// Starts the worker program for one library. The calling thread must outlive the worker.
    init(program: String, library: String) throws(AdapterHostError) {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &pair) == 0 else {
            throw AdapterHostError(.workerMissing, "No socket for an adapter worker: \(Self.systemMessage(errno)).")
        }
        defer { close(pair[1]) }
        for end in pair {
            var size: Int32 = 4 << 20
            setsockopt(end, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let arguments = [program, library, String(getpid())]
        var child: pid_t = 0
        let failure = Self.spawn(arguments, socket: pair[1], into: &child)
        guard failure == 0 else {
            close(pair[0])
            throw AdapterHostError(
                .workerMissing, "The adapter worker \(program) cannot be started: \(Self.systemMessage(failure)).")
        }
        id = child
        socket = pair[0]
    }
    deinit {
        _ = end(grace: false)
        close(socket)
    }

    private static func spawn(_ arguments: [String], socket: Int32, into child: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // The socket first: in a host without standard streams it may have one of their numbers.
        posix_spawn_file_actions_adddup2(&actions, socket, Int32(PW_FD))
        for (descriptor, mode) in [(Int32(0), O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
        }
        // A group of its own: an interrupt typed at the terminal is for the host, which ends its workers itself.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        return posix_spawn(&child, arguments[0], &actions, &attributes, &pointers, &environment)
    }

    // MARK: - Frames

    /// Sends one frame made of two pieces.
    func send(
        _ op: UInt32, sequence: UInt64, _ head: [UInt8], _ body: [UInt8] = [], until deadline: Deadline
    ) throws(WorkerLoss) {
        let length = UInt64(head.count + body.count)
        let frame = pw_frame(magic: UInt32(PW_MAGIC), op: op, sequence: sequence, length: length)
        let start = withUnsafeBytes(of: frame) { Array($0) } + head
        try sendAll(start, until: deadline)
        if !body.isEmpty { try sendAll(body, until: deadline) }
    }

    private func sendAll(_ bytes: [UInt8], until deadline: Deadline) throws(WorkerLoss) {
        var sent = 0
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, flags) }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                try wait(Int16(POLLOUT), until: deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    /// Waits for the next frame; its payload may have up to `longest` bytes.
    func receive(longest: UInt64, until deadline: Deadline) throws(WorkerLoss) -> WorkerFrame {
        let headSize = MemoryLayout<pw_frame>.size
        while inbox.count < headSize {
            let count = try receive(into: inbox.room(), until: deadline)
            inbox.added(count)
        }
        let head = inbox.takeHead()
        guard head.magic == UInt32(PW_MAGIC) else { throw .garbage("it wrote to the host's socket itself") }
        guard head.length <= longest else { throw .garbage("it announced \(head.length) bytes") }
        var loss: WorkerLoss?
        let payload = [UInt8](unsafeUninitializedCapacity: Int(head.length)) { buffer, initialized in
            let space = UnsafeMutableRawBufferPointer(buffer)
            initialized = inbox.take(into: space)
            while initialized < Int(head.length), loss == nil {
                let rest = UnsafeMutableRawBufferPointer(rebasing: space[initialized..<Int(head.length)])
                do throws(WorkerLoss) {
                    initialized += try receive(into: rest, until: deadline)
                } catch {
                    loss = error
                }
            }
        }
        if let loss { throw loss }
        return WorkerFrame(op: head.op, sequence: head.sequence, payload: payload)
    }

    private func receive(
        into space: UnsafeMutableRawBufferPointer, until deadline: Deadline
    ) throws(WorkerLoss) -> Int {
        while true {
            let count = recv(socket, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
            if count > 0 { return count }
            if count == 0 { throw .closed }
            if errno == EAGAIN {
                try wait(Int16(POLLIN), until: deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    private func wait(_ events: Int16, until deadline: Deadline) throws(WorkerLoss) {
        while true {
            let left = deadline.millisecondsLeft
            guard left > 0 else { throw .timedOut }
            var descriptor = pollfd(fd: socket, events: events, revents: 0)
            if poll(&descriptor, 1, left) > 0 { return }
        }
    }

    // MARK: - The end

    /// Kills and reaps the worker. With `grace` it first gets a moment to show how it ended by itself.
    func end(grace: Bool) -> Death {
        if let death { return death }
        var status: Int32 = 0
        var outcome: Death?
        if grace {
            for _ in 0..<200 {
                let reaped = waitpid(id, &status, WNOHANG)
                if reaped == id { outcome = Self.death(status) }
                // Somebody else reaped it, and its number may already be another's.
                if reaped < 0, errno == ECHILD { outcome = .exit(0) }
                if outcome != nil { break }
                usleep(1000)
            }
        }
        if outcome == nil {
            kill(id, SIGKILL)
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            outcome = .stillRunning
        }
        death = outcome
        return outcome ?? .stillRunning
    }
    private static func death(_ status: Int32) -> Death {
        status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }
    private static func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
}
