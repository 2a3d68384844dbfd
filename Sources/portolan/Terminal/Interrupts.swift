import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Ctrl-C and SIGTERM: the first one cancels the work so that it ends cleanly, the second one ends the process.
enum Interrupts {
    private static let count = Atomic<Int>(0)

    /// Runs the work; a signal cancels its task, and `announce` gets a line that says so.
    static func cancelling<Result: Sendable>(
        announce: @escaping @Sendable (String) -> Void = { Output.talk($0) },
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        var pipeEnds: [Int32] = [0, 0]
        guard pipe(&pipeEnds) == 0 else { return try await work() }
        let (readEnd, writeEnd) = (pipeEnds[0], pipeEnds[1])
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeUp.store(writeEnd, ordering: .sequentiallyConsistent)
        install(handler)
        let task = Task { try await work() }
        // A thread of its own waits for the handler: a handler may call write(), and little else.
        let watcher = Watcher(descriptor: readEnd) {
            announce("Stopping after the step under way. Once more to stop at once.")
            task.cancel()
        }
        watcher.start()
        defer {
            install(nil)
            wakeUp.store(-1, ordering: .sequentiallyConsistent)
            // The end of the pipe ends the watcher, which closes its own side.
            close(writeEnd)
        }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private static let wakeUp = Atomic<Int32>(-1)

    private static let handler: @convention(c) (Int32) -> Void = { signal in
        let saved = errno
        if count.add(1, ordering: .sequentiallyConsistent).oldValue > 0 { _exit(128 + signal) }
        var byte: UInt8 = 1
        _ = write(wakeUp.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = saved
    }

    private static func install(_ handler: (@convention(c) (Int32) -> Void)?) {
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = handler ?? SIG_DFL
            sigaction(number, &action, nil)
        }
    }

    private final class Watcher: Sendable {
        private let descriptor: Int32
        private let cancel: @Sendable () -> Void
        init(descriptor: Int32, cancel: @escaping @Sendable () -> Void) {
            self.descriptor = descriptor
            self.cancel = cancel
        }
        func start() {
            var thread = pthread_t()
            let box = Unmanaged.passRetained(self).toOpaque()
            let failed = pthread_create(
                &thread, nil,
                { box in
                    Unmanaged<Watcher>.fromOpaque(box!).takeRetainedValue().wait()
                    return nil
                }, box)
            if failed == 0 { pthread_detach(thread) } else { Unmanaged<Watcher>.fromOpaque(box).release() }
        }
        private func wait() {
            var byte: UInt8 = 0
            while true {
                let count = read(descriptor, &byte, 1)
                if count == 1 {
                    cancel()
                } else if count == 0 || errno != EINTR {
                    break
                }
            }
            close(descriptor)
        }
    }
}
