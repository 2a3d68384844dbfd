import Glibc

/// Waits for SIGTERM or SIGINT, or for the end of standard input.
///
/// Both are watched by plain threads: signals are blocked everywhere else and taken with `sigwait`.
struct Ending {
    private let ended: AsyncStream<Void>

    init(watchStandardInput: Bool) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        ended = stream
        let waited = signals
        Self.thread {
            var set = waited
            var signal: Int32 = 0
            sigwait(&set, &signal)
            continuation.yield()
        }
        guard watchStandardInput else { return }
        Self.thread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(0, &buffer, buffer.count)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                break
            }
            continuation.yield()
        }
    }

    func wait() async {
        for await _ in ended { return }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var handle = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        pthread_detach(handle)
    }
}
